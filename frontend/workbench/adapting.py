"""What can somebody do at a unit about an item that it inherits: make it stricter, not choose it, ask to be exempt?"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalogs import actions, deviations, inputs, policies, strictness
from catalogs.effective import EffectiveItem, Standing
from catalogs.kinds import Level, OverrideKind, Period, RequestState
from catalogs.models import Amendment, Catalog, Exemption, Item, Override
from core.errors import Text
from core.verdicts import Verdict
from frontend import fragments, pieces, submit, visits
from frontend.account.requests import SignedIn, signed_in
from frontend.tree import reading as tree_reading
from frontend.workbench import lines, reading, ways
from frontend.workbench.lines import Line, Link
from hierarchy.models import Unit

OPEN = (RequestState.REQUESTED, RequestState.GRANTED)


@dataclass(frozen=True)
class Possible:
    """What a unit has asked about its items, and what the person may do about them there."""

    unit: Unit
    adapts: bool
    asks: bool
    amends: bool
    asked: Mapping[uuid.UUID, Sequence[Link]]

    @classmethod
    def at(cls, request: SignedIn, unit: Unit) -> Self:
        """Read what the unit has of its own now or from a later day on: three queries."""
        ahead = Q(unit=unit, state__in=OPEN) & (Q(ends_on__isnull=True) | Q(ends_on__gt=visits.today(request)))
        found: dict[uuid.UUID, list[Link]] = {}
        for override in Override.objects.visible_to(request.actor).filter(ahead).order_by("pk"):
            label = _("不选这一项") if override.kind == OverrideKind.DECLINE else _("本单位加严")
            path = reverse("work:catalog_override", args=[override.public_id])
            found.setdefault(override.lineage, []).append(Link(label, path, _is_waiting(override)))
        for exemption in Exemption.objects.visible_to(request.actor).filter(ahead).order_by("pk"):
            path = reverse("work:catalog_exemption", args=[exemption.public_id])
            found.setdefault(exemption.lineage, []).append(Link(_("豁免"), path, _is_waiting(exemption)))
        for amendment in Amendment.objects.visible_to(request.actor).awaiting_at(unit).order_by("pk"):
            path = reverse("work:catalog_amendment", args=[amendment.public_id])
            found.setdefault(amendment.lineage, []).append(Link(amendment.get_kind_display(), path, waiting=True))
        adapts = unit.is_open and bool(policies.adapt(request.actor, unit))
        asks = unit.is_open and bool(policies.ask_exemption(request.actor, unit))
        amends = unit.is_open and bool(policies.amend(request.actor, Catalog(unit=unit)))
        return cls(unit, adapts, asks, amends, found)

    def line(self, each: EffectiveItem) -> Line:
        """Return an item as a row with what was asked about it and what can be done."""
        return replace(
            lines.of_effective(each), asked=self.asked.get(each.item.lineage, ()), steps=list(self._steps(each))
        )

    def _steps(self, each: EffectiveItem) -> Sequence[Link]:
        if each.is_own and self.amends:
            return ways.links_to(each.item)
        if each.is_own or each.standing != Standing.REQUIRED:
            return []
        is_optional = each.item.obligation_level == Level.OPTIONAL
        offered = (
            (self.adapts, _("加严"), "catalog_tighten"),
            (self.adapts and is_optional, _("不选"), "catalog_decline"),
            (self.asks and not is_optional, _("申请豁免"), "catalog_exempt"),
        )
        where = [self.unit.public_id, each.item.public_id]
        return [Link(label, reverse(f"work:{route}", args=where)) for may, label, route in offered if may]


class TightenForm(inputs.TightenInput):
    """Only what can be made stricter about one item, beginning with what holds."""

    field_order = (*strictness.FIELDS, "reason", "from_on")

    def __init__(self, sent: Any, *, entry: EffectiveItem) -> None:
        item = entry.item
        super().__init__(sent, initial={name: getattr(item, name) for name in ("scopes", "channels", "departments")})
        shorter = [choice for choice in Period.choices if strictness.stricter_period(item.period, choice[0])]
        self.fields["period"] = forms.ChoiceField(
            label=_("公开周期"), choices=[("", _("不改")), *shorter], required=False
        )
        self.fields["shows_process"] = forms.ChoiceField(
            label=_("过程和结果都公开"), choices=[("", _("不改")), ("true", _("过程和结果都公开"))], required=False
        )
        if not shorter:
            del self.fields["period"]
        if item.shows_process:
            del self.fields["shows_process"]
        self._say(item)
        self.order_fields(self.field_order)

    def _say(self, item: Item) -> None:
        hints = {
            "scopes": _("只能在原有范围上增加，或者选更广的范围。"),
            "channels": _("保留原有的公开形式，在后面增加，用顿号隔开。"),
            "departments": _("写本单位具体负责的科室，用顿号隔开。"),
            "due_rule": _("现在是“%(rule)s”，只能提前或减少天数；不改的不填。") % {"rule": item.due_rule}
            if item.due_rule
            else _("例如“事项确定后7个工作日内”；不改的不填。"),
            "notice_days": _("现在公示%(days)d天，只能增加；不改的不填。") % {"days": item.notice_days},
            "reason": _("写明为什么这样规定，上级审批时看得到。"),
            "from_on": _("不填就从生效当天开始。"),
        }
        for name, hint in hints.items():
            self.fields[name].help_text = str(hint)


@dataclass(frozen=True)
class Ask:
    """One way of deviating: its words, its form, its verb and who may ask."""

    title: Text
    icon: str
    done: Text
    form: Callable[[Any, EffectiveItem], forms.Form]
    verb: Callable[..., Override | Exemption]
    policy: Callable[[Any, Unit], Verdict]


TIGHTEN = Ask(
    _("加严事项"),
    "arrow-up",
    _("加严已提交。"),
    lambda sent, entry: TightenForm(sent, entry=entry),
    actions.tighten,
    policies.adapt,
)
DECLINE = Ask(
    _("不选事项"),
    "circle-minus",
    _("不选已提交。"),
    lambda sent, _entry: inputs.DeclineInput(sent),
    actions.decline,
    policies.adapt,
)
EXEMPT = Ask(
    _("申请豁免"),
    "hand-stop",
    _("豁免申请已提交，等上级审批。"),
    lambda sent, _entry: inputs.ExemptionInput(sent),
    actions.ask_exemption,
    policies.ask_exemption,
)


@signed_in
def tighten(request: SignedIn, unit: uuid.UUID, item: uuid.UUID) -> HttpResponse:
    """Make an inherited item stricter for the unit and those below it."""
    return _ask(request, unit, item, TIGHTEN)


@signed_in
def decline(request: SignedIn, unit: uuid.UUID, item: uuid.UUID) -> HttpResponse:
    """Not choose an optional item, for this unit alone."""
    return _ask(request, unit, item, DECLINE)


@signed_in
def exempt(request: SignedIn, unit: uuid.UUID, item: uuid.UUID) -> HttpResponse:
    """Ask the superior to free the unit from a mandatory item until a day."""
    return _ask(request, unit, item, EXEMPT)


def _ask(request: SignedIn, unit: uuid.UUID, item: uuid.UUID, ask: Ask) -> HttpResponse:
    where, what = tree_reading.found(unit), reading.item(request, item)
    ask.policy(request.actor, where).enforce()
    entry = deviations.inherited(where, what, on=visits.today(request))
    form = ask.form(request.POST if request.method == "POST" else None, entry)
    made: list[Override | Exemption] = []
    if request.method == "POST" and submit.attempt(
        form, lambda: made.append(ask.verb(where, what, data=request.POST, actor=request.actor, at=request.at))
    ):
        messages.success(request, str(ask.done))
        return redirect(path_of(made[0]))
    page = {
        "form": form,
        "ask": ask,
        "unit": where,
        "entry": entry,
        "facts": facts_of(entry),
        "trail": reading.trail_of(where, pieces.Crumb(ask.title)),
        "back": reading.path_of(where),
    }
    return fragments.respond(request, "workbench/ask.html", page, status=submit.status_of(form))


def path_of(request: Override | Exemption) -> str:
    """Return the address of what a unit asked."""
    route = "catalog_exemption" if isinstance(request, Exemption) else "catalog_override"
    return reverse(f"work:{route}", args=[request.public_id])


def facts_of(entry: EffectiveItem) -> list[pieces.Fact]:
    """Return what holds about an item as it comes to a unit, and who says so."""
    line = lines.of_effective(entry)
    rows = (
        (_("规定单位"), entry.origin_unit.name),
        (_("公开要求"), entry.item.get_obligation_level_display()),
        (_("公开时限"), line.time),
        (_("公开范围"), line.scopes),
        (_("公开形式"), lines.shown("channels", entry.item)),
        (_("责任单位"), lines.shown("departments", entry.item)),
        (_("公示天数"), lines.shown("notice_days", entry.item) if entry.item.notice_days else ""),
        (_("过程公开"), lines.shown("shows_process", entry.item)),
    )
    return [pieces.Fact(term, value) for term, value in rows if value]


def _is_waiting(request: Override | Exemption) -> bool:
    return request.state == RequestState.REQUESTED

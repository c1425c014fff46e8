"""How is one item of a published catalog changed, withdrawn or terminated, and what is told about it?"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalogs import actions, amending, inputs, policies
from catalogs.flows import amendment_flow
from catalogs.kinds import AmendmentKind, AmendmentState
from catalogs.models import Amendment, Item
from core import errors
from core.errors import Text
from frontend import fragments, pieces, submit, visits, words
from frontend.account.requests import SignedIn, signed_in
from frontend.workbench import consent, contents, differences, reading, steps, ways
from obligations.models import Obligation

VERBS = ("grant", "refuse", "recall")
DONE: Mapping[str, Text] = {
    "grant": _("已同意，新的一版目录已发布，公开说明同时公布。"),
    "refuse": _("已告知不同意，公开事项没有变化。"),
    "recall": _("已收回，公开事项没有变化。"),
}
REASON_HINT = _("写明为什么，批准以后和目录一起向社会公布。")
DAY_HINT = _("不填就从批准当天起。")


class EndForm(inputs.AmendInput):
    """Why an item ends, and from which day on."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _explain(self)


class ChangeForm(inputs.ChangeItemInput):
    """An item anew, and why it changes."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, hint in contents.HINTS.items():
            self.fields[name].help_text = str(hint)
        _explain(self)


@dataclass(frozen=True)
class Way:
    """One way of amending an item: its words, its form and its verb."""

    kind: AmendmentKind
    title: Text
    icon: str
    form: type[forms.Form]
    verb: Callable[..., Amendment]
    tone: str = "danger"

    @property
    def effect(self) -> Text:
        """What follows from it."""
        return ways.EFFECTS[self.kind]


WAYS: Mapping[AmendmentKind, Way] = {
    AmendmentKind.CHANGE: Way(
        AmendmentKind.CHANGE,
        _("变更公开事项"),
        "pencil",
        ChangeForm,
        actions.propose_change,
        tone="primary",
    ),
    AmendmentKind.WITHDRAW: Way(
        AmendmentKind.WITHDRAW,
        _("撤回公开事项"),
        "arrow-back-up",
        EndForm,
        actions.propose_withdrawal,
    ),
    AmendmentKind.TERMINATE: Way(
        AmendmentKind.TERMINATE,
        _("终止公开事项"),
        "hand-stop",
        EndForm,
        actions.propose_termination,
    ),
}


@signed_in
def amend(request: SignedIn, item: uuid.UUID, kind: str) -> HttpResponse:
    """Propose that an item change or end, with the explanation that will be published."""
    found = reading.item(request, item)
    way = _way(kind)
    policies.amend(request.actor, found.version.catalog).enforce()
    amending.amendable(found.version.catalog, found)
    amending.none_awaiting(found)
    form = way.form(request.POST if request.method == "POST" else None, initial=inputs.values_of(found))
    made: list[Amendment] = []
    if request.method == "POST" and submit.attempt(
        form, lambda: made.append(way.verb(found, data=request.POST, actor=request.actor, at=request.at))
    ):
        messages.success(request, str(_("已提交，等审批。批准以后才施行和公布。")))
        return redirect(path_of(made[0]))
    page = {
        "form": form,
        "way": way,
        "item": found,
        "groups": _groups(form),
        "facts": contents.facts_of(found),
        "owed": _owed(request, found),
        "trail": reading.edition_trail(found.version, way.title),
        "back": reverse("work:catalog_item", args=[found.public_id]),
    }
    return fragments.respond(request, "workbench/amend.html", page, status=submit.status_of(form))


@signed_in
def amendment(request: SignedIn, amendment: uuid.UUID) -> HttpResponse:
    """Show what changes or ends, why, and where that stands."""
    found = find(request, amendment)
    page = {
        "found": found,
        "tone": consent.AMENDMENT_TONES[AmendmentState(found.state)],
        "awaits": consent.waits_for_endorser(found, on=visits.today(request))
        if found.state == AmendmentState.PROPOSED
        else "",
        "facts": [pieces.Fact(term, value, path) for term, value, path in _facts(found) if value],
        "changes": changes_of(found),
        "effect": ways.EFFECTS[AmendmentKind(found.kind)],
        "offers": amendment_flow.offers(found, actor=request.actor),
        "steps_path": f"{path_of(found)}steps/",
        "trail": reading.trail_of(found.unit, pieces.Crumb(str(found))),
    }
    return fragments.respond(request, "workbench/amendment.html", page)


@signed_in
def amendment_step(request: SignedIn, amendment: uuid.UUID, verb: str) -> HttpResponse:
    """Decide it, or take it back."""
    found = find(request, amendment)
    path = path_of(found)
    trail = reading.trail_of(found.unit, pieces.Crumb(str(found), path), pieces.Crumb(_("办理")))
    name = f"{found.unit.name} {found}"
    return steps.take(request, steps.Stepped(amendment_flow, found, VERBS, name, path, trail, DONE), verb)


def find(request: SignedIn, public_id: uuid.UUID) -> Amendment:
    """Return an amendment that the person may read."""
    found = Amendment.objects.visible_to(request.actor).for_list().filter(public_id=public_id).first()
    if found is None:
        raise errors.Missing
    return found


def path_of(found: Amendment) -> str:
    """Return the address of an amendment."""
    return reverse("work:catalog_amendment", args=[found.public_id])


def changes_of(found: Amendment) -> Sequence[differences.FieldChange]:
    """Return what a change makes otherwise, field by field as it is read."""
    if found.ends_item:
        return []
    after = copy(found.item)
    for name, value in found.values.items():
        setattr(after, name, value)
    return differences.fields_between(found.item, after)


def _way(kind: str) -> Way:
    if kind not in AmendmentKind.values:
        raise errors.Missing("verb.unknown", _("没有这个办理步骤。请回到上一页，按页面上的按钮办理。"))
    return WAYS[AmendmentKind(kind)]


def _explain(form: forms.Form) -> None:
    form.fields["reason"].help_text = str(REASON_HINT)
    form.fields["from_on"].help_text = str(DAY_HINT)


def _groups(form: forms.Form) -> list[contents.Group]:
    """Return the fields of a change by the questions that they answer; the heading stays as it is."""
    if not isinstance(form, ChangeForm):
        return []
    return [
        contents.Group(label, [contents.Row(form[name], []) for name in names if name in form.fields])
        for label, names in contents.GROUPS
    ]


def _owed(request: SignedIn, item: Item) -> list[pieces.Fact]:
    """Return how much is owed of the item at the maker and below it today: two queries."""
    today = visits.today(request)
    rows = Obligation.objects.of_lineage(item.lineage).open(today)
    return [
        pieces.Fact(_("没有办完的公开任务"), words.number(rows.count())),
        pieces.Fact(_("其中已逾期"), words.number(rows.overdue(today).count())),
    ]


def _facts(found: Amendment) -> Iterable[tuple[Text, str, str]]:
    version, catalog = found.version, found.catalog
    yield _("制定单位"), found.unit.name, ""
    yield _("公开目录"), catalog.name, ""
    yield _("公开事项"), found.item_title, reverse("work:catalog_item", args=[found.item.public_id])
    yield _("公开说明"), found.reason, ""
    yield _("施行日期"), words.date(found.from_on, full=True), ""
    yield _("施行的版本"), version.label if version else "", reading.edition_path(version) if version else ""
    yield _("提出人"), found.asked_by_name, ""
    yield _("提出时间"), words.moment(found.asked_at), ""
    yield _("办理方式"), str(consent.way_of(found)), ""
    yield _("审批人"), found.decided_by_name, ""
    yield _("审批时间"), words.moment(found.decided_at), ""
    yield _("审批意见"), found.decision_reason, ""

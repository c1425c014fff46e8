"""Through whose hands do texts go here, who would that be at one unit, and how do administrators lay it down?"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from catalogs.kinds import VersionState
from catalogs.models import Item
from core import clock, errors
from core.errors import Text
from disclosures import policies
from disclosures.deciding import laying_down, offices, parties, previews, routes, settling
from disclosures.deciding.chain_inputs import STEPS, ChainInput, LiftInput
from disclosures.deciding.routes import PRESET, RouteStep
from disclosures.kinds import Applies, Decider, Step
from disclosures.models import ApprovalChain
from frontend import fragments, pieces, submit
from frontend.account.requests import SignedIn, signed_in
from frontend.work import opinions
from hierarchy.models import Unit

MOST_ITEMS = 50
"""Items of which one is chosen on the page: whoever has more looks for one."""
FIND = "find"
IN_CHARGE_FIRST: tuple[RouteStep, ...] = (
    PRESET[0],
    RouteStep(Step.NECESSITY, Decider.IN_CHARGE),
    RouteStep(Step.TRUTH, Decider.REVIEWER),
    RouteStep(Step.IN_CHARGE, Decider.IN_CHARGE),
    PRESET[1],
    PRESET[2],
)
"""A beginning for the new chain: each review on its own, the leader in charge before the main leader (S1)."""


@dataclass(frozen=True)
class Shown:
    """One step as it is read in a table."""

    label: Text
    decider: Text
    applies: Text
    days: int | None
    points: Sequence[Text]
    asked: Sequence[Text]
    invited: Sequence[Text]
    who: str = ""


@dataclass(frozen=True)
class Parties:
    """Who may be asked at a step: the offices at the text's unit, each with whether it is, and codes of other units."""

    name: str
    own: Sequence[tuple[str, Text, bool]]
    units: str


@dataclass(frozen=True)
class StepFields:
    """One step as it is filled in: the names of its inputs begin with `steps:<step>:`."""

    code: str
    label: Text
    place: int
    on: bool
    needed: bool
    """Whether no chain may lack it."""
    decider: str
    deciders: Sequence[tuple[str, Text]]
    applies: str
    days: str
    points: str
    asked: Parties
    invited: Parties
    shown: bool
    """Whether its details stand open: when something is to be put right."""


@signed_in
def chains(request: SignedIn) -> HttpResponse:
    """Show the chains that are laid down, and who decides what for one unit today."""
    policies.see_chains(request.actor).enforce()
    unit = _unit(request)
    route = previews.route_at(unit, actor=request.actor, on=clock.local_date(request.at)) if unit else None
    found = list(ApprovalChain.objects.visible_to(request.actor).with_steps())
    context = {
        "chains": [(each, _shown(settling.steps_of(each))) for each in found],
        "preset": _shown(PRESET),
        "verdict": policies.set_chains(request.actor),
        "unit": unit,
        "sought": request.GET.get("unit", ""),
        "route": route,
        "way": _shown([each.shown for each in route.steps], {each.step: each.who for each in route.steps})
        if route
        else [],
        "warnings": previews.vacancies(route.steps) if route else [],
    }
    return fragments.respond(request, "work/chains.html", context)


@signed_in
def new(request: SignedIn) -> HttpResponse:
    """Ask what a new chain says, beginning with the preset or with the leader in charge first."""
    policies.set_chains(request.actor).enforce()
    begin = IN_CHARGE_FIRST if request.GET.get("begin") == "in_charge" else PRESET
    form = ChainInput(request.POST or None, initial={"name": _("审批链")} if begin is PRESET else None)

    def lay_down() -> None:
        made = laying_down.lay_down_chain(data=request.POST, actor=request.actor, at=request.at)
        messages.success(request, _("审批链“%(name)s”已设置，从下一次提交起按它办理。") % {"name": made.name})

    return _form(request, form, begin, lay_down, title=_("新设审批链"))


@signed_in
def edit(request: SignedIn, chain: uuid.UUID) -> HttpResponse:
    """Ask what a chain is to say from now on."""
    found = _find(request, chain)
    policies.set_chains(request.actor).enforce()
    form = ChainInput(request.POST or None, initial=_initial(found))

    def change() -> None:
        laying_down.change_chain(
            found, data=request.POST, revision=_revision(request), actor=request.actor, at=request.at
        )
        messages.success(request, _("审批链已修改，正在办理的不受影响，从下一次提交起按新的办。"))

    return _form(request, form, settling.steps_of(found), change, title=_("修改审批链"), chain=found)


@signed_in
def lift(request: SignedIn, chain: uuid.UUID) -> HttpResponse:
    """Ask why a chain is lifted, and lift it."""
    found = _find(request, chain)
    policies.set_chains(request.actor).enforce()
    form = LiftInput(request.POST or None)
    if request.method == "POST" and submit.attempt(
        form,
        lambda: laying_down.lift_chain(
            found, data=form.cleaned_data, revision=_revision(request), actor=request.actor, at=request.at
        ),
    ):
        messages.success(request, _("审批链已取消。"))
        return redirect("work:chains")
    context = {
        "path": request.path,
        "chain": found,
        "form": form,
        "trail": _trail(_("取消审批链")),
        "steps": _shown(settling.steps_of(found)),
    }
    return fragments.respond(request, "work/chain_lift.html", context, status=submit.status_of(form))


def _form(
    request: SignedIn,
    form: ChainInput,
    steps: Sequence[RouteStep],
    verb: Callable[[], None],
    *,
    title: str,
    chain: ApprovalChain | None = None,
) -> HttpResponse:
    finding = request.POST.get("then") == FIND
    if request.method == "POST" and not finding and submit.attempt(form, verb):
        return redirect("work:chains")
    sent = request.POST if form.is_bound else None
    shown = _fields(_as_sent(form, steps), sent)
    form = _as_typed(form) if finding else form
    found = _items(request.POST.get(FIND, ""), chosen=str(form["item"].value() or ""))
    form.fields["item"].widget = forms.Select(choices=[("", _("全部事项")), *found])
    context = {
        "form": form,
        "heads": [form[name] for name in ("name", "unit_kind", "sector", "item")],
        "reason": form["reason"],
        "errors_of_steps": form["steps"].errors,
        "steps": shown,
        "find": request.POST.get(FIND, ""),
        "most": MOST_ITEMS,
        "conditions": Applies.choices,
        "title": title,
        "path": request.path,
        "trail": _trail(title),
        "chain": chain,
    }
    return fragments.respond(request, "work/chain_form.html", context, status=submit.status_of(form))


def _as_sent(form: ChainInput, steps: Sequence[RouteStep]) -> Sequence[RouteStep]:
    """Return the steps that were sent, as far as they could be read; else those that the form began with."""
    form.is_valid()
    sent = form.cleaned_data.get("steps") if form.is_bound else None
    return sent or steps


def _as_typed(form: ChainInput) -> ChainInput:
    """Return a form that shows what was typed without judging it: the person looks for an item yet."""
    return ChainInput(initial={name: form[name].value() for name in form.fields if name != "steps"})


def _fields(steps: Sequence[RouteStep], sent: Mapping[str, Any] | None) -> list[StepFields]:
    """Return every step that there is, those of the chain first and in their order."""
    by_code = {step.step: (place, step) for place, step in enumerate(steps, start=1)}
    codes = _codes_by_unit([party for step in steps for party in (*step.asks, *step.invites)])
    found = []
    for code in STEPS:
        place, step = by_code.get(code, (0, RouteStep(code, offices.OF_STEP[code])))
        free = code in (Step.NECESSITY, Step.TRUTH)
        choices = offices.REVIEWERS if free else (offices.OF_STEP[code],)
        found.append(
            StepFields(
                code=code.value,
                label=code.label,
                place=place or _usual_place(code, by_code),
                on=bool(place) if sent is None else bool(sent.get(f"steps:{code.value}:on")),
                needed=code in (Step.SECRECY, Step.LEADER),
                decider=str(step.decider),
                deciders=[(each.value, each.label) for each in choices],
                applies=str(step.applies),
                days=str(step.days or ""),
                points="\n".join(str(routes.checkpoint_label(point)) for point in step.checklist),
                asked=_parties(f"steps:{code.value}:asks", step, step.asks, codes),
                invited=_parties(f"steps:{code.value}:invites", step, step.invites, codes),
                shown=sent is not None and bool(place),
            )
        )
    return sorted(found, key=lambda each: (not each.on, each.place))


def _usual_place(code: Step, taken: Mapping[str, tuple[int, RouteStep]]) -> int:
    """Return where a step stands if it is only ticked: right after those that usually come before it."""
    return max(
        (place for step, (place, _step) in taken.items() if STEPS.index(Step(step)) < STEPS.index(code)), default=1
    )


def _parties(name: str, step: RouteStep, chosen: Sequence[str], codes: Mapping[str, str]) -> Parties:
    """Return who may be asked beside whoever decides, the chosen ones ticked."""
    own = [(each.value, each.label, each.value in chosen) for each in parties.OWN if each != step.decider]
    return Parties(name, own, "、".join(codes.get(party, party) for party in chosen if party not in parties.OWN))


def _codes_by_unit(asked: Sequence[str]) -> dict[str, str]:
    """Return the codes of the units that are asked; what was sent as a code stays one."""
    keys = {pk: party for party in asked if parties.AT in party and (pk := parties.unit_of(party)) is not None}
    return {keys[pk]: code for pk, code in Unit.objects.filter(pk__in=keys).values_list("pk", "code")} if keys else {}


def _shown(steps: Sequence[RouteStep], names: Mapping[str, str] | None = None) -> list[Shown]:
    called = opinions.names_of([party for step in steps for party in (*step.asks, *step.invites)])
    return [
        Shown(
            label=Step(step.step).label,
            decider=Decider(step.decider).label,
            applies="" if step.applies == Applies.ALWAYS else Applies(step.applies).label,
            days=step.days,
            points=[routes.checkpoint_label(point) for point in step.checklist],
            asked=[called[party] for party in step.asks],
            invited=[called[party] for party in step.invites],
            who=(names or {}).get(str(step.step), ""),
        )
        for step in steps
    ]


def _items(text: str, *, chosen: str) -> list[tuple[str, str]]:
    """Return items of editions in force that have the words, each once and the first ones alone; the chosen one always.

    An item that holds no more is named by the chain itself.
    """
    rows = Item.objects.filter(version__state=VersionState.PUBLISHED).only("public_id", "title", "lineage")
    listed = rows.search(text.replace("\x00", "")).order_by("title", "pk")[: MOST_ITEMS * 2]
    found = {row.lineage: (str(row.public_id), row.title) for row in listed}
    shown = list(found.values())[:MOST_ITEMS]
    if not chosen or any(key == chosen for key, _title in shown):
        return shown
    try:
        kept = Item.objects.filter(public_id=uuid.UUID(chosen)).first()
    except ValueError:
        kept = None
    return [*([(chosen, kept.title)] if kept else []), *shown]


def _initial(chain: ApprovalChain) -> dict[str, Any]:
    item = Item.objects.filter(lineage=chain.lineage).order_by("-pk").first() if chain.lineage else None
    return {
        "name": chain.name,
        "unit_kind": chain.unit_kind,
        "sector": chain.sector,
        "item": str(item.public_id) if item else "",
    }


def _find(request: SignedIn, public_id: uuid.UUID) -> ApprovalChain:
    found = ApprovalChain.objects.visible_to(request.actor).with_steps().filter(public_id=public_id).first()
    if found is None:
        raise errors.Missing
    return found


def _unit(request: SignedIn) -> Unit | None:
    """Return the unit that is looked for by name or code; without one, where the person works."""
    sought = request.GET.get("unit", "").replace("\x00", "").strip()
    if sought:
        return next(iter(Unit.objects.open().search(sought, limit=1)), None)
    seat = next(iter(request.actor.seats), None)
    return Unit.objects.open().filter(pk=seat.unit_id).first() if seat else None


def _revision(request: SignedIn) -> int:
    sent = request.POST.get("revision", "")
    if not (sent.isascii() and sent.isdigit() and len(sent) < 10):
        raise errors.Stale
    return int(sent)


def _trail(last: str) -> list[pieces.Crumb]:
    return [pieces.Crumb(_("审批链"), reverse("work:chains")), pieces.Crumb(last)]

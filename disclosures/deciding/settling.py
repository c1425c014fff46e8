"""Which chain of approval holds for a text, and which of its steps does the text go through?

Of the chains that fit, an item's holds before a kind's, a kind's before a sector's, and the tenant's own before the
preset. A step above the unit falls away where nothing is above it; where the maker of the catalog is the unit itself,
whose authority ends all the same, the superior takes the maker's place (S2: 报…审批; S3: 上一级制定).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from catalogs.kinds import Scope
from disclosures.deciding import offices
from disclosures.deciding.routes import PRESET, PRESET_SOURCE, Route, RouteStep
from disclosures.kinds import Applies, Step
from disclosures.models import ApprovalChain
from hierarchy.models import Unit

if TYPE_CHECKING:
    from disclosures.models import Disclosure


def route_for(disclosure: Disclosure) -> Route:
    """Return the steps that a text goes through if it is submitted now, and where they are laid down. Two queries."""
    lineage = disclosure.item.lineage if disclosure.item else None
    chain = ApprovalChain.objects.with_steps().holding(disclosure.unit, lineage)
    steps = steps_of(chain) if chain else PRESET
    return Route(chain.name if chain else PRESET_SOURCE, _taken(disclosure, steps))


def steps_of(chain: ApprovalChain) -> tuple[RouteStep, ...]:
    """Return the steps of a chain in order."""
    return tuple(
        RouteStep(
            step=row.step,
            decider=row.decider,
            applies=row.applies,
            days=row.days,
            checklist=tuple(row.checklist),
            asks=tuple(row.asks),
            invites=tuple(row.invites),
        )
        for row in chain.steps.all()
    )


def maker_of(disclosure: Disclosure, route: Route) -> Unit | None:
    """Return the unit that made the catalog of the text's item, where a step of the route asks it. One query."""
    if Step.MAKER not in route.codes:
        return None
    return _maker(disclosure)


def is_beyond(disclosure: Disclosure) -> bool:
    """Say whether the unit's own authority ends before this text: its item leaves the decision to those above."""
    return disclosure.item is not None and disclosure.item.superior_approval


def _taken(disclosure: Disclosure, steps: tuple[RouteStep, ...]) -> tuple[RouteStep, ...]:
    applying = [step for step in steps if _applies(disclosure, step.applies)]
    if any(step.step == Step.MAKER for step in applying) and _makes_its_own(disclosure):
        applying = [_to_superior(step) for step in applying]
    found: dict[str, RouteStep] = {}
    for step in applying:
        if disclosure.unit.parent_id is not None or not _is_above(step):
            found.setdefault(step.step, step)
    return tuple(found.values())


def _applies(disclosure: Disclosure, condition: str) -> bool:
    to_society = disclosure.scope == Scope.SOCIETY
    return {
        Applies.ALWAYS.value: True,
        Applies.BEYOND.value: is_beyond(disclosure),
        Applies.BEYOND_TO_SOCIETY.value: is_beyond(disclosure) and to_society,
        Applies.TO_SOCIETY.value: to_society,
    }[str(condition)]


def _is_above(step: RouteStep) -> bool:
    return step.office.above or step.office.at_maker


def _makes_its_own(disclosure: Disclosure) -> bool:
    maker = _maker(disclosure)
    return maker is None or maker.pk == disclosure.unit_id


def _maker(disclosure: Disclosure) -> Unit | None:
    if disclosure.item is None:
        return None
    return Unit.objects.filter(catalogs__versions=disclosure.item.version_id).first()


def _to_superior(step: RouteStep) -> RouteStep:
    if step.step != Step.MAKER:
        return step
    return replace(step, step=Step.SUPERIOR, decider=offices.OF_STEP[Step.SUPERIOR])

"""Who decides what for this unit today? The chain that holds there, step by step, with the people who can take it."""

from __future__ import annotations

import datetime
import itertools
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.actors import Actor
from core import errors
from disclosures import policies
from disclosures.deciding import officers, settling
from disclosures.deciding.routes import PRESET, PRESET_SOURCE, RouteStep
from disclosures.kinds import Applies, Decider, Step
from disclosures.models import ApprovalChain
from hierarchy.models import Unit


@dataclass(frozen=True)
class Preview:
    """One step with those who can take it today."""

    shown: RouteStep
    who: str
    """Their names; empty where nobody can."""

    @property
    def step(self) -> str:
        """Which step it is."""
        return self.shown.step

    @property
    def decider(self) -> str:
        """By which office it is decided."""
        return self.shown.decider

    @property
    def applies(self) -> str:
        """For which texts it is taken."""
        return self.shown.applies

    @property
    def days(self) -> int | None:
        """Within how many working days."""
        return self.shown.days

    @property
    def checklist(self) -> tuple[str, ...]:
        """What is looked at."""
        return self.shown.checklist

    @property
    def asks(self) -> tuple[str, ...]:
        """Whose opinion the step waits for."""
        return self.shown.asks

    @property
    def invites(self) -> tuple[str, ...]:
        """Who may speak beside."""
        return self.shown.invites


@dataclass(frozen=True)
class UnitRoute:
    """Through whose hands the texts of a unit go, and where that is laid down."""

    source: errors.Text
    steps: list[Preview]


def route_at(
    unit: Unit, *, actor: Actor, on: datetime.date, lineage: uuid.UUID | None = None, maker: Unit | None = None
) -> UnitRoute:
    """Return the chain that holds at a unit, every step that may apply, with the names of those who can take it."""
    policies.see_chains(actor).enforce()
    chain = ApprovalChain.objects.with_steps().holding(unit, lineage)
    steps = settling.steps_of(chain) if chain else PRESET
    return UnitRoute(chain.name if chain else PRESET_SOURCE, with_names(steps, unit, maker=maker, on=on))


def with_names(steps: Sequence[RouteStep], unit: Unit, *, maker: Unit | None, on: datetime.date) -> list[Preview]:
    """Return the steps that can apply at a unit with the names of those who can take them: two queries.

    Without a maker the root stands for it: most catalogs come from there.
    """
    root = maker or (unit.get_root() if any(step.decider == Decider.MAKER for step in steps) else None)
    names = officers.names_by_step(unit, root, steps, on=on)
    above = unit.parent_id is not None
    taken = [step for step in steps if above or not (step.office.above or step.office.at_maker)]
    return [Preview(step, names.get(str(step.step), "")) for step in taken]


def vacancies(found: Sequence[Preview]) -> list[str]:
    """Say which steps nobody can take, and which two neighbours have but one person between them."""
    lacking = [each for each in found if not each.who]
    warnings = [
        _("现在没有人能办理这一步：%(step)s。请先任职，否则会停在这一步。") % {"step": _label(each)} for each in lacking
    ]
    always = [each for each in found if each.applies == Applies.ALWAYS and each.who]
    for before, after in itertools.pairwise(always):
        if before.who == after.who and "、" not in before.who:
            text = _("%(before)s和%(after)s都只有%(who)s能办，相邻两步不能由一人办理。请增加人员，或准许合并办理。")
            warnings.append(text % {"before": _label(before), "after": _label(after), "who": before.who})
    return warnings


def _label(each: Preview) -> str:
    return str(Step(each.step).label)

"""Through which steps does a text go in this round? What was settled when it was submitted, kept with the text.

A route holds for its round: what is changed in the chains afterwards concerns the next submission.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from core import errors
from disclosures.deciding import offices
from disclosures.deciding.offices import Office
from disclosures.kinds import REVIEWS, Applies, Checkpoint, State, Step

if TYPE_CHECKING:
    from disclosures.models import Disclosure

PRESET_SOURCE = _("平台预设（提出、审核、审批、实施）")


@dataclass(frozen=True)
class RouteStep:
    """One step: who decides it, within how many working days, what is checked, and whose opinion is asked first."""

    step: str
    decider: str
    applies: str = Applies.ALWAYS
    days: int | None = None
    checklist: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    """The parties whose opinion must be there, see `disclosures.deciding.parties`."""
    invites: tuple[str, ...] = ()
    """The parties who may give one."""

    @property
    def office(self) -> Office:
        """Who decides."""
        return offices.OFFICES[self.decider]

    @property
    def who(self) -> errors.Text:
        """Say who takes the step: a leader who holds a review reviews."""
        return self.office.who_at(self.step)

    @property
    def state(self) -> State:
        """The state in which a text waits for this step."""
        return State.SUBMITTED if self.step in REVIEWS else State.SECRECY_CHECKED

    def as_json(self) -> dict[str, Any]:
        """Return the step as it is kept with the text."""
        return {
            "step": str(self.step),
            "decider": str(self.decider),
            "days": self.days,
            "checklist": list(self.checklist),
            "asks": list(self.asks),
            "invites": list(self.invites),
        }


@dataclass(frozen=True)
class Route:
    """The steps in order, and where they are laid down."""

    source: errors.Text
    steps: tuple[RouteStep, ...]

    @property
    def codes(self) -> list[str]:
        """The codes of the steps in order."""
        return [str(each.step) for each in self.steps]


PRESET: tuple[RouteStep, ...] = (
    RouteStep(Step.SECRECY, offices.OF_STEP[Step.SECRECY], checklist=tuple(Checkpoint.values)),
    RouteStep(Step.LEADER, offices.OF_STEP[Step.LEADER]),
    RouteStep(Step.SUPERIOR, offices.OF_STEP[Step.SUPERIOR], applies=Applies.BEYOND),
)
"""What holds where no chain is laid down."""


def of(disclosure: Disclosure) -> tuple[RouteStep, ...]:
    """Return the steps of the round that the text is in."""
    kept = {found["step"]: found for found in disclosure.route}
    return tuple(_step(code, kept.get(code, {})) for code in disclosure.chain)


def current(disclosure: Disclosure) -> RouteStep | None:
    """Return the step that the text waits for; None when it waits for no decision."""
    return step_of(disclosure, disclosure.step) if disclosure.step else None


def step_of(disclosure: Disclosure, code: str) -> RouteStep:
    """Return one step as it was settled for the round."""
    return _step(code, next((found for found in disclosure.route if found["step"] == code), {}))


def following(disclosure: Disclosure) -> RouteStep | None:
    """Return the step after the current one; None at the end."""
    rest = disclosure.chain[disclosure.chain.index(disclosure.step) + 1 :]
    return step_of(disclosure, rest[0]) if rest else None


def preceding(disclosure: Disclosure) -> list[str]:
    """Return the steps to which a text can be sent back: those before the one that it waits for."""
    chain = list(disclosure.chain)
    return chain[: chain.index(disclosure.step)] if disclosure.step in chain else chain


def as_json(steps: Iterable[RouteStep]) -> list[dict[str, Any]]:
    """Return the steps as they are kept with the text."""
    return [each.as_json() for each in steps]


def checkpoint_label(point: str) -> errors.Text:
    """Return a point of a checklist in words: the preset's in the reader's language, others as written."""
    return Checkpoint(point).label if point in Checkpoint.values else point


def checkpoints(lines: Sequence[str]) -> tuple[str, ...]:
    """Return the points of a checklist as they are kept; a line in the words of the preset is the preset's point."""
    known = {str(label): value for value, label in Checkpoint.choices} | {value: value for value in Checkpoint.values}
    return tuple(dict.fromkeys(known.get(line.strip(), line.strip()) for line in lines if line.strip()))


def _step(code: str, kept: Mapping[str, Any]) -> RouteStep:
    return RouteStep(
        step=code,
        decider=kept.get("decider") or offices.OF_STEP[code],
        days=kept.get("days"),
        checklist=tuple(kept.get("checklist", ())),
        asks=tuple(kept.get("asks", ())),
        invites=tuple(kept.get("invites", ())),
    )

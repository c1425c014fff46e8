"""What does one row of a life cycle say?"""

from __future__ import annotations

import datetime
import enum
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms

from core import errors, verdicts
from core.notifications import messages

Policy = Callable[[Any, Any], verdicts.Verdict]
"""`(actor, obj) -> Verdict`, pure."""


class Tone(enum.StrEnum):
    """How a step is offered: one main step a page, others plain, what destroys or refuses in red."""

    PRIMARY = "primary"
    PLAIN = "plain"
    DANGER = "danger"


@dataclass(frozen=True)
class Performed:
    """What was done, as notices and subscribers see it."""

    verb: str
    actor: Any
    at: datetime.datetime
    data: Mapping[str, Any] = field(default_factory=dict)


Notice = Callable[[Any, Performed], Iterable[messages.Message]]


@dataclass(frozen=True)
class Transition:
    """From any of `sources`, `verb` leads to `target`, if `policy` allows it to the actor.

    Without a target the thing stays where it is. `detours` are other states that the body may choose by returning one
    (an approval chain that is not at its end yet stays where it is), `never` the pairs of source and detour that do not
    happen. `input` is the form that the verb's data must pass.
    """

    verb: str
    sources: frozenset[str]
    target: str | None
    policy: Policy
    label: errors.Text
    notice: Notice | None = None
    input: type[forms.Form] | None = None
    tone: Tone = Tone.PLAIN
    icon: str = ""
    detours: frozenset[str] = frozenset()
    never: frozenset[tuple[str, str]] = frozenset()

    def targets(self) -> frozenset[str]:
        """Return every state that this transition can end in."""
        return frozenset(state for source in self.sources for state in self.targets_from(source))

    def targets_from(self, source: str) -> frozenset[str]:
        """Return every state that this transition can end in when it begins in this one."""
        found = self.detours | {source if self.target is None else self.target}
        return frozenset(state for state in found if (source, state) not in self.never)


@dataclass(frozen=True)
class Offer:
    """A step as it is offered to one person on one thing: a button, or a disabled one with its reason."""

    verb: str
    label: errors.Text
    verdict: verdicts.Verdict
    tone: Tone
    icon: str
    input: type[forms.Form] | None

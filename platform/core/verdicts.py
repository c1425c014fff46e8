"""May she? An answer that is a bool, and says why not.

The reason of a refusal is the tooltip of the disabled button and the text of the 403 alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from core import errors


class Actor(Protocol):
    """Whoever does something; `accounts.actors.Actor` is the real one."""

    @property
    def user_id(self) -> int | None:
        """The person's key in this tenant; None for the system, the public and platform operators."""

    @property
    def label(self) -> str:
        """How the actor stands in the trail."""


@dataclass(frozen=True)
class Verdict:
    """The answer of a policy."""

    allowed: bool
    code: str = ""
    reason: errors.Text = ""
    concerns: bool = True
    """Whether the person would expect to find the step at all: a refusal that concerns her is shown as a disabled
    button with its reason, one that does not is not shown."""

    def __bool__(self) -> bool:
        return self.allowed

    def enforce(self) -> None:
        """Raise `Denied` with this verdict's code and reason unless it allows."""
        if not self.allowed:
            raise errors.Denied(self.code, self.reason)


ALLOW = Verdict(allowed=True)


def deny(code: str, reason: errors.Text, *, concerns: bool = True) -> Verdict:
    """Return a refusal; `reason` says why and who can."""
    return Verdict(allowed=False, code=code, reason=reason, concerns=concerns)


def first_refusal(*verdicts: Verdict) -> Verdict:
    """Return the first verdict that refuses, else `ALLOW`."""
    return next((verdict for verdict in verdicts if not verdict), ALLOW)

"""What became of several things that were decided at once? What was refused is told beside what was done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from core import errors
from core.errors import Text
from frontend import words


@dataclass(frozen=True)
class Outcome:
    """What became of one of those that were chosen, or of several that are no longer there."""

    title: str
    path: str
    count: int
    done: bool
    told: Text


def refused(title: str, path: str, refusal: errors.Refusal, subject: Any) -> Outcome:
    """Return why one was not decided; where somebody was faster, how it stands now."""
    if isinstance(refusal, errors.Stale):
        told: Text = _("您打开页面以后，已有人办过、改过或撤回，现在是“%(state)s”。") % {
            "state": subject.get_state_display()
        }
    elif isinstance(refusal, errors.Invalid) and refusal.errors:
        told = " ".join(str(error.reason) for found in refusal.errors.values() for error in found)
    else:
        told = refusal.reason
    return Outcome(title, path, 1, done=False, told=told)


def missed(count: int, path: str) -> Outcome:
    """Return that some of those that were ticked are not to be found."""
    title = _("勾选的另外 %(count)s 件") % {"count": words.number(count)}
    told = _("没有这些申请，或者您不能查看。请核对最新的清单。")
    return Outcome(title, path, count, done=False, told=told)


def summary(outcomes: Sequence[Outcome]) -> str:
    """Say how many were done, and how many were not."""
    done = sum(outcome.count for outcome in outcomes if outcome.done)
    failed = sum(outcome.count for outcome in outcomes if not outcome.done)
    return _("办成 %(done)s 件，没有办成 %(failed)s 件") % {"done": words.number(done), "failed": words.number(failed)}

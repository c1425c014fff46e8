"""How does a decided change take effect: today at once, a later one on its day?

A planned change that can no longer be applied (its new superior was closed meanwhile) stays planned with the problem
written on it, is tried again every time, and is mended or cancelled by a person.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core import clock, errors, verdicts
from core.audit import trail
from hierarchy import effects, history, locks
from hierarchy.models import ChangeState, TreeChange


@dataclass
class Applied:
    """What came of the changes that were due, by primary key."""

    applied: list[int] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)


def settle(change: TreeChange, *, actor: verdicts.Actor, at: datetime.datetime, note: errors.Text = "") -> None:
    """Check a change against the tree as it is, apply it, and keep both in the trail; call under the lock.

    A change that is applied late holds from the day for which it was decided, unless history was written since.
    """
    effects.reread(change)
    effect = effects.EFFECTS[change.verb]
    effect.check(change)
    before = effects.snapshot(change.unit)
    unit = effect.apply(change, history.first_writable_day(change.effective_on))
    change.unit = unit
    change.state, change.settled_at, change.problem = ChangeState.APPLIED, at, ""
    change.save()
    trail.record(
        effect.code,
        unit,
        actor=actor,
        at=at,
        label=change.get_verb_display(),
        before=before,
        after=effects.snapshot(unit),
        reason=change.reason,
        note=str(note),
    )


def apply_due(*, actor: verdicts.Actor, at: datetime.datetime) -> Applied:
    """Apply the planned changes whose day has come, in the order of their days, each in its own transaction.

    Run twice, or by two workers at once, it applies each change once: a change that another worker holds is passed by.
    """
    outcome = Applied()
    while _apply_next(outcome, actor=actor, at=at):
        pass
    return outcome


def _apply_next(outcome: Applied, *, actor: verdicts.Actor, at: datetime.datetime) -> bool:
    with locks.tree_lock():
        seen = [*outcome.applied, *outcome.refused]
        due = TreeChange.objects.due(clock.local_date(at)).exclude(pk__in=seen)
        change = due.select_for_update(skip_locked=True).first()
        if change is None:
            return False
        try:
            with transaction.atomic():
                note = _("%(who)s决定的变动到期生效。") % {"who": change.decided_by_label}
                settle(change, actor=actor, at=at, note=note)
        except errors.Busy:
            raise  # no fault of the change: whoever applies what is due asks again
        except errors.Refusal as refusal:
            outcome.refused.append(change.pk)
            _keep_problem(change.pk, refusal, actor=actor, at=at)
        else:
            outcome.applied.append(change.pk)
        return True


def _keep_problem(pk: int, refusal: errors.Refusal, *, actor: verdicts.Actor, at: datetime.datetime) -> None:
    change = TreeChange.objects.get(pk=pk)
    problem = str(refusal.reason)
    if change.problem == problem:
        return
    change.problem = problem
    change.save(update_fields=["problem"])
    trail.record(
        "tree_change.stuck",
        change,
        actor=actor,
        at=at,
        label=_("组织变动未能生效"),
        after={"problem": problem},
        reason=change.reason,
    )

"""What becomes of an approved text? The second half of the life cycle's table: from 实施 to where a text ends.

None of these verbs has an inverse, but for taking a planned hour back: what was public and is no more becomes public
again as a new text (变更、再次公开) that goes through the whole chain.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.utils.translation import gettext_lazy as _

from core.workflow import Tone, Transition
from disclosures.afterwards import notices, policies, publishing, retiring
from disclosures.afterwards.inputs import MergeInput, ReleaseInput, ScheduleInput, TakeDownInput, TerminateInput
from disclosures.inputs import WithdrawInput
from disclosures.kinds import State

TRANSITIONS: tuple[Transition, ...] = (
    Transition(
        "schedule",
        frozenset({State.APPROVED}),
        State.SCHEDULED,
        policies.schedule,
        _("定时公开"),
        notices.scheduled,
        ScheduleInput,
        icon="clock",
    ),
    Transition(
        "unschedule",
        frozenset({State.SCHEDULED}),
        State.APPROVED,
        policies.schedule,
        _("取消定时"),
        notices.unscheduled,
        icon="history-toggle",
    ),
    Transition(
        "publish",
        frozenset({State.APPROVED, State.SCHEDULED}),
        State.PUBLISHED,
        policies.publish,
        _("公开"),
        notices.published,
        ReleaseInput,
        tone=Tone.PRIMARY,
        icon="world",
    ),
    Transition(
        "open_outside",
        frozenset({State.PUBLISHED}),
        State.PUBLISHED,
        policies.open_outside,
        _("对社会公开"),
        notices.opened_outside,
        icon="world",
    ),
    Transition(
        "supersede",
        frozenset({State.PUBLISHED}),
        State.CHANGED,
        policies.supersede,
        _("由变更后的公开信息代替"),
        notices.superseded,
        icon="replace",
    ),
    Transition(
        "withdraw",
        frozenset({State.PUBLISHED}),
        State.WITHDRAWN,
        policies.retire,
        _("撤回"),
        notices.withdrawn,
        WithdrawInput,
        Tone.DANGER,
        "eye-off",
    ),
    Transition(
        "terminate",
        frozenset({State.PUBLISHED}),
        State.TERMINATED,
        policies.retire,
        _("终止公开"),
        notices.terminated,
        TerminateInput,
        Tone.DANGER,
        "hand-stop",
    ),
    Transition(
        "merge",
        frozenset({State.PUBLISHED}),
        State.MERGED,
        policies.retire,
        _("并入另一件"),
        notices.merged,
        MergeInput,
        Tone.DANGER,
        "git-merge",
    ),
    Transition(
        "take_down",
        frozenset({State.PUBLISHED, State.WITHDRAWN, State.CHANGED, State.TERMINATED, State.MERGED}),
        State.IN_ERROR,
        policies.retire,
        _("误发撤下"),
        notices.taken_down,
        TakeDownInput,
        Tone.DANGER,
        "ban",
    ),
)
BY_THE_SYSTEM = frozenset({"open_outside", "supersede"})
"""Verbs that no person takes: one by the clock, one by the publication of what changes the text."""
BODIES: Mapping[str, Callable[..., str | None]] = {
    "schedule": publishing.schedule,
    "unschedule": publishing.unschedule,
    "publish": publishing.publish,
    "open_outside": publishing.open_outside,
    "supersede": retiring.supersede,
    "withdraw": retiring.withdraw,
    "terminate": retiring.terminate,
    "merge": retiring.merge,
    "take_down": retiring.take_down,
}
AUDITED = ("publish_at", "outside_from", "opened_outside_at", "display_until", "merged_into_id")

"""Who is told when an edition comes to a unit, when it is reminded, and when its work is sent back?"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator

from django.conf import settings
from django.utils import formats, translation
from django.utils.translation import gettext as _

from core import clock
from core.notifications.messages import Message
from core.workflow import Performed
from rollouts import paths, recipients
from rollouts.kinds import PhaseKind
from rollouts.models import Rollout, RolloutUnit


def taken_in(rollout: Rollout, rows: Iterable[RolloutUnit], *, at: datetime.datetime) -> list[Message]:
    """Tell who works for each unit that the edition has come to it; once, however often rows are looked for."""
    with translation.override(settings.LANGUAGE_CODE):
        title = _("%(edition)s开始推行，请确认执行或编制本级目录") % {"edition": str(rollout.version)}
        return _to_workers(rows, "rollout.begin", title, _until(rollout), at=at, once="")


def reminder(rollout: Rollout, rows: Iterable[RolloutUnit], *, at: datetime.datetime) -> list[Message]:
    """Remind who works for each unit, once a day."""
    with translation.override(settings.LANGUAGE_CODE):
        title = _("请办理：%(edition)s的推行任务") % {"edition": str(rollout.version)}
        return _to_workers(rows, "rollout.remind", title, _until(rollout), at=at, once=str(clock.local_date(at)))


def returned(row: RolloutUnit, performed: Performed) -> Iterator[Message]:
    """Tell who works for the unit why its work was sent back."""
    with translation.override(settings.LANGUAGE_CODE):
        title = _("推行任务被退回：%(edition)s") % {"edition": str(row.rollout.version)}
        yield from _to_workers(
            [row], "rollout.return", title, row.returned_reason, at=performed.at, once=str(row.revision)
        )


def accepted(row: RolloutUnit, performed: Performed) -> Iterator[Message]:
    """Tell who works for the unit that its work was accepted."""
    with translation.override(settings.LANGUAGE_CODE):
        title = _("已通过验收：%(edition)s") % {"edition": str(row.rollout.version)}
        yield from _to_workers(
            [row], "rollout.accept", title, "", at=performed.at, once=str(row.revision), by_mail=False
        )


def _to_workers(
    rows: Iterable[RolloutUnit],
    kind: str,
    title: str,
    body: str,
    *,
    at: datetime.datetime,
    once: str,
    by_mail: bool = True,
) -> list[Message]:
    by_unit = {row.unit_id: row for row in rows}
    people = recipients.workers(by_unit, on=clock.local_date(at))
    return [
        Message(people[unit_id], kind, title, paths.task(row), f"{kind}:{row.public_id}:{once}", body, by_mail)
        for unit_id, row in by_unit.items()
        if unit_id in people
    ]


def _until(rollout: Rollout) -> str:
    compiled = next(phase for phase in rollout.phases.all() if phase.kind == PhaseKind.COMPILE)
    day = formats.date_format(compiled.due_on, _("Y年n月j日"))
    return _("%(phase)s：%(day)s前。") % {"phase": compiled.name, "day": day}

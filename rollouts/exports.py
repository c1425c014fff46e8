"""How does the board of a rollout leave the platform as a table?"""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.utils.translation import gettext as _

from core import clock
from core.sheets import Sheet, write_xlsx
from rollouts import differing
from rollouts.models import Rollout, RolloutUnit


def board(rollout: Rollout, rows: Iterable[RolloutUnit], *, on: datetime.date) -> bytes:
    """Return these units as an .xlsx file, with what is late on this day."""
    rows = list(rows)
    own = differing.own_of([row.unit_id for row in rows], on=on)
    late = set(RolloutUnit.objects.filter(rollout=rollout).late(on).values_list("pk", flat=True))
    headers = [_("单位编码"), _("党组织"), _("上级"), _("情况"), _("是否逾期"), _("编制期限"), _("最近一步"), _("说明")]
    headers += [_("本级增加"), _("加严"), _("不选")]
    lines = [_line(row, own.get(row.unit_id, differing.Own()), is_late=row.pk in late) for row in rows]
    title = _("%(edition)s推行进度（%(day)s）") % {"edition": str(rollout.version), "day": on.isoformat()}
    return write_xlsx([Sheet(_("推行进度"), headers, lines, title=title)])


def _line(row: RolloutUnit, own: differing.Own, *, is_late: bool) -> list[str]:
    parent = row.unit.parent
    return [
        row.unit.code,
        row.unit.name,
        parent.name if parent else "",
        str(row.get_state_display()),
        _("逾期") if is_late else "",
        str(getattr(row, "compile_by", "") or ""),
        clock.local_date(row.moved_at).isoformat(),
        row.returned_reason if row.state == "returned" else row.adopted_by_name,
        *(str(count) for count in (own.added, own.tightened, own.declined)),
    ]

"""What becomes of an obligation that is not to be disclosed for now, or at all: as long as it holds, and afterwards?

What is not disclosed now is due on the day until which it is withheld; what is not disclosed at all is closed. Both are
told from the days of the withholding, so nothing has to happen when its day comes. The row of the withholding is always
locked before that of the obligation: publishing, deciding and the sweep then wait for one another instead of colliding.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Case, Exists, F, Max, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Greatest
from django.utils.translation import gettext_lazy as _

from accounts import actors
from core import dates, errors
from core.audit import trail
from obligations import rules
from obligations.kinds import (
    HELD_WITHHOLDINGS,
    OPEN_WITHHOLDINGS,
    ClosedReason,
    WithholdingEnd,
    WithholdingKind,
    WithholdingState,
)
from obligations.models import Bearing, Fulfilment, Obligation, Withholding

# Keyed by schema: tenants share the database, and each counts its filings by itself.
_COUNT = "SELECT pg_advisory_xact_lock(hashtextextended('obligations.filing:' || current_schema(), 0))"
_LAPSES: Mapping[str, errors.Text] = {
    WithholdingEnd.PUBLISHED: _("已经公开，暂不公开、不予公开随之终止"),
    WithholdingEnd.CLOSED: _("任务终结，暂不公开、不予公开随之终止"),
    WithholdingEnd.UNIT_CLOSED: _("单位撤并，暂不公开、不予公开随之终止"),
}
"""What the trail says where one ends without anybody's verb."""


def take_effect(withholding: Withholding, *, on: datetime.date) -> None:
    """Let it hold from this day on, filed under the next number of the year.

    Refuses what has been disclosed or closed meanwhile (`withholding.not_owed`), and a day that has come before anybody
    decided (`withholding.until_passed`).
    """
    rows = Obligation.objects.select_for_update(of=("self",)).filter(pk=withholding.obligation_id)
    owed = rows.get()
    if not rows.open(on).exists():
        raise rules.withheld_not_owed()
    if withholding.until is not None and withholding.until <= max(on, owed.due_on):
        raise errors.Conflict(
            "withholding.until_passed",
            _("截止日期%(day)s已过，或者不晚于现在的公开期限。请退回申请人修改。")
            % {"day": dates.written(withholding.until)},
        )
    withholding.former_due_on, withholding.effective_on = owed.due_on, on
    if withholding.kind == WithholdingKind.NOT_NOW:
        rows.update(due_on=withholding.until, provisional=False)
    else:
        rows.update(closed_on=on, closed_reason=ClosedReason.WITHHELD)
    withholding.filing_year, withholding.filing_no = on.year, _next_number(on.year)


def end(
    withholding: Withholding, *, cause: WithholdingEnd, reason: str, due_on: datetime.date, on: datetime.date
) -> None:
    """End it before its day: the obligation is owed again, by the day that whoever ends it names.

    Refuses what holds no longer (`withholding.over`).
    """
    if not withholding.holds(on):
        raise errors.WrongState(
            "withholding.over", _("这件暂不公开、不予公开已经不再有效，任务已恢复公开。请刷新页面查看最新情况。")
        )
    rules.disclosure_day(due_on, on=on)
    rows = Obligation.objects.select_for_update(of=("self",)).filter(pk=withholding.obligation_id)
    if rows.get().closed_reason in ("", ClosedReason.WITHHELD):
        rows.update(closed_on=None, closed_reason="", due_on=due_on, provisional=False)
    withholding.ended_on, withholding.end_cause, withholding.end_reason = on, cause, reason


def live_at(unit_id: int, lineage: UUID, *, on: datetime.date) -> list[int]:
    """Return, locked, the keys of what is withheld of an item at a unit and of what is asked about it: one query."""
    live = Withholding.objects.live(on).filter(obligation__unit=unit_id, obligation__lineage=lineage)
    return list(live.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))


def end_published(keys: Collection[int], *, on: datetime.date, at: datetime.datetime) -> int:
    """End those whose obligation a public text fulfils now, and return how many: disclosure needs nobody's consent.

    What had been closed is counted as done; in time, unless it was overdue before it was withheld.
    """
    public = Fulfilment.objects.held(on).values("obligation")
    ended = Withholding.objects.filter(pk__in=keys, obligation__in=public)
    ids = list(ended.values_list("pk", flat=True))
    in_time = When(former_due_on__gte=F("effective_on"), then=Greatest("former_due_on", Value(on)))
    due_on = ended.filter(obligation=OuterRef("pk"), effective_on__isnull=False).values(
        counted=Case(in_time, default=F("former_due_on"))
    )
    closed = Obligation.objects.filter(withholdings__in=ids, closed_reason=ClosedReason.WITHHELD)
    closed.update(closed_on=None, closed_reason="", due_on=Subquery(due_on[:1]))
    _end_all(ids, WithholdingEnd.PUBLISHED, on=on, at=at)
    return len(ids)


@transaction.atomic
def settle(*, on: datetime.date, at: datetime.datetime) -> int:
    """Let withholdings follow obligations that were handed over, and end those with nothing to withhold any more.

    A request ends as well where the successor has meanwhile asked about the same obligation itself. What had been
    decided about a unit that is merged or abolished stays decided, for the register of its time; it only holds no
    longer. Derived from rows, after units were closed and items ended; repeating it does nothing. Returns how many
    there were.
    """
    moved = 0
    while count := _follow(on=on):
        moved += count  # a successor may itself have been merged since
    live = Withholding.objects.live(on).order_by("pk")
    closed = live.exclude(obligation__closed_reason__in=["", ClosedReason.WITHHELD]).select_for_update(of=("self",))
    reasons = dict(closed.values_list("pk", "obligation__closed_reason"))
    gone = [pk for pk, reason in reasons.items() if reason in (ClosedReason.MERGED, ClosedReason.ABOLISHED)]
    _end_all(gone, WithholdingEnd.UNIT_CLOSED, on=on, at=at)
    _end_all(reasons.keys() - set(gone), WithholdingEnd.CLOSED, on=on, at=at)
    public = Fulfilment.objects.held(on).values("obligation")
    fulfilled = live.filter(obligation__in=public).select_for_update(of=("self",)).values_list("pk", flat=True)
    return moved + len(reasons) + end_published(list(fulfilled), on=on, at=at)


def record_lapse(lapsed: Iterable[Withholding], *, at: datetime.datetime) -> None:
    """Note in the trail that the day until which they were withheld has come: nothing else is written then."""
    changes = [trail.Change(each, after={"until": each.until}) for each in lapsed]
    trail.record_all("withholding.lapse", changes, actor=actors.SYSTEM, at=at, label=_("暂不公开到期，恢复公开"))


def _follow(*, on: datetime.date) -> int:
    """Move them one step, to what took over their obligation: of one obligation there is one request at a time."""
    heirs = Obligation.objects.filter(
        taken_over_from=OuterRef("obligation"), unit=F("taken_over_from__unit__successor")
    ).order_by("pk")
    free = heirs.exclude(Exists(Withholding.objects.open().filter(obligation=OuterRef("pk"))))
    goes = Q(Exists(free)) | Q(Exists(heirs), ~Q(state__in=OPEN_WITHHOLDINGS))
    handed = Withholding.objects.live(on).filter(goes, obligation__closed_reason=ClosedReason.MERGED)
    borne = dict(handed.order_by("pk").select_for_update(of=("self",)).values_list("pk", "obligation"))
    if not borne:
        return 0
    Bearing.objects.bulk_create(Bearing(withholding_id=pk, obligation_id=was) for pk, was in borne.items())
    rows = Withholding.objects.filter(pk__in=borne)
    return rows.update(obligation=Subquery(heirs.values("pk")[:1]), revision=F("revision") + 1)


def _end_all(ids: Collection[int], cause: WithholdingEnd, *, on: datetime.date, at: datetime.datetime) -> None:
    """End them without anybody's verb, each with its entry in the trail; the caller holds their locks.

    Where the unit is gone, the answer that was given stays with the days on which it held.
    """
    rows = Withholding.objects.filter(pk__in=ids)
    kept = HELD_WITHHOLDINGS if cause == WithholdingEnd.UNIT_CLOSED else ()
    changes = []
    for each in rows.for_list():
        state = each.state if each.state in kept else WithholdingState.ENDED
        now = {"state": state, "ended_on": on, "end_cause": cause}
        changes.append(trail.Change(each, {name: getattr(each, name) for name in now}, now))
    state_now = Case(When(state__in=kept, then=F("state")), default=Value(WithholdingState.ENDED))
    rows.update(state=state_now, ended_on=on, end_cause=cause, revision=F("revision") + 1)
    trail.record_all("withholding.lapse", changes, actor=actors.SYSTEM, at=at, label=_LAPSES[cause])


def _next_number(year: int) -> int:
    """Return the next filing number of the year; two that take effect at once take turns."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT)
    last = Withholding.objects.filter(filing_year=year).aggregate(last=Max("filing_no"))["last"]
    return int(last or 0) + 1

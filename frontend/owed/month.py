"""On which day of a month does what fall due? A calendar with counts, and the same as a list below it."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import errors
from core.workdays import tables
from core.workdays.calendar import WorkdayTable
from core.workdays.periods import Period, PeriodKind, containing
from frontend import fragments, pieces, visits, words
from frontend.account.requests import SignedIn, signed_in
from frontend.owed import listing, reading, standing
from frontend.owed.reading import Scope

PAGE = 50
"""How many rows of the list below the calendar stand on one page."""
WEEKDAYS = (
    gettext_lazy("一"),
    gettext_lazy("二"),
    gettext_lazy("三"),
    gettext_lazy("四"),
    gettext_lazy("五"),
    gettext_lazy("六"),
    gettext_lazy("日"),
)


@dataclass(frozen=True)
class Day:
    """One field of the calendar."""

    on: datetime.date
    in_month: bool
    is_today: bool
    works: bool
    is_past: bool
    owed: int
    done: int
    path: str
    """Where its rows begin in the list below."""

    @property
    def is_overdue(self) -> bool:
        """Whether something of this day is still owed after it."""
        return bool(self.owed) and self.is_past

    @property
    def all(self) -> int:
        """How much falls due on this day."""
        return self.owed + self.done


@dataclass(frozen=True)
class Group:
    """What falls due on one day."""

    on: datetime.date
    weekday: str
    lines: Sequence[listing.Line]


@signed_in
def month(request: SignedIn) -> HttpResponse:
    """Show a month of a unit, with or without those below it."""
    scope = reading.scope(request)
    if scope is None:
        return fragments.respond(request, "tree/empty.html")
    on = visits.today(request)
    period = reading.period(request.GET.get("month", "")) or containing(on, PeriodKind.MONTH)
    if period.kind is not PeriodKind.MONTH:
        raise errors.Missing
    owed_or_done = standing.with_done_on(scope.rows(request.actor), on).exclude(standing.WITHHELD)
    rows = owed_or_done.due_between(period.first, period.last)
    counts = {
        due_on: (owed, done)
        for due_on, owed, done in rows.order_by()
        .values("due_on")
        .annotate(owed=Count("pk", filter=standing.OWED), done=Count("pk", filter=standing.DONE))
        .values_list("due_on", "owed", "done")
    }
    page = Paginator(rows.for_list(), PAGE).get_page(request.GET.get("page"))
    here = scope.path("work:calendar", month=period.key)
    context = {
        "scope": scope,
        "trail": _trail(scope),
        "month": period,
        "previous": scope.path("work:calendar", month=period.previous().key),
        "next": scope.path("work:calendar", month=period.next().key),
        "this": scope.path("work:calendar"),
        "is_this": period.contains(on),
        "today": on,
        "weekdays": WEEKDAYS,
        "weeks": _weeks(period, counts, _places(counts, here, page.number), on, tables.load_table()),
        "groups": _groups(listing.lines(list(page.object_list), request.actor, on)),
        "page": page,
        "total": page.paginator.count,
        "list_path": scope.path("work:obligations"),
        "units": reading.units(request.actor),
        "facts": _facts(scope, counts),
    }
    return fragments.respond(request, "owed/calendar.html", context)


def _places(counts: Mapping[datetime.date, tuple[int, int]], here: str, shown: int) -> dict[datetime.date, str]:
    """Return where the rows of each day begin: further down, or on another page of the list."""
    found, before = {}, 0
    for day in sorted(counts):
        number = before // PAGE + 1
        found[day] = f"{'' if number == shown else f'{here}&page={number}'}#day-{day.isoformat()}"
        before += sum(counts[day])
    return found


def _weeks(
    period: Period,
    counts: Mapping[datetime.date, tuple[int, int]],
    places: Mapping[datetime.date, str],
    on: datetime.date,
    table: WorkdayTable,
) -> list[list[Day]]:
    def field(day: datetime.date) -> Day:
        owed, done = counts.get(day, (0, 0))
        return Day(
            day,
            period.contains(day),
            is_today=day == on,
            works=table.is_working(day),
            is_past=day < on,
            owed=owed,
            done=done,
            path=places.get(day, ""),
        )

    weeks = calendar.Calendar(calendar.MONDAY).monthdatescalendar(period.year, period.index)
    return [[field(day) for day in week] for week in weeks]


def _groups(lines: Sequence[listing.Line]) -> list[Group]:
    found: dict[datetime.date, list[listing.Line]] = {}
    for line in lines:
        found.setdefault(line.obligation.due_on, []).append(line)
    return [Group(day, words.weekday(day), rows) for day, rows in found.items()]


def _facts(scope: Scope, counts: Mapping[datetime.date, tuple[int, int]]) -> str:
    done = sum(pair[1] for pair in counts.values())
    said = _("%(unit)s，本月到期 %(all)s 项，已公开 %(done)s 项") % {
        "unit": scope.unit.name,
        "all": words.number(sum(sum(pair) for pair in counts.values())),
        "done": words.number(done),
    }
    return said if scope.alone else _("%(facts)s（含下级单位）") % {"facts": said}


def _trail(scope: Scope) -> list[pieces.Crumb]:
    return reading.trail_of(scope.unit, pieces.Crumb(_("公开日历")))

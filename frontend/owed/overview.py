"""How well do units disclose in time? The map of units and headings, the rows behind a cell, the same as a workbook."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import errors, sheets
from core.workdays.periods import Period, PeriodKind, containing
from frontend import fragments, pieces, visits
from frontend.account.requests import SignedIn, signed_in
from frontend.owed import listing, rates, reading, standing, trend
from frontend.owed.rates import Cell, Found, Line
from frontend.owed.reading import Scope
from frontend.owed.standing import View
from hierarchy.models import Unit
from obligations import policies
from obligations.kinds import ExtensionState
from obligations.models import Extension
from obligations.roll_up import NOTHING, Rates

SHOWN = 50
"""How many rows stand behind a cell; the list of obligations holds them all."""
QUARTERS_BEFORE = 4
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LEGEND = (
    (1, gettext_lazy("95%以上")),
    (2, gettext_lazy("85–94%")),
    (3, gettext_lazy("75–84%")),
    (4, gettext_lazy("60–74%")),
    (5, gettext_lazy("不到60%")),
)


@signed_in
def overview(request: SignedIn) -> HttpResponse:
    """Show the map of a unit for a period: only what has fallen due counts."""
    scope, period, on = _asked(request)
    whole, found = rates.found_at(scope.unit, period, on=on)
    titles = rates.categories(found)
    cell, category = reading.scope_of(request.GET.get("cell", "")), request.GET.get("category", "")
    alone = request.GET.get("alone_cell") == "1"
    lines = _lines(found, titles, scope, period, opened=(cell, category))
    context = {
        "scope": scope,
        "trail": _trail(scope.unit, period),
        "period": period,
        "periods": _periods(on),
        "today": on,
        "figures": _figures(whole, scope, period),
        "titles": titles,
        "lines": lines,
        "legend": LEGEND,
        "units": [unit for unit in reading.units(request.actor) if policies.follow(request.actor, unit)],
        "export_path": scope.path("work:overview_export", period=period.key),
        "trend": trend.of(_compared(scope.unit, cell, alone=alone), period, on=on, category=category),
        "trend_category": category,
        **(_behind(request, cell, period, on, alone=alone) if cell else {}),
    }
    return fragments.respond(request, "owed/overview.html", context)


@signed_in
def export(request: SignedIn) -> HttpResponse:
    """Give the map as a workbook: the shares, and the numbers behind them."""
    scope, period, on = _asked(request)
    _whole, found = rates.found_at(scope.unit, period, on=on)
    titles = rates.categories(found)
    title = _("%(unit)s公开情况，%(period)s") % {"unit": scope.unit.name, "period": period.label}
    lines = _lines(found, titles, scope, period)
    shares = [[line.name, *(cell.share for cell in line.cells), line.total.share] for line in lines]
    numbers: list[list[sheets.writing.Value]] = [
        [line.name, title_of, *_counts(cell)]
        for line in lines
        for title_of, cell in zip([*titles, _("合计")], [*line.cells, line.total], strict=True)
        if cell.rates.total or cell.rates.withheld
    ]
    headers = [_("单位"), _("一级目录"), *_count_headers()]
    content = sheets.write_xlsx(
        [
            sheets.Sheet(_("按时公开率"), [_("单位"), *titles, _("合计")], shares, title=title),
            sheets.Sheet(_("数字"), headers, numbers, title=title),
            _trend_sheet(scope, period, on),
        ]
    )
    disposition = content_disposition_header(True, f"{title}.xlsx") or ""
    return HttpResponse(content, content_type=XLSX, headers={"Content-Disposition": disposition})


def _trend_sheet(scope: Scope, period: Period, on: datetime.date) -> sheets.Sheet:
    found = trend.of([(scope.unit.name, scope.unit, False)], period, on=on)
    headers = [_("季度"), _("按时公开率"), *_count_headers()]
    rows: list[list[sheets.writing.Value]] = [
        [quarter.label, cells[0].share, *_counts(cells[0])] for quarter, cells in found.rows
    ]
    return sheets.Sheet(_("近五个季度"), headers, rows, title=_("%(unit)s按时公开率") % {"unit": scope.unit.name})


def _compared(whole: Unit, opened: Unit | None, *, alone: bool) -> list[tuple[str, Unit, bool]]:
    """Return the lines of the trend: the whole, and beside it the unit of the chosen cell."""
    found = [(whole.name, whole, False)]
    if opened is not None and (opened.pk != whole.pk or alone):
        found.append((_("%(unit)s（本级）") % {"unit": opened.name} if alone else opened.name, opened, alone))
    return found


def _asked(request: SignedIn) -> tuple[Scope, Period, datetime.date]:
    """Return what the address names, for those who follow this unit or manage it."""
    scope = reading.scope(request)
    if scope is None:
        raise errors.Missing
    policies.follow(request.actor, scope.unit).enforce()
    on = visits.today(request)
    return scope, reading.period(request.GET.get("period", "")) or containing(on, PeriodKind.QUARTER), on


def _lines(
    found: Sequence[Found],
    titles: Sequence[str],
    scope: Scope,
    period: Period,
    *,
    opened: tuple[Unit | None, str] = (None, ""),
) -> list[Line]:
    """Lay the map out; one query for the addresses of the units."""
    ids = dict(Unit.objects.filter(pk__in=[each.unit_id for each in found]).values_list("pk", "public_id"))
    unit, category = opened

    def cell(each: Found, title: str, counts: Rates) -> Cell:
        more = {"period": period.key, "cell": str(ids[each.unit_id]), "category": title}
        more |= {"alone_cell": "1"} if each.alone else {}
        is_open = unit is not None and unit.pk == each.unit_id and title == category
        return Cell(counts, title, f"{scope.path('work:overview', **more)}#detail", is_open)

    return [
        Line(
            ids[each.unit_id],
            _("%(unit)s（本级）") % {"unit": each.name} if each.alone and len(found) > 1 else each.name,
            _path(ids[each.unit_id], period) if each.has_below else "",
            [cell(each, title, each.by_category.get(title, NOTHING)) for title in titles],
            cell(each, "", rates.total(each.by_category)),
        )
        for each in found
    ]


def _behind(request: SignedIn, unit: Unit, period: Period, on: datetime.date, *, alone: bool) -> Mapping[str, Any]:
    """Return the rows behind a cell: what was not done in time, or what is not due yet; the oldest first."""
    category = request.GET.get("category", "")
    scope = Scope(unit, alone)
    owed_or_done = standing.with_done_on(scope.rows(request.actor), on).exclude(standing.WITHHELD)
    rows = owed_or_done.due_between(period.first, period.last)
    if category:
        rows = rows.filter(item__category__title=category)
    is_settled = rows.exclude(standing.OWED, due_on__gte=on).exists()
    if is_settled:
        rows = rows.filter(standing.NOT_IN_TIME).exclude(standing.OWED, due_on__gte=on)
    shown = list(rows.for_list()[: SHOWN + 1])
    view = View.OVERDUE if is_settled else View.LATER
    more = {"period": period.key, "view": view.value} | ({"category": category} if category else {})
    is_late = any(standing.done_on(each) is None and each.due_on < on for each in shown)
    return {
        "behind": unit,
        "behind_category": category,
        "behind_alone": alone,
        "behind_settled": is_settled,
        "behind_lines": listing.lines(shown[:SHOWN], request.actor, on),
        "behind_more": scope.path("work:obligations", **more) if len(shown) > SHOWN else "",
        "may_remind": is_late and bool(policies.remind_late(request.actor, unit)),
    }


def _figures(whole: Rates, scope: Scope, period: Period) -> list[pieces.Figure]:
    cell = Cell(whole, "", "")
    granted = Extension.objects.filter(
        state=ExtensionState.GRANTED,
        obligation__due_on__gte=period.first,
        obligation__due_on__lte=period.last,
        obligation__unit__tree_id=scope.unit.tree_id,
        obligation__unit__lft__gte=scope.unit.lft,
        obligation__unit__rght__lte=scope.unit.rght,
    )
    share = _("项，%(share)s") % {"share": cell.share} if cell.settled else _("项")
    return [
        pieces.Figure(_("应公开（已到期）"), cell.settled, _("项")),
        pieces.Figure(_("按时公开"), whole.done, share),
        pieces.Figure(_("逾期后补公开"), whole.late, _("项")),
        pieces.Figure(_("逾期至今未公开"), whole.overdue, _("项")),
        pieces.Figure(_("经批准延期"), granted.count(), _("项")),
        pieces.Figure(_("暂不、不予公开"), whole.withheld, _("项")),
    ]


def _counts(cell: Cell) -> list[int]:
    counts = cell.rates
    return [counts.total, cell.settled, counts.done, counts.late, counts.overdue, counts.not_now, counts.not_at_all]


def _count_headers() -> list[str]:
    return [
        _("应公开"),
        _("已到期"),
        _("按时公开"),
        _("逾期后公开"),
        _("已逾期"),
        _("暂不公开"),
        _("不予公开"),
    ]


def _periods(on: datetime.date) -> list[tuple[str, str]]:
    quarter, year = containing(on, PeriodKind.QUARTER), containing(on, PeriodKind.YEAR)
    found = [*(quarter.shifted(-count) for count in range(QUARTERS_BEFORE + 1)), year, year.previous()]
    return [(each.key, each.label) for each in found]


def _path(unit_id: Any, period: Period) -> str:
    return reading.overview_path(unit_id, period=period.key)


def _trail(unit: Unit, period: Period) -> list[pieces.Crumb]:
    above = [pieces.Crumb(each.name, _path(each.public_id, period)) for each in Unit.objects.ancestors_of(unit)]
    return [*above, pieces.Crumb(unit.name, _path(unit.public_id, period)), pieces.Crumb(_("总览"))]

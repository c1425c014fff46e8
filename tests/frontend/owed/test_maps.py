"""Do the calendar and the overview add up, lead to the rows behind each number, and leave as a workbook?"""

from __future__ import annotations

import datetime
import io
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from core import clock
from core.workdays.periods import Period, PeriodKind
from frontend.owed.rates import Cell
from obligations import actions, roll_up, sweeping
from obligations.models import Obligation
from obligations.roll_up import Rates
from tests.frontend.browser import Browser, signed_in
from tests.frontend.owed.conftest import DAY, People, owing
from tests.obligations.conftest import morning

QUARTER = Period(PeriodKind.QUARTER, 2027, 2)
LATER = datetime.date(2027, 4, 20)


class TestCalendar:
    def test_a_long_month_is_cut_into_pages_and_each_day_leads_to_its_own(
        self, owed: SimpleNamespace, people: People, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("frontend.owed.month.PAGE", 4)
        superior = people("superior")
        first = superior.get(reverse("work:calendar"))
        assert first.context["page"].paginator.num_pages > 2
        listed: list[str] = []
        for number in first.context["page"].paginator.page_range:
            page = superior.get(reverse("work:calendar"), {"page": number})
            listed += [line.path for group in page.context["groups"] for line in group.lines]
        assert len(listed) == len(set(listed)) == first.context["total"]
        for day in (day for week in first.context["weeks"] for day in week if day.all):
            address, _hash, place = day.path.partition("#")
            answer = superior.get(address) if address else first
            assert f'id="{place}"' in answer.content.decode()

    def test_every_day_counts_what_the_list_below_holds(
        self, owed: SimpleNamespace, people: People, units: Any
    ) -> None:
        answer = people("clerk").get(reverse("work:calendar"))
        days = {day.on: day.all for week in answer.context["weeks"] for day in week if day.all}
        rows = Obligation.objects.of_unit(units.JG1).standing(DAY)
        month = rows.due_between(datetime.date(2027, 4, 1), datetime.date(2027, 4, 30))
        assert sum(days.values()) == answer.context["total"] == month.count() > 1
        assert {group.on: len(group.lines) for group in answer.context["groups"]} == days

    def test_months_follow_each_other_and_days_off_are_marked(self, owed: SimpleNamespace, people: People) -> None:
        clerk = people("clerk")
        answer = clerk.get(clerk.get(reverse("work:calendar")).context["previous"])
        assert answer.context["month"].key == "2027-M03"
        weeks = answer.context["weeks"]
        assert {len(week) for week in weeks} == {7}
        assert [day.works for day in weeks[1]] == [True] * 5 + [False] * 2
        assert clerk.get(reverse("work:calendar"), {"month": "2027-Q1"}).status_code == 404

    def test_a_unit_is_shown_with_or_without_those_below(
        self, owed: SimpleNamespace, people: People, units: Any
    ) -> None:
        query = {"unit": str(units.JG.public_id)}
        below = people("superior").get(reverse("work:calendar"), query).context["total"]
        alone = people("superior").get(reverse("work:calendar"), {**query, "alone": "1"}).context["total"]
        assert below == 3 * alone > 0


@pytest.mark.parametrize(
    ("rates", "share", "shade"),
    [
        (Rates(), "不适用", 0),
        (Rates(pending=3), "不适用", 0),
        (Rates(done=4), "100%", 1),
        (Rates(done=19, late=1), "95%", 1),
        (Rates(done=9, overdue=1), "90%", 2),
        (Rates(done=8, overdue=2), "80%", 3),
        (Rates(done=3, late=1, overdue=1), "60%", 4),
        (Rates(overdue=2, pending=7), "0%", 5),
    ],
)
def test_a_cell_is_the_darker_the_more_was_not_in_time(rates: Rates, share: str, shade: int) -> None:
    cell = Cell(rates, "", "")
    assert (cell.share, cell.shade) == (share, shade)


class TestOverview:
    @pytest.fixture(autouse=True)
    def _three_weeks_in(self, owed: SimpleNamespace, units: Any) -> Any:
        found = owing(units.JG1, owed.budget.lineage)
        actions.fulfil(1, unit_id=found.unit_id, lineage=found.lineage, at=morning(DAY))
        with time_machine.travel(morning(LATER), tick=False):
            yield

    def test_lines_add_up_to_the_figures(self, people: People, units: Any) -> None:
        answer = people("inspector").get(reverse("work:overview"))
        whole = roll_up.rates(units.QW, QUARTER, on=LATER)[0].total
        lines = answer.context["lines"]
        assert [line.name for line in lines] == ["示例区委（本级）", "区直机关党总支", "第一街道党总支"]
        assert sum((line.total.rates for line in lines), start=Rates()) == whole
        for line in lines:
            assert sum((cell.rates for cell in line.cells), start=Rates()) == line.total.rates
        shown = [figure.value for figure in answer.context["figures"]]
        assert shown[:4] == [whole.total - whole.pending, whole.done, whole.late, whole.overdue]

    def test_each_cell_leads_to_its_rows(self, people: People) -> None:
        inspector = people("inspector")
        for line in inspector.get(reverse("work:overview")).context["lines"]:
            for cell in (*line.cells, line.total):
                if cell.shade:
                    rows = inspector.get(cell.path.partition("#")[0]).context["behind_lines"]
                    assert len(rows) == cell.not_in_time, (line.name, cell.category)

    def test_one_goes_down_the_tree_and_back_in_time(self, people: People) -> None:
        inspector = people("inspector")
        lines = inspector.get(reverse("work:overview")).context["lines"]
        below = inspector.get(lines[1].path)
        assert [line.name for line in below.context["lines"]][1:] == ["机关第一党支部", "机关第二党支部"]
        year = inspector.get(reverse("work:overview"), {"period": "2027"})
        assert year.context["figures"][0].value > below.context["figures"][0].value

    def test_it_is_for_those_who_inspect_or_manage(self, people: People, units: Any) -> None:
        path = reverse("work:overview")
        assert people("admin").get(path).status_code == people("deputy").get(path).status_code == 200
        assert people("clerk").get(path).status_code == people("leader").get(path).status_code == 403
        assert people("deputy").get(path, {"unit": str(units.JD.public_id)}).status_code == 403
        assert (
            people("deputy").get(reverse("work:overview_export"), {"unit": str(units.JD.public_id)}).status_code == 403
        )

    def test_the_workbook_holds_the_same_numbers(self, people: People, units: Any) -> None:
        inspector = people("inspector")
        page = inspector.get(reverse("work:overview"))
        book = load_workbook(io.BytesIO(inspector.get(page.context["export_path"]).content))
        shares, numbers, quarters = (list(sheet.values) for sheet in book.worksheets)
        by_name = {row[0]: row for row in shares}
        for line in page.context["lines"]:
            assert list(by_name[line.name][1:]) == [*(cell.share for cell in line.cells), line.total.share]
        totals = [row for row in numbers if row[1] == "合计"]
        whole = roll_up.rates(units.QW, QUARTER, on=LATER)[0].total
        assert [sum(column) for column in zip(*(row[2:] for row in totals), strict=True)] == [
            whole.total,
            whole.total - whole.pending,
            whole.done,
            whole.late,
            whole.overdue,
            whole.not_now,
            whole.not_at_all,
        ]
        for quarter, cells in page.context["trend"].rows:
            [row] = [found for found in quarters if found[0] == quarter.label]
            assert list(row[1:4]) == [cells[0].share, cells[0].rates.total, cells[0].settled]

    def test_the_trend_says_of_each_quarter_what_its_own_map_says(self, people: People, units: Any) -> None:
        inspector = people("inspector")
        lines = inspector.get(reverse("work:overview")).context["lines"]
        query = {"cell": str(units.JG.public_id), "category": "党费和经费"}
        found = inspector.get(reverse("work:overview"), query).context["trend"]
        assert [quarter.key for quarter in found.quarters] == ["2026-Q2", "2026-Q3", "2026-Q4", "2027-Q1", "2027-Q2"]
        assert [series.name for series in found.series] == ["示例区委", "区直机关党总支"]
        for quarter, (whole, below) in found.rows:
            for unit, cell in ((units.QW, whole), (units.JG, below)):
                rates = roll_up.rates(unit, quarter, on=LATER)[0].by_category.get("党费和经费", Rates())
                assert cell.rates == rates, (quarter.key, unit.name)
        assert found.rows[-1][1][0].settled > 0
        own = inspector.get(lines[0].total.path.partition("#")[0]).context["trend"]
        assert own.series[1].cells[-1].rates == lines[0].total.rates

    def test_what_is_not_due_yet_has_its_rows_too(self, people: People) -> None:
        inspector = people("inspector")
        later = inspector.get(reverse("work:overview"), {"period": "2027-Q4"})
        cells = [cell for line in later.context["lines"] for cell in (*line.cells, line.total)]
        found = [cell for cell in cells if not cell.shade]
        for cell in found:
            answer = inspector.get(cell.path.partition("#")[0])
            assert len(answer.context["behind_lines"]) == cell.rates.pending

    def test_units_that_are_late_are_reminded_once_a_day(self, people: People, units: Any) -> None:
        inspector = people("inspector")
        line = inspector.get(reverse("work:overview")).context["lines"][1]
        opened = inspector.get(line.total.path.partition("#")[0])
        assert opened.context["may_remind"]
        form = {"unit": str(units.QW.public_id), "cell": str(units.JG.public_id), "period": "2027-Q2", "category": ""}
        path = reverse("work:overview_remind")
        told = [str(found) for found in inspector.post(path, form, follow=True).context["messages"]]
        assert told[0].startswith("已提醒 3 人，涉及 3 个单位逾期的 ")
        assert "有 1 个单位没有信息员" in told[0]
        again = [str(found) for found in inspector.post(path, form, follow=True).context["messages"]]
        assert again[0].startswith("这些任务今天都已经提醒过")
        assert people("clerk").post(path, form).status_code == 403
        assert people("deputy").post(path, {**form, "cell": str(units.JD.public_id)}).status_code == 403


def test_more_to_show_takes_no_more_queries(owed: SimpleNamespace, units: Any) -> None:
    def spent(inspector: Browser, route: str, **query: str) -> int:
        path = reverse(route, query=query or None)
        inspector.get(path)
        with CaptureQueriesContext(connection) as queries:
            assert inspector.get(path).status_code == 200
        return len(queries)

    behind = {"cell": str(units.QW.public_id), "period": "2027"}
    pages: list[tuple[str, dict[str, str]]] = [
        ("work:obligations", {}),
        ("work:calendar", {"month": "2027-M07"}),
        ("work:overview", {"period": "2027"}),
        ("work:overview", behind),
        ("portal:due", {}),
        ("portal:home", {}),
    ]
    early = signed_in("inspector")
    before = [spent(early, route, **query) for route, query in pages]
    july = datetime.date(2027, 7, 1)
    sweeping.sweep(on=july, at=clock.start_of(july))
    with time_machine.travel(morning(july), tick=False):
        late = signed_in("inspector")
        assert [spent(late, route, **query) for route, query in pages] == before

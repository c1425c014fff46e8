"""Does an official year get into the calendar by two people's hands, and not otherwise?"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import TestCase

from core import errors, events, sheets
from core.audit.models import AuditEntry
from core.workdays import actions, tables, years
from core.workdays.calendar import Day
from core.workdays.events import CalendarChanged
from core.workdays.models import CalendarProposal, CalendarYear, ProposalState

AT = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
HEADERS = ("日期", "是否上班", "节日")
FIRST = date(2027, 1, 1)
HOLIDAYS = {date(2027, 1, 1): "元旦", **{date(2027, 10, n): "国庆节" for n in range(1, 8)}}
MAKE_UP = {date(2027, 10, 9): "国庆节"}

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_public")]
Row = tuple[str, str, str]


def whole_year() -> list[Row]:
    """A made-up 2027 as an office would write it."""
    days = [FIRST + timedelta(days=n) for n in range(365)]
    return [
        (day.isoformat(), "上班" if _works(day) else "放假", HOLIDAYS.get(day, MAKE_UP.get(day, ""))) for day in days
    ]


def _works(day: date) -> bool:
    return day in MAKE_UP or (day not in HOLIDAYS and day.weekday() < 5)


def special_days() -> list[Row]:
    """Only what is not as its weekday says, as the notice of the State Council lists it."""
    return [(f"2027年{day.month}月{day.day}日", "放假", name) for day, name in HOLIDAYS.items()] + [
        ("10月9日", "上班", "国庆节")
    ]


def csv_file(rows: Iterable[Row], headers: tuple[str, ...] = HEADERS) -> io.BytesIO:
    return io.BytesIO(sheets.write_csv(headers, rows))


def xlsx_file(rows: Iterable[Row]) -> io.BytesIO:
    typed = [(date.fromisoformat(day), working, name) for day, working, name in rows]
    return io.BytesIO(sheets.write_xlsx([sheets.Sheet("2027", HEADERS, typed, title="2027年工作日历")]))


def propose(rows: Iterable[Row], operators: SimpleNamespace, **options: Any) -> CalendarProposal:
    return actions.propose(2027, csv_file(rows), "2027.csv", actor=operators.first, at=AT, **options)


class TestPreview:
    def test_it_tells_what_would_change_and_writes_nothing(self) -> None:
        found = actions.preview(2027, csv_file(whole_year()), "2027.csv")
        assert found.acceptable
        assert found.counts() == {
            "days": 365,
            "working": 256,
            "off": 109,
            "off_on_weekdays": 6,
            "make_up": 1,
            "missing": 0,
            "changed": 9,
        }
        changed = {change.day: (change.before.working, change.after.working) for change in found.changes}
        assert changed[date(2027, 10, 9)] == (False, True)
        assert changed[date(2027, 1, 1)] == (True, False)
        assert changed[date(2027, 10, 2)] == (False, False)  # a Saturday that now has a name
        assert not CalendarYear.objects.filter(year=2027).exists()
        assert not CalendarProposal.objects.exists()

    def test_a_workbook_says_the_same_as_a_text_file(self) -> None:
        one, other = (
            actions.preview(2027, stream, name)
            for stream, name in ((csv_file(whole_year()), "a.csv"), (xlsx_file(whole_year()), "a.xlsx"))
        )
        assert one.as_json() == other.as_json()

    def test_missing_days_are_named_in_stretches(self) -> None:
        rows = [row for row in whole_year() if row[0][5:7] != "05" and row[0] != "2027-08-09"]
        found = actions.preview(2027, csv_file(rows), "2027.csv")
        assert not found.acceptable
        assert found.as_json()["missing"] == [["2027-05-01", "2027-05-31"], ["2027-08-09", "2027-08-09"]]

    def test_a_list_of_special_days_is_filled_when_asked(self) -> None:
        assert not actions.preview(2027, csv_file(special_days()), "a.csv").acceptable
        found = actions.preview(2027, csv_file(special_days()), "a.csv", fill_weekdays=True)
        assert found.acceptable
        assert found.filled
        assert len(found.missing) == 365 - 9
        assert found.days == actions.preview(2027, csv_file(whole_year()), "2027.csv").days

    @pytest.mark.parametrize(
        ("row", "code"),
        [
            (("2027-10-01", "上班", ""), "calendar_file.contradiction"),
            (("2026-10-01", "放假", "国庆节"), "calendar_file.other_year"),
            (("2027-02-30", "放假", ""), "calendar_file.date"),
            (("五一", "放假", ""), "calendar_file.date"),
            (("", "放假", ""), "calendar_file.date"),
            (("2027-01-02", "也许", ""), "calendar_file.working"),
        ],
    )
    def test_what_cannot_be_right_is_named_with_its_row(self, row: Row, code: str) -> None:
        found = actions.preview(2027, csv_file([*whole_year(), row]), "2027.csv")
        assert [(one.code, one.row) for one in found.errors] == [(code, 367)]
        assert not found.acceptable

    def test_what_looks_odd_is_left_to_a_person(self) -> None:
        rows = [*whole_year(), ("2027-10-01", "放假", "国庆节")]
        rows[4] = ("2027-01-05", "放假", "")
        rows[8] = ("2027-01-09", "上班", "")
        found = actions.preview(2027, csv_file(rows), "2027.csv")
        assert found.acceptable
        assert [one.code for one in found.doubts] == [
            "calendar_file.unnamed",
            "calendar_file.unnamed",
            "calendar_file.repeated",
        ]

    def test_a_formula_is_never_a_day(self) -> None:
        text = "日期,是否上班,节日\n=TODAY(),上班,\n".encode()
        assert "cell.formula" in [one.code for one in actions.preview(2027, io.BytesIO(text), "a.csv").errors]

    @pytest.mark.parametrize(
        ("content", "code"), [(b"", "sheet.empty"), (b"%PDF-1.7", "sheet.not_a_spreadsheet"), (b"a,b\n1,2\n", "sheet.")]
    )
    def test_what_is_no_spreadsheet_is_refused(self, content: bytes, code: str) -> None:
        with pytest.raises(errors.Invalid) as refused:
            actions.preview(2027, io.BytesIO(content), "a.csv")
        assert refused.value.code.startswith(code)

    @pytest.mark.parametrize("year", [0, 1999, 2101, -5])
    def test_a_year_out_of_reach_is_refused(self, year: int) -> None:
        with pytest.raises(errors.Invalid) as refused:
            actions.preview(year, csv_file([]), "a.csv")
        assert list(refused.value.errors) == ["year"]


class TestTwoPersons:
    def test_uploading_changes_nothing_yet(self, operators: SimpleNamespace) -> None:
        revision = tables.calendar_revision()
        proposal = propose(whole_year(), operators)
        assert proposal.state == ProposalState.WAITING
        assert tables.calendar_revision() == revision
        assert tables.due(date(2026, 12, 31), 1).provisional

    def test_a_different_operator_confirms_and_the_year_is_certain(self, operators: SimpleNamespace) -> None:
        revision = tables.calendar_revision()
        propose(whole_year(), operators)
        confirmed = actions.confirm(2027, actor=operators.second, at=AT)
        tables.forget()
        year = CalendarYear.objects.get(year=2027)
        assert (confirmed.state, year.confirmed, year.source) == (ProposalState.CONFIRMED, True, "2027.csv")
        assert tables.calendar_revision() == revision + 1
        found = tables.due(date(2026, 12, 31), 1)
        assert (found.due_on, found.provisional) == (date(2027, 1, 4), False)
        assert tables.load_table().is_working(date(2027, 10, 9))

    def test_the_uploader_cannot_confirm(self, operators: SimpleNamespace) -> None:
        propose(whole_year(), operators)
        renamed = replace(operators.first, name="赵某某")
        for actor in (operators.first, renamed):
            with pytest.raises(errors.Denied) as refused:
                actions.confirm(2027, actor=actor, at=AT)
            assert refused.value.code == "calendar.same_person"
        assert not CalendarYear.objects.filter(year=2027).exists()

    def test_the_database_holds_four_eyes_too(self, operators: SimpleNamespace) -> None:
        proposal = propose(whole_year(), operators)
        proposal.state, proposal.decided_by = ProposalState.CONFIRMED, proposal.proposed_by
        with pytest.raises(IntegrityError, match="workdays_confirmed_by_another"), transaction.atomic():
            proposal.save()

    def test_nobody_else_touches_the_calendar(self, operators: SimpleNamespace) -> None:
        stranger = SimpleNamespace(user_id=1, label="示例区委 管理员·周某", may=lambda *_args: True, unlimited=True)
        for actor in (stranger, operators.console):
            with pytest.raises(errors.Denied) as refused:
                actions.propose(2027, csv_file(whole_year()), "a.csv", actor=actor, at=AT)
            assert refused.value.code == "calendar.operators_only"
        propose(whole_year(), operators)
        for verb in (actions.confirm, lambda *a, **k: actions.discard(*a, **k, reason="试")):
            with pytest.raises(errors.Denied):
                verb(2027, actor=stranger, at=AT)

    def test_each_step_stands_in_the_trail_of_the_platform(self, operators: SimpleNamespace) -> None:
        propose(special_days(), operators, fill_weekdays=True)
        proposal = propose(whole_year(), operators)
        actions.confirm(2027, actor=operators.second, at=AT)
        assert list(AuditEntry.objects.order_by("id").values_list("verb", "actor_label"))[-4:] == [
            ("calendar_proposal.propose", "平台运营·赵某"),
            ("calendar_proposal.replace", "平台运营·赵某"),
            ("calendar_proposal.propose", "平台运营·赵某"),
            ("calendar_proposal.confirm", "平台运营·钱某"),
        ]
        uploaded = AuditEntry.objects.about(proposal).get(verb="calendar_proposal.propose")
        assert uploaded.after["make_up"] == 1
        assert uploaded.after["sha256"] == proposal.source_sha256

    def test_a_newer_upload_takes_the_place_of_the_older(self, operators: SimpleNamespace) -> None:
        older = propose(special_days(), operators, fill_weekdays=True)
        newer = propose(whole_year(), operators)
        older.refresh_from_db()
        assert older.state == ProposalState.REPLACED
        assert actions.waiting(2027) == newer

    def test_an_upload_can_be_given_up(self, operators: SimpleNamespace) -> None:
        propose(whole_year(), operators)
        given_up = actions.discard(2027, actor=operators.first, at=AT, reason="传错了文件")
        assert given_up.state == ProposalState.DISCARDED
        for verb in (actions.confirm, lambda *a, **k: actions.discard(*a, **k, reason="再试")):
            with pytest.raises(errors.Missing) as refused:
                verb(2027, actor=operators.second, at=AT)
            assert refused.value.code == "calendar_proposal.missing"

    def test_what_was_previewed_is_what_is_confirmed(self, operators: SimpleNamespace) -> None:
        propose(whole_year(), operators)
        days = {FIRST + timedelta(days=n): Day(working=True) for n in range(365)}
        years.load_year(2027, days, source="同时载入", confirmed=False, at=AT)
        with pytest.raises(errors.Stale) as refused:
            actions.confirm(2027, actor=operators.second, at=AT)
        assert refused.value.code == "calendar_proposal.stale"
        assert CalendarYear.objects.get(year=2027).source == "同时载入"

    @pytest.mark.parametrize(
        ("rows", "code"),
        [
            ([*whole_year(), ("2027-10-01", "上班", "")], "calendar_year.contradictory"),
            (whole_year()[:-1], "calendar_year.incomplete"),
            ([], "calendar_year.incomplete"),
        ],
    )
    def test_a_broken_year_is_never_kept(self, rows: list[Row], code: str, operators: SimpleNamespace) -> None:
        with pytest.raises(errors.Invalid) as refused:
            propose(rows, operators)
        assert refused.value.code == code
        assert not CalendarProposal.objects.exists()

    def test_a_year_that_changes_nothing_is_not_kept(self, operators: SimpleNamespace) -> None:
        with pytest.raises(errors.Conflict) as refused:
            actions.propose_known_year(2026, actor=operators.first, at=AT)
        assert refused.value.code == "calendar_year.unchanged"

    def test_a_year_that_the_installed_package_knows_takes_two_as_well(self, operators: SimpleNamespace) -> None:
        CalendarYear.objects.filter(year=2026).delete()
        actions.propose_known_year(2026, actor=operators.second, at=AT)
        with pytest.raises(errors.Denied):
            actions.confirm(2026, actor=operators.second, at=AT)
        actions.confirm(2026, actor=operators.first, at=AT)
        tables.forget()
        assert tables.due(date(2026, 9, 17), 15).due_on == date(2026, 10, 14)

    def test_a_year_that_nobody_announced_is_refused_with_what_to_do(self, operators: SimpleNamespace) -> None:
        with pytest.raises(errors.Missing) as refused:
            actions.propose_known_year(2099, actor=operators.first, at=AT)
        assert refused.value.code == "calendar_year.unknown"

    def test_a_huge_file_is_not_read(self, operators: SimpleNamespace) -> None:
        with pytest.raises(errors.TooLarge):
            actions.propose(2027, io.BytesIO(b"1" * (3 << 20)), "a.csv", actor=operators.first, at=AT)


def test_owners_of_deadlines_hear_of_it_after_the_commit(
    operators: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[CalendarChanged] = []
    listening: dict[type[events.Event], list[Callable[[Any], None]]] = {CalendarChanged: [heard.append]}
    for kind, subscribers in listening.items():
        monkeypatch.setitem(events._subscribers, kind, subscribers)
    propose(whole_year(), operators)
    with TestCase.captureOnCommitCallbacks(execute=True):
        actions.confirm(2027, actor=operators.second, at=AT)
        assert not heard
    assert heard == [CalendarChanged(tables.calendar_revision(), date(2027, 1, 1), date(2027, 12, 31))]

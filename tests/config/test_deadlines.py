"""Do `gongkai deadline` and `gongkai calendar` say what the calendar says, and refuse what they cannot know?"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django_tenants.utils import tenant_context

from config.gongkai import arguments
from core import errors, schemas
from core.closures import actions as closures
from core.workdays import tables
from tenants import operators, policies
from tenants.models import Tenant

AT = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
Run = Callable[..., Any]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _console(_in_district: None) -> Any:
    """The console stands outside of tenants and has read nothing yet."""
    schemas.leave()
    tables.forget()
    yield
    tables.forget()


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command in this process; return its JSON, or its lines where `--json` is not asked for."""

    def run(*words: str, code: int = 0) -> Any:
        args = arguments.parser().parse_args(words)
        assert args.run(args) == code
        printed = capsys.readouterr().out
        return json.loads(printed) if "--json" in words else printed.splitlines()

    return run


@pytest.fixture
def year_2027(tmp_path: Path) -> Path:
    days = [date(2027, 1, 1) + timedelta(days=n) for n in range(365)]
    lines = [
        f"{day},{'放假' if day.weekday() > 4 or n == 0 else '上班'},{'元旦' if n == 0 else ''}"
        for n, day in enumerate(days)
    ]
    path = tmp_path / "2027.csv"
    path.write_text("\n".join(["日期,是否上班,节日", *lines]), encoding="utf-8")
    return path


@pytest.fixture(autouse=True)
def _two_operators(_console: None) -> None:
    for username, name in (("zhao", "赵某"), ("qian", "钱某")):
        operators.create(username=username, name=name, password="Yunying-pingtai-7", actor=policies.CONSOLE, at=AT)


@pytest.mark.parametrize(
    ("day", "days", "due", "provisional"),
    [
        ("2026-09-17", "15", "2026-10-14", False),
        ("2026-02-12", "10", "2026-03-04", False),
        ("2026-11-20", "0", "2026-11-20", False),
        ("2026-12-24", "8", "2027-01-05", True),
    ],
)
def test_a_deadline(run: Run, day: str, days: str, due: str, provisional: bool) -> None:
    found = run("deadline", day, days, "--json")
    assert (found["due"], found["provisional"]) == (due, provisional)
    first = found["explanation"][0]
    assert (first["day"], first["counts"], first["number"], first["reason"]) == (day, False, 0, "event")
    assert found["explanation"][-1]["day"] == due
    assert [one["number"] for one in found["explanation"] if one["counts"]] == list(range(1, int(days) + 1))


def test_a_deadline_is_told_to_people_day_by_day(run: Run) -> None:
    lines = run("deadline", "2026-02-12", "2")
    assert lines == [
        "2026年2月12日（星期四）：当天不计，从次日起算。",
        "2月13日（星期五）：第1个工作日。",
        "2月14日（星期六）：春节调休上班，第2个工作日。",
        "最后期限是2026年2月14日（星期六），从次日起算逾期。",
    ]


def test_calendar_days_are_counted_when_asked(run: Run) -> None:
    assert run("deadline", "2026-09-28", "7", "--calendar-days", "--json")["due"] == "2026-10-05"


def test_the_days_of_a_tenant_are_its_own(run: Run, district: Tenant) -> None:
    with tenant_context(district):
        from accounts import actors
        from hierarchy.models import Unit

        root = Unit.objects.roots().get()
        data = {"kind": "off", "first_on": "2026-11-23", "occasion": "机关搬迁", "reason": "通知"}
        closures.declare(root, actor=actors.SYSTEM, at=AT, data=data)
    assert run("deadline", "2026-11-20", "1", "--tenant", "district", "--json")["due"] == "2026-11-24"
    assert run("deadline", "2026-11-20", "1", "--tenant", "college", "--json")["due"] == "2026-11-23"
    assert run("deadline", "2026-11-20", "1", "--json")["due"] == "2026-11-23"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("deadline", "2026-02-30", "5"), "deadline.date"),
        (("deadline", "明天", "5"), "deadline.date"),
        (("deadline", "9999-12-31", "5"), "deadline.date"),
        (("deadline", "2026-02-03", "-5"), "deadline.days"),
        (("deadline", "2026-02-03", "1.5"), "deadline.days"),
        (("deadline", "2026-02-03", "99999"), "deadline.days"),
        (("deadline", "2026-02-03", "5", "--tenant", "nowhere"), "tenant.unknown"),
        (("calendar", "load", "2027", "--operator", "nobody"), "operator.unknown"),
        (("calendar", "load", "2099", "--operator", "zhao"), "calendar_year.unknown"),
        (("calendar", "confirm", "2027", "--operator", "zhao"), "calendar_proposal.missing"),
        (("calendar", "discard", "2027", "--operator", "zhao", "--reason", "试"), "calendar_proposal.missing"),
    ],
)
def test_what_cannot_be_known_is_refused(run: Run, words: tuple[str, ...], code: str) -> None:
    with pytest.raises(errors.Refusal) as refused:
        run(*words)
    assert refused.value.code == code


def test_a_year_takes_two_operators(run: Run, year_2027: Path) -> None:
    command = ("calendar", "load", "2027", "--file", str(year_2027), "--operator", "zhao")
    assert run("calendar", "show", "2027", "--json")["known"] is False
    preview = run(*command, "--dry-run", "--json")
    assert (preview["proposed"], preview["counts"]["changed"]) == (False, 1)
    assert run("calendar", "show", "2027", "--json")["waiting"] is None
    assert any("2027-01-01 上班 → 放假 元旦" in line for line in run(*command))
    assert run("calendar", "show", "2027", "--json")["waiting"]["proposed_by"] == "平台运营·赵某"
    with pytest.raises(errors.Denied, match=r"calendar\.same_person"):
        run("calendar", "confirm", "2027", "--operator", "zhao")
    assert run("deadline", "2026-12-31", "1", "--json")["provisional"]
    assert run("calendar", "confirm", "2027", "--operator", "QIAN", "--json")["state"] == "confirmed"
    tables.forget()
    found = run("deadline", "2026-12-31", "1", "--json")
    assert (found["due"], found["provisional"]) == ("2027-01-04", False)
    shown = run("calendar", "show", "2027", "--json")
    assert (shown["confirmed"], shown["waiting"]) == (True, None)
    assert shown["special_days"] == [{"day": "2027-01-01", "working": False, "name": "元旦"}]


def test_an_upload_is_given_up(run: Run, year_2027: Path) -> None:
    run("calendar", "load", "2027", "--file", str(year_2027), "--operator", "zhao")
    assert (
        run("calendar", "discard", "2027", "--operator", "zhao", "--reason", "传错", "--json")["state"] == "discarded"
    )
    assert run("calendar", "show", "2027")[0].startswith("2027年的放假安排还没有载入")


def test_a_list_of_holidays_is_filled_when_asked(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "notice.csv"
    path.write_text("日期,是否上班,节日\n2027-01-01,放假,元旦\n", encoding="utf-8")
    command = ("calendar", "load", "2027", "--file", str(path), "--operator", "zhao")
    assert run(*command, "--dry-run", "--json", code=1)["missing"] == [["2027-01-02", "2027-12-31"]]
    with pytest.raises(errors.Invalid, match=r"calendar_year\.incomplete"):
        run(*command)
    assert any("已按周一至周五补齐364天" in line for line in run(*command, "--fill"))


def test_a_known_year_lists_its_special_days(run: Run) -> None:
    lines = run("calendar", "show", "2026")
    assert lines[0].startswith("2026年：已正式公布")
    assert "  2026-02-14 上班 春节" in lines
    assert "  2026-10-10 上班 国庆节" in lines
    assert len(lines) == 1 + 33 + 6

"""Does an official year get into the calendar by two persons' hands, and no other way?"""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from core.workdays.models import CalendarDay, CalendarProposal, CalendarYear
from tenants.models import Operator

YEAR = 2031
SHEET = f"日期,是否上班,节日\n{YEAR}-01-01,放假,元旦\n{YEAR}-01-04,上班,元旦调休\n"
WRONG = f"日期,是否上班,节日\n{YEAR}-01-01,放假,元旦\n{YEAR}-01-01,上班,元旦\n"


def upload(browser: Client, sheet: str = SHEET, **more: str) -> str:
    """Upload a year and return where it waits."""
    answer = browser.post("/console/calendar/upload/", form(sheet, **more))
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def form(sheet: str, **more: str) -> dict[str, object]:
    file = SimpleUploadedFile("放假安排.csv", sheet.encode(), "text/csv")
    return {"year": str(YEAR), "fill_weekdays": "on", "file": file, **more}


@pytest.fixture
def other(tao: Operator, at_desk: Callable[[Operator], Client]) -> Client:
    return at_desk(tao)


def test_one_uploads_and_a_different_one_confirms(desk: Client, other: Client) -> None:
    path = upload(desk)
    assert not CalendarYear.objects.filter(year=YEAR).exists()
    shown = desk.get(path).content.decode()
    assert "元旦调休" in shown
    assert f"{path}confirm/" not in shown
    assert "须由另一位平台运营人员核对后确认" in shown
    assert desk.post(f"{path}confirm/").status_code == 403
    assert not CalendarYear.objects.filter(year=YEAR).exists()

    assert path in other.get("/console/calendar/").content.decode()
    assert f"{path}confirm/" in other.get(path).content.decode()
    assert other.post(f"{path}confirm/", {"revision": "0"})["Location"] == "/console/calendar/"
    assert CalendarYear.objects.get(year=YEAR).confirmed
    assert not CalendarDay.objects.get(day=datetime.date(YEAR, 1, 1)).working
    assert CalendarDay.objects.get(day=datetime.date(YEAR, 1, 4)).working
    shown = other.get(path).content.decode()
    assert "平台运营·陶某" in shown
    assert f"{path}discard/" not in shown
    assert "放假安排.csv" in desk.get("/console/calendar/").content.decode()


def test_an_upload_is_given_up_with_a_reason(desk: Client, other: Client) -> None:
    path = upload(desk)
    assert other.post(f"{path}discard/", {"reason": ""}).status_code == 422
    assert other.post(f"{path}discard/", {"reason": "传错了年份"}).status_code == 302
    assert CalendarProposal.objects.get().state == "discarded"
    assert not CalendarYear.objects.filter(year=YEAR).exists()
    assert other.post(f"{path}confirm/").status_code == 409
    assert "传错了年份" in desk.get("/console/trail/").content.decode()


def test_what_was_replaced_meanwhile_is_not_confirmed_unseen(desk: Client, other: Client) -> None:
    seen = upload(desk)
    upload(desk, SHEET.replace("元旦调休", "另一份"))
    assert other.post(f"{seen}confirm/", {"revision": "0"}).status_code == 409
    assert not CalendarYear.objects.filter(year=YEAR).exists()


@pytest.mark.parametrize(
    ("sheet", "more", "code"),
    [
        (WRONG, {}, "calendar_year.contradictory"),
        (SHEET, {"fill_weekdays": ""}, "calendar_year.incomplete"),
        (SHEET, {"year": "1999"}, "year.min_value"),
        ("", {}, "file.empty"),
    ],
)
def test_a_bad_file_is_told_and_nothing_waits(sheet: str, more: dict[str, str], code: str, desk: Client) -> None:
    answer = desk.post("/console/calendar/upload/", form(sheet, **more))
    assert answer.status_code == 422
    assert "data-error-summary" in answer.content.decode()
    assert CalendarProposal.objects.count() == 0


def test_the_empty_form_asks_for_year_and_file(desk: Client) -> None:
    answer = desk.post("/console/calendar/upload/", {"csrfmiddlewaretoken": "any"})
    assert answer.status_code == 422
    assert answer.content.decode().count("gk-field-bad") == 2

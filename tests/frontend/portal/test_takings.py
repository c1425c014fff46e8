"""May everything be taken along as often as programs need, and not without pause, by each address for itself?"""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.filebased import FileBasedCache
from django.core.cache.backends.locmem import LocMemCache
from django.test import Client

from core import limits
from tests.api.conftest import assert_problem, token_of
from tests.frontend.browser import Browser, signed_in

LEDGER, API = "/ledger/export/", "/api/v1/ledger/export/"
CSV, JSON = "/open-data/disclosures.csv", "/open-data/disclosures.json"
PLACE, ELSEWHERE = "198.51.100.7", "198.51.100.8"


@pytest.fixture(autouse=True)
def _few(cast: Any, settings: Any) -> None:
    """Three an hour, counted from nothing."""
    cache.clear()
    settings.DOWNLOADS_PER_HOUR = 3


def status(path: str, *, place: str = PLACE, browser: Client | None = None) -> int:
    answer: Any = (browser or Browser()).get(path, REMOTE_ADDR=place)
    if answer.status_code == 200:
        assert b"".join(answer.streaming_content)
    return int(answer.status_code)


@pytest.mark.parametrize("paths", [[LEDGER] * 4, [CSV, JSON, CSV, JSON], [API, LEDGER, API, LEDGER]])
def test_who_takes_all_without_pause_is_told_to_wait(paths: list[str]) -> None:
    assert [status(path) for path in paths] == [200, 200, 200, 429]
    assert status(paths[0], place=ELSEWHERE) == 200
    assert Browser("college.localhost").get(paths[0], REMOTE_ADDR=PLACE).status_code == 200, "each tenant counts"


def test_both_wholes_are_counted_apart_and_pages_stay_open() -> None:
    assert [status(LEDGER) for _time in range(4)][-1] == 429
    assert status(CSV) == 200
    assert Browser().get("/ledger/", REMOTE_ADDR=PLACE).status_code == 200


def test_a_page_says_when_and_a_program_gets_a_code() -> None:
    for _time in range(3):
        status(LEDGER)
    page = Browser().get(LEDGER, REMOTE_ADDR=PLACE)
    assert page.status_code == 429
    assert 3500 < int(page["Retry-After"]) <= limits.HOUR
    assert "整套下载的次数太多了" in page.content.decode()
    assert "download.too_often" in page.content.decode()
    told = Browser().get(API, REMOTE_ADDR=PLACE)
    assert_problem(told, 429, "download.too_often")
    assert 3500 < int(told["Retry-After"]) <= limits.HOUR


def test_behind_a_proxy_it_is_the_readers_own_address(settings: Any) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    made_up = [Browser(HTTP_X_FORWARDED_FOR=f"203.0.113.{number}, {PLACE}") for number in range(4)]
    assert [status(CSV, place="10.0.0.1", browser=browser) for browser in made_up] == [200, 200, 200, 429]
    other = Browser(HTTP_X_FORWARDED_FOR=ELSEWHERE)
    assert status(CSV, place="10.0.0.1", browser=other) == 200


def test_a_person_is_counted_wherever_she_is_and_apart_from_her_office() -> None:
    assert [status(LEDGER) for _time in range(4)][-1] == 429
    clerk, secret = signed_in("clerk"), token_of("clerk")
    assert status(LEDGER, browser=clerk) == 200
    program = Browser(HTTP_AUTHORIZATION=f"Bearer {secret}")
    assert [status(API, place=ELSEWHERE, browser=program) for _time in range(3)] == [200, 200, 429]
    assert status(LEDGER, browser=signed_in("leader")) == 200


def test_a_dozen_an_hour_are_ordinary(settings: Any) -> None:
    from config import settings as written

    assert "DOWNLOADS_PER_HOUR" in vars(written)
    settings.DOWNLOADS_PER_HOUR = 30
    assert {status(CSV) for _time in range(12)} == {200}


@pytest.fixture(params=["files", "memory"])
def kept(request: pytest.FixtureRequest, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> BaseCache:
    """A cache of each kind that counts for itself; both of them begin empty."""
    files = FileBasedCache(str(tmp_path), {})
    found: BaseCache = files if request.param == "files" else LocMemCache(request.node.name, {})
    monkeypatch.setattr(limits, "cache", found)
    return found


def test_an_hour_is_an_hour_from_the_first_whatever_keeps_the_count(
    kept: BaseCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A cache of files would forget a count after five minutes; one prolonged by each asking would never end."""
    now = [1_000_000.0]
    monkeypatch.setattr("time.time", lambda: now[0])
    times, allowed = [0, 1000, 2000, 3500, 3601, 3700], []
    for seconds in times:
        now[0] = 1_000_000.0 + seconds
        allowed.append(limits.is_within("test", "place", most=2))
    assert allowed == [True, True, False, False, True, True]

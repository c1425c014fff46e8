"""Does a reader without an account follow, get each text once, and stop with nothing left of her?"""

from __future__ import annotations

import datetime
import re
import smtplib
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache
from django.core.mail.backends.locmem import EmailBackend

from channels import delivery, following, telling
from channels.inputs import FollowInput
from channels.kinds import Frequency, LetterState
from channels.models import Follower, Letter, Told
from core import limits
from core.audit.models import AuditEntry
from disclosures.kinds import State
from disclosures.models import Disclosure
from tests.databases import AT
from tests.disclosures.conftest import Walker
from tests.frontend.browser import Browser

HOUR = datetime.timedelta(hours=1)
DAY = datetime.timedelta(days=1)
ADDRESS = "duzhe@example.cn"


@pytest.fixture(autouse=True)
def _own_counts(settings: Any, district: Any) -> Iterator[None]:
    """Count in this process alone, on the world's day."""
    backend = "django.core.cache.backends.locmem.LocMemCache"
    settings.CACHES = {"default": {**settings.CACHES["default"], "BACKEND": backend, "LOCATION": "following"}}
    cache.clear()
    with time_machine.travel(AT - HOUR, tick=False):
        yield


def ask(**data: Any) -> Any:
    return Browser().post("/follow/", {"email": ADDRESS, "frequency": "at_once", **data})


def deliver(at: datetime.datetime = AT) -> list[Any]:
    before = len(mail.outbox)
    delivery.deliver_due(clock=lambda: at)
    return mail.outbox[before:]


def link_in(letter: Any, kind: str) -> str:
    found = re.search(rf"http://district\.localhost(?::\d+)?(/follow/{kind}/\S+)", letter.body)
    assert found
    return found.group(1)


def followed(**data: Any) -> Follower:
    """Ask and confirm through the letter."""
    assert ask(**data).status_code == 200
    letter = deliver(AT + HOUR)[-1]
    assert Browser().post(link_in(letter, "confirm")).status_code == 200
    return Follower.objects.latest("pk")


def news(frequency: Frequency = Frequency.AT_ONCE, at: datetime.datetime = AT + HOUR) -> list[Any]:
    telling.tell(frequency, at=at)
    return deliver(at)


def test_nobody_follows_before_confirming_by_the_button(walk: Walker) -> None:
    ask()
    (letter,) = deliver()
    assert letter.to == [ADDRESS]
    path = link_in(letter, "confirm")
    walk.to(State.PUBLISHED)
    assert news() == []
    assert Browser().get(path).status_code == 200
    assert news() == [], "a mail program that opens the link confirms nothing"
    assert Browser().post(path).status_code == 200
    assert len(news()) == 1


def test_each_text_is_told_once_and_read_as_the_public_reads_it(walk: Walker) -> None:
    followed()
    found = walk.to(State.PUBLISHED, title="第一件")
    walk.to(State.PUBLISHED, title="给党内的", item=walk.items.party, scope="party")
    walk.to(State.APPROVED, title="没有公开的")
    (letter,) = news()
    assert "第一件" in letter.body
    assert f"/disclosures/{found.public_id}/" in letter.body
    assert "给党内的" not in letter.body
    assert "没有公开的" not in letter.body
    assert found.body_text not in letter.body
    assert news() == []
    walk.to(State.PUBLISHED, title="第二件")
    (letter,) = news()
    assert "第一件" not in letter.body
    assert Told.objects.count() == 2


def test_what_was_withdrawn_before_the_letter_went_is_not_in_it(walk: Walker, cast: Any) -> None:
    followed()
    found = walk.to(State.PUBLISHED)
    telling.tell(Frequency.AT_ONCE, at=AT + HOUR)
    walk.do("withdraw", found, by=cast.leader, reason="数字有误")
    assert deliver(AT + HOUR) == []
    assert Letter.objects.latest("pk").state == LetterState.DROPPED


@pytest.mark.parametrize(("code", "count"), [("QW", 1), ("JG", 1), ("JG1", 1), ("JG2", 0)])
def test_a_unit_is_followed_with_those_below(walk: Walker, units: Any, code: str, count: int) -> None:
    follower = followed(unit=str(getattr(units, code).public_id))
    assert follower.unit == getattr(units, code)
    walk.to(State.PUBLISHED)
    assert len(news()) == count


def test_a_heading_is_followed(walk: Walker) -> None:
    followed(category="党费和经费")
    walk.to(State.PUBLISHED)
    (letter,) = news()
    assert "党费和经费" in letter.subject
    assert ask(category="没有的").status_code == 422


def test_what_was_public_before_is_not_told(walk: Walker) -> None:
    walk.to(State.PUBLISHED)
    with time_machine.travel(AT + HOUR, tick=False):
        followed()
    assert news(at=AT + 2 * HOUR) == []


def test_the_daily_letter_holds_what_the_day_brought(walk: Walker) -> None:
    followed(frequency="daily")
    for title in ("甲", "乙", "丙"):
        walk.to(State.PUBLISHED, title=title)
    assert news() == []
    (letter,) = news(Frequency.DAILY, AT + DAY)
    assert all(title in letter.body for title in ("甲", "乙", "丙"))
    assert news(Frequency.DAILY, AT + 2 * DAY) == []


def test_one_click_stops_and_leaves_nothing(walk: Walker) -> None:
    followed()
    walk.to(State.PUBLISHED)
    (letter,) = news()
    headers = letter.message()
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = urlsplit(headers["List-Unsubscribe"].strip("<>")).path
    strict = Browser(enforce_csrf_checks=True)
    assert strict.get(path).status_code == 200
    assert Follower.objects.exists(), "opening the link stops nothing"
    assert strict.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not Follower.objects.exists()
    assert not Letter.objects.exists()
    assert not Told.objects.exists()
    assert not AuditEntry.objects.search(ADDRESS).exists()
    assert strict.post(path).status_code == 200, "a provider may post again"
    assert strict.get(path).status_code == 200


def test_stopping_everything_stops_all_of_the_address(units: Any) -> None:
    first = followed()
    followed(unit=str(units.JG1.public_id))
    following.stop(following.stop_path(first).split("/")[3], everything=True)
    assert not Follower.objects.exists()


def test_nobody_learns_whether_an_address_follows() -> None:
    unknown = ask(email="neu@example.cn")
    followed()
    known = ask(email=ADDRESS.upper())
    assert (known.status_code, known.content) == (unknown.status_code, unknown.content)
    assert ADDRESS not in known.content.decode()
    assert Follower.objects.confirmed().count() == 1


@pytest.mark.parametrize("kind", ["confirm", "stop"])
@pytest.mark.parametrize("token", ["x", "WyJhIl0:1:2", "%00", "..."])
def test_a_made_up_link_opens_nothing(kind: str, token: str) -> None:
    assert Browser().get(f"/follow/{kind}/{token}/").status_code == 404
    assert Browser().post(f"/follow/{kind}/{token}/").status_code == 404


def test_a_link_of_another_tenant_or_purpose_opens_nothing() -> None:
    follower = followed()
    stop = following.stop_path(follower)
    assert Browser("college.localhost").post(stop).status_code == 404
    assert Browser().post(stop.replace("/stop/", "/confirm/")).status_code == 404
    assert Follower.objects.exists()


def test_a_link_to_confirm_ends_after_two_days_and_the_address_with_it() -> None:
    ask()
    (letter,) = deliver()
    with time_machine.travel(AT + 3 * DAY, tick=False):
        assert Browser().post(link_in(letter, "confirm")).status_code == 404
    following.forget_unconfirmed(at=AT + 3 * DAY)
    assert not Follower.objects.exists()


def test_nobody_fills_anothers_box() -> None:
    for _turn in range(following.MOST_LETTERS_A_DAY + 2):
        assert ask().status_code == 200
    assert len(deliver()) == following.MOST_LETTERS_A_DAY


def test_one_place_asks_so_often_and_no_more() -> None:
    for number in range(following.MOST_ASKED_FROM_ONE_PLACE):
        assert ask(email=f"a{number}@example.cn").status_code == 200
    refused = ask(email="zu-viel@example.cn")
    assert refused.status_code == 422
    assert str(limits.TooOften.default_reason) in refused.content.decode()
    assert not Follower.objects.filter(email="zu-viel@example.cn").exists()


@pytest.mark.parametrize(
    ("data", "name"),
    [
        ({"email": ""}, "email"),
        ({"email": "duzhe"}, "email"),
        ({"email": "a@example.cn\nBcc: b@example.cn"}, "email"),
        ({"email": "a" * 300 + "@example.cn"}, "email"),
        ({"frequency": "hourly"}, "frequency"),
        ({"unit": "00000000-0000-0000-0000-000000000000"}, "unit"),
    ],
)
def test_what_is_written_wrongly_is_said(data: dict[str, str], name: str) -> None:
    answer = ask(**data)
    assert answer.status_code == 422
    assert name in FollowInput({"email": ADDRESS, "frequency": "daily", **data}).errors
    assert not Follower.objects.exists()


def test_a_server_that_refuses_is_asked_again_with_the_same_id(walk: Walker, monkeypatch: pytest.MonkeyPatch) -> None:
    followed()
    walk.to(State.PUBLISHED)
    seen: list[str] = []
    real = EmailBackend.send_messages

    def refuse(self: EmailBackend, messages: Any) -> int:
        seen.append(messages[0].extra_headers["Message-ID"])
        raise smtplib.SMTPRecipientsRefused({})

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    assert news() == []
    monkeypatch.setattr(EmailBackend, "send_messages", real)
    assert deliver(AT + HOUR) == [], "not before its time"
    (letter,) = deliver(AT + 2 * HOUR)
    assert seen == [letter.extra_headers["Message-ID"]]


def test_a_letter_whose_worker_died_goes_again_after_its_lease(walk: Walker) -> None:
    followed()
    walk.to(State.PUBLISHED)
    telling.tell(Frequency.AT_ONCE, at=AT)
    assert delivery._claim_next(AT) is not None
    assert deliver(AT + HOUR) == []
    assert len(deliver(AT + delivery.LEASE)) == 1


def test_many_followers_take_as_many_queries_as_one(walk: Walker, django_assert_max_num_queries: Any) -> None:
    walk.to(State.PUBLISHED)
    Follower.objects.bulk_create(
        Follower(
            email=f"a{number}@example.cn",
            frequency="at_once",
            language="zh-hans",
            asked_at=AT - DAY,
            confirmed_at=AT - DAY,
        )
        for number in range(50)
    )
    with django_assert_max_num_queries(9):
        assert telling.tell(Frequency.AT_ONCE, at=AT + HOUR) == 50
    assert Disclosure.objects.count() == 1

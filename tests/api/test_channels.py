"""Do programs record where a text was shown, and ask to follow, as people do?"""

from __future__ import annotations

from typing import Any

from channels.models import Follower, Posting
from disclosures.kinds import State
from tests.api.conftest import NOW, Programs, assert_problem
from tests.disclosures.conftest import Walker, make_items


def test_a_record_is_made_ended_and_struck_out(program: Programs, cast: Any, units: Any) -> None:
    found = Walker(cast, units, make_items()).to(State.PUBLISHED)
    path, clerk = f"disclosures/{found.public_id}/postings/", program("clerk")
    sent = {"channel": "board", "place": "机关大院公开栏", "shown_on": str(NOW.date())}
    assert_problem(clerk.post(path, {**sent, "channel": "pigeon"}), 422, "input.invalid")
    assert program("leader").post(path, sent).status_code == 403
    assert program("").post(path, sent).status_code == 401
    made = clerk.post(path, sent)
    assert made.status_code == 201
    (row,) = program("").get(path).json()["results"]
    assert row == made.json()
    one = f"postings/{made.json()['id']}"
    taken = clerk.post(f"{one}/take-down/", {"taken_down_on": str(NOW.date())})
    assert taken.json()["taken_down_on"] == str(NOW.date())
    assert program("villager").post(f"{one}/strike/", {"reason": "错"}).status_code == 403
    assert clerk.post(f"{one}/strike/", {"reason": "记错了"}).json()["is_struck_out"] is True
    assert program("").get(path).json()["results"] == []
    assert_problem(clerk.post(f"{one}/strike/", {"reason": "再错"}), 409, "posting.struck")
    assert Posting.objects.get().evidence is None


def test_whoever_asks_to_follow_is_told_the_same(program: Programs, cast: Any) -> None:
    public = program("")
    asked = {"email": "duzhe@example.cn", "frequency": "daily"}
    first, again = public.post("follows/", asked), public.post("follows/", asked)
    assert (first.status_code, first.content) == (202, b"")
    assert (again.status_code, again.content) == (202, b"")
    assert Follower.objects.get().confirmed_at is None
    assert_problem(public.post("follows/", {**asked, "email": "x"}), 422, "input.invalid")

"""Do programs subscribe, set the digest, assign, remind, read the trend and declare closures as people do?"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

import pytest

from accounts.models import User
from core.closures.models import LocalSpan
from core.workdays import tables
from obligations import actions
from obligations.models import CalendarFeed, DigestPreference, Obligation, ObligationPolicy, Reminder
from tests.api.conftest import NOW, Programs, assert_problem
from tests.obligations.conftest import write


@pytest.fixture
def owed(cast: Any, units: Any) -> Obligation:
    """What the first branch owes after something that happened today."""
    item = write(units.QW, {"title": "干部任免决定"}).items.get()
    happened = {"item": str(item.public_id), "title": "关于钱某任职的决定", "happened_on": NOW.date()}
    event = actions.register_event(unit=units.JG1, data=happened, actor=cast.clerk, at=NOW)
    return Obligation.objects.get(event=event)


@pytest.fixture(autouse=True)
def _calendar() -> Iterator[None]:
    tables.forget()
    yield
    tables.forget()


def test_an_address_is_shown_once_renewed_and_stopped(program: Programs, cast: Any, units: Any) -> None:
    clerk = program("clerk")
    made = clerk.post("calendar-feeds/", {"unit": str(units.JG1.public_id)})
    assert made.status_code == 201
    assert made["Cache-Control"] == "private, no-cache"
    address = made.json()["address"]
    assert address.startswith("http://district.localhost/calendar/")
    assert program("").get(address.partition("localhost")[2]).status_code == 200
    listed = clerk.get("calendar-feeds/").json()["results"]
    assert [(row["id"], row["unit"]["id"]) for row in listed] == [(made.json()["id"], str(units.JG1.public_id))]
    assert "address" not in listed[0]
    assert_problem(clerk.post("calendar-feeds/", {"unit": str(units.JG1.public_id)}), 409, "feed.exists")
    assert clerk.post("calendar-feeds/", {}).status_code == 201
    renewed = clerk.post(f"calendar-feeds/{made.json()['id']}/renew/")
    assert renewed.json()["address"] != address
    assert program("leader").delete(f"calendar-feeds/{renewed.json()['id']}/").status_code == 404
    assert clerk.delete(f"calendar-feeds/{renewed.json()['id']}/").status_code == 204
    assert CalendarFeed.objects.in_use().count() == 1
    assert_problem(program("member").post("calendar-feeds/", {}), 403, "feed.nothing_to_do")
    assert program("").get("calendar-feeds/").status_code == 401


def test_the_digest_is_set(program: Programs, cast: Any) -> None:
    clerk = program("clerk")
    assert clerk.get("me/digest/").json() == {"frequency": "daily"}
    assert clerk.patch("me/digest/", {"frequency": "weekly"}).json() == {"frequency": "weekly"}
    assert DigestPreference.objects.get().frequency == "weekly"
    assert clerk.patch("me/digest/", {"frequency": "hourly"}).status_code == 422


def test_the_rules_are_set_at_the_root(program: Programs, cast: Any) -> None:
    admin = program("admin")
    rules = admin.get("obligations/rules/").json()
    assert rules["prompt_rule"] == "7日内"
    changed = {**rules, "escalate_after_days": 2, "source": "区委办〔2026〕12号"}
    assert admin.patch("obligations/rules/", changed).json() == changed
    assert ObligationPolicy.objects.current().escalate_after_days == 2
    assert_problem(
        admin.patch("obligations/rules/", {**changed, "prompt_rule": "尽快"}),
        422,
        "prompt_rule.unknown_words",
        "prompt_rule",
    )
    assert_problem(program("clerk").patch("obligations/rules/", changed), 403, "obligation_policy.not_yours")


def test_work_is_given_to_a_clerk_and_back(program: Programs, owed: Obligation) -> None:
    path = f"obligations/{owed.public_id}/assign/"
    second = User.objects.get(username="second_clerk")
    given = program("leader").post(path, {"assignee": str(second.public_id)})
    assert given.json()["assignee"] == {"id": str(second.public_id), "name": "韩某"}
    assert program("leader").post(path, {"assignee": None}).json()["assignee"] is None
    neighbour = str(User.objects.get(username="neighbour").public_id)
    assert_problem(program("leader").post(path, {"assignee": neighbour}), 422, "obligation.not_clerk", "assignee")
    assert_problem(program("superior").post(path, {"assignee": None}), 403, "obligation.not_assigner")


def test_who_is_late_is_reminded_once_a_day(program: Programs, owed: Obligation, units: Any) -> None:
    yesterday = NOW.date() - datetime.timedelta(days=1)
    Obligation.objects.filter(public_id=owed.public_id).update(opened_on=yesterday, due_on=yesterday)
    body = {"unit": str(units.QW.public_id), "period": "2026-Q4"}
    told = program("inspector").post("obligations/remind/", body)
    assert told.json() == {"tasks": 1, "units": 1, "people": 2, "unstaffed": 0}
    assert program("inspector").post("obligations/remind/", body).json()["people"] == 0
    assert Reminder.objects.of_kinds("urged").count() == 2
    nothing = program("inspector").post("obligations/remind/", {**body, "category": "没有"})
    assert nothing.json()["tasks"] == 0
    assert_problem(program("clerk").post("obligations/remind/", body), 403, "obligation.not_follower")
    assert_problem(
        program("inspector").post("obligations/remind/", {**body, "period": "2026-Q9"}), 422, "period.unknown", "period"
    )


def test_the_trend_is_that_of_the_rates(program: Programs, owed: Obligation, units: Any) -> None:
    inspector, unit = program("inspector"), str(units.QW.public_id)
    found = inspector.get("obligations/trend/", unit=unit).json()
    assert [row["period"] for row in found] == ["2025-Q4", "2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"]
    rates = inspector.get("obligations/rates/", unit=unit, period="2026-Q4").json()
    assert found[-1]["rates"] == rates[0]["total"]
    assert found[-1]["rates"]["total"] == 1
    assert program("clerk").get("obligations/trend/", unit=unit).status_code == 403
    assert inspector.get("obligations/trend/", unit=unit, period="2026").status_code == 422


def test_local_days_are_previewed_declared_and_withdrawn(program: Programs, owed: Obligation) -> None:
    admin = program("admin")
    body = {"kind": "off", "first_on": "2026-11-26", "occasion": "搬迁", "reason": "区委通知"}
    assert admin.post("closures/preview/", body).status_code == 200
    assert not LocalSpan.objects.exists()
    made = admin.post("closures/", body)
    assert (made.status_code, made.json()["last_on"]) == (201, "2026-11-26")
    assert [row["first_on"] for row in admin.get("closures/").json()["results"]] == ["2026-11-26"]
    assert_problem(admin.post("closures/preview/", body), 409, "local_span.overlaps")
    path = f"closures/{made.json()['id']}/withdraw/"
    assert_problem(admin.post(path, {"reason": "改期", "revision": 7}), 409, "revision.stale")
    assert admin.post(path, {"reason": "改期", "revision": 0}).json()["withdrawn_at"]
    assert_problem(program("clerk").post("closures/", body), 403, "local_span.root_only")

"""Do programs read what is owed, why by which day, and take the steps that people take?"""

from __future__ import annotations

from typing import Any

import pytest

from obligations.models import Extension, Obligation
from tests.api.conftest import NOW, Programs, assert_problem
from tests.isolation import planting


@pytest.fixture
def planted(cast: Any) -> dict[str, str]:
    return planting.plant(NOW)


def test_what_is_owed_is_listed_and_explained(program: Programs, planted: dict[str, str]) -> None:
    clerk = program("clerk")
    listed = clerk.get("obligations/", done=False).json()["results"]
    assert {row["id"] for row in listed} == {str(each.public_id) for each in Obligation.objects.all()}
    one = clerk.get(f"obligations/{planted['obligation']}/").json()
    assert one["explanation"]["days"][-1]["date"] == one["due_on"]
    assert one["extensions"][0]["id"] == planted["extension"]
    assert clerk.get("obligations/", done=True).json()["count"] == 0
    assert program("member").get("obligations/").json()["count"] == 0
    assert program("").get("obligations/").status_code == 401


def test_a_superior_decides_on_more_time(program: Programs, planted: dict[str, str]) -> None:
    path = f"extensions/{planted['extension']}/grant/"
    assert_problem(program("clerk").post(path), 403, "extension.not_superior")
    done = program("deputy").post(path, {"revision": 0, "opinion": "同意"})
    assert (done.status_code, done.json()["state"]) == (200, "granted")
    assert Extension.objects.get().obligation.due_on.isoformat() == done.json()["asked_until"]


def test_an_event_is_registered_and_owed(program: Programs, planted: dict[str, str], units: Any) -> None:
    body = {"unit": str(units.JG1.public_id), "item": planted["item"], "title": "又一事由", "happened_on": "2026-11-19"}
    answer = program("clerk").post("events/", body)
    assert (answer.status_code, answer.json()["due_on"]) == (201, "2026-11-26")
    again = {**body, "title": "将来", "happened_on": "2027-11-19"}
    assert_problem(program("clerk").post("events/", again), 422, "event.in_future", "happened_on")


def test_rates_are_for_those_who_inspect(program: Programs, planted: dict[str, str], units: Any) -> None:
    query = {"unit": str(units.QW.public_id), "period": "2026-Q4"}
    rows = program("inspector").get("obligations/rates/", **query).json()
    assert rows[0]["total"]["total"] == Obligation.objects.count()
    assert rows[0]["total"]["pending"] == rows[0]["total"]["total"]
    assert program("clerk").get("obligations/rates/", **query).status_code == 403
    assert program("inspector").get("obligations/rates/", unit=query["unit"], period="2026-Q9").status_code == 422
    assert program("inspector").get("obligations/rates/").status_code == 422

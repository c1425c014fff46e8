"""Can a program keep plans outside the catalog, under the same rules as the pages?"""

from __future__ import annotations

from typing import Any

import pytest

from disclosures.models import Disclosure, OutsidePlan
from tests.api.conftest import Programs, assert_problem
from tests.disclosures.conftest import Walker
from tests.disclosures.test_plans import PLAN

SENT = {**PLAN, "channels": ["公开栏", "门户网站"]}


def ok(response: Any, status: int = 200) -> Any:
    assert response.status_code == status, response.content.decode()
    return response.json()


def test_a_plan_is_made_decided_and_followed(program: Programs, walk: Walker) -> None:
    clerk, unit = program("clerk"), str(walk.units.JG1.public_id)
    plan = ok(clerk.post("plans/", {**SENT, "unit": unit}), 201)
    assert (plan["state"], plan["channels"]) == ("draft", ["公开栏", "门户网站"])
    address = f"plans/{plan['id']}/"
    edited = ok(clerk.put(address, {**SENT, "title": "新题", "revision": plan["revision"]}))
    assert edited["title"] == "新题"
    assert_problem(clerk.put(address, SENT), 422, "revision.required", "revision")
    assert_problem(clerk.post(f"{address}disclosures/"), 409, "plan.not_approved")
    ok(clerk.post(f"{address}submit/"))
    waiting = ok(program("superior").get("plans/", awaiting="true"))
    assert [each["id"] for each in waiting["results"]] == [plan["id"]]
    assert_problem(program("leader").post(f"{address}approve/", {"opinion": ""}), 403, "plan.not_maker")
    assert ok(program("superior").post(f"{address}approve/", {"opinion": "同意"}))["state"] == "approved"
    draft = ok(clerk.post(f"{address}disclosures/"), 201)
    assert Disclosure.objects.get().plan == OutsidePlan.objects.get()
    assert draft["item_title"] == "新题"


@pytest.mark.parametrize("sent", [{"plan": "x"}, {"title": 3}, {"scope": "world"}])
def test_what_is_no_plan_is_refused(program: Programs, walk: Walker, sent: dict[str, Any]) -> None:
    unit = str(walk.units.JG1.public_id)
    response = program("clerk").post("plans/", {**SENT, "unit": unit, **sent})
    assert response.status_code == 422
    assert not OutsidePlan.objects.exists()


def test_the_neighbour_sees_nothing(program: Programs, walk: Walker) -> None:
    ok(program("clerk").post("plans/", {**SENT, "unit": str(walk.units.JG1.public_id)}), 201)
    neighbour = program("neighbour")
    assert ok(neighbour.get("plans/"))["results"] == []
    plan = OutsidePlan.objects.get()
    assert neighbour.get(f"plans/{plan.public_id}/").status_code == 404
    assert neighbour.post(f"plans/{plan.public_id}/withdraw/", {"reason": "不"}).status_code == 404

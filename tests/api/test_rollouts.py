"""Can a program roll an edition out, follow it, and take the steps of units, under the same rules as the pages?"""

from __future__ import annotations

from typing import Any

import pytest

from rollouts import filling
from rollouts.models import Rollout
from tests.api.conftest import NOW, Programs, assert_problem
from tests.rollouts.conftest import PHASES, begin, publish, row_of, step


@pytest.fixture
def rollout(units: Any, cast: Any) -> Rollout:
    found = begin(publish(units.QW), units.QW, cast.admin)
    filling.take_in(found.pk, at=NOW)
    return found


def ok(response: Any, status: int = 200) -> Any:
    assert response.status_code == status, response.content.decode()
    return response.json()


def test_it_is_started_followed_and_paused(program: Programs, units: Any) -> None:
    admin = program("admin")
    body = {"version": str(publish(units.QW).public_id), "root": str(units.JG.public_id), **PHASES}
    made = ok(admin.post("rollouts/", body), 201)
    assert [phase["kind"] for phase in made["phases"]] == ["mobilise", "compile", "carry_out", "accept"]
    assert made["state"] == "running"
    told = ok(admin.get(f"rollouts/{made['id']}/progress/"))
    assert (told["total"], told["taken_in"]) == (3, 0)
    filling.take_in(Rollout.objects.get().pk, at=NOW)
    listed = ok(admin.get(f"rollouts/{made['id']}/units/"))["results"]
    assert [row["unit"]["code"] for row in listed] == ["JG", "JG1", "JG2"]
    assert ok(admin.post(f"rollouts/{made['id']}/pause/", {"revision": 0}))["state"] == "paused"
    assert_problem(admin.post(f"rollouts/{made['id']}/resume/", {"revision": 0}), 409, "revision.stale")
    assert ok(program("inspector").get("rollouts/"))["count"] == 1
    assert ok(program("clerk").get("rollouts/"))["count"] == 0


def test_what_is_refused(program: Programs, units: Any) -> None:
    body = {"version": str(publish(units.JG, "机关目录").public_id), "root": str(units.JD.public_id), **PHASES}
    outside = program("admin").post("rollouts/", body)
    assert outside.status_code == 422
    assert outside.json()["errors"]["root"][0]["code"] == "rollout.outside_subtree"
    assert_problem(program("inspector").post("rollouts/", body), 403, "rollout.not_yours")
    assert program("").get("rollouts/").status_code == 401


def test_a_clerk_adopts_and_an_administrator_decides(
    program: Programs, rollout: Rollout, units: Any, cast: Any
) -> None:
    clerk, admin = program("clerk"), program("admin")
    (row,) = ok(clerk.get("rollout-units/"))["results"]
    assert (row["state"], row["compile_by"]) == ("not_started", "2026-12-11")
    assert ok(clerk.post(f"rollout-units/{row['id']}/adopt/", {"revision": 0}))["state"] == "adopted"
    assert_problem(clerk.post(f"rollout-units/{row['id']}/accept/", {}), 403, "rollout.not_yours")
    assert admin.post(f"rollout-units/{row['id']}/return/", {}).status_code == 422
    told = ok(admin.post(f"rollout-units/{row['id']}/return/", {"reason": "没有开会研究"}))
    assert (told["state"], told["returned_reason"]) == ("returned", "没有开会研究")
    assert clerk.post(f"rollout-units/{row['id']}/settle/", {}).status_code == 404


def test_days_are_moved_and_units_reminded(program: Programs, rollout: Rollout, units: Any, cast: Any) -> None:
    step("adopt", units.JG1, cast.clerk)
    admin = program("admin")
    body = {**PHASES, "compile_on": "2026-12-20", "revision": 0}
    told = ok(admin.patch(f"rollouts/{rollout.public_id}/", body))
    assert told["phases"][1]["due_on"] == "2026-12-20"
    assert ok(admin.post(f"rollouts/{rollout.public_id}/remind/", {})) == {"units": 5}
    found = ok(admin.get(f"rollouts/{rollout.public_id}/units/", state="adopted"))["results"]
    assert [row["unit"]["code"] for row in found] == ["JG1"]
    assert ok(admin.get(f"rollout-units/{row_of(units.SQ1).public_id}/"))["state"] == "not_started"

"""Do programs change and end published items, and decide on that, as the pages do?"""

from __future__ import annotations

from typing import Any

import pytest

from accounts import actions as accounts_actions
from accounts import actors
from catalogs.models import Amendment
from tests.api.conftest import NOW, Programs, assert_problem
from tests.api.test_catalogs import ok
from tests.world import PASSWORD

WHY = "上级已经统一公开。"


@pytest.fixture
def root_leader(units: Any) -> str:
    """The leader of the root, who decides beside the administrator."""
    accounts_actions.create_user(
        username="first",
        name="许书记",
        unit=units.QW,
        role="leader",
        from_on=NOW.date(),
        password=PASSWORD,
        must_change_password=False,
        actor=actors.SYSTEM,
        at=NOW,
    )
    return "first"


def test_an_item_is_terminated_decided_and_told_to_everybody(program: Programs, items: Any, root_leader: str) -> None:
    admin, leader, path = program("admin"), program(root_leader), f"items/{items.open.public_id}/terminate/"
    made = ok(admin.post(path, {"reason": WHY}), 201)
    assert (made["kind"], made["state"], made["consent"], made["version"]) == ("terminate", "proposed", "filing", None)
    assert ok(program("").get("amendments/"))["results"] == []
    assert [row["id"] for row in ok(leader.get("amendments/", awaiting="true"))["results"]] == [made["id"]]
    assert_problem(admin.post(f"amendments/{made['id']}/grant/"), 403, "amendment.own")
    granted = ok(leader.post(f"amendments/{made['id']}/grant/", {"revision": made["revision"]}))
    assert granted["state"] == "granted"
    told = ok(program("").get(f"amendments/{made['id']}/"))
    assert (told["reason"], told["version"]) == (WHY, granted["version"])
    left = ok(program("").get("items/", version=granted["version"]))["results"]
    assert items.open.title not in {row["title"] for row in left}
    assert_problem(leader.post(f"amendments/{made['id']}/refuse/", {"reason": "晚了"}), 409, "state.wrong")


def test_an_item_is_changed_whole(program: Programs, items: Any, root_leader: str) -> None:
    admin, item = program("admin"), items.open
    whole = ok(admin.get(f"items/{item.public_id}/"))
    names = ("title", "elements", "basis", "index_no", "openness", "scopes", "channels", "departments", "time_mode")
    body = {name: whole[name] for name in (*names, "period", "due_rule", "obligation_level")}
    path = f"items/{item.public_id}/change/"
    assert_problem(admin.post(path, {**body, "reason": WHY}), 422, "amendment.nothing_changed")
    assert_problem(admin.post(path, {"reason": WHY}), 422, "title.required", "title")
    made = ok(admin.post(path, {**body, "elements": "另写", "reason": WHY}), 201)
    assert made["changes"] == {"elements": "另写"}
    assert_problem(admin.post(path, {**body, "elements": "再写", "reason": WHY}), 409, "amendment.awaiting")
    refused = ok(program(root_leader).post(f"amendments/{made['id']}/refuse/", {"reason": "不必"}))
    assert (refused["state"], refused["decision_reason"]) == ("refused", "不必")


def test_who_may_not_is_refused(program: Programs, items: Any) -> None:
    path = f"items/{items.open.public_id}/withdraw/"
    assert_problem(program("").post(path, {"reason": WHY}), 401, "sign_in.required")
    assert_problem(program("clerk").post(path, {"reason": WHY}), 403, "amendment.not_yours")
    assert_problem(program("admin").post(path, {"reason": ""}), 422, "reason.required", "reason")
    assert_problem(
        program("admin").post(path, {"reason": WHY, "from_on": "2020-01-01"}), 422, "catalog.effective_in_past"
    )
    assert not Amendment.objects.exists()

"""Do programs read what holds at a unit, ask for what is its own, and decide on it, as the pages do?"""

from __future__ import annotations

import datetime
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalogs import actions
from catalogs.models import Exemption, Override
from tests.api.conftest import NOW, Programs, asked, assert_problem
from tests.api.test_catalogs import ok

DAY = datetime.timedelta(days=1)


def address(unit: Any, item: Any, verb: str) -> str:
    return f"units/{unit.public_id}/items/{item.public_id}/{verb}/"


def test_a_stricter_rule_is_asked_for_decided_and_holds(program: Programs, items: Any, units: Any) -> None:
    leader, superior, item = program("leader"), program("superior"), items.open
    body = {"channels": [*item.channels, "网站"], "departments": ["支委会"], "reason": "方便群众"}
    made = ok(leader.post(address(units.JG1, item, "tighten"), body), 201)
    assert (made["kind"], made["state"], made["channels"], made["unit"]["code"]) == (
        "tighten",
        "requested",
        ["网站"],
        "JG1",
    )
    waiting = ok(superior.get("overrides/", awaiting="true"))["results"]
    assert [row["id"] for row in waiting] == [made["id"]]
    assert ok(program("clerk").get("overrides/", awaiting="true"))["results"] == []
    assert_problem(leader.post(f"overrides/{made['id']}/grant/"), 403, "catalog.not_superior")
    granted = ok(superior.post(f"overrides/{made['id']}/grant/", {"reason": "同意", "revision": made["revision"]}))
    assert (granted["state"], granted["decision_reason"]) == ("granted", "同意")
    told = ok(program("").get("items/", unit=units.JG1.public_id))["results"]
    (row,) = [each for each in told if each["title"] == item.title]
    assert (row["departments"], row["channels"]) == (["支委会"], [*item.channels, "网站"])
    assert row["at_unit"]["was"]["departments"] == item.departments
    assert row["at_unit"]["tightened_by"]["departments"]["code"] == "JG1"
    ended = ok(leader.post(f"overrides/{made['id']}/end/", {"reason": "不再需要"}))
    assert (ended["state"], ended["ends_on"]) == ("ended", NOW.date().isoformat())


def test_what_would_be_looser_is_refused_by_field(program: Programs, items: Any, units: Any) -> None:
    leader = program("leader")
    path = address(units.JG1, items.open, "tighten")
    assert_problem(leader.post(path, {"scopes": ["person"], "reason": "x"}), 422, "override.scope_narrower", "scopes")
    assert_problem(leader.post(path, {"reason": "x"}), 422, "override.nothing_tightened")
    assert_problem(leader.post(path, {"channels": ["网站"]}), 422, "reason.required", "reason")
    assert_problem(leader.post(address(units.JG1, items.open, "decline"), {"reason": "x"}), 409, "decline.mandatory")
    assert_problem(program("member").post(path, {"channels": ["网站"], "reason": "x"}), 403, "override.not_yours")
    assert_problem(program("").post(path, {"channels": ["网站"], "reason": "x"}), 401, "sign_in.required")
    assert not Override.objects.exists()


def test_an_exemption_is_asked_for_decided_and_frees(program: Programs, items: Any, units: Any) -> None:
    clerk, superior, path = program("clerk"), program("superior"), address(units.JG1, items.open, "exemption")
    body = {"reason": "没有这项业务", "ends_on": (NOW.date() + 90 * DAY).isoformat()}
    made = ok(clerk.post(path, body), 201)
    assert_problem(clerk.post(path, body), 409, "override.awaiting")
    assert_problem(program("member").get(f"exemptions/{made['id']}/"), 404, "object.missing")
    assert_problem(superior.post(f"exemptions/{made['id']}/refuse/"), 422, "reason.required", "reason")
    ok(superior.post(f"exemptions/{made['id']}/grant/", {"reason": ""}))

    def standings(who: str, **query: str) -> dict[str, str]:
        told = ok(program(who).get("items/", unit=units.JG1.public_id, **query))["results"]
        return {row["title"]: row["at_unit"]["standing"] for row in told}

    assert standings("clerk")[items.open.title] == "exempt"
    assert items.open.title not in standings("clerk", standing="required")
    assert set(standings("clerk", standing="exempt")) == {items.open.title}
    assert items.open.title not in standings(""), "an exemption is no matter of the public"
    assert_problem(clerk.get("items/", standing="exempt"), 422, "standing.without_unit", "standing")
    listed = ok(clerk.get("exemptions/", unit=units.JG1.public_id, state="granted"))["results"]
    assert [row["id"] for row in listed] == [made["id"]]


def test_lists_cost_a_fixed_number_of_queries(program: Programs, items: Any, units: Any, cast: Any) -> None:
    inspector, counts = program("inspector"), []
    ok(inspector.get("exemptions/"))
    for unit in (units.JG1, units.JG2, units.SQ1):
        data = {"reason": "因", "ends_on": NOW.date() + 9 * DAY}
        actions.ask_exemption(unit, items.open, data=data, actor=cast.admin, at=NOW)
        with CaptureQueriesContext(connection) as queries:
            ok(inspector.get("exemptions/"))
        counts.append(len(asked(queries)))
    assert len(set(counts)) == 1, counts
    assert Exemption.objects.count() == 3


def test_the_roots_administrator_settles_who_has_to_consent(program: Programs, items: Any, units: Any) -> None:
    admin, leader = program("admin"), program("leader")
    assert ok(leader.get("catalog-policy/"))["consent"] == "approval"
    body = {"consent": "filing", "reason": "区委〔2026〕3号文件"}
    assert_problem(leader.post("catalog-policy/", body), 403, "catalog_policy.not_yours")
    assert_problem(admin.post("catalog-policy/", {**body, "consent": "none"}), 422, "consent.invalid_choice", "consent")
    assert_problem(admin.post("catalog-policy/", {"consent": "filing"}), 422, "reason.required", "reason")
    assert_problem(program("").get("catalog-policy/"), 401, "sign_in.required")
    assert ok(admin.post("catalog-policy/", body)) == {"consent": "filing", "consent_label": "报上级备案"}
    made = ok(leader.post(address(units.JG1, items.open, "tighten"), {"channels": ["网站"], "reason": "方便群众"}), 201)
    assert (made["consent"], made["state"]) == ("filing", "granted")

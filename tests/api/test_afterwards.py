"""Do programs find and do what people do after approval?"""

from __future__ import annotations

from typing import Any

import pytest

from disclosures.kinds import State
from disclosures.models import Disclosure
from tests.api.conftest import Programs, assert_problem
from tests.disclosures.conftest import Walker

pytestmark = pytest.mark.django_db


def ok(response: Any, status: int = 200) -> Any:
    assert response.status_code == status, response.content.decode()
    return response.json()


def test_the_hour_is_set_and_taken_back(program: Programs, walk: Walker) -> None:
    clerk, text = program("clerk"), walk.to(State.APPROVED)
    address = f"disclosures/{text.public_id}/"
    assert_problem(
        clerk.post(f"{address}schedule/", {"publish_at": "2020-01-01T09:00:00+08:00"}), 422, "publish_at.past"
    )
    set_ = ok(clerk.post(f"{address}schedule/", {"publish_at": "2026-12-01T09:00:00+08:00"}))
    assert (set_["state"], set_["work"]["publish_at"]) == ("scheduled", "2026-12-01T09:00:00+08:00")
    assert ok(clerk.post(f"{address}unschedule/"))["state"] == "approved"


def test_a_change_is_begun_and_both_name_one_another(program: Programs, walk: Walker) -> None:
    clerk, text = program("clerk"), walk.to(State.PUBLISHED)
    address = f"disclosures/{text.public_id}/follow-ups/"
    assert_problem(clerk.post(address, {"relation": "amends"}), 422, "input.invalid")
    begun = ok(clerk.post(address, {"relation": "amends", "reason": "金额有误"}), 201)
    assert_problem(clerk.post(address, {"relation": "amends", "reason": "再改"}), 409, "disclosure.change_open")
    walk.onward(Disclosure.objects.select_related("unit", "item").get(public_id=begun["id"]))
    public = program("")
    old, new = (ok(public.get(f"disclosures/{key}/")) for key in (text.public_id, begun["id"]))
    assert (old["state"], old["ended_reason"]) == ("changed", "金额有误")
    assert [(each["how"], each["id"]) for each in old["references"]] == [("changed_by", begun["id"])]
    assert [(each["how"], each["id"]) for each in new["references"]] == [("original", str(text.public_id))]
    assert new["former_index_nos"] == [old["index_no"]]
    assert [row["id"] for row in ok(public.get("disclosures/"))["results"]] == [begun["id"]]


def test_of_what_ended_programs_of_readers_get_no_text(program: Programs, walk: Walker) -> None:
    text = walk.to(State.TERMINATED)
    address = f"disclosures/{text.public_id}/"
    read = ok(program("").get(address))
    assert (read["state"], read["body"], read["attachments"]) == ("terminated", "", [])
    assert read["ended_reason"] == "工程已经验收"
    assert ok(program("clerk").get(address))["body"] == text.body


def test_what_was_taken_down_is_gone(program: Programs, walk: Walker) -> None:
    text = walk.to(State.PUBLISHED)
    address = f"disclosures/{text.public_id}/"
    answer = ok(program("leader").post(f"{address}take_down/", {"reason": "附了身份证号"}))
    assert (answer["state"], answer["title"], answer["body"], answer["work"]) == ("in_error", "", "", None)
    for person in ("", "clerk", "leader", "member"):
        assert_problem(program(person).get(address), 410, "disclosure.taken_down")
        assert str(text.public_id) not in program(person).get("disclosures/").content.decode()
    assert ok(program("inspector").get(address))["ended_reason"] == "附了身份证号"


@pytest.mark.parametrize("verb", ["supersede", "open_outside"])
def test_what_the_system_does_has_no_address(program: Programs, walk: Walker, verb: str) -> None:
    text = walk.to(State.PUBLISHED)
    assert program("leader").post(f"disclosures/{text.public_id}/{verb}/").status_code == 404


def test_display_and_terms(program: Programs, walk: Walker) -> None:
    text, clerk, admin = walk.to(State.PUBLISHED), program("clerk"), program("admin")
    address = f"disclosures/{text.public_id}/display/"
    assert_problem(clerk.post(address, {"display_until": "2020-01-01"}), 422, "display_until.past")
    assert ok(clerk.post(address, {"display_until": "2026-12-31"}))["display_until"] == "2026-12-31"
    assert_problem(clerk.post("publication-rules/", {"inside_days": 3}), 403, "publication_rule.not_yours")
    assert ok(admin.post("publication-rules/", {"inside_days": 3})) == {
        "lineage": None,
        "inside_days": 3,
        "display_days": None,
    }
    assert len(ok(admin.get("publication-rules/"))["results"]) == 1
    assert admin.post("publication-rules/", {}).status_code == 204

"""Do programs keep lists of readers, and take them over into texts, under the same rules as pages?"""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalogs.kinds import Scope
from disclosures.models import Audience
from tests.api.conftest import Programs, asked, assert_problem
from tests.disclosures.conftest import Walker, person_line

pytestmark = pytest.mark.django_db


def body(walk: Walker, **more: Any) -> dict[str, Any]:
    unit = str(walk.units.JG1.public_id)
    return {"unit": unit, "name": "支部委员", "readers": [person_line("member")], **more}


def test_a_list_is_kept_changed_taken_over_and_thrown_away(program: Programs, walk: Walker) -> None:
    clerk = program("clerk")
    made = clerk.post("audiences/", body(walk))
    assert made.status_code == 201
    kept = made.json()
    assert (kept["name"], kept["unit"]["name"], kept["readers"][0]["text"]) == ("支部委员", "机关第一党支部", "朱某")
    assert [each["id"] for each in clerk.get("audiences/").json()["results"]] == [kept["id"]]
    draft = walk.draft(scope=Scope.AUDIENCE)
    taken = clerk.put(f"disclosures/{draft.public_id}/readers/", {"readers": [{"kind": "list", "list": kept["id"]}]})
    assert [line["text"] for line in taken.json()["readers"]] == ["朱某"]
    unit = {"kind": "unit", "unit": str(walk.units.JG2.public_id), "with_subtree": True}
    changed_to = {"name": "两个支部", "readers": [person_line("member"), unit], "revision": kept["revision"]}
    changed = clerk.put(f"audiences/{kept['id']}/", changed_to)
    assert [line["text"] for line in changed.json()["readers"]] == ["朱某", "机关第二党支部及下级单位"]
    assert clerk.get(f"audiences/{kept['id']}/").json()["name"] == "两个支部"
    assert len(clerk.get(f"disclosures/{draft.public_id}/readers/").json()["readers"]) == 1, "the text has a copy"
    assert clerk.delete(f"audiences/{kept['id']}/").status_code == 204
    assert_problem(clerk.get(f"audiences/{kept['id']}/"), 404, "object.missing")


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"name": ""}, "name"),
        ({"readers": []}, "readers"),
        ({"readers": [{"kind": "guest", "name": "王某"}]}, "readers"),
        ({"unit": "1"}, "unit"),
    ],
)
def test_what_is_no_list_is_refused(more: dict[str, Any], field: str, program: Programs, walk: Walker) -> None:
    answer = program("clerk").post("audiences/", body(walk, **more))
    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == [field], answer.json()
    assert not Audience.objects.exists()


def test_a_late_change_is_refused_with_what_stands(program: Programs, walk: Walker) -> None:
    kept = program("clerk").post("audiences/", body(walk)).json()
    one = f"audiences/{kept['id']}/"
    hers = {"name": "委员会", "readers": [person_line("villager")], "revision": kept["revision"]}
    assert program("second_clerk").put(one, hers).json()["revision"] == kept["revision"] + 1
    late = program("clerk").put(one, {**hers, "name": "委员"})
    assert_problem(late, 409, "audience.stale")
    assert "委员会" in late.json()["title"]
    assert "许某" in late.json()["title"]
    without = {name: value for name, value in hers.items() if name != "revision"}
    assert_problem(program("clerk").put(one, without), 422, "revision.required", "revision")
    assert program("clerk").get(one).json()["name"] == "委员会"


def test_a_name_is_given_once(program: Programs, walk: Walker) -> None:
    clerk = program("clerk")
    clerk.post("audiences/", body(walk))
    assert_problem(clerk.post("audiences/", body(walk)), 422, "audience.name_taken", "name")


def test_supervisors_read_and_neighbours_find_nothing(program: Programs, walk: Walker) -> None:
    kept = program("clerk").post("audiences/", body(walk)).json()
    one = f"audiences/{kept['id']}/"
    assert program("inspector").get(one).status_code == 200
    sent = {"name": "改", "readers": [person_line("member")], "revision": 0}
    assert_problem(program("inspector").put(one, sent), 403, "disclosure.not_drafter")
    for who in ("neighbour", "villager"):
        assert_problem(program(who).get(one), 404, "object.missing")
        assert program(who).get("audiences/").json()["results"] == []
    assert_problem(program("neighbour").post("audiences/", body(walk)), 403, "disclosure.not_drafter")
    assert program("").get("audiences/").status_code == 401


def test_many_lists_cost_what_one_costs(program: Programs, walk: Walker) -> None:
    clerk = program("clerk")
    clerk.post("audiences/", body(walk))
    with CaptureQueriesContext(connection) as one:
        clerk.get("audiences/")
    for number in range(5):
        clerk.post("audiences/", body(walk, name=f"名单{number}"))
    with CaptureQueriesContext(connection) as many:
        clerk.get("audiences/")
    assert len(asked(many)) == len(asked(one))

"""Do programs read the tree as pages do: filtered, searched, at once, and as it was?"""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import actors
from hierarchy import actions
from tests.api.conftest import NOW, Programs, asked, assert_problem


def names(response: Any) -> list[str]:
    assert response.status_code == 200, response.content.decode()
    return [row["name"] for row in response.json()["results"]]


def test_units_come_in_tree_order_with_their_parents(program: Programs) -> None:
    response = program("").get("units/")
    assert names(response)[:3] == ["示例区委", "区直机关党总支", "机关第一党支部"]
    branch = response.json()["results"][2]
    assert branch["parent"]["name"] == "区直机关党总支"
    assert (branch["kind"], branch["kind_label"], branch["level"]) == ("branch", "党支部", 2)
    assert response.json()["count"] == 7


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"kind": "general_branch"}, ["区直机关党总支", "第一街道党总支"]),
        ({"sector": "community", "kind": "branch"}, ["第一社区党支部", "第二社区党支部"]),
        ({"q": "jgdyd"}, ["机关第一党支部"]),
        ({"q": "SQ2"}, ["第二社区党支部"]),
        ({"q": "社区"}, ["第一社区党支部", "第二社区党支部"]),
        ({"standing": "closed"}, []),
        ({"page": "2", "page_size": "5"}, ["第一社区党支部", "第二社区党支部"]),
    ],
)
def test_a_list_is_narrowed(query: dict[str, str], found: list[str], program: Programs) -> None:
    assert names(program("").get("units/", **query)) == found


def test_a_list_is_narrowed_to_children_and_to_a_subtree(program: Programs, units: Any) -> None:
    assert names(program("").get("units/", parent=units.JG.public_id)) == ["机关第一党支部", "机关第二党支部"]
    assert names(program("").get("units/", within=units.JG.public_id, q="机关"))[0] == "机关第一党支部"


@pytest.mark.parametrize(
    ("query", "field", "code"),
    [
        ({"kind": "ministry"}, "kind", "kind.invalid_choice"),
        ({"parent": "no-uuid"}, "parent", "parent.invalid"),
        ({"parent": "4f1d8a0e-0000-4000-8000-000000000000"}, "parent", "parent.invalid_choice"),
        ({"knid": "branch"}, "knid", "knid.unknown"),
    ],
)
def test_an_unknown_filter_is_refused_by_name(query: dict[str, str], field: str, code: str, program: Programs) -> None:
    assert_problem(program("").get("units/", **query), 422, code, field)


def test_a_page_that_is_not_there_is_missing(program: Programs) -> None:
    assert_problem(program("").get("units/", page="99"), 404, "object.missing")


def test_one_unit_says_where_it_stands(program: Programs, units: Any) -> None:
    told = program("").get(f"units/{units.JG1.public_id}/").json()
    assert [above["code"] for above in told["path"]] == ["QW", "JG"]
    assert told["departments"] == []
    assert told["id"] == str(units.JG1.public_id)


@pytest.mark.parametrize("shape", ["flat", "nested"])
def test_the_tree_is_one_query(shape: str, program: Programs, units: Any) -> None:
    caller = program("")
    caller.get("units/tree/", shape=shape)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        told = caller.get("units/tree/", shape=shape).json()
    assert len([query for query in queries if "hierarchy_unit" in query["sql"]]) == 1
    if shape == "flat":
        assert [unit["code"] for unit in told] == ["QW", "JG", "JG1", "JG2", "JD", "SQ1", "SQ2"]
        assert told[2]["parent"] == str(units.JG.public_id)
    else:
        (root,) = told
        assert [unit["code"] for unit in root["children"]] == ["JG", "JD"]
        assert [unit["code"] for unit in root["children"][1]["children"]] == ["SQ1", "SQ2"]


def test_the_past_of_a_unit_is_listed(program: Programs, units: Any) -> None:
    actions.rename_unit(units.SQ1, name="第一社区联合党支部", reason="社区合并", actor=actors.SYSTEM, at=NOW)
    told = names(program("").get(f"units/{units.SQ1.public_id}/placements/"))
    assert told[-1] == "第一社区联合党支部"


def test_lists_cost_the_same_for_any_number_of_rows(program: Programs, units: Any) -> None:
    caller = program("")
    caller.get("units/")
    counts = []
    for size in (1, 7):
        with CaptureQueriesContext(connection) as queries:
            assert caller.get("units/", page_size=size).status_code == 200
        counts.append(len(asked(queries)))
    assert counts[0] == counts[1] <= 3

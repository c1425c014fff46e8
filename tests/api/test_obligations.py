"""Do programs read what is owed, why by which day, and take the steps that people take?"""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalogs.models import Item
from obligations.models import Extension, Matter, Obligation
from tests.api.conftest import NOW, Programs, asked, assert_problem
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


def test_requests_for_more_time_are_listed(program: Programs, planted: dict[str, str], units: Any) -> None:
    clerk, deputy = program("clerk"), program("deputy")
    (row,) = clerk.get("extensions/", unit=str(units.JG1.public_id), state="asked").json()["results"]
    assert (row["id"], row["obligation"]) == (planted["extension"], planted["obligation"])
    assert clerk.get("extensions/", awaiting="true").json()["count"] == 0
    assert deputy.get("extensions/", awaiting="true", subtree=str(units.QW.public_id)).json()["count"] == 1
    assert clerk.get("extensions/", unit=str(units.JG2.public_id)).json()["count"] == 0
    assert program("neighbour").get("extensions/").json()["count"] == 0
    assert_problem(clerk.get("extensions/", state="lost"), 422, "state.invalid_choice", "state")


def test_obligations_and_items_are_found_by_their_heading(
    program: Programs, planted: dict[str, str], units: Any
) -> None:
    clerk = program("clerk")
    heading = clerk.get(f"obligations/{planted['obligation']}/").json()["category_title"]
    assert clerk.get("obligations/", category=heading).json()["count"] == Obligation.objects.count()
    assert clerk.get("obligations/", category="没有这一类").json()["count"] == 0
    found = clerk.get("items/", unit=str(units.JG1.public_id), category_title=heading).json()["results"]
    assert {row["category_title"] for row in found} == {heading}
    assert clerk.get("items/", category_title="没有这一类").json()["count"] == 0


MATTER = {"title": "办公楼维修", "started_on": "2026-11-20"}
STAGES = [{"label": "立项", "due_on": "2026-12-01"}, {"label": "验收", "due_on": "2027-03-31"}]


def begin(program: Programs, units: Any, **changes: Any) -> Any:
    staged = Item.objects.get(time_mode="staged")
    body = {**MATTER, "unit": str(units.JG1.public_id), "item": str(staged.public_id), "stages": STAGES, **changes}
    return program("clerk").post("matters/", body)


def test_a_matter_is_begun_added_to_and_planned_anew(program: Programs, planted: dict[str, str], units: Any) -> None:
    clerk = program("clerk")
    begun = begin(program, units)
    assert begun.status_code == 201, begun.content.decode()
    stages = [(row["label"], row["due_on"], row["is_summary"]) for row in begun.json()["stages"]]
    assert stages == [
        ("立项", "2026-12-01", False),
        ("验收", "2027-03-31", False),
        ("终结小结", "2027-04-28", True),
    ]
    path = f"matters/{begun.json()['id']}/"
    more = {"stages": [{"label": "决算", "due_on": "2027-05-31"}]}
    added = clerk.post(f"{path}stages/", more).json()["stages"]
    assert [row["label"] for row in added] == ["立项", "验收", "决算", "终结小结"]
    stage = {"label": "竣工验收", "due_on": "2027-04-30", "reason": "雨季停工"}
    edited = clerk.post(f"{path}stages/{added[1]['id']}/", stage).json()["stages"]
    assert (edited[1]["label"], edited[1]["due_on"]) == ("竣工验收", "2027-04-30")
    late = {**stage, "due_on": "2027-08-31"}
    assert_problem(clerk.post(f"{path}stages/{added[1]['id']}/", late), 422, "matter.stage_too_late", "due_on")
    assert_problem(
        clerk.post(f"{path}stages/{added[3]['id']}/", {**stage, "label": "x"}), 409, "matter.summary_follows"
    )
    assert clerk.get(path).json()["stages"] == edited
    listed = clerk.get("matters/", unit=str(units.JG1.public_id), unfinished="true").json()
    assert [row["title"] for row in listed["results"]] == ["办公楼维修", listed["results"][1]["title"]]
    assert clerk.get("matters/", unfinished="false").json()["count"] == 0
    assert clerk.get("matters/", subtree=str(units.JG2.public_id)).json()["count"] == 0
    assert_problem(program("neighbour").get(path), 404, "object.missing")
    assert_problem(program("neighbour").post(f"{path}stages/{added[1]['id']}/", stage), 404, "object.missing")


@pytest.mark.parametrize(
    ("stages", "code"),
    [
        ("2026-12-01 立项", "stages.type"),
        ([{"label": "立项"}], "stages.type"),
        ([{"label": "立项", "due_on": "2026-12-01", "share": "1"}], "stages.type"),
        ([{"label": "立项", "due_on": 20261201}], "stages.type"),
        (["2026-12-01 立项"], "stages.type"),
        ([{"label": "立项", "due_on": "十二月"}], "stages.line"),
        ([], "stages.required"),
        ([{"label": "立项", "due_on": "2026-11-01"}], "matter.stage_too_early"),
    ],
)
def test_stages_that_cannot_be(program: Programs, planted: dict[str, str], units: Any, stages: Any, code: str) -> None:
    before = Matter.objects.count()
    assert_problem(begin(program, units, stages=stages), 422, code, "stages")
    assert Matter.objects.count() == before


def test_matters_cost_a_fixed_number_of_queries(program: Programs, planted: dict[str, str], units: Any) -> None:
    clerk, counts = program("clerk"), []
    clerk.get("matters/")
    for title in ("甲", "乙", "丙"):
        begin(program, units, title=title)
        with CaptureQueriesContext(connection) as queries:
            clerk.get("matters/")
        counts.append(len(asked(queries)))
    assert len(set(counts)) == 1, counts


def test_what_is_withheld_is_asked_decided_and_counted(program: Programs, planted: dict[str, str], units: Any) -> None:
    clerk, deputy = program("clerk"), program("deputy")
    signed = clerk.get("withholdings/", state="endorsed").json()["results"]
    assert [row["id"] for row in signed] == [planted["withholding"]]
    owed = signed[0]["obligation"]
    body = {"kind": "not_now", "ground": "not_ready", "reason": "尚未成熟", "until": "2027-01-15"}
    assert_problem(clerk.post(f"obligations/{owed}/withholdings/", body), 409, "withholding.once")
    free = {"unit": str(units.JG1.public_id), "item": planted["item"], "title": "又一事由", "happened_on": "2026-11-19"}
    other = clerk.post("events/", free).json()["id"]
    wrong = body | {"kind": "not_at_all", "until": None}
    path = f"obligations/{other}/withholdings/"
    assert_problem(clerk.post(path, wrong), 422, "withholding.ground_of_other_kind", "ground")
    assert_problem(deputy.post(path, body), 403, "withholding.not_asker")
    asked = clerk.post(path, body)
    assert (asked.status_code, asked.json()["state"]) == (201, "asked")
    step = f"withholdings/{planted['withholding']}"
    assert_problem(clerk.post(f"{step}/grant/"), 403, "withholding.not_superior")
    done = deputy.post(f"{step}/grant/", {"revision": 1, "opinion": "同意"}).json()
    assert (done["state"], done["filing_label"]) == ("granted", "备〔2026〕1号")
    assert_problem(deputy.post(f"{step}/grant/", {"revision": 1}), 409, "revision.stale")
    listed = {row["id"]: row["withheld"] for row in clerk.get("obligations/").json()["results"]}
    assert (listed[owed], listed[other]) == ("not_at_all", None)
    query = {"unit": str(units.JG1.public_id), "period": "2026-Q4"}
    assert deputy.get("obligations/rates/", **query).json()[0]["total"]["not_at_all"] == 1
    filed = {"filed_from": "2026-11-01", "subtree": str(units.QW.public_id)}
    assert deputy.get("withholdings/", **filed).json()["count"] == 1
    assert clerk.get(f"obligations/{owed}/").json()["withholdings"][0]["id"] == planted["withholding"]

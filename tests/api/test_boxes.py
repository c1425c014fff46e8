"""Do programs find boxes and have them compared under the same rules as pages?"""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest
from django_tenants.utils import tenant_context

from archives import boxes, checking
from archives.models import Box, BoxCheck, CheckRequest
from disclosures.kinds import State
from tenants.models import Tenant
from tests.api.conftest import NOW, Programs, assert_problem
from tests.disclosures.conftest import Walker

NEXT_YEAR = NOW.replace(year=NOW.year + 1)
LATER = NOW + datetime.timedelta(minutes=1)


@pytest.fixture
def box(walk: Walker, tmp_path: Path, settings: Any) -> Box:
    """The box of a year with two texts."""
    settings.MEDIA_ROOT = tmp_path / "files"
    walk.to(State.PUBLISHED)
    walk.to(State.PUBLISHED)
    data = {"year": NOW.year, "retention": "30_years"}
    return boxes.close(walk.units.JG1, data=data, actor=walk.cast.clerk, at=NEXT_YEAR)


def test_boxes_are_listed_to_those_at_work(box: Box, program: Programs) -> None:
    for who, seen in {"clerk": 1, "inspector": 1, "neighbour": 0, "member": 0}.items():
        found = program(who).get("boxes/").json()["results"]
        assert [each["id"] for each in found] == [str(box.public_id)] * seen, who
        assert program(who).get(f"boxes/{box.public_id}/").status_code == (200 if seen else 404)
    shown = program("clerk").get(f"boxes/{box.public_id}/").json()
    assert (shown["number"], shown["count"], shown["manifest_hash"]) == (box.number, 2, box.manifest_hash)
    assert program("").get("boxes/").status_code == 401


def test_a_small_box_is_compared_at_once(box: Box, program: Programs) -> None:
    path = f"boxes/{box.public_id}/check/"
    assert_problem(program("clerk").get(path), 404, "check.none")
    answer = program("clerk").post(path)
    assert answer.status_code == 201
    assert (answer.json()["is_running"], answer.json()["done"], answer.json()["fault"]) == (False, 2, "")
    assert program("inspector").get(path).json() == answer.json()
    assert BoxCheck.objects.get().box == box


def test_a_large_one_is_asked_for_and_its_answer_fetched(
    box: Box, program: Programs, district: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "AT_ONCE", 1)
    path = f"boxes/{box.public_id}/check/"
    asked = program("clerk").post(path)
    assert asked.status_code == 202
    assert program("clerk").post(path).json() == asked.json(), "one at a time"
    running = program("clerk").get(path).json()
    assert [running[name] for name in ("is_running", "done", "total", "checked_at", "fault")] == [
        True,
        0,
        2,
        None,
        None,
    ]
    with tenant_context(district):
        checking.conclude(CheckRequest.objects.get().pk, clock=lambda: LATER)
    over = program("clerk").get(path).json()
    assert [over[name] for name in ("id", "is_running", "done", "fault")] == [asked.json()["id"], False, 2, ""]
    assert datetime.datetime.fromisoformat(over["checked_at"]) == LATER


@pytest.mark.parametrize(("who", "status"), [("neighbour", 404), ("member", 404), ("", 401)])
def test_nobody_else_has_a_box_compared(who: str, status: int, box: Box, program: Programs, district: Tenant) -> None:
    for method in ("get", "post"):
        assert getattr(program(who), method)(f"boxes/{box.public_id}/check/").status_code == status
    with tenant_context(district):
        assert not CheckRequest.objects.exists()

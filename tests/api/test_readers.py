"""Do programs say who reads a text, and lend files, under the same rules as pages?"""

from __future__ import annotations

import io
from typing import Any

import pytest

from catalogs.kinds import Scope
from disclosures import actions
from tests.core.files import pictures
from tests.databases import AT
from tests.disclosures.conftest import Walker, person_line

pytestmark = pytest.mark.django_db


def test_a_list_is_read_and_replaced(program: Any, walk: Walker, units: Any) -> None:
    draft = walk.draft(scope=Scope.AUDIENCE)
    path = f"/api/v1/disclosures/{draft.public_id}/readers/"
    clerk = program("clerk")
    assert [line["text"] for line in clerk.get(path).json()["readers"]] == ["许某"]
    unit = {"kind": "unit", "unit": str(units.JG2.public_id), "with_subtree": True}
    answer = clerk.put(path, {"readers": [person_line("member"), unit], "revision": draft.revision})
    assert answer.status_code == 200
    assert [line["text"] for line in answer.json()["readers"]] == ["朱某", "机关第二党支部及下级单位"]
    stale = clerk.put(path, {"readers": [], "revision": draft.revision})
    assert (stale.status_code, stale.json()["code"]) == (409, "revision.stale")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"readers": "villager"}, "input.invalid"),
        ({"readers": ["villager"]}, "input.invalid"),
        ({"readers": [{"kind": "unit", "unit": "1"}]}, "readers.unit_missing"),
        ({"readers": [{"kind": "everybody"}]}, "readers.kind_unknown"),
    ],
)
def test_what_names_nobody_is_refused(body: Any, code: str, program: Any, walk: Walker) -> None:
    draft = walk.draft(scope=Scope.AUDIENCE)
    answer = program("clerk").put(f"/api/v1/disclosures/{draft.public_id}/readers/", body)
    assert (answer.status_code, answer.json()["code"]) == (422, code)


@pytest.mark.parametrize("who", ["villager", "neighbour", "member"])
def test_a_mere_reader_is_not_told_who_else_reads(who: str, program: Any, walk: Walker) -> None:
    published = walk.to("published", scope=Scope.AUDIENCE)
    assert program(who).get(f"/api/v1/disclosures/{published.public_id}/readers/").status_code == 404


def test_a_link_is_made(program: Any, walk: Walker, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    draft = walk.draft(scope=Scope.AUDIENCE)
    found = actions.attach(draft, stream=io.BytesIO(pictures.drawn()), name="一.png", actor=walk.cast.clerk, at=AT)
    walk.onward(draft)
    path = f"/api/v1/attachments/{found.public_id}/link/"
    answer = program("villager").post(path)
    assert answer.status_code == 201
    assert f"/files/{found.file.public_id}/?link=" in answer.json()["address"]
    assert program("neighbour").post(path).status_code == 404

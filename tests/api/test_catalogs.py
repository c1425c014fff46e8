"""Do programs read what a unit owes and where it comes from, and bring a catalog in from a table?"""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalogs import actions
from catalogs.flows import exemption_flow, override_flow
from catalogs.models import Catalog, CatalogVersion, Category, Item
from tests.api.conftest import NOW, Programs, asked, assert_problem

TABLE = """一级目录,二级目录,公开形式,公开范围,公开时限,责任单位
党务,党费收缴情况,公开栏,社会,每季度,组织科
,换届情况,会议,党内,即时,组织科
"""


def ok(response: Any, status: int = 200) -> Any:
    assert response.status_code == status, response.content.decode()
    return response.json()


@pytest.fixture
def local(items: Any, units: Any) -> Item:
    """An item that the branch added for itself."""
    catalog = Catalog.objects.create(unit=units.JG1, name="本支部目录", created_at=NOW)
    version = CatalogVersion.objects.create(
        catalog=catalog, number=1, state="published", effective_on=NOW.date(), published_at=NOW, created_at=NOW
    )
    category = Category.objects.create(version=version, title="本级事项")
    return Item.objects.create(
        version=version,
        category=category,
        title="支部活动",
        scopes=["unit"],
        time_mode="prompt",
        obligation_level="local",
    )


def test_the_effective_catalog_says_where_each_item_comes_from(
    program: Programs, items: Any, local: Item, units: Any
) -> None:
    told = ok(program("").get("items/", unit=units.JG1.public_id))["results"]
    origins = {row["title"]: row["origin"]["unit"]["name"] for row in told}
    assert origins["党费收缴情况"] == "示例区委"
    assert list(origins.items())[-1] == ("支部活动", "机关第一党支部")
    assert "村务" not in origins  # for villages alone
    assert "支部活动" not in {
        row["title"] for row in ok(program("").get("items/", unit=units.JG2.public_id))["results"]
    }


def test_at_a_unit_items_carry_what_holds_there(program: Programs, items: Any, units: Any, cast: Any) -> None:
    wider = actions.tighten(
        units.JG1, items.unit, data={"scopes": ["unit", "society"], "reason": "群众关心"}, actor=cast.leader, at=NOW
    )
    override_flow.perform("grant", wider, actor=cast.deputy, at=NOW)
    until = (NOW + datetime.timedelta(days=50)).date().isoformat()
    free = actions.ask_exemption(
        units.JG1, items.party, data={"reason": "没有换届", "ends_on": until}, actor=cast.leader, at=NOW
    )
    exemption_flow.perform("grant", free, actor=cast.deputy, at=NOW)

    def told(who: str = "clerk", **query: Any) -> dict[str, Any]:
        return {row["title"]: row for row in ok(program(who).get("items/", **query))["results"]}

    here = told(unit=units.JG1.public_id)
    held = here["民主生活会情况"]
    assert sorted(held["scopes"]) == ["society", "unit"]
    assert (held["origin"]["unit"]["code"], held["at_unit"]["is_own"]) == ("QW", False)
    assert held["at_unit"]["was"] == {"scopes": ["unit"]}
    assert held["at_unit"]["tightened_by"]["scopes"]["code"] == "JG1"
    standings = {title: row["at_unit"]["standing"] for title, row in here.items()}
    assert standings["换届情况"] == "exempt"
    assert "换届情况" not in told("", unit=units.JG1.public_id), "an exemption is no matter of the public"
    assert set(standings.values()) == {"exempt", "required"}
    assert "民主生活会情况" in told(unit=units.JG1.public_id, scope="society")
    there = told(unit=units.JG2.public_id)
    assert there["民主生活会情况"]["scopes"] == ["unit"]
    assert {row["at_unit"]["standing"] for row in there.values()} == {"required"}
    assert "民主生活会情况" not in told(unit=units.JG2.public_id, scope="society")
    assert told()["民主生活会情况"]["at_unit"] is None


def test_items_are_filtered(program: Programs, items: Any, units: Any) -> None:
    public = program("")
    for query, titles in (
        ({"scope": "party"}, {"换届情况"}),
        ({"q": "任用"}, {"干部任用"}),
        ({"unit": units.JG1.public_id, "scope": "society"}, {"党费收缴情况", "干部任用"}),
        ({"version": items.open.version.public_id, "q": "村务"}, {"村务"}),
        ({"time_mode": "standing"}, set()),
    ):
        assert {row["title"] for row in ok(public.get("items/", **query))["results"]} == titles, query


def test_an_item_of_a_draft_is_read_by_those_who_write_it(program: Programs, items: Any, units: Any) -> None:
    catalog = items.open.version.catalog
    draft = CatalogVersion.objects.create(catalog=catalog, created_at=NOW)
    category = Category.objects.create(version=draft, title="草稿")
    item = Item.objects.create(version=draft, category=category, title="还没发布的事项")
    for username, status in (("", 404), ("clerk", 404), ("admin", 200), ("inspector", 200)):
        assert program(username).get(f"items/{item.public_id}/").status_code == status, username
    assert_problem(program("").get("items/", version=draft.public_id), 422, "version.invalid_choice", "version")
    editions = {
        name: [row["state"] for row in ok(program(name).get(f"catalogs/{catalog.public_id}/versions/"))["results"]]
        for name in ("", "admin")
    }
    assert editions == {"": ["published"], "admin": ["draft", "published"]}


@pytest.mark.parametrize("path", ["items/", "items/?unit={unit}", "catalogs/", "catalogs/{catalog}/versions/"])
def test_twenty_rows_cost_what_one_costs(path: str, program: Programs, items: Any, units: Any) -> None:
    category, version = items.open.category, items.open.version
    for number in range(20):
        Item.objects.create(
            version=version, category=category, title=f"事项{number}", scopes=["society"], time_mode="prompt"
        )
        Catalog.objects.create(unit=units.JG, name=f"目录{number}", created_at=NOW)
    path = path.format(unit=units.JG1.public_id, catalog=version.catalog.public_id)
    admin, counts = program("admin"), []
    ok(admin.get("me/"))  # the first call notes that the token was used
    for size in (1, 20):
        with CaptureQueriesContext(connection) as queries:
            ok(admin.get(f"{path}{'&' if '?' in path else '?'}page_size={size}"))
        counts.append(len(asked(queries)))
    assert counts[0] == counts[1] <= 8, counts


class TestImport:
    def send(self, caller: Any, units: Any, content: bytes = TABLE.encode(), **more: Any) -> Any:
        file = SimpleUploadedFile("目录.csv", content)
        return caller.upload("catalogs/import/", file=file, unit=str(units.QW.public_id), **more)

    def test_a_dry_run_tells_and_writes_nothing(self, program: Programs, units: Any) -> None:
        told = ok(self.send(program("admin"), units, dry_run="true"))
        assert (told["rows"], told["read"], told["written"]) == (2, 2, False)
        assert not Catalog.objects.exists()

    def test_a_table_becomes_a_draft_that_is_published_by_its_verb(self, program: Programs, units: Any) -> None:
        admin = program("admin")
        told = ok(self.send(admin, units, name="机关党务公开目录"))
        assert told["written"] is True
        draft = CatalogVersion.objects.get()
        assert draft.items.count() == 2
        day = (NOW + datetime.timedelta(days=1)).date().isoformat()
        published = ok(
            admin.post(
                f"catalog-versions/{draft.public_id}/publish/",
                {"effective_on": day, "revision": draft.revision, "notes_settled": True},
            )
        )
        assert (published["number"], published["state"], published["effective_on"]) == (1, "published", day)
        listed = ok(program("").get("catalogs/", unit=units.QW.public_id))["results"]
        assert [row["name"] for row in listed] == ["机关党务公开目录"]

    def test_it_needs_the_right_at_the_unit(self, program: Programs, units: Any) -> None:
        assert_problem(self.send(program("clerk"), units), 403, "catalog.not_yours")
        assert_problem(self.send(program(""), units), 401, "sign_in.required")

    def test_what_is_no_table_is_refused(self, program: Programs, units: Any) -> None:
        response = self.send(program("admin"), units, content=b"MZ\x90\x00\x03 a program")
        assert response.status_code == 422
        assert response["Content-Type"] == "application/problem+json"

    @pytest.mark.parametrize(
        ("sent", "field", "code"),
        [
            ({"dry_run": "true"}, "file", "file.required"),
            ({"openness": "secret"}, "openness", "openness.invalid_choice"),
            ({"drywet": "1"}, "drywet", "drywet.unknown"),
        ],
    )
    def test_a_wrong_call_names_its_fields(
        self, sent: dict[str, str], field: str, code: str, program: Programs, units: Any
    ) -> None:
        response = program("admin").upload("catalogs/import/", unit=str(units.QW.public_id), **sent)
        assert_problem(response, 422, code, field)

    def test_json_is_not_how_files_come(self, program: Programs) -> None:
        assert_problem(program("admin").post("catalogs/import/", {}), 415, "format.unsupported")

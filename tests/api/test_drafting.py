"""Do programs write the next edition as the pages do, see in what it differs, and take it away as a table?"""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from catalogs.models import Catalog, CatalogVersion, Category, Item
from tests.api.conftest import Programs, assert_problem
from tests.api.test_catalogs import ok

ITEM = {
    "title": "表彰情况",
    "openness": "party_affairs",
    "scopes": ["party"],
    "channels": ["公开栏"],
    "departments": ["组织科", "办公室"],
    "time_mode": "periodic",
    "period": "quarter",
    "due_rule": "每季度首月10日前",
    "obligation_level": "optional",
}


@pytest.fixture
def draft(program: Programs, items: Any) -> dict[str, Any]:
    """The next edition of the district's catalog, begun by a program."""
    catalog = items.open.version.catalog
    begun: dict[str, Any] = ok(program("admin").post(f"catalogs/{catalog.public_id}/versions/"), 201)
    assert (begun["state"], begun["number"]) == ("draft", None)
    return begun


def headings(program: Any, draft: dict[str, Any]) -> list[dict[str, Any]]:
    return list(ok(program.get(f"catalog-versions/{draft['id']}/categories/"))["results"])


def item_of(draft: dict[str, Any], title: str) -> Item:
    return Item.objects.get(version__public_id=draft["id"], title=title)


def test_a_catalog_is_written_from_nothing(program: Programs, items: Any, units: Any) -> None:
    admin = program("admin")
    made = ok(
        admin.post("catalogs/", {"unit": str(units.JG.public_id), "name": "机关公开目录", "openness": "party_affairs"}),
        201,
    )
    (draft,) = ok(admin.get(f"catalogs/{made['id']}/versions/"))["results"]
    heading = ok(admin.post(f"catalog-versions/{draft['id']}/categories/", {"title": "党的建设"}), 201)
    added = ok(admin.post(f"categories/{heading['id']}/items/", ITEM), 201)
    assert (added["category_title"], added["period"], added["channels"]) == ("党的建设", "quarter", ["公开栏"])
    assert ok(admin.patch(f"categories/{heading['id']}/", {"title": "党的工作"}))["title"] == "党的工作"
    assert_problem(admin.delete(f"categories/{heading['id']}/"), 409, "category.not_empty")
    changed = ok(admin.patch(f"items/{added['id']}/", {"elements": "姓名", "revision": added["revision"]}))
    assert (changed["elements"], changed["title"], changed["revision"]) == ("姓名", "表彰情况", added["revision"] + 1)
    assert_problem(
        admin.patch(f"items/{added['id']}/", {"basis": "条例", "revision": added["revision"]}), 409, "revision.stale"
    )
    assert admin.delete(f"items/{added['id']}/").status_code == 204
    assert admin.delete(f"categories/{heading['id']}/").status_code == 204
    assert admin.delete(f"catalog-versions/{draft['id']}/").status_code == 204
    assert not CatalogVersion.objects.filter(catalog__public_id=made["id"]).exists()


def test_the_differences_are_told_field_by_field(program: Programs, draft: dict[str, Any], items: Any) -> None:
    admin = program("admin")
    path = f"catalog-versions/{draft['id']}/differences/"
    same = ok(admin.get(path))
    assert (same["added"], same["removed"], same["changed"]) == ([], [], [])
    assert same["before"]["number"] == 1

    heading = headings(admin, draft)[0]
    ok(admin.post(f"categories/{heading['id']}/items/", ITEM), 201)
    ok(admin.patch(f"items/{item_of(draft, items.open.title).public_id}/", {"elements": "另写", "notice_days": 5}))
    assert admin.delete(f"items/{item_of(draft, items.unit.title).public_id}/").status_code == 204
    found = ok(admin.get(path))
    assert [row["title"] for row in found["added"]] == ["表彰情况"]
    assert [row["title"] for row in found["removed"]] == [items.unit.title]
    ((changed),) = found["changed"]
    assert changed["item"]["title"] == items.open.title
    assert [(row["field"], row["field_label"], row["before"], row["after"]) for row in changed["differences"]] == [
        ("elements", "内容要素", items.open.elements, "另写"),
        ("notice_days", "公示天数", items.open.notice_days, 5),
    ]
    assert_problem(program("").get(path), 404, "object.missing")


@pytest.mark.parametrize("layout", ["office", "national"])
@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_a_table_comes_back_as_it_left(
    layout: str, file_format: str, program: Programs, draft: dict[str, Any], items: Any, units: Any
) -> None:
    admin = program("admin")
    whole = Item.objects.filter(version__public_id=draft["id"])
    whole.update(channels=["公开栏", "会议"], departments=["组织科"], elements="", basis="")
    table = admin.get(f"catalog-versions/{draft['id']}/export/", layout=layout, file_format=file_format)
    assert table.status_code == 200
    file = SimpleUploadedFile(f"目录.{file_format}", table.content)
    name = items.open.version.catalog.name
    report = ok(
        admin.upload("catalogs/import/", unit=str(units.QW.public_id), file=file, name=name, dry_run="true"), 200
    )
    assert (report["needs_person"], report["new"], report["changed"], report["missing"]) == ([], 0, 0, 0)
    assert report["unchanged"] == whole.count()


def test_what_holds_at_a_unit_as_a_table(program: Programs, items: Any, units: Any) -> None:
    table = program("clerk").get(f"units/{units.JG1.public_id}/catalog/export/", file_format="csv")
    assert items.open.title in table.content.decode("utf-8-sig")
    wrong = program("clerk").get(f"units/{units.JG1.public_id}/catalog/export/", layout="wide")
    assert_problem(wrong, 422, "layout.invalid_choice", "layout")


def test_what_is_refused(program: Programs, draft: dict[str, Any], items: Any, units: Any) -> None:
    admin, clerk = program("admin"), program("clerk")
    assert_problem(
        admin.post(f"catalogs/{items.open.version.catalog.public_id}/versions/"), 409, "catalog.draft_exists"
    )
    published = items.open.category.public_id
    assert_problem(admin.post(f"categories/{published}/items/", ITEM), 409, "catalog.published")
    assert_problem(admin.patch(f"items/{items.open.public_id}/", {"title": "别名"}), 409, "catalog.published")
    assert_problem(admin.delete(f"items/{items.open.public_id}/"), 409, "catalog.published")
    assert_problem(clerk.delete(f"items/{items.open.public_id}/"), 409, "catalog.published")
    assert_problem(clerk.get(f"catalog-versions/{draft['id']}/"), 404, "object.missing")
    assert_problem(program("").delete(f"catalog-versions/{draft['id']}/"), 401, "sign_in.required")
    heading = headings(admin, draft)[0]
    path = f"categories/{heading['id']}/items/"
    assert_problem(admin.post(path, {**ITEM, "period": ""}), 422, "period.required", "period")
    assert_problem(admin.post(path, {**ITEM, "kind": "x"}), 422, "kind.unknown", "kind")
    found = item_of(draft, items.open.title)
    for given in ("nix", str(uuid.uuid4()), str(published)):
        assert_problem(
            admin.patch(f"items/{found.public_id}/", {"category": given}), 422, "category.unknown", "category"
        )
    wanted = {"unit": str(units.JG1.public_id), "name": "别家的", "openness": "party_affairs"}
    assert_problem(clerk.post("catalogs/", wanted), 403, "catalog.not_yours")
    assert not Catalog.objects.filter(name="别家的").exists()


def test_an_item_moves_under_another_heading(program: Programs, draft: dict[str, Any], items: Any) -> None:
    admin = program("admin")
    other = ok(admin.post(f"catalog-versions/{draft['id']}/categories/", {"title": "另一类"}), 201)
    found = item_of(draft, items.open.title)
    moved = ok(admin.patch(f"items/{found.public_id}/", {"category": other["id"]}))
    assert moved["category_title"] == "另一类"
    assert Category.objects.get(public_id=other["id"]).items.count() == 1

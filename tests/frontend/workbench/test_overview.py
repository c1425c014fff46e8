"""Does everybody see what a unit owes and where it comes from, and take it away as a table?"""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_tenants.utils import tenant_context

from catalogs import imports
from catalogs.models import CatalogVersion
from hierarchy.models import Unit
from tenants.models import Tenant
from tests.databases import AT
from tests.frontend.browser import Browser, signed_in
from tests.frontend.workbench.conftest import text_of


def show(browser: Browser, unit: Unit | None = None, **more: str) -> Any:
    query = {"unit": str(unit.public_id), **more} if unit else more
    return browser.get(reverse("work:catalog"), query)


@pytest.mark.parametrize(
    ("code", "titles", "facts"),
    [
        ("QW", {"党费收缴情况", "区委全会情况"}, "生效 2 项：本单位 2 项。"),
        ("JG1", {"党费收缴情况"}, "生效 1 项：示例区委 1 项。"),
        ("SQ1", {"党费收缴情况", "社区党员报到情况"}, "生效 2 项：示例区委 2 项。"),
    ],
)
def test_the_effective_catalog_names_its_origin(
    code: str, titles: set[str], facts: str, published: CatalogVersion, units: Any
) -> None:
    page = text_of(show(signed_in("member"), getattr(units, code)))
    found = {title for title in ("党费收缴情况", "社区党员报到情况", "区委全会情况") if title in page}
    assert found == titles
    assert facts in page


def test_one_begins_at_ones_own_unit_and_finds_others(published: CatalogVersion, units: Any) -> None:
    browser = signed_in("clerk")
    page = text_of(show(browser))
    assert "机关第一党支部的公开目录" in page
    assert f'data-children="{reverse("work:catalog_below", args=[units.JD.public_id])}"' in page
    branch = text_of(browser.get(reverse("work:catalog_below", args=[units.JD.public_id])))
    assert re.search(r"第一社区党支部\s*<small>2</small>", branch)
    assert f"?unit={units.SQ1.public_id}" in text_of(show(browser, q="dysqdzb"))


def test_views_narrow_the_list(published: CatalogVersion, draft: CatalogVersion, units: Any, keeper: Browser) -> None:
    assert "党费收缴情况" not in text_of(show(keeper, units.JG, view="own"))
    assert "党费收缴情况" in text_of(show(keeper, units.JG, view="inherited"))
    assert "导入的内容都核对过了" in text_of(show(keeper, units.JG, view="uncertain"))
    assert show(keeper, units.JG, view="nonsense").status_code == 200


@pytest.mark.parametrize(
    ("username", "sees"), [("admin", True), ("deputy", True), ("inspector", True), ("clerk", False)]
)
def test_a_draft_is_told_only_to_those_who_write_or_supervise(
    username: str, sees: bool, draft: CatalogVersion, units: Any
) -> None:
    browser = signed_in(username)
    assert ("有一份草稿" in text_of(show(browser, units.JG))) is sees
    edition = browser.get(reverse("work:catalog_edition", args=[draft.public_id]))
    assert edition.status_code == (200 if sees else 404)
    item = browser.get(reverse("work:catalog_item", args=[draft.items.all()[0].public_id]))
    assert item.status_code == (200 if sees else 404)
    assert ("机关公开目录" in text_of(browser.get(reverse("work:catalog_made", args=[units.JG.public_id])))) is sees


@pytest.mark.parametrize("layout", ["office", "national"])
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_a_catalog_leaves_as_a_table_that_comes_back_unchanged(
    layout: str, kind: str, published: CatalogVersion, units: Any, cast: Any
) -> None:
    for path, items in (
        (reverse("work:catalog_export", args=[units.QW.public_id]), 2),
        (reverse("work:catalog_edition_export", args=[published.public_id]), 3),
    ):
        answer = signed_in("member").get(path, {"layout": layout, "format": kind})
        assert answer.status_code == 200
        assert f".{kind}" in answer["Content-Disposition"]
        report = imports.import_catalog(
            io.BytesIO(answer.content),
            f"table.{kind}",
            unit=units.QW,
            actor=cast.admin,
            at=AT,
            dry_run=True,
            catalog_name="党务公开目录",
        )
        assert (report.extra["unchanged"], report.extra["new"], len(report.needs_person)) == (items, 0, 0)


def test_a_layout_that_nobody_knows_is_not_there(published: CatalogVersion, units: Any) -> None:
    path = reverse("work:catalog_export", args=[units.QW.public_id])
    assert signed_in("member").get(path, {"format": "exe"}).status_code == 404
    assert Browser().get(path).status_code == 302


def test_a_published_item_is_read_by_everybody_and_written_by_nobody(
    published: CatalogVersion, keeper: Browser
) -> None:
    item = published.items.get(title="党费收缴情况")
    path = reverse("work:catalog_item", args=[item.public_id])
    for browser in (keeper, signed_in("villager")):
        page = text_of(browser.get(path))
        assert "每季度" in page
        assert "<textarea" not in page
    answer = keeper.post(reverse("work:catalog_remove_item", args=[item.public_id]))
    assert (answer.status_code, "已经发布，不能再改" in text_of(answer)) == (409, True)


def test_the_other_tenants_units_are_not_there(college: Tenant, keeper: Browser) -> None:
    with tenant_context(college):
        stranger = Unit.objects.get(code="JG1")
    assert show(keeper, stranger).status_code == 404
    for route in ("catalog_below", "catalog_export", "catalog_made", "catalog_create", "catalog_import"):
        assert keeper.get(reverse(f"work:{route}", args=[stranger.public_id])).status_code == 404
    assert keeper.get(reverse("work:catalog"), {"unit": "no-uuid"}).status_code == 404


def test_the_page_costs_a_fixed_number_of_queries(published: CatalogVersion, units: Any, keeper: Browser) -> None:
    show(keeper, units.JG1)
    with CaptureQueriesContext(connection) as leaf:
        show(keeper, units.JG1)
    with CaptureQueriesContext(connection) as root:
        show(keeper, units.QW)
    assert len(leaf) <= 23
    assert len(root) <= len(leaf)

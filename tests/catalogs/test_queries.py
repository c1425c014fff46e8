"""Do the querysets find what they say, and does the README show the life cycle as it is?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

import catalogs
from catalogs import inputs, kinds, policies
from catalogs.flows import catalog_version_flow, exemption_flow, override_flow
from catalogs.kinds import Scope
from catalogs.models import Catalog, CatalogVersion, Item
from catalogs.reading import drafts as reading_drafts
from catalogs.reading import words as reading_words
from core.workflow import Flow, diagrams
from tests.catalogs.conftest import next_edition, publish, write


@pytest.mark.parametrize("flow", [catalog_version_flow, override_flow, exemption_flow], ids=lambda flow: flow.name)
def test_the_readme_draws_the_flows_as_they_are(flow: Flow[Any]) -> None:
    readme = (Path(catalogs.__file__).parent / "README.md").read_text(encoding="utf-8")
    assert diagrams.embedded(flow, readme) == readme


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("党费", ["党费收缴情况"]),
        ("  发展 ", ["党员发展公示"]),
        ("组织建设", ["党费收缴情况", "党员发展公示"]),
        ("名单", ["党员发展公示"]),
        ("dw-01", ["党费收缴情况"]),
        ("", ["党费收缴情况", "党员发展公示"]),
        ("%", []),
    ],
)
def test_items_are_searched_by_what_people_remember(units: Any, text: str, titles: list[str]) -> None:
    write(units.QW, {"党费收缴情况": {"index_no": "DW-01"}, "党员发展公示": {"elements": "发展对象名单"}})
    assert [item.title for item in Item.objects.search(text).in_catalog_order()] == titles


def test_the_list_of_editions_is_one_query(units: Any, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    next_edition(publish(write(units.QW, {"一": {}, "二": {}})))
    write(units.JG1, {"三": {}})
    with django_assert_num_queries(1):
        shown = [
            (version.catalog.unit.code, version.label, getattr(version, "item_count", None))
            for version in CatalogVersion.objects.for_list()
        ]
    assert shown == [("QW", "草稿", 2), ("QW", "第1版", 2), ("JG1", "草稿", 1)]
    assert [catalog.unit_id for catalog in Catalog.objects.made_by(units.JG1)] == [units.JG1.pk]


def test_an_item_is_read_by_whoever_reads_its_edition(units: Any, cast: Any) -> None:
    item = write(units.QW, {"一": {}}).items.for_detail().get()
    assert policies.view_item(cast.inspector, item)
    assert not policies.view_item(cast.public, item)


@pytest.mark.parametrize(
    ("scopes", "widest"),
    [
        ([], None),
        (["person"], Scope.PERSON),
        (["unit", "party", "audience"], Scope.PARTY),
        (["society", "unit"], Scope.SOCIETY),
    ],
)
def test_scopes_are_ordered_from_narrow_to_wide(scopes: list[str], widest: Scope | None) -> None:
    assert kinds.widest(scopes) == widest
    assert set(kinds.NARROW_TO_WIDE) == set(Scope)
    assert [kinds.width(scope) for scope in kinds.NARROW_TO_WIDE] == sorted(map(kinds.width, Scope))


def test_tables_and_forms_have_the_same_limits() -> None:
    forms = {**inputs.ItemInput.base_fields, "category": inputs.CategoryInput.base_fields["title"]}
    limits = {
        name: getattr(forms[name], "max_length", None) for name in ("title", "category", "channels", "departments")
    }
    assert limits == {
        "title": reading_drafts.MAX_TITLE,
        "category": reading_drafts.MAX_CATEGORY,
        "channels": reading_words.MAX_CHANNEL,
        "departments": reading_words.MAX_DEPARTMENT,
    }
    assert limits["title"] == Item._meta.get_field("title").max_length

"""Is an edition numbered, dated, ended by its successor, and closed to change once it is published?"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from accounts import actors
from catalogs import actions
from catalogs.events import CatalogPublished
from catalogs.flows import catalog_version_flow
from catalogs.models import Catalog, CatalogVersion, Category, Item
from core import errors, events
from core.audit.models import AuditEntry
from core.notifications.models import Notification
from hierarchy import actions as tree_actions
from tests.catalogs.conftest import TODAY, draft_of, item_input, next_edition, publish, refused, write
from tests.databases import AT

DAY = datetime.timedelta(days=1)


def in_force(catalog: Catalog, on: datetime.date) -> int | None:
    return catalog.versions.in_force(on).values_list("number", flat=True).first()


def test_the_first_edition_is_number_one_and_holds_from_its_day(draft: CatalogVersion) -> None:
    version = publish(draft, on=TODAY + 5 * DAY)
    assert (version.state, version.number, version.published_at) == ("published", 1, AT)
    assert [in_force(version.catalog, TODAY + days * DAY) for days in (4, 5, 5000)] == [None, 1, 1]


def test_a_later_edition_ends_the_former_on_its_own_first_day(published: CatalogVersion) -> None:
    second = publish(next_edition(published), on=TODAY + 10 * DAY)
    published.refresh_from_db()
    assert (second.number, published.state, published.ends_on) == (2, "superseded", TODAY + 10 * DAY)
    assert [in_force(second.catalog, TODAY + days * DAY) for days in (-1, 0, 9, 10)] == [None, 1, 1, 2]


def test_an_edition_overtaken_before_its_first_day_never_holds(published: CatalogVersion) -> None:
    planned = publish(next_edition(published), on=TODAY + 30 * DAY)
    sooner = publish(next_edition(planned), on=TODAY + 10 * DAY)
    assert [in_force(sooner.catalog, TODAY + days * DAY) for days in (9, 10, 30, 31)] == [1, 3, 3, 3]


def test_only_the_first_edition_may_have_been_in_force_before_today(published: CatalogVersion) -> None:
    draft = next_edition(published)
    with refused(errors.Invalid, "catalog.effective_in_past"):
        publish(draft, on=TODAY - DAY)
    other = write(published.catalog.unit, {"事项": {}}, name="另一目录")
    assert publish(other, on=datetime.date(2011, 6, 1)).number == 1


def test_the_next_edition_begins_as_a_copy_that_keeps_lineage(published: CatalogVersion) -> None:
    draft = next_edition(published)
    before, after = (list(version.items.in_catalog_order()) for version in (published, draft))
    assert [item.lineage for item in before] == [item.lineage for item in after]
    assert [(item.title, item.scopes, item.period) for item in before] == [
        (item.title, item.scopes, item.period) for item in after
    ]
    assert not {item.public_id for item in before} & {item.public_id for item in after}
    assert {item.category.version_id for item in after} == {draft.pk}


def test_a_catalog_has_one_draft(published: CatalogVersion) -> None:
    next_edition(published)
    with refused(errors.Conflict, "catalog.draft_exists"):
        next_edition(published)


def test_a_discarded_draft_leaves_the_published_edition(published: CatalogVersion) -> None:
    actions.discard_draft(next_edition(published), actor=actors.SYSTEM, at=AT)
    assert list(published.catalog.versions.all()) == [published]
    assert published.items.count() == 2


CHANGES: dict[str, Callable[[CatalogVersion], object]] = {
    "add category": lambda v: actions.add_category(v, title="新", actor=actors.SYSTEM, at=AT),
    "edit category": lambda v: actions.edit_category(v.categories.get(), title="新", actor=actors.SYSTEM, at=AT),
    "remove category": lambda v: actions.remove_category(v.categories.get(), actor=actors.SYSTEM, at=AT),
    "add item": lambda v: actions.add_item(v.categories.get(), data=item_input("新"), actor=actors.SYSTEM, at=AT),
    "edit item": lambda v: actions.edit_item(v.items.all()[0], data=item_input("新"), actor=actors.SYSTEM, at=AT),
    "remove item": lambda v: actions.remove_item(v.items.all()[0], actor=actors.SYSTEM, at=AT),
    "discard": lambda v: actions.discard_draft(v, actor=actors.SYSTEM, at=AT),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
@pytest.mark.parametrize("superseded", [False, True], ids=["published", "superseded"])
def test_nothing_changes_a_published_edition(
    published: CatalogVersion, change: Callable[[CatalogVersion], object], superseded: bool
) -> None:
    if superseded:
        publish(next_edition(published))
        published.refresh_from_db()
    before = list(published.items.values())
    with refused(errors.WrongState, "catalog.published"):
        change(published)
    assert list(published.items.values()) == before


def test_a_published_edition_is_not_published_again(published: CatalogVersion) -> None:
    with refused(errors.WrongState, "state.wrong"):
        publish(published)


def test_publishing_what_somebody_changed_meanwhile_is_stale(draft: CatalogVersion) -> None:
    seen = draft.revision
    actions.add_category(draft, title="后加的", actor=actors.SYSTEM, at=AT)
    with refused(errors.Stale, "revision.stale"):
        actions.publish_version(draft, effective_on=TODAY, actor=actors.SYSTEM, at=AT, revision=seen)


def test_an_empty_draft_is_not_published(units: Any) -> None:
    catalog = actions.create_catalog(unit=units.QW, name="空目录", actor=actors.SYSTEM, at=AT)
    with refused(errors.Conflict, "catalog.empty"):
        publish(draft_of(catalog))


@pytest.mark.parametrize("missing", [{"time_mode": "", "period": ""}, {"scopes": []}])
def test_an_item_without_time_or_scope_holds_publication_up(draft: CatalogVersion, missing: dict[str, Any]) -> None:
    draft.items.filter(title="党费收缴情况").update(**missing)
    with refused(errors.Conflict, "catalog.incomplete") as caught:
        publish(draft)
    assert "党费收缴情况" in str(caught.value.reason)
    draft.refresh_from_db()
    assert draft.is_draft


def test_what_an_import_left_to_a_person_holds_publication_up_until_settled(draft: CatalogVersion) -> None:
    draft.items.filter(title="党员发展公示").update(needs_person=[{"column": "公开范围", "value": "?", "reason": "…"}])
    with refused(errors.Invalid, "catalog.needs_person") as caught:
        publish(draft)
    assert "党员发展公示" in str(caught.value.reason)
    actions.publish_version(draft, effective_on=TODAY, notes_settled=True, actor=actors.SYSTEM, at=AT)
    assert not draft.items.uncertain().exists()


def test_a_closed_unit_publishes_nothing(units: Any) -> None:
    draft = write(units.SQ2, {"事项": {}})
    tree_actions.close_unit(units.SQ2, actor=actors.SYSTEM, at=AT, reason="合并", successor=units.SQ1)
    with refused(errors.Conflict, "catalog.unit_closed"):
        publish(draft)


def test_publication_stands_in_the_trail_of_the_unit(draft: CatalogVersion, cast: Any) -> None:
    actions.publish_version(draft, effective_on=TODAY, actor=cast.admin, at=AT)
    entry = AuditEntry.objects.about(draft).last()
    assert entry is not None
    assert (entry.verb, entry.unit_id, entry.actor_id) == (
        "catalog_version.publish",
        draft.catalog.unit_id,
        cast.admin.user_id,
    )
    assert entry.after == {"state": "published", "number": 1, "effective_on": "2026-11-20"}


def test_clerks_below_are_told_once(units: Any, cast: Any) -> None:
    draft = write(units.JG, {"事项": {}})
    publish(draft)
    told = Notification.objects.filter(kind="catalog.published")
    assert {notice.recipient_id for notice in told} == {
        cast.clerk.user_id,
        cast.second_clerk.user_id,
        cast.neighbour.user_id,
    }
    assert "第1版" in told[0].title


def test_higher_rooms_hear_of_it_after_commit(
    draft: CatalogVersion, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    heard: list[CatalogPublished] = []
    listener = heard.append
    events.subscribe([(CatalogPublished, listener)])
    try:
        with django_capture_on_commit_callbacks(execute=True):
            publish(draft)
    finally:
        events._subscribers[CatalogPublished].remove(listener)
    assert heard == [CatalogPublished(draft.pk, draft.catalog_id, draft.catalog.unit_id, TODAY)]


def test_publishing_costs_the_same_for_any_number_of_items(
    units: Any, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    small = publish(write(units.JG, {"事项": {}}, name="小"))
    large = publish(write(units.JD, {f"事项{n}": {} for n in range(60)}, name="大"))
    for version in (small, large):
        draft = next_edition(version)
        with django_assert_max_num_queries(25):
            publish(draft)


def test_starting_an_edition_costs_the_same_for_any_number_of_items(
    units: Any, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    large = publish(write(units.JD, {f"事项{n}": {} for n in range(60)}))
    with django_assert_max_num_queries(13):
        next_edition(large)


def _raw(version: CatalogVersion, **values: Any) -> CatalogVersion:
    return CatalogVersion(catalog=version.catalog, created_at=AT, **values)


BROKEN_VERSIONS: dict[str, dict[str, Any]] = {
    "version_one_draft": {"state": "draft"},
    "version_dated_when_published": {"state": "published", "number": 2},
    "version_number_once_in_catalog": {
        "state": "superseded",
        "number": 1,
        "effective_on": datetime.date(2001, 1, 1),
        "ends_on": datetime.date(2001, 1, 2),
        "published_at": AT,
    },
    "version_days_apart": {
        "state": "superseded",
        "number": 7,
        "effective_on": datetime.date(2001, 1, 1),
        "ends_on": datetime.date(2099, 1, 2),
        "published_at": AT,
    },
}


def test_the_database_refuses_a_second_current_edition(published: CatalogVersion) -> None:
    with pytest.raises(IntegrityError, match="version_days_apart"), transaction.atomic():
        _raw(published, state="published", number=2, effective_on=TODAY + DAY, published_at=AT).save()


@pytest.mark.parametrize("name", BROKEN_VERSIONS)
def test_the_database_refuses_editions_that_contradict(published: CatalogVersion, name: str) -> None:
    next_edition(published)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        _raw(published, **BROKEN_VERSIONS[name]).save()


BROKEN_ITEMS: dict[str, dict[str, Any]] = {
    "item_title_given": {"title": ""},
    "item_title_once_in_category": {"title": "党员发展公示"},
    "item_period_when_periodic": {"time_mode": "periodic"},
    "item_time_mode_known": {"time_mode": "sometimes"},
    "item_level_known": {"obligation_level": "perhaps"},
    "item_openness_known": {"openness": "half"},
    "item_scopes_known": {"scopes": ["unit", "everybody"]},
    "item_unit_kinds_known": {"unit_kinds": ["village"]},
    "item_sectors_known": {"sectors": ["sea"]},
    "item_notice_days_in_a_year": {"notice_days": -1},
}


@pytest.mark.parametrize("name", BROKEN_ITEMS)
def test_the_database_refuses_items_that_make_no_sense(draft: CatalogVersion, name: str) -> None:
    values = {"title": "新事项", **BROKEN_ITEMS[name]}
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Item.objects.create(version=draft, category=Category.objects.get(version=draft), **values)


def test_the_flow_offers_what_the_table_says(draft: CatalogVersion, published: CatalogVersion, cast: Any) -> None:
    fresh = next_edition(published)
    assert [offer.verb for offer in catalog_version_flow.offers(fresh, actor=cast.admin)] == ["publish"]
    assert catalog_version_flow.offers(fresh, actor=cast.clerk) == []
    published.refresh_from_db()
    assert catalog_version_flow.offers(published, actor=cast.admin) == []

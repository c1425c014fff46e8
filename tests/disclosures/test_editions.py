"""Does a text follow its item as it holds at the unit: made stricter, released, or gone over into the next edition?"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest

from catalogs import actions as catalog_actions
from catalogs import effective
from catalogs.flows import exemption_flow, override_flow
from catalogs.kinds import Standing
from catalogs.models import CatalogVersion, Category, Item
from core import errors
from core.audit.models import AuditEntry
from disclosures import actions
from disclosures.inputs import values_of
from disclosures.kinds import State
from disclosures.models import Disclosure
from disclosures.writing import completeness
from hierarchy.models import Unit
from tests.databases import AT
from tests.disclosures.conftest import TODAY, Walker, appoint

pytestmark = pytest.mark.django_db


def next_edition(item: Item, title: str, **changes: Any) -> Item:
    """Put another edition in force today in which the item bears another title."""
    former = item.version
    CatalogVersion.objects.filter(pk=former.pk).update(ends_on=TODAY, state="superseded")
    version = CatalogVersion.objects.create(
        catalog=former.catalog, number=2, state="published", effective_on=TODAY, published_at=AT, created_at=AT
    )
    category = Category.objects.create(version=version, title="经费公开")
    values = {"scopes": item.scopes, "time_mode": item.time_mode} | changes
    return Item.objects.create(version=version, category=category, title=title, lineage=item.lineage, **values)


def widen(walk: Walker, item: Item, *scopes: str) -> None:
    asked = catalog_actions.tighten(
        walk.units.JG1, item, data={"reason": "群众关心", "scopes": list(scopes)}, actor=walk.cast.leader, at=AT
    )
    override_flow.perform("grant", asked, actor=walk.cast.deputy, at=AT)


def decline(walk: Walker, item: Item) -> None:
    asked = catalog_actions.decline(walk.units.JG1, item, data={"reason": "不开展"}, actor=walk.cast.leader, at=AT)
    override_flow.perform("grant", asked, actor=walk.cast.deputy, at=AT)


def exempt(walk: Walker, item: Item) -> None:
    days = {"ends_on": (TODAY + datetime.timedelta(days=100)).isoformat()}
    asked = catalog_actions.ask_exemption(
        walk.units.JG1, item, data={"reason": "本支部没有", **days}, actor=walk.cast.leader, at=AT
    )
    exemption_flow.perform("grant", asked, actor=walk.cast.deputy, at=AT)


def test_a_scope_that_the_unit_widened_may_be_chosen_there_alone(walk: Walker) -> None:
    with pytest.raises(errors.Invalid, match="最多公开到"):
        walk.draft(item=walk.items.unit, scope="society")
    widen(walk, walk.items.unit, "unit", "society")
    assert walk.to(State.PUBLISHED, item=walk.items.unit, scope="society").scope == "society"
    with pytest.raises(errors.Invalid) as refused:
        walk.draft(item=walk.items.unit, scope="society", unit=walk.units.JG2, by=walk.cast.neighbour)
    assert [found.code for found in refused.value.errors["scope"]] == ["scope.too_wide"]


@pytest.mark.parametrize(("release", "said"), [(decline, "没有选择公开"), (exempt, "豁免")])
def test_nothing_is_begun_or_submitted_on_what_the_unit_is_released_from(walk: Walker, release: Any, said: str) -> None:
    Item.objects.filter(pk=walk.items.open.pk).update(
        obligation_level="optional" if release is decline else "mandatory"
    )
    item = Item.objects.for_detail().get(pk=walk.items.open.pk)
    begun = walk.draft()
    release(walk, item)
    verbs: list[Callable[[], Any]] = [walk.draft, lambda: walk.do("submit", begun)]
    for verb in verbs:
        with pytest.raises(errors.Invalid) as refused:
            verb()
        assert [found.code for found in refused.value.errors["item"]] == ["item.released"]
        assert said in str(refused.value.errors["item"][0].reason)
    kept = actions.edit_draft(
        begun, data={**values_of(begun), "title": "改过的标题"}, revision=begun.revision, actor=walk.cast.clerk, at=AT
    )
    assert kept.item_id == item.pk, "what was written on it is not lost"
    assert walk.draft(unit=walk.units.JG2, by=walk.cast.neighbour).item_id == item.pk


def test_a_text_is_submitted_under_the_edition_that_holds(walk: Walker) -> None:
    begun = walk.draft()
    renamed = next_edition(walk.items.open, "党费收缴、使用情况")
    assert not completeness.problems(Disclosure.objects.get(pk=begun.pk), on=TODAY)
    published = begun
    for verb, who in (("submit", "clerk"), ("pass_secrecy", "secrecy"), ("approve", "leader"), ("publish", "clerk")):
        published = walk.do(verb, published, by=getattr(walk.cast, who))
    assert (published.state, published.item_id) == (State.PUBLISHED, renamed.pk)
    assert (published.item_title, published.category_title) == ("党费收缴、使用情况", "经费公开")
    told = AuditEntry.objects.get(verb="disclosure.carried_over")
    assert (told.before["item_title"], told.after["item_title"]) == ("党费收缴情况", "党费收缴、使用情况")
    assert told.actor_id == walk.cast.clerk.user_id


def test_editing_carries_over_once(walk: Walker) -> None:
    begun = walk.draft()
    renamed = next_edition(walk.items.open, "党费收缴、使用情况")
    for title in ("第一稿", "第二稿"):
        sent = {**values_of(begun), "title": title}
        begun = actions.edit_draft(begun, data=sent, revision=begun.revision, actor=walk.cast.clerk, at=AT)
        assert begun.item_id == renamed.pk
    assert AuditEntry.objects.filter(verb="disclosure.carried_over").count() == 1


def test_the_scope_is_that_of_the_edition_that_holds(walk: Walker) -> None:
    begun = walk.draft(scope="society")
    next_edition(walk.items.open, "党费收缴情况", scopes=["unit"])
    with pytest.raises(errors.Invalid) as refused:
        walk.do("submit", begun)
    assert set(refused.value.errors) == {"scope"}


def test_an_item_that_the_next_edition_drops_is_chosen_anew(walk: Walker) -> None:
    begun = walk.draft()
    next_edition(walk.items.party, "换届情况")
    with pytest.raises(errors.Invalid) as refused:
        walk.do("submit", begun)
    assert [found.code for found in refused.value.errors["item"]] == ["item.not_applicable"]
    assert not AuditEntry.objects.filter(verb="disclosure.carried_over").exists()


def test_one_item_holds_as_in_the_whole_catalog(walk: Walker, django_assert_num_queries: Any) -> None:
    appoint("leader", walk.units.JG, "leader")
    widen(walk, walk.items.unit, "unit", "society")
    exempt(walk, walk.items.party)
    for unit in Unit.objects.all():
        whole = {each.item.lineage: each for each in effective.for_unit(unit, on=TODAY, released=True)}
        for item in vars(walk.items).values():
            with django_assert_num_queries(3):
                one = effective.holding(unit, item.lineage, on=TODAY)
            there = whole.get(item.lineage)
            assert (one is None) == (there is None)
            if one is not None and there is not None:
                assert (one.item, one.item.scopes, one.standing) == (there.item, there.item.scopes, there.standing)
    assert effective.holding(walk.units.JG1, walk.items.party.lineage, on=TODAY).standing == Standing.EXEMPT  # type: ignore[union-attr]  # it holds

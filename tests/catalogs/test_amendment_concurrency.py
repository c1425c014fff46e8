"""Do two who decide on the end of an item, or write its catalog, at the same moment do it once? Really committed."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from accounts import actors
from accounts.models import User
from catalogs import actions
from catalogs.flows import amendment_flow
from catalogs.kinds import VersionState
from catalogs.models import Amendment, CatalogVersion, Item
from core import errors
from tests import world
from tests.catalogs.conftest import TODAY, publish, write
from tests.databases import AT
from tests.obligations.test_concurrency import together


@pytest.fixture
def item(committed: None) -> Item:
    """An item of the root's catalog, in force."""
    return publish(write(world.units().QW, {"甲": {}, "乙": {}, "丙": {}})).items.for_detail().get(title="甲")


@pytest.fixture
def leader(item: Item) -> actors.Actor:
    user = User.objects.create(username="first", name="许书记")
    user.posts.create(unit=item.version.catalog.unit, role="leader", from_on=TODAY - datetime.timedelta(days=1))
    return actors.of(user, on=TODAY)


def propose(item: Item) -> Amendment:
    return actions.propose_termination(item, data={"reason": "已办结"}, actor=world.cast().admin, at=AT)


def codes(answers: list[Any]) -> list[str]:
    return sorted(found.code for found in answers if isinstance(found, errors.Refusal))


def test_two_deciders_decide_once(item: Item, leader: actors.Actor) -> None:
    asked, superior = propose(item), world.cast().superior
    answers = together(
        lambda: amendment_flow.perform("grant", asked, actor=leader, at=AT),
        lambda: amendment_flow.perform("refuse", asked, actor=superior, at=AT, data={"reason": "还要公开"}),
        lambda: amendment_flow.perform("grant", asked, actor=superior, at=AT),
    )
    assert codes(answers) == ["state.wrong", "state.wrong"]
    granted = Amendment.objects.get().state == "granted"
    assert CatalogVersion.objects.filter(state=VersionState.PUBLISHED).get().number == (2 if granted else 1)


def test_two_administrators_propose_once(item: Item) -> None:
    answers = together(lambda: propose(item), lambda: propose(item))
    assert codes(answers) == ["amendment.awaiting"]
    assert Amendment.objects.count() == 1


def test_a_draft_begun_at_the_same_moment_comes_before_or_after(item: Item, leader: actors.Actor) -> None:
    asked, admin = propose(item), world.cast().admin
    answers = together(
        lambda: amendment_flow.perform("grant", asked, actor=leader, at=AT),
        lambda: actions.start_draft(item.version.catalog, actor=admin, at=AT),
    )
    draft = CatalogVersion.objects.drafts().get()
    if codes(answers):
        assert codes(answers) == ["amendment.edition_under_way"]
        assert draft.items.count() == 3
    else:
        assert draft.items.count() == 2, "the draft begins with what was approved before"

"""What do the tests of people and posts start from? A small branch of the tree of their own, and people in it."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest

from accounts import actions, actors
from accounts.models import Post, User
from hierarchy import actions as tree_actions
from hierarchy.models import Unit

AT = datetime.datetime(2026, 11, 20, 1, 0, tzinfo=datetime.UTC)
TODAY = datetime.date(2026, 11, 20)
PASSWORD = "公开透明便民高效-2026"


def make_unit(parent: Unit | None, code: str, name: str, kind: str) -> Unit:
    """Set up a unit as the system does."""
    change = tree_actions.create_unit(
        parent=parent, code=code, name=name, kind=kind, sector="agency", actor=actors.SYSTEM, at=AT
    )
    assert change.subject is not None
    return change.subject


@pytest.fixture
def root(db: None, _in_district: None) -> Unit:
    """The root of the tenant's tree."""
    return Unit.objects.filter(parent=None).first() or make_unit(None, "acc-root", "示例区委", "committee")


@pytest.fixture
def general(root: Unit) -> Unit:
    """A general branch below the root."""
    return make_unit(root, "acc-general", "区直机关党总支", "general_branch")


@pytest.fixture
def branch(general: Unit) -> Unit:
    """A branch below the general branch."""
    return make_unit(general, "acc-branch", "区直机关第一党支部", "branch")


@pytest.fixture
def sister(root: Unit) -> Unit:
    """Another general branch below the root."""
    return make_unit(root, "acc-sister", "卫生健康党总支", "general_branch")


Hire = Callable[..., User]


@pytest.fixture
def hire(root: Unit) -> Hire:
    """Take people in: `hire("陈某", role, unit)`."""
    taken = 0

    def _hire(name: str, role: str, unit: Unit, **facts: Any) -> User:
        nonlocal taken
        taken += 1
        facts = {"from_on": TODAY - datetime.timedelta(days=30), "must_change_password": False, **facts}
        person = actions.create_user(
            username=f"acc-{taken}",
            name=name,
            unit=Unit.objects.get(pk=unit.pk),
            role=role,
            password=PASSWORD,
            actor=actors.SYSTEM,
            at=AT,
            **facts,
        )
        return person.user

    return _hire


def acting(user: User, on: datetime.date = TODAY) -> actors.Actor:
    """Return the person as an actor."""
    return actors.of(User.objects.get(pk=user.pk), on=on)


def post_of(user: User) -> Post:
    """Return the person's only post."""
    return user.posts.get()

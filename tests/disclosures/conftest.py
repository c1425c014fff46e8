"""The district's catalog, and a walker that takes a text to any state through the verbs that people use."""

from __future__ import annotations

import datetime
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from accounts import actions as accounts_actions
from accounts import actors, roles
from accounts.actors import Actor
from accounts.models import User
from catalogs.kinds import Scope, TimeMode, VersionState
from catalogs.models import Catalog, CatalogVersion, Category, Item
from core import clock
from disclosures import actions
from disclosures.afterwards import following_up
from disclosures.deciding import routes
from disclosures.flows import disclosure_flow
from disclosures.kinds import LISTED_SCOPES, State, Step
from disclosures.models import Disclosure
from hierarchy.models import Unit
from tests import world
from tests.databases import AT

TODAY = clock.local_date(AT)
VILLAGER = "villager"
"""Who reads a text that lists its readers, unless a test says otherwise."""
BODY = "<p>2026年第三季度党费收缴情况如下。</p>"
PATH: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("submit", "clerk", {}),
    ("pass_secrecy", "secrecy", {}),
    ("approve", "leader", {}),
    ("publish", "clerk", {}),
    ("withdraw", "leader", {"reason": "数字有误"}),
)
ENDINGS: dict[str, tuple[str, dict[str, Any]]] = {
    State.TERMINATED: ("terminate", {"reason": "工程已经验收"}),
    State.IN_ERROR: ("take_down", {"reason": "附了身份证号"}),
}
REACHED_BY = {
    State.DRAFT: 0,
    State.SUBMITTED: 1,
    State.SECRECY_CHECKED: 2,
    State.APPROVED: 3,
    State.PUBLISHED: 4,
    State.WITHDRAWN: 5,
}


def make_items() -> SimpleNamespace:
    """Put a catalog of the root in force: items read by everybody, by the party, by the unit, and one for above."""
    catalog = Catalog.objects.create(unit=Unit.objects.get(code="QW"), name="党务公开目录", created_at=AT)
    version = CatalogVersion.objects.create(
        catalog=catalog,
        number=1,
        state=VersionState.PUBLISHED,
        effective_on=TODAY - datetime.timedelta(days=100),
        published_at=AT,
        created_at=AT,
    )
    category = Category.objects.create(version=version, title="党费和经费")

    def item(title: str, scopes: list[str], **extra: Any) -> Item:
        return Item.objects.create(
            version=version, category=category, title=title, scopes=scopes, time_mode=TimeMode.PROMPT, **extra
        )

    return SimpleNamespace(
        open=item("党费收缴情况", [Scope.UNIT, Scope.SOCIETY]),
        party=item("换届情况", [Scope.PARTY]),
        unit=item("民主生活会情况", [Scope.UNIT]),
        person=item("本人处分情况", [Scope.PERSON]),
        above=item("干部任用", [Scope.SOCIETY], superior_approval=True),
        rural=item("村务", [Scope.SOCIETY], sectors=["rural"]),
    )


@dataclass
class Walker:
    """Takes texts through their life by the people of the cast."""

    cast: Any
    units: Any
    items: Any

    def draft(self, *, by: Actor | None = None, unit: Unit | None = None, **data: Any) -> Disclosure:
        """Begin a text."""
        values = {"title": "第三季度党费收缴情况", "body": BODY, "scope": Scope.SOCIETY, "item": self.items.open}
        values |= data
        if values["item"] is not None:
            values["item"] = str(values["item"].public_id)
        lines = values.pop("readers", [VILLAGER] if values["scope"] in LISTED_SCOPES else None)
        drafter = by or self.cast.clerk
        drafted = actions.create_draft(unit=unit or self.units.JG1, data=values, actor=drafter, at=AT)
        return drafted if lines is None else self.read_by(drafted, lines, by=drafter)

    def read_by(self, disclosure: Disclosure, lines: Sequence[Any], *, by: Actor | None = None) -> Disclosure:
        """Say who reads a text: user names, or lines as programs send them."""
        named = [person_line(line) if isinstance(line, str) else line for line in lines]
        return actions.set_readers(disclosure, data={"readers": named}, actor=by or self.cast.clerk, at=AT)

    def to(self, state: str, **data: Any) -> Disclosure:
        """Walk a new text to a state."""
        if state == State.CHANGED:
            return self.changed(**data)[0]
        if state == State.MERGED:
            return self.merged(**data)[0]
        if state == State.SCHEDULED:
            approved = self.to(State.APPROVED, **data)
            return self.do("schedule", approved, publish_at=AT + datetime.timedelta(hours=1))
        if state in ENDINGS:
            verb, values = ENDINGS[state]
            return self.do(verb, self.to(State.PUBLISHED, **data), by=self.cast.leader, **values)
        disclosure = self.draft(**data)
        if state == State.RETURNED:
            return self.do("return", self.do("submit", disclosure), by=self.cast.secrecy, reason="请补充金额")
        for verb, who, values in PATH[: REACHED_BY[State(state)]]:
            disclosure = self.do(verb, disclosure, by=getattr(self.cast, who), **values)
        return disclosure

    def onward(self, disclosure: Disclosure, state: str = State.PUBLISHED) -> Disclosure:
        """Walk a draft to a state."""
        for verb, who, values in PATH[: REACHED_BY[State(state)]]:
            disclosure = self.do(verb, disclosure, by=getattr(self.cast, who), **values)
        return disclosure

    def follow_up(self, original: Disclosure, relation: str = "amends", **data: Any) -> Disclosure:
        """Begin a text that refers to a published one."""
        values = {"relation": relation, "reason": "金额有误", **data}
        return following_up.follow_up(original, data=values, actor=self.cast.clerk, at=AT)

    def changed(self, **data: Any) -> tuple[Disclosure, Disclosure]:
        """Publish a text and a change of it; return both."""
        original = self.to(State.PUBLISHED, **data)
        successor = self.onward(self.follow_up(original))
        return Disclosure.objects.select_related("unit", "item").get(pk=original.pk), successor

    def merged(self, **data: Any) -> tuple[Disclosure, Disclosure]:
        """Publish two texts and merge the first into the second; return both."""
        target = self.to(State.PUBLISHED, **data)
        source = self.to(State.PUBLISHED, **data)
        values = {"into": str(target.public_id), "reason": "同一件事"}
        return self.do("merge", source, by=self.cast.leader, **values), target

    def do(
        self, verb: str, disclosure: Disclosure, *, by: Actor | None = None, revision: int | None = None, **data: Any
    ) -> Disclosure:
        """Perform one verb; a review without anything else said ticks every point of its list."""
        if verb.startswith("pass_") and not {"checklist", "remarks"} & data.keys():
            seen = disclosure if disclosure.route else Disclosure.objects.get(pk=disclosure.pk)
            data["checklist"] = list(routes.step_of(seen, seen.step or Step.SECRECY).checklist)
        return disclosure_flow.perform(
            verb, disclosure, actor=by or self.cast.clerk, at=AT, revision=revision, data=data
        )


def person_line(username: str) -> dict[str, Any]:
    """Return the line of a list of readers that names somebody of the cast."""
    return {"kind": "person", "person": str(User.objects.get(username=username).public_id)}


def appoint(username: str, unit: Unit, role: str) -> Actor:
    """Give a person of the cast one more post and return the person with it."""
    user = User.objects.get(username=username)
    accounts_actions.appoint(user, unit=unit, role=role, from_on=TODAY, actor=actors.SYSTEM, at=AT)
    return actors.of(user, on=TODAY)


def newcomer(username: str, unit: Unit, *codes: str) -> Actor:
    """Take in a new person with these posts."""
    user = User.objects.create(username=username, name=f"{username}某")
    for code in codes:
        user.posts.create(unit=unit, role=roles.Code(code), from_on=TODAY)
    return actors.of(user, on=TODAY)


def stand_in(delegate: str, holder: str) -> Actor:
    """Let a person of the cast exercise another's post."""
    user, absent = User.objects.get(username=delegate), User.objects.get(username=holder)
    post = absent.posts.get()
    post.delegations.create(delegate=user, from_on=TODAY, to_on=TODAY, reason="出差")
    return actors.of(user, on=TODAY)


@pytest.fixture
def items(district: Any, _in_district: None) -> SimpleNamespace:
    """The district's items by what is particular about them."""
    return make_items()


@pytest.fixture
def walk(cast: Any, units: Any, items: SimpleNamespace) -> Walker:
    """The walker in the district."""
    return Walker(cast, units, items)


def fresh_walker() -> Walker:
    """Return a walker for a test that really commits."""
    return Walker(world.cast(), world.units(), make_items())


PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63606060000000040001f6173855"
    "0000000049454e44ae426082"
)


@pytest.fixture
def png(settings: Any, tmp_path: Path) -> Callable[[], io.BytesIO]:
    """A small picture to attach, and a folder of the test's own to keep it in."""
    settings.MEDIA_ROOT = tmp_path
    return lambda: io.BytesIO(PNG)

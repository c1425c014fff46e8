"""Is there a way to publish something else than what was approved? Every hand that reaches an approved text is tried.

Whatever changes what readers take for the unit's word makes the text a draft again, whose approvals are void; what
stands beside it (its day of display, a template, a kept list, a rule) leaves the approved hash as it was.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest

from catalogs.kinds import Scope
from core import errors
from core.ledger.models import Entry
from disclosures import actions, handing_over
from disclosures.afterwards import displaying, following_up
from disclosures.deciding import several
from disclosures.inputs import values_of
from disclosures.kinds import State
from disclosures.models import Audience, Decision, Disclosure
from disclosures.noticing import arranging
from disclosures.readers import lists
from disclosures.writing import templates
from hierarchy import actions as hierarchy_actions
from tests.core.files import pictures
from tests.databases import AT
from tests.disclosures.conftest import TODAY, Walker, person_line

pytestmark = pytest.mark.django_db
Hand = Callable[[Walker, Disclosure], object]


@pytest.fixture(autouse=True)
def _own_files(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def edited(**changed: Any) -> Hand:
    def edit(walk: Walker, text: Disclosure) -> object:
        data = {**values_of(text), **changed}
        return actions.edit_draft(text, data=data, revision=text.revision, actor=walk.cast.clerk, at=AT)

    return edit


def attach(walk: Walker, text: Disclosure, *, picture: bool = False) -> object:
    stream = io.BytesIO(pictures.drawn())
    return actions.attach(text, stream=stream, name="新.png", picture=picture, actor=walk.cast.clerk, at=AT)


CHANGING: dict[str, Hand] = {
    "title": edited(title="另一个标题"),
    "body": edited(body="<p>另一段正文。</p>"),
    "scope": edited(scope=Scope.UNIT),
    "document number": edited(document_no="某〔2026〕9号"),
    "keywords": edited(keywords=["另"]),
    "item": lambda walk, text: edited(item=str(walk.items.unit.public_id), scope=Scope.UNIT)(walk, text),
    "attachment": attach,
    "picture": lambda walk, text: attach(walk, text, picture=True),
    "attachment taken off": lambda walk, text: actions.detach(text.attachments.get(), actor=walk.cast.clerk, at=AT),
    "readers": lambda walk, text: walk.read_by(text, ["member"]),
}
BESIDE: dict[str, Hand] = {
    "display": lambda walk, text: displaying.set_display(
        text, data={"display_until": "2027-01-31"}, revision=None, actor=walk.cast.clerk, at=AT
    ),
    "template": lambda walk, text: templates.add(text.unit, data={"body": "<p>范文</p>"}, actor=walk.cast.clerk, at=AT),
    "kept list": lambda walk, text: lists.keep(
        text.unit, data={"name": "常用", "readers": [person_line("member")]}, actor=walk.cast.clerk, at=AT
    ),
    "terms": lambda walk, text: displaying.set_rule(data={"display_days": 30}, actor=walk.cast.admin, at=AT),
    "new name of the unit": lambda walk, text: hierarchy_actions.rename_unit(
        text.unit, name="新名支部", reason="改名", actor=walk.cast.system, at=AT
    ),
}


def approved(walk: Walker, **data: Any) -> Disclosure:
    draft = walk.draft(**data)
    attach(walk, draft)
    text = walk.onward(draft, State.APPROVED)
    return Disclosure.objects.select_related("unit", "item").get(pk=text.pk)


def now(text: Disclosure) -> Disclosure:
    return Disclosure.objects.select_related("unit", "item").get(pk=text.pk)


@pytest.mark.parametrize("what", CHANGING)
def test_what_changes_the_text_restarts_the_chain(what: str, walk: Walker) -> None:
    text = approved(walk)
    CHANGING[what](walk, text)
    current = now(text)
    assert (current.state, current.approved_hash, current.approved_at) == (State.DRAFT, "", None)
    with pytest.raises(errors.WrongState):
        walk.do("publish", current)
    decided = Decision.objects.filter(disclosure=text).count()
    if what == "readers":
        return  # a list under another scope is kept and asked by nobody; the chain begins anew all the same
    published = walk.onward(current)
    assert published.content_hash != text.approved_hash
    assert Decision.objects.filter(disclosure=text).count() == 2 * decided, "every step was decided anew"
    assert Entry.objects.get(kind="published").content_hash == published.approved_hash


@pytest.mark.parametrize("what", CHANGING)
def test_nothing_of_what_waits_for_its_hour_is_changed(what: str, walk: Walker) -> None:
    text = approved(walk)
    walk.do("schedule", text, publish_at=AT.replace(year=2027))
    with pytest.raises(errors.Refusal) as refused:
        CHANGING[what](walk, now(text))
    assert refused.value.status == 409
    assert now(text).approved_hash == text.approved_hash


@pytest.mark.parametrize("what", BESIDE)
def test_what_stands_beside_the_text_leaves_it_as_approved(what: str, walk: Walker) -> None:
    text = approved(walk)
    BESIDE[what](walk, text)
    published = walk.do("publish", now(text))
    assert published.approved_hash == published.content_hash == text.approved_hash
    assert Entry.objects.get(kind="published").content_hash == text.approved_hash


@pytest.mark.parametrize("kind", ["", "public"])
def test_a_notice_is_not_arranged_after_approval(kind: str, walk: Walker) -> None:
    text = approved(walk)
    with pytest.raises(errors.WrongState) as refused:
        arranging.plan(text, data={"kind": kind}, actor=walk.cast.clerk, at=AT)
    assert refused.value.code == "notice.not_editable"


def test_a_kept_list_that_changes_changes_no_text(walk: Walker) -> None:
    unit = walk.units.JG1
    data: dict[str, Any] = {"name": "常用", "readers": [person_line("villager")]}
    kept = lists.keep(unit, data=data, actor=walk.cast.clerk, at=AT)
    draft = walk.draft(scope=Scope.AUDIENCE, readers=[{"kind": "list", "list": str(kept.public_id)}])
    text = walk.onward(draft, State.APPROVED)
    data["readers"].append(person_line("neighbour"))
    lists.change(Audience.objects.get(), data=data, revision=0, actor=walk.cast.clerk, at=AT)
    published = walk.do("publish", text)
    assert published.approved_hash == text.approved_hash
    assert not Disclosure.objects.visible_to(walk.cast.neighbour).filter(pk=text.pk).exists()


def test_several_at_once_publish_nothing(walk: Walker) -> None:
    text = approved(walk)
    seen = [{"id": str(text.public_id), "revision": text.revision}]
    with pytest.raises(errors.Invalid):
        several.decide_together(data={"verb": "publish", "texts": seen}, actor=walk.cast.clerk, at=AT)
    assert now(text).state == State.APPROVED


def test_a_change_is_decided_by_itself(walk: Walker) -> None:
    original = walk.to(State.PUBLISHED)
    change = following_up.follow_up(
        original, data={"relation": "amends", "reason": "金额有误"}, actor=walk.cast.clerk, at=AT
    )
    with pytest.raises(errors.WrongState):
        walk.do("publish", change)
    assert now(original).state == State.PUBLISHED


def test_who_carries_on_a_merged_unit_decides_anew(walk: Walker) -> None:
    text = approved(walk)
    hierarchy_actions.close_unit(walk.units.JG1, successor=walk.units.JG2, reason="合并", actor=walk.cast.system, at=AT)
    handing_over.hand_over(on=TODAY, at=AT)
    current = now(text)
    assert (current.unit, current.state, current.approved_hash) == (walk.units.JG2, State.DRAFT, "")


@pytest.mark.parametrize(
    "behind",
    [
        {"title": "改过的"},
        {"body": "<p>改过的</p>"},
        {"scope": Scope.PARTY},
        {"document_no": "改"},
        {"keywords": ["改"]},
        {"item_title": "改"},
    ],
    ids=lambda each: next(iter(each)),
)
def test_what_is_altered_behind_the_back_is_not_published(behind: dict[str, Any], walk: Walker) -> None:
    text = approved(walk)
    Disclosure.objects.filter(pk=text.pk).update(**behind)
    with pytest.raises(errors.Conflict) as refused:
        walk.do("publish", now(text))
    assert refused.value.code == "disclosure.hash_mismatch"
    assert not Entry.objects.filter(kind="published").exists()

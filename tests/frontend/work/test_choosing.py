"""Is anything among very many found by looking for it: an item for a chain, a text to merge into?"""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse

from catalogs.models import Item
from disclosures.kinds import State
from disclosures.models import ApprovalChain, Disclosure
from frontend.work import around, chains
from tests.disclosures.conftest import Walker
from tests.frontend.work.conftest import People
from tests.frontend.work.forms_of import form_to

NEW = reverse("work:chain_new")


def options(page: Any, name: str) -> list[str]:
    """Return what a select offers."""
    (select,) = re.findall(rf'<select name="{name}".*?</select>', page.content.decode(), re.DOTALL)
    return [text.strip() for text in re.findall(r"<option[^>]*>(.*?)</option>", select, re.DOTALL)]


@pytest.fixture
def many(walk: Walker, monkeypatch: pytest.MonkeyPatch) -> Item:
    """More items and texts than a page lists, and the item that it does not."""
    monkeypatch.setattr(chains, "MOST_ITEMS", 3)
    monkeypatch.setattr(around, "MOST_TO_CHOOSE", 2)
    first = walk.items.open
    found = {"version": first.version, "category": first.category, "scopes": first.scopes, "time_mode": first.time_mode}
    return Item.objects.create(title="最后的事项", **found)


class TestItemOfAChain:
    def test_it_is_looked_for_and_what_was_typed_stays(self, people: People, many: Item) -> None:
        admin = people("admin")
        page = admin.get(NEW)
        assert many.title not in options(page, "item")
        form = form_to(page, "/new/")
        typed = {**form.values, "name": "没有丢的名称", "reason": "没有丢的理由", "steps:truth:on": "on"}
        found = admin.post(NEW, {**typed, "find": "最后", "then": "find"})
        assert found.status_code == 200
        assert options(found, "item") == ["全部事项", many.title]
        text = found.content.decode()
        assert "没有丢的名称" in text
        assert "没有丢的理由" in text
        assert 'name="steps:truth:on"\n               value="on"\n               checked' in text
        assert not ApprovalChain.objects.exists()
        again = form_to(found, "/new/")
        made = admin.post(NEW, {**again.values, "item": str(many.public_id)})
        assert made.status_code == 302, re.findall(r'class="gk-error".*?</p>', made.content.decode(), re.DOTALL)
        assert ApprovalChain.objects.get().lineage == many.lineage

    def test_what_was_chosen_stays_offered(self, people: People, many: Item) -> None:
        admin = people("admin")
        sent = {**form_to(admin.get(NEW), "/new/").values, "item": str(many.public_id), "find": "换届", "then": "find"}
        assert options(admin.post(NEW, sent), "item") == ["全部事项", many.title, "换届情况"]

    @pytest.mark.parametrize("text", ["没有这样的事项", "%", "\x00", "'"])
    def test_what_is_not_there_is_not_offered(self, text: str, people: People, many: Item) -> None:
        admin = people("admin")
        sent = {**form_to(admin.get(NEW), "/new/").values, "item": "x", "find": text, "then": "find"}
        assert admin.post(NEW, sent).status_code == 200


class TestTextToMergeInto:
    def test_an_older_one_is_looked_for(self, people: People, walk: Walker, many: Item) -> None:
        old = walk.to(State.PUBLISHED, title="早年的一件")
        for _number in range(2):
            walk.to(State.PUBLISHED)
        found = walk.to(State.PUBLISHED, title="要并入的")
        leader = people("leader")
        step = reverse("work:step", args=[found.public_id, "merge"])
        assert "早年的一件" not in leader.get(step).content.decode()
        page = leader.get(step, {"q": "早年"})
        assert "最多列出2件最近公开的" in page.content.decode()
        assert "编号" not in page.content.decode().partition("<main")[2]
        assert options(page, "into") == ["请选一件", f"早年的一件（{old.index_no}）"]
        sent = {"revision": found.revision, "into": str(old.public_id), "reason": "同一件事"}
        leader.post(step, sent)
        assert Disclosure.objects.get(pk=found.pk).merged_into_id == old.pk

    def test_what_was_chosen_stays_when_the_reason_is_missing(self, people: People, walk: Walker, many: Item) -> None:
        old = walk.to(State.PUBLISHED, title="早年的一件")
        for _number in range(2):
            walk.to(State.PUBLISHED)
        found = walk.to(State.PUBLISHED, title="要并入的")
        sent = {"into": str(old.public_id), "reason": "", "revision": found.revision}
        page = people("leader").post(reverse("work:step", args=[found.public_id, "merge"]), sent)
        assert page.status_code == 422
        assert f"早年的一件（{old.index_no}）" in options(page, "into")

    def test_another_units_text_is_not_found(self, people: People, walk: Walker) -> None:
        found = walk.to(State.PUBLISHED)
        walk.draft(by=walk.cast.neighbour, unit=walk.units.JG2, title="邻支部的一件")
        page = people("leader").get(reverse("work:step", args=[found.public_id, "merge"]), {"q": "邻支部"})
        assert options(page, "into") == ["请选一件"]

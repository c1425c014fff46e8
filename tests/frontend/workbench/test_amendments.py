"""Can an administrator change or end one published item with forms, and does somebody else decide it?"""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse

from accounts import actions as accounts_actions
from accounts import actors
from catalogs import effective
from catalogs.kinds import AmendmentState
from catalogs.models import Amendment, CatalogVersion, Item
from tests.databases import AT
from tests.frontend.browser import Browser, signed_in
from tests.frontend.workbench.conftest import text_of
from tests.frontend.workbench.test_writing import item_form
from tests.world import PASSWORD

WHY = "上级已经统一公开。"


@pytest.fixture
def item(published: CatalogVersion) -> Item:
    return published.items.get(title="党费收缴情况")


@pytest.fixture
def root_leader(units: Any) -> Browser:
    """The browser of the root's leader."""
    accounts_actions.create_user(
        username="first",
        name="许书记",
        unit=units.QW,
        role="leader",
        from_on=AT.date(),
        password=PASSWORD,
        must_change_password=False,
        actor=actors.SYSTEM,
        at=AT,
    )
    return signed_in("first")


def form(item: Item, kind: str) -> str:
    return reverse("work:catalog_amend", args=[item.public_id, kind])


def page(found: Amendment, verb: str = "") -> str:
    if not verb:
        return reverse("work:catalog_amendment", args=[found.public_id])
    return reverse("work:catalog_amendment_step", args=[found.public_id, verb])


def flat(answer: Any) -> str:
    return re.sub(r"\s+", " ", text_of(answer))


def test_an_item_is_terminated_from_its_page_and_decided_from_the_inbox(
    keeper: Browser, root_leader: Browser, item: Item, units: Any
) -> None:
    shown = flat(keeper.get(reverse("work:catalog_item", args=[item.public_id])))
    assert all(form(item, kind) in shown for kind in ("change", "withdraw", "terminate"))
    asked = flat(keeper.get(form(item, "terminate")))
    assert "已逾期的仍须公开" in asked
    assert "没有办完的公开任务" in asked
    keeper.post(form(item, "terminate"), {"reason": WHY, "from_on": ""})
    found = Amendment.objects.get()
    assert "等郑某、许书记审批。" in flat(keeper.get(page(found)))
    assert page(found) in flat(root_leader.get(reverse("work:inbox")))
    assert page(found) in flat(root_leader.get(reverse("work:catalog_awaiting")))
    assert page(found, "grant") in flat(root_leader.get(page(found)))
    told = flat(root_leader.post(page(found, "grant"), {"reason": "", "revision": "0"}, follow=True))
    assert "新的一版目录已发布" in told
    made = Amendment.objects.get().version
    assert made is not None
    assert made.effective_on is not None
    assert "党费收缴情况" not in {entry.item.title for entry in effective.for_unit(units.JG1, on=made.effective_on)}
    assert WHY in flat(keeper.get(reverse("work:catalog_edition", args=[made.public_id])))


def test_an_item_is_changed_by_a_form_that_begins_with_what_holds(
    keeper: Browser, root_leader: Browser, item: Item
) -> None:
    assert re.search(r'value="quarter"\s+selected', text_of(keeper.get(form(item, "change"))))
    keeper.post(form(item, "change"), item_form(item, period="month", reason=WHY))
    found = Amendment.objects.get()
    assert found.values == {"period": "month"}
    shown = flat(root_leader.get(page(found)))
    assert "每季度" in shown
    assert "每月" in shown
    root_leader.post(page(found, "refuse"), {"reason": "仍按季度", "revision": "0"})
    assert Amendment.objects.get().state == AmendmentState.REFUSED
    assert "仍按季度" in flat(keeper.get(page(found)))


def test_refusals_are_said_on_the_page(keeper: Browser, item: Item, draft: CatalogVersion) -> None:
    assert keeper.get(form(item, "vanish")).status_code == 404
    for data, told in (
        ({"reason": ""}, "公开说明"),
        ({"reason": WHY, "from_on": "2020-01-01"}, "生效日期不能早于今天"),
    ):
        answer = keeper.post(form(item, "withdraw"), data)
        assert answer.status_code == 422
        assert told in flat(answer)
    same = keeper.post(form(item, "change"), item_form(item, reason=WHY))
    assert (same.status_code, "没有变更" in flat(same)) == (422, True)
    assert not Amendment.objects.exists()
    unpublished = draft.items.first()
    assert unpublished is not None
    assert keeper.get(form(unpublished, "terminate")).status_code == 409
    assert signed_in("clerk").get(form(item, "terminate")).status_code == 403


def test_who_proposed_cannot_decide_but_take_back(keeper: Browser, item: Item) -> None:
    keeper.post(form(item, "withdraw"), {"reason": WHY})
    found = Amendment.objects.get()
    shown = flat(keeper.get(page(found)))
    assert "须由另一位有权审批的人审批" in shown
    assert keeper.post(page(found, "grant"), {"reason": "", "revision": "0"}).status_code == 403
    assert "已有一项变动在等待审批" in flat(keeper.get(reverse("work:catalog_item", args=[item.public_id])))
    overview = flat(keeper.get(reverse("work:catalog"), {"unit": str(item.version.catalog.unit.public_id)}))
    assert page(found) in overview
    keeper.post(page(found, "recall"), {"revision": "0"})
    assert Amendment.objects.get().state == AmendmentState.RECALLED
    assert signed_in("member").get(page(found)).status_code == 404

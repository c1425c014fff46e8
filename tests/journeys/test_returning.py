"""Does a superior send a text back with a reason, and does its clerk find it in her inbox and put it right?"""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from playwright.sync_api import Page, expect

from catalogs.models import Item
from disclosures.kinds import State, Step
from disclosures.models import Disclosure
from tests import world
from tests.disclosures.conftest import Walker
from tests.journeys.conftest import Live, follow, look

ITEM = "作出的重大决策、决定、决议及执行情况"
REASON = "缺少执行情况，请补充后再报"
Behind = Callable[[], contextlib.AbstractContextManager[None]]


@pytest.fixture
def before_the_superior(behind: Behind) -> Disclosure:
    """A text whose item needs the superior's consent, consented to by its own unit."""
    with behind():
        Item.objects.filter(title=ITEM).update(superior_approval=True)
        items = SimpleNamespace(open=Item.objects.filter(title=ITEM).latest("pk"))
        walk = Walker(world.cast(), world.units(), items)
        text = walk.do("submit", walk.draft(title=f"第三季度重大决策执行情况（{uuid.uuid4().hex[:8]}）"))
        for verb, who in (("pass_secrecy", walk.cast.secrecy), ("approve", walk.cast.leader)):
            text = walk.do(verb, text, by=who)
    assert (text.state, text.step) == (State.SECRECY_CHECKED, Step.SUPERIOR)
    return text


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "no-javascript"])
def test_what_a_superior_returns_comes_back_with_the_reason(
    visitor: Callable[..., Page], live: Live, before_the_superior: Disclosure, *, javascript: bool
) -> None:
    title = before_the_superior.title
    superior = visitor("deputy", javascript=javascript)
    superior.goto(live.at("/work/approvals/"))
    follow(superior.get_by_role("link", name=title).first)
    look(superior, "superior-returning", looked_at=javascript)
    form = superior.locator("details", has=superior.locator("textarea[name=reason]"))
    form.locator("summary").click()
    form.locator("textarea[name=reason]").fill(REASON)
    form.get_by_label("退回给").select_option(label="起草人陈某")
    follow(form.get_by_role("button"))
    expect(superior.get_by_text(f"《{title}》已退回给陈某。").first).to_be_visible()

    clerk = visitor("clerk", javascript=javascript)
    clerk.goto(live.at("/work/"))
    expect(clerk.get_by_text(REASON).first).to_be_visible()
    follow(clerk.get_by_role("link", name=title).first)
    expect(clerk.get_by_text(REASON).first).to_be_visible()
    look(clerk, "superior-returned", looked_at=javascript)
    follow(clerk.get_by_role("button", name="提交审查"))
    expect(clerk.get_by_text("等待保密审查").first).to_be_visible()

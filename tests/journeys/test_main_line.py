"""Does a text go from a branch clerk over secrecy review and leader to the public, as each of them would do it?

Once with everything a browser offers, once with JavaScript off. Every page on the way is shown to axe.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Live, accessible, fits, follow, look

ITEM = "办理涉及党员、群众切身利益重要事项情况"
TEXT = "机关第一党支部会议室改造工程已经完工，支出3.2万元，明细见附件。"


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "no-javascript"])
def test_from_the_clerk_to_the_public(visitor: Callable[..., Page], live: Live, *, javascript: bool) -> None:
    title = f"会议室改造工程完工情况（{uuid.uuid4().hex[:8]}）"
    suffix = "js" if javascript else "nojs"
    clerk = visitor("clerk", javascript=javascript)
    _draft_and_submit(clerk, title, suffix, looked_at=javascript)
    secrecy = visitor("secrecy", javascript=javascript)
    _decide(secrecy, live, title, "通过保密审查", f"secrecy-{suffix}", looked_at=javascript, checked=True)
    leader = visitor("leader", javascript=javascript)
    _decide(leader, live, title, "同意公开", f"leader-{suffix}", looked_at=javascript)
    _publish(clerk, live, title)
    _read(visitor(javascript=javascript), live, title, looked_at=javascript)


def _draft_and_submit(page: Page, title: str, suffix: str, *, looked_at: bool) -> None:
    look(page, f"work-inbox-{suffix}", looked_at=looked_at)
    follow(page.get_by_role("link", name="起草公开信息").first)
    look(page, f"work-new-{suffix}", looked_at=looked_at)
    page.get_by_label(ITEM).check()
    follow(page.locator("main form[method=post] button[type=submit]").last)
    page.get_by_label("标题").fill(title)
    page.get_by_label("社会").check()
    if looked_at:
        paper = page.locator("[contenteditable=true]")
        paper.click()
        page.keyboard.type(TEXT)
    else:
        page.locator("textarea[name=body]").fill(TEXT)
    look(page, f"work-editor-{suffix}", looked_at=looked_at)
    follow(page.get_by_role("button", name="提交审查"))
    expect(page.get_by_text("等待保密审查").first).to_be_visible()
    look(page, f"work-submitted-{suffix}", looked_at=looked_at)


def _decide(
    page: Page, live: Live, title: str, verb: str, picture: str, *, looked_at: bool, checked: bool = False
) -> None:
    page.goto(live.at("/work/approvals/"))
    look(page, f"work-approvals-{picture}", looked_at=looked_at)
    follow(page.get_by_role("link", name=title).first)
    expect(page.get_by_text(TEXT).first).to_be_visible()
    look(page, f"work-decide-{picture}", looked_at=looked_at)
    if checked:
        for box in page.locator("main input[type=checkbox]").all():
            box.check()
    follow(page.get_by_role("button", name=verb))
    expect(page.locator("main")).not_to_contain_text("需要改正")


def _publish(page: Page, live: Live, title: str) -> None:
    page.goto(live.at("/work/"))
    follow(page.get_by_role("link", name=title).first)
    follow(page.locator("main").get_by_role("button", name="公开", exact=True))
    expect(page.get_by_text("已公开").first).to_be_visible()


def _read(page: Page, live: Live, title: str, *, looked_at: bool) -> None:
    page.goto(live.at("/"))
    follow(page.get_by_role("link", name=title))
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page.get_by_text(TEXT)).to_be_visible()
    look(page, "portal-disclosure", looked_at=looked_at)


def test_a_returned_text_comes_back_with_its_reason(visitor: Callable[..., Page], live: Live) -> None:
    title = f"党员活动经费使用情况（{uuid.uuid4().hex[:8]}）"
    clerk = visitor("clerk")
    _draft_and_submit(clerk, title, "returned", looked_at=True)
    secrecy = visitor("secrecy")
    secrecy.goto(live.at("/work/approvals/"))
    follow(secrecy.get_by_role("link", name=title).first)
    send_back = secrecy.locator("details", has_text="退回给陈某")
    send_back.locator("summary").click()
    send_back.locator("textarea[name=reason]").fill("缺第三项明细")
    follow(send_back.get_by_role("button"))
    clerk.goto(live.at("/work/"))
    expect(clerk.get_by_text("缺第三项明细").first).to_be_visible()
    accessible(clerk)
    fits(clerk)


def test_the_drafter_finds_no_way_to_decide(visitor: Callable[..., Page], live: Live) -> None:
    title = f"支部大会决议（{uuid.uuid4().hex[:8]}）"
    clerk = visitor("clerk")
    _draft_and_submit(clerk, title, "own", looked_at=True)
    expect(clerk.get_by_role("button", name="通过保密审查")).to_have_count(0)
    clerk.goto(live.at("/work/approvals/"))
    expect(clerk.get_by_role("link", name=title)).to_have_count(0)


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize(
    ("person", "path"),
    [
        ("clerk", "/work/"),
        ("clerk", "/work/disclosures/"),
        ("clerk", "/work/disclosures/new/"),
        ("clerk", "/work/notices/"),
        ("clerk", "/work/catalog/"),
        ("clerk", "/work/units/"),
        ("clerk", "/account/"),
        ("leader", "/work/approvals/"),
        ("admin", "/work/catalog/"),
        ("admin", "/work/units/"),
        ("admin", "/work/people/"),
        ("admin", "/work/audit/"),
        ("admin", "/work/chains/"),
        ("admin", "/work/chains/new/"),
        ("admin", "/work/overview/"),
        ("admin", "/work/rollouts/"),
        ("clerk", "/work/obligations/"),
        ("clerk", "/work/calendar/"),
        ("clerk", "/account/calendars/"),
        ("clerk", "/account/digest/"),
        ("admin", "/work/closures/"),
        ("admin", "/work/closures/declare/"),
        ("superior", "/work/obligations/extensions/"),
        ("superior", "/work/catalog/awaiting/"),
        ("superior", "/work/catalog/requests/"),
        ("admin", "/work/catalog/policy/"),
    ],
)
def test_each_page_of_the_workspace_is_accessible_and_fits(
    visitor: Callable[..., Page], live: Live, person: str, path: str, width: int
) -> None:
    page = visitor(person, width=width)
    page.goto(live.at(path))
    look(page, f"{person}{path.replace('/', '-')}{width}")

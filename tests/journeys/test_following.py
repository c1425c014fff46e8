"""Does a reader without an account follow a unit, hear of what it publishes, and stop, with and without scripts?"""

from __future__ import annotations

import contextlib
import datetime
import re
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.core import mail
from playwright.sync_api import Page, expect

from catalogs.models import Item
from channels import delivery, telling
from channels.kinds import Frequency
from channels.models import Follower
from disclosures.kinds import State
from hierarchy.models import Unit
from tests import world
from tests.databases import AT
from tests.disclosures.conftest import Walker
from tests.journeys.conftest import Live, follow, look
from tests.journeys.test_ledger import ITEM

Behind = Callable[[], contextlib.AbstractContextManager[None]]
DAY = datetime.timedelta(days=1)


def posted(behind: Behind) -> str:
    """Let the post go out, and return what the last letter says."""
    with behind():
        delivery.deliver_due(clock=lambda: AT + 30 * DAY)
    return str(mail.outbox[-1].body)


def link_in(letter: str, kind: str) -> str:
    """Return the path of a link in a letter."""
    found = re.search(rf"\.localhost(?::\d+)?(/{kind}/\S+)", letter)
    assert found, letter
    return found.group(1)


@pytest.mark.parametrize(("width", "javascript"), [(1440, True), (390, True), (390, False)])
def test_a_reader_follows_a_unit(
    visitor: Callable[..., Page], live: Live, behind: Behind, *, width: int, javascript: bool
) -> None:
    address = f"duzhe{width}{javascript}@example.cn".lower()
    with behind():
        unit = Unit.objects.get(code="JG1")
    page = visitor(width=width, javascript=javascript)
    page.goto(live.at(f"/units/{unit.public_id}/"))
    follow(page.get_by_role("link", name="订阅公开信息").first)
    if javascript:
        look(page, f"follow-{width}")
    page.get_by_role("textbox", name="邮箱").fill(address)
    page.get_by_role("radio", name="有新的公开就发").check()
    page.get_by_role("button", name="订阅", exact=True).click()
    expect(page.locator("h1")).to_have_text("请到邮箱里确认")

    page.goto(live.at(link_in(posted(behind), "follow/confirm")))
    if javascript:
        look(page, f"follow-confirm-{width}")
    page.get_by_role("button", name="确认订阅").click()
    expect(page.locator("h1")).to_have_text("已订阅")

    title = f"会议室改造工程完工情况 {address}"
    with behind():
        Follower.objects.filter(email=address).update(confirmed_at=AT - DAY)
        items = SimpleNamespace(open=Item.objects.get(title=ITEM))
        Walker(world.cast(), world.units(), items).to(State.PUBLISHED, title=title)
        telling.tell(Frequency.AT_ONCE, at=AT + DAY)
    letter = posted(behind)
    assert title in letter
    page.goto(live.at(link_in(letter[letter.index(title) :], "disclosures")))
    expect(page.locator("h1")).to_have_text(title)
    if javascript:
        look(page, f"follow-disclosure-{width}")

    page.goto(live.at(link_in(letter, "follow/stop")))
    if javascript:
        look(page, f"follow-stop-{width}")
    page.get_by_role("button", name="停止订阅", exact=True).click()
    expect(page.locator("h1")).to_have_text("已停止订阅")
    with behind():
        assert not Follower.objects.filter(email=address).exists()


@pytest.mark.parametrize("width", [1440, 390])
def test_a_clerk_records_that_a_text_hangs_on_the_board(
    visitor: Callable[..., Page], live: Live, behind: Behind, *, width: int
) -> None:
    with behind():
        items = SimpleNamespace(open=Item.objects.get(title=ITEM))
        found = Walker(world.cast(), world.units(), items).to(State.PUBLISHED, title=f"上墙的公开信息 {width}")
    page = visitor("clerk", width=width)
    page.goto(live.at(f"/work/disclosures/{found.public_id}/"))
    page.get_by_role("link", name="线下公开").click()
    page.get_by_role("combobox", name="公开形式").select_option("board")
    page.get_by_role("textbox", name="地点或名称").fill("机关大院公开栏")
    page.get_by_role("button", name="登记线下公开").click()
    expect(page.get_by_role("rowheader", name="机关大院公开栏")).to_be_visible()
    look(page, f"postings-{width}")
    page.goto(live.at(f"/disclosures/{found.public_id}/"))
    expect(page.get_by_text("公开栏（机关大院公开栏")).to_be_visible()
    fetched = (
        "async path => { const answer = await fetch(path); return [answer.status, answer.headers.get('content-type')] }"
    )
    assert page.evaluate(fetched, f"/disclosures/{found.public_id}/notice.pdf?size=a3") == [200, "application/pdf"]

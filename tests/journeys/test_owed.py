"""Do an administrator, a clerk and a superior get their work on catalogs and obligations done, as they would do it?

A new edition is rolled out and followed; three things due this week are found and one is begun; five exemptions are
decided at once. What workers and colleagues do meanwhile happens behind the pages. Every page is shown to axe.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from django.utils import timezone
from playwright.sync_api import Page, expect

from catalogs import actions as catalog_actions
from catalogs.models import Exemption, Item
from core import clock
from hierarchy.models import Unit
from obligations import actions as obligation_actions
from rollouts import filling
from rollouts.models import Rollout
from tests import world
from tests.journeys.conftest import Live, follow, look

Visitor = Callable[..., Page]
Behind = Callable[[], AbstractContextManager[None]]
DAY = datetime.timedelta(days=1)
DUE = {
    "党内选举情况": ("支部委员会换届选举结果", 6),
    "党员发展公示": ("拟接收预备党员公示", 5),
    "作出的重大决策、决定、决议及执行情况": ("支部大会关于会议室改造的决定", 4),
}
"""What happened at the branch, and how many days ago: due a week after, so within the next days."""
REASON = "情况属实，同意到期后恢复公开。"


def test_an_administrator_rolls_a_new_edition_out_and_follows_it(visitor: Visitor, live: Live, behind: Behind) -> None:
    page = visitor("admin")
    _publish_the_next_edition(page, live)
    _start(page, live)
    with behind():
        filling.take_in(Rollout.objects.get().pk, at=timezone.now())
    expect(page.locator("#progress")).not_to_contain_text("正在纳入单位")
    page.reload()
    look(page, "owed-rollout-board")
    page.get_by_role("button", name=re.compile("提醒未完成的")).click()
    expect(page.get_by_text(re.compile("已提醒 6 个单位"))).to_be_visible()

    for who in ("clerk", "neighbour"):
        _adopt(visitor(who), live)
    page.reload()
    accept, send_back = _row(page, "机关第一党支部"), _row(page, "机关第二党支部")
    expect(accept).to_contain_text("已确认执行")
    accept.get_by_role("checkbox").check()
    page.get_by_role("button", name="验收通过").click()
    expect(_row(page, "机关第一党支部")).to_contain_text("已验收")
    send_back.get_by_role("checkbox").check()
    page.get_by_role("button", name="退回").click()
    expect(page.locator(".gk-errors")).to_contain_text("理由")
    send_back.get_by_role("checkbox").check()
    page.locator("textarea[name=reason]").fill("请补充党费公示栏的位置")
    page.get_by_role("button", name="退回").click()
    expect(_row(page, "机关第二党支部")).to_contain_text("请补充党费公示栏的位置")
    look(page, "owed-rollout-followed")
    neighbour = visitor("neighbour")
    neighbour.goto(live.at("/work/"))
    follow(neighbour.locator("main .gk-task a[href*='/rollouts/tasks/']").first)
    expect(neighbour.get_by_text("请补充党费公示栏的位置").first).to_be_visible()
    look(neighbour, "owed-rollout-task-returned")


def _publish_the_next_edition(page: Page, live: Live) -> None:
    page.goto(live.at("/work/catalog/"))
    follow(page.get_by_role("link", name="编制和发布"))
    follow(page.get_by_role("button", name=re.compile("起草新版")))
    follow(page.get_by_role("link", name=re.compile("发布")).first)
    page.locator("input[name=effective_on]").fill((timezone.localdate() + 40 * DAY).isoformat())
    follow(page.locator("main form[method=post] button[type=submit]").last)
    expect(page.locator("main")).to_contain_text("第2版")


def _start(page: Page, live: Live) -> None:
    page.goto(live.at("/work/rollouts/"))
    follow(page.get_by_role("link", name="启动推行"))
    page.locator("select[name=root]").select_option(label="示例区委")
    for number, phase in enumerate(("mobilise", "compile", "carry_out", "accept"), start=1):
        page.locator(f"input[name={phase}_on]").fill((timezone.localdate() + 20 * number * DAY).isoformat())
    look(page, "owed-rollout-start")
    follow(page.get_by_role("button", name="启动推行"))
    expect(page.locator("#progress")).to_contain_text("正在纳入单位：已纳入 0 个，共 6 个")
    look(page, "owed-rollout-filling")


def _adopt(page: Page, live: Live) -> None:
    page.goto(live.at("/work/"))
    follow(page.locator("main .gk-task a[href*='/rollouts/tasks/']").first)
    follow(page.get_by_role("button", name="按此执行"))
    expect(page.locator("main")).to_contain_text("已确认执行")


def _row(page: Page, unit: str) -> Any:
    return page.locator("tbody tr", has_text=unit)


def test_a_clerk_finds_three_things_due_this_week_and_begins_one(visitor: Visitor, live: Live, behind: Behind) -> None:
    with behind():
        _let_happen()
    page = visitor("clerk")
    page.goto(live.at("/work/"))
    for title in DUE:
        expect(page.get_by_role("link", name=re.compile(title)).first).to_be_visible()
    look(page, "owed-clerk-inbox-due")
    follow(page.get_by_role("link", name="公开日历").first)
    soonest = timezone.localdate() + DAY
    if soonest.month != timezone.localdate().month:
        follow(page.get_by_role("link", name="下个月"))
    expect(page.locator("main")).to_contain_text("党内选举情况")
    look(page, "owed-clerk-calendar-due")
    page.goto(live.at("/work/obligations/?view=soon"))
    for title in DUE:
        expect(page.locator("tbody th", has_text=title).first).to_be_visible()
    follow(page.get_by_role("link", name=re.compile("党内选举情况")).first)
    expect(page.locator("main")).to_contain_text("支部委员会换届选举结果")
    expect(page.locator("main")).to_contain_text("7日内")
    look(page, "owed-clerk-obligation-due")
    follow(page.get_by_role("link", name=re.compile("起草")).first)
    follow(page.get_by_role("button", name="下一步：写内容"))
    expect(page.get_by_label("标题")).to_have_value(re.compile("支部委员会换届选举结果"))
    page.goto(live.at("/work/obligations/?view=soon"))
    expect(page.locator("tbody tr", has_text="党内选举情况").first).to_contain_text("草稿")


def _let_happen() -> None:
    """Register what happened, as the leader would."""
    unit, actor, today = Unit.objects.get(code="JG1"), world.cast().leader, timezone.localdate()
    for title, (what, days) in DUE.items():
        item = Item.objects.in_force(today).get(title=title)
        data = {"item": str(item.public_id), "title": what, "happened_on": (today - days * DAY).isoformat()}
        obligation_actions.register_event(unit=unit, data=data, actor=actor, at=timezone.now())


def test_a_superior_decides_five_exemptions_at_once(visitor: Visitor, live: Live, behind: Behind) -> None:
    with behind():
        titles = _ask_five()
    page = visitor("superior")
    page.goto(live.at("/work/catalog/awaiting/"))
    for title in titles:
        expect(page.get_by_role("link", name=title).first).to_be_visible()
    for box in page.locator("input[name=chosen]").all():
        box.check()
    page.get_by_role("button", name="不同意勾选的").click()
    expect(page.locator(".gk-errors")).to_contain_text("请写明理由")
    withdrawn = titles[-1]
    _take_back(visitor("neighbour"), live, withdrawn)
    page.locator("textarea[name=reason]").fill(REASON)
    look(page, "owed-superior-exemptions")
    page.get_by_role("button", name="同意勾选的", exact=True).click()
    outcomes = page.locator("[aria-labelledby=outcomes]")
    expect(outcomes).to_contain_text("办成 4 件，没有办成 1 件")
    missed = outcomes.locator("li", has_text="没有办成")
    expect(missed).to_contain_text(withdrawn)
    expect(missed).to_contain_text("现在是“已撤回”")
    look(page, "owed-superior-exemptions-decided")
    with behind():
        decided = dict(Exemption.objects.values_list("item_title", "state"))
        assert decided == {title: "withdrawn" if title == withdrawn else "granted" for title in titles}
        assert set(Exemption.objects.filter(state="granted").values_list("decision_reason", flat=True)) == {REASON}
    follow(page.get_by_role("link", name="申请记录"))
    for title in titles:
        expect(page.get_by_role("link", name=title)).to_be_visible()
    look(page, "owed-superior-asked")


def _ask_five() -> list[str]:
    """Ask for five exemptions, as two clerks would, and return what they are about."""
    today, cast = clock.local_date(timezone.now()), world.cast()
    items = list(Item.objects.in_force(today).exclude(title__in=DUE).order_by("-pk")[:5])
    data = {"reason": "本支部没有这项业务", "ends_on": (today + 90 * DAY).isoformat()}
    for number, item in enumerate(items):
        code, actor = ("JG2", cast.neighbour) if number == len(items) - 1 else ("JG1", cast.clerk)
        unit = Unit.objects.get(code=code)
        catalog_actions.ask_exemption(unit, item, data=data, actor=actor, at=timezone.now())
    return [item.title for item in items]


def _take_back(page: Page, live: Live, title: str) -> None:
    page.goto(live.at("/work/catalog/requests/"))
    page.get_by_role("link", name=title).first.click()
    page.get_by_role("button", name="撤回").click()
    expect(page.locator("main")).to_contain_text("已撤回")

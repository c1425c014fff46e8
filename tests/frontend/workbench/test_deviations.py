"""Can a unit make stricter, decline and ask to be exempt with forms, and does its superior decide, one or many?"""

from __future__ import annotations

import datetime
import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts import actors
from catalogs import actions
from catalogs.flows import exemption_flow
from catalogs.models import CatalogVersion, Exemption, Item, Override
from hierarchy.models import Unit
from tests.databases import AT
from tests.frontend.browser import Browser, signed_in
from tests.frontend.workbench.conftest import text_of, write

AWAITING = "work:catalog_awaiting"


@pytest.fixture
def rules(units: Any) -> CatalogVersion:
    """The committee's catalog: three mandatory items and one that may be declined."""
    draft = write(
        units.QW,
        "党务公开目录",
        {
            "党费收缴情况": {"time_mode": "periodic", "period": "quarter", "notice_days": 5},
            "发展党员情况": {},
            "换届选举情况": {},
            "志愿活动情况": {"obligation_level": "optional"},
        },
    )
    return actions.publish_version(draft, effective_on=datetime.date(2026, 1, 1), actor=actors.SYSTEM, at=AT)


def item(rules: CatalogVersion, title: str) -> Item:
    return rules.items.get(title=title)


def ask(route: str, unit: Unit, wanted: Item) -> str:
    return reverse(f"work:catalog_{route}", args=[unit.public_id, wanted.public_id])


def page_of(found: Override | Exemption, verb: str = "") -> str:
    name = "exemption" if isinstance(found, Exemption) else "override"
    if not verb:
        return reverse(f"work:catalog_{name}", args=[found.public_id])
    return reverse(f"work:catalog_{name}_step", args=[found.public_id, verb])


def overview(browser: Browser, unit: Unit, **more: str) -> str:
    page = text_of(browser.get(reverse("work:catalog"), {"unit": str(unit.public_id), **more}))
    return re.sub(r"\s+", " ", page)


def exempted(browser: Browser, unit: Unit, wanted: Item, days: int = 90) -> Exemption:
    ends_on = timezone.localdate() + datetime.timedelta(days=days)
    form = {"reason": f"{unit.name}没有党费专户", "ends_on": ends_on.isoformat()}
    assert browser.post(ask("exempt", unit, wanted), form).status_code == 302
    return Exemption.objects.get(unit=unit, lineage=wanted.lineage, state="requested")


def test_a_leader_tightens_and_everybody_below_sees_what_it_was(rules: CatalogVersion, units: Any) -> None:
    leader, wanted = signed_in("leader_above"), item(rules, "党费收缴情况")
    form_page = text_of(leader.get(ask("tighten", units.JG, wanted)))
    assert ('value="month"' in form_page, 'value="year"' in form_page) == (True, False)
    form = {
        "period": "month",
        "scopes": ["society"],
        "channels": "党务公开栏、会议、网站",
        "departments": "支委会",
        "notice_days": "7",
        "reason": "党员关心",
    }
    made = leader.post(ask("tighten", units.JG, wanted), form)
    override = Override.objects.get()
    assert made["Location"] == page_of(override)
    waiting = overview(leader, units.JG)
    assert page_of(override) in waiting
    assert "<b>每月</b>" not in waiting
    asked = text_of(signed_in("superior").get(page_of(override)))
    assert "等郑某审批" in text_of(leader.get(page_of(override)))
    assert re.search(r"每季度</td>\s*<td[^>]*>\s*<b>每月</b>", asked)
    granted = signed_in("superior").post(page_of(override, "grant"), {"revision": override.revision, "reason": ""})
    assert granted.status_code == 302
    below = overview(signed_in("member"), units.JG1)
    for told in (
        '<b>每月</b> <span class="gk-tag gk-tag-own">已收紧</span>',
        "原为每季度，区直机关党总支调整",
        '<b>社会</b> <span class="gk-tag gk-tag-own">已扩大</span>',
        "<b>党务公开栏、会议、网站</b>",
        "<b>支委会</b> <span",
        "原为组织部，区直机关党总支调整",
        "公示天数：<b>7</b>",
    ):
        assert told in below, told
    assert "原为每季度" not in overview(signed_in("member"), units.SQ1)


def test_what_would_be_looser_is_refused_field_by_field(rules: CatalogVersion, units: Any) -> None:
    leader, wanted = signed_in("leader"), item(rules, "党费收缴情况")
    form = {"scopes": ["person"], "channels": "网站", "notice_days": "2", "reason": "试试"}
    answer = leader.post(ask("tighten", units.JG1, wanted), form)
    page = text_of(answer)
    assert answer.status_code == 422
    for target in ("id_scopes_0", "id_channels", "id_notice_days"):
        assert f'href="#{target}"' in page
    assert "下级只能加严，不能放宽" in page
    nothing = leader.post(ask("tighten", units.JG1, wanted), {"reason": "试试"})
    assert (nothing.status_code, "没有比上级规定更严的内容" in text_of(nothing)) == (422, True)
    smuggled = leader.post(ask("tighten", units.JG1, wanted), {"period": "year", "reason": "试试"})
    assert smuggled.status_code == 422
    assert not Override.objects.exists()


def test_an_optional_item_is_declined_and_comes_back(rules: CatalogVersion, units: Any) -> None:
    leader, superior, wanted = signed_in("leader"), signed_in("superior"), item(rules, "志愿活动情况")
    refused = leader.post(ask("decline", units.JG1, item(rules, "发展党员情况")), {"reason": "不办"})
    assert (refused.status_code, "不能不选" in text_of(refused)) == (422, True)
    assert leader.post(ask("decline", units.JG1, wanted), {"reason": "没有志愿队"}).status_code == 302
    override = Override.objects.get()
    again = leader.post(ask("decline", units.JG1, wanted), {"reason": "没有志愿队"})
    assert (again.status_code, "已有一份申请" in text_of(again)) == (422, True)
    superior.post(page_of(override, "grant"), {"revision": override.revision, "reason": ""})
    assert "志愿活动情况" not in overview(leader, units.JG1)
    released = overview(leader, units.JG1, view="released")
    assert "志愿活动情况" in released
    assert "未选择" in released
    override.refresh_from_db()
    assert leader.get(page_of(override, "end")).status_code == 200
    ended = leader.post(page_of(override, "end"), {"revision": override.revision, "reason": "成立了志愿队"})
    assert ended.status_code == 302
    assert "志愿活动情况" in overview(leader, units.JG1)


def test_an_exemption_is_asked_for_with_ground_and_end_and_taken_back(rules: CatalogVersion, units: Any) -> None:
    clerk, wanted = signed_in("clerk"), item(rules, "党费收缴情况")
    blank = clerk.post(ask("exempt", units.JG1, wanted), {})
    assert (blank.status_code, 'href="#id_reason"' in text_of(blank), 'href="#id_ends_on"' in text_of(blank)) == (
        422,
        True,
        True,
    )
    found = exempted(clerk, units.JG1, wanted)
    page = text_of(clerk.get(page_of(found)))
    assert "没有党费专户" in page
    assert page_of(found, "withdraw") in page
    assert page_of(found, "grant") not in page
    assert clerk.post(page_of(found, "grant"), {"revision": found.revision}).status_code == 403
    assert signed_in("member").get(page_of(found)).status_code == 404
    assert clerk.post(page_of(found, "withdraw"), {"revision": found.revision}).status_code == 302
    assert exempted(clerk, units.JG1, wanted).pk != found.pk


def test_who_is_exempt_is_told_to_those_who_work_there_alone(rules: CatalogVersion, units: Any, cast: Any) -> None:
    wanted = item(rules, "党费收缴情况")
    found = exempted(signed_in("clerk"), units.JG1, wanted)
    exemption_flow.perform("grant", found, actor=cast.superior, at=timezone.now(), data={"reason": ""})
    for username, sees in (("clerk", True), ("inspector", True), ("member", False)):
        page = overview(signed_in(username), units.JG1, view="released")
        assert ("党费收缴情况" in page, "已豁免" in page) == (sees, sees), username
        assert "党费收缴情况" not in overview(signed_in(username), units.JG1)


@pytest.mark.parametrize("username", ["member", "villager", "neighbour", "supervisor"])
def test_who_does_not_work_there_is_offered_and_allowed_nothing(
    username: str, rules: CatalogVersion, units: Any
) -> None:
    browser = signed_in(username)
    assert "/tighten/" not in overview(browser, units.JG1)
    for route in ("tighten", "decline", "exempt"):
        assert browser.get(ask(route, units.JG1, item(rules, "党费收缴情况"))).status_code == 403
        assert browser.post(ask(route, units.JG1, item(rules, "党费收缴情况")), {"reason": "x"}).status_code == 403


def test_a_superior_decides_several_at_once_and_is_told_what_was_not_done(
    rules: CatalogVersion, units: Any, cast: Any
) -> None:
    clerk, superior = signed_in("clerk"), signed_in("superior")
    titles = ("党费收缴情况", "发展党员情况", "换届选举情况")
    first, second, third = (exempted(clerk, units.JG1, item(rules, title)) for title in titles)
    inbox = text_of(superior.get(reverse("work:inbox")))
    assert all(page_of(each) in inbox for each in (first, second, third))
    listed = text_of(superior.get(reverse(AWAITING)))
    keys = re.findall(r'name="chosen"\s+value="([^"]+)"', listed)
    assert len(keys) == 3
    nothing = superior.post(reverse(AWAITING), {"verb": "grant"})
    assert (nothing.status_code, "请先勾选" in text_of(nothing)) == (422, True)
    mute = superior.post(reverse(AWAITING), {"verb": "refuse", "chosen": keys})
    assert (mute.status_code, "请写明理由" in text_of(mute)) == (422, True)
    exemption_flow.perform("withdraw", second, actor=cast.clerk, at=timezone.now())
    Exemption.objects.filter(pk=third.pk).update(from_on=AT.date(), ends_on=AT.date())
    answer = superior.post(reverse(AWAITING), {"verb": "grant", "chosen": keys, "reason": "情况属实"})
    page = text_of(answer)
    assert answer.status_code == 200
    assert "办成 1 件，没有办成 2 件" in page
    assert "申请的豁免期限已过" in page
    assert re.search(
        r"豁免 发展党员情况</a>(?:(?!</li>).)*<span>您打开页面以后，已有人办过、改过或撤回，现在是“已撤回”。",
        page,
        re.DOTALL,
    )
    states = {each.pk: each.state for each in Exemption.objects.all()}
    assert states == {first.pk: "granted", second.pk: "withdrawn", third.pk: "requested"}
    first.refresh_from_db()
    assert (first.decision_reason, first.decided_by_name) == ("情况属实", "示例区委 上级审批人·郑某")


def test_nobody_else_decides_on_the_list(rules: CatalogVersion, units: Any) -> None:
    found = exempted(signed_in("clerk"), units.JG1, item(rules, "党费收缴情况"))
    for username in ("clerk", "leader", "admin", "inspector"):
        browser = signed_in(username)
        assert page_of(found) not in text_of(browser.get(reverse(AWAITING)))
        key = f"{found.public_id}:{found.revision}"
        unknown = "8d0a3c1e-0000-4000-8000-000000000000:0"
        page = text_of(browser.post(reverse(AWAITING), {"verb": "grant", "chosen": [key, unknown, "nonsense"]}))
        assert "办成 0 件，没有办成 3 件" in page
        assert "勾选的另外 2 件" in page
        assert "由上级单位的上级审批人办理" in page
    found.refresh_from_db()
    assert found.state == "requested"


def test_the_list_costs_a_fixed_number_of_queries(rules: CatalogVersion, units: Any) -> None:
    superior, counts = signed_in("superior"), []
    for username, unit, title in (
        ("clerk", units.JG1, "党费收缴情况"),
        ("neighbour", units.JG2, "发展党员情况"),
        ("clerk", units.JG1, "换届选举情况"),
    ):
        exempted(signed_in(username), unit, item(rules, title))
        superior.get(reverse(AWAITING))
        with CaptureQueriesContext(connection) as queries:
            superior.get(reverse(AWAITING))
        counts.append(len(queries))
    assert len(set(counts)) == 1, counts
    assert counts[0] <= 19

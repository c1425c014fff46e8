"""Does everybody see the tree, and only those who manage it what can be done with it?"""

from __future__ import annotations

import datetime
import re
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_tenants.utils import tenant_context

from accounts import actors
from hierarchy import actions
from hierarchy.models import Unit
from tenants.models import Tenant
from tests.databases import AT
from tests.frontend.browser import Browser, signed_in

VERBS = ("unit_create", "unit_rename", "unit_reclassify", "unit_move", "unit_close", "unit_department_add")
WHOLE = ("units_import", "units_check")


@pytest.fixture(autouse=True)
def _fresh(db: None, _in_district: None) -> None:
    cache.clear()


def path(route: str, unit: Unit) -> str:
    return reverse(f"work:{route}", args=[unit.public_id])


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.mark.parametrize("username", ["clerk", "leader", "superior", "inspector", "supervisor", "member", "secrecy"])
def test_who_manages_nothing_reads_and_no_more(username: str, units: Any) -> None:
    browser = signed_in(username)
    page = text_of(browser.get(path("unit", units.JG1)))
    assert "机关第一党支部" in page
    assert not any(path(verb, units.JG1) in page for verb in VERBS)
    for verb in VERBS:
        assert browser.get(path(verb, units.JG1)).status_code == 403
        assert browser.post(path(verb, units.JG1), {"step": "confirm"}).status_code == 403
    for route in WHOLE:
        answer = browser.get(reverse(f"work:{route}"))
        assert (answer.status_code, "由管理最上级单位的管理员办理" in text_of(answer)) == (403, True)


def test_the_manager_sees_every_step(units: Any) -> None:
    page = text_of(signed_in("admin").get(path("unit", units.JG1)))
    assert all(path(verb, units.JG1) in page for verb in VERBS)


def test_the_root_neither_moves_nor_ends(units: Any) -> None:
    page = text_of(signed_in("admin").get(path("unit", units.QW)))
    assert path("unit_create", units.QW) in page
    assert path("unit_move", units.QW) not in page
    assert path("unit_close", units.QW) not in page


def test_strangers_are_led_to_sign_in(units: Any) -> None:
    answer = Browser().get(path("unit", units.JG1))
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account:sign_in"))


def test_the_tree_opens_at_ones_own_unit_and_loads_the_rest_on_demand(units: Any) -> None:
    browser = signed_in("clerk")
    page = text_of(browser.get(reverse("work:units")))
    assert re.search(r'aria-current="page">\s*<i[^>]*></i>\s*机关第一党支部', page)
    assert "机关第二党支部" in page
    assert "第一社区党支部" not in page
    assert f'data-children="{path("units_below", units.JD)}"' in page
    branch = text_of(browser.get(path("units_below", units.JD), headers={"HX-Request": "true"}))
    assert "第一社区党支部" in branch
    assert "<html" not in branch


@pytest.mark.parametrize(("text", "found"), [("dysqdzb", True), ("第二社区", False), ("SQ1", True), ("nothing", False)])
def test_units_are_found_by_name_code_and_initials(text: str, found: bool, units: Any) -> None:
    page = text_of(signed_in("clerk").get(reverse("work:units"), {"q": text}))
    assert (path("unit", units.SQ1) in page) is found


def test_a_unit_shows_who_serves_there_and_what_it_was(units: Any) -> None:
    day = AT + datetime.timedelta(hours=1)
    actions.rename_unit(units.JG1, name="机关综合党支部", actor=actors.SYSTEM, at=day, reason="区委〔2026〕3号文件")
    page = text_of(signed_in("member").get(path("unit", units.JG1)))
    assert "陈某" in page
    assert "信息员" in page
    assert "机关综合党支部" in page
    assert "秦某" not in page


def test_a_closed_unit_leads_to_its_successor(units: Any) -> None:
    actions.close_unit(units.SQ2, successor=units.SQ1, actor=actors.SYSTEM, at=AT, reason="合并")
    page = text_of(signed_in("admin").get(path("unit", units.SQ2)))
    assert "已于2026年11月20日撤销" in page
    assert path("unit", units.SQ1) in page
    assert path("unit_rename", units.SQ2) not in page


def test_the_other_tenants_units_are_not_there(college: Tenant) -> None:
    with tenant_context(college):
        stranger = Unit.objects.get(code="JG1")
    browser = signed_in("admin")
    for route in ("unit", "units_below", *VERBS):
        assert browser.get(path(route, stranger)).status_code == 404


def test_a_page_costs_the_same_however_many_units_there_are(units: Any) -> None:
    browser = signed_in("admin")
    browser.get(path("unit", units.JG))
    with CaptureQueriesContext(
        connection,
    ) as few:
        browser.get(path("unit", units.JG))
    for number in range(12):
        actions.create_unit(
            parent=Unit.objects.get(code="JG"),
            code=f"N{number}",
            name=f"机关第{number + 3}党支部",
            kind="branch",
            sector="agency",
            actor=actors.SYSTEM,
            at=AT,
        )
    with CaptureQueriesContext(connection) as many:
        browser.get(path("unit", units.JG))
    assert len(many) == len(few) <= 25

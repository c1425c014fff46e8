"""What does a person read when what she sends cannot be? Why, a code, what she typed, and that nothing happened.

Shown elsewhere and not repeated: hostile HTML in the editor, clashes of two editors, files that are not what they say
(`tests/frontend/work/test_main_line.py`); every markup at the cleaner (`tests/core/test_richtext.py`); all relations of
drafters and deciders (`tests/disclosures/test_four_eyes.py`); every wrong change of the tree in both steps
(`tests/frontend/tree/test_changes.py`); every address with the other tenant's ids (`tests/isolation/test_routes.py`)
and all states of a tenant (`tests/isolation/test_doors.py`). Here: the codes, and that nothing is written or lost.
"""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from django_tenants.utils import tenant_context

from accounts import actors
from catalogs.models import Item
from core import schemas
from disclosures.kinds import State
from disclosures.models import Disclosure
from hierarchy import actions as tree_actions
from hierarchy.models import Unit
from tenants import actions as tenant_actions
from tenants import policies
from tenants.models import Tenant
from tests.bad_input.traces import nothing_written, text_of, told
from tests.catalogs.conftest import write
from tests.core.files.test_kinds import archive
from tests.databases import AT
from tests.disclosures.conftest import PNG, Walker, appoint
from tests.frontend.browser import Browser, signed_in
from tests.frontend.work.forms_of import form_to

pytestmark = pytest.mark.usefixtures("own_files")
REASON = "区委〔2026〕8号文件"


def step(disclosure: Disclosure, verb: str) -> str:
    return reverse("work:step", args=[disclosure.public_id, verb])


def unit_page(route: str, code: str) -> str:
    return reverse(f"work:{route}", args=[Unit.objects.get(code=code).public_id])


class TestHostileText:
    def test_what_no_person_writes_is_refused_at_its_field(self, walk: Walker) -> None:
        disclosure = walk.draft()
        clerk = signed_in("clerk")
        form = form_to(clerk.get(reverse("work:edit", args=[disclosure.public_id])), "/edit/")
        nested = "<blockquote>" * 1_001 + "没有丢的正文"
        with nothing_written():
            answer = clerk.post(form.action, {**form.values, "title": "没有丢的标题", "body": nested})
        page = told(answer, 422, "text.too_nested", "没有丢的标题", "没有丢的正文", 'href="#id_body"')
        assert "<blockquote><blockquote>" not in page

    @pytest.mark.parametrize("sign", ["", "1"], ids=["form", "autosave"])
    def test_pictures_pasted_into_the_text_are_too_much_for_a_form(self, sign: str, walk: Walker) -> None:
        disclosure = walk.draft()
        clerk = signed_in("clerk")
        form = form_to(clerk.get(reverse("work:edit", args=[disclosure.public_id])), "/edit/")
        sent = {**form.values, "body": "甲" * 2_000_001}
        with nothing_written():
            answer = clerk.post(form.action, sent, headers={"X-Autosave": sign} if sign else {})
        told(answer, 413, "input.too_large", "内容太大", "不能超过 5 MB", "返回上一页")

    def test_markup_in_a_reason_is_words(self, walk: Walker) -> None:
        disclosure = walk.to(State.SUBMITTED)
        hostile = "<img src=x onerror=alert(1)>请补充"
        sent = {"revision": disclosure.revision, "reason": hostile}
        signed_in("secrecy").post(step(disclosure, "return"), sent)
        for route in ("disclosure", "edit"):
            page = text_of(signed_in("clerk").get(reverse(f"work:{route}", args=[disclosure.public_id])))
            assert "&lt;img src=x onerror=alert(1)&gt;请补充" in page
            assert "<img src=x" not in page

    @pytest.mark.parametrize("route", ["portal:search", "portal:disclosures", "work:audit"])
    def test_markup_in_a_search_is_words(self, route: str) -> None:
        page = text_of(signed_in("inspector").get(reverse(route), {"q": '"><script>alert(1)</script>'}))
        assert "<script>alert(1)" not in page
        assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize(
    ("name", "content", "claimed", "code"),
    [
        ("明细.pdf", b"MZ\x90\x00" + bytes(64), "application/pdf", "file.type_not_allowed"),
        ("明细.pdf", PNG, "application/pdf", "file.type_mismatch"),
        ("照片.png", b"<html><script>alert(1)</script></html>", "image/png", "file.type_not_allowed"),
        (
            "通知.docx",
            archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
            "",
            "file.has_macros",
        ),
        ("空.pdf", b"", "application/pdf", "file.empty"),
        ("全部.pdf", b"%PDF-1.7\n" + b"x" * 100_000_000, "application/pdf", "file.too_large"),
    ],
    ids=["program", "picture", "web page", "macros", "empty", "100 MB"],
)
def test_a_file_that_is_not_what_it_says(name: str, content: bytes, claimed: str, code: str, walk: Walker) -> None:
    disclosure = walk.draft()
    clerk = signed_in("clerk")
    form = form_to(clerk.get(reverse("work:edit", args=[disclosure.public_id])), "/edit/")
    file = SimpleUploadedFile(name, content, content_type=claimed)
    with nothing_written():
        page = told(clerk.post(form.action, {**form.values, "then": "attach", "file": file}), 422, code)
    if content:
        assert name in page
    assert "第三季度党费收缴情况如下" in page


@pytest.mark.parametrize("button", ["preview", "confirm"])
@pytest.mark.parametrize(("unit", "parent"), [("JD", "JD"), ("JD", "SQ1"), ("QW", "JG1")])
def test_a_unit_under_itself(button: str, unit: str, parent: str, keeper: Browser) -> None:
    sent = {"parent": Unit.objects.get(code=parent).public_id, "reason": REASON, "step": button}
    with nothing_written():
        answer = keeper.post(unit_page("unit_move", unit), sent)
    told(answer, 422, "unit.move_under_itself", "请选择其他上级单位", REASON)


def test_a_decision_by_the_drafter(walk: Walker) -> None:
    leader = appoint("leader", walk.units.JG1, "clerk")
    own = walk.do("pass_secrecy", walk.do("submit", walk.draft(by=leader), by=leader), by=walk.cast.secrecy)
    browser = signed_in("leader")
    with nothing_written():
        answer = browser.post(step(own, "approve"), {"revision": own.revision, "opinion": "同意"})
        told(answer, 403, "decision.own_draft", "您是起草人或修改人，须由本单位负责人审批")


class TestStaleForms:
    @pytest.mark.parametrize("meanwhile", ["recall", "pass_secrecy", "return"])
    def test_somebody_else_decided_meanwhile(self, meanwhile: str, walk: Walker) -> None:
        disclosure = walk.to(State.SUBMITTED)
        seen = disclosure.revision
        by = walk.cast.clerk if meanwhile == "recall" else walk.cast.secrecy
        walk.do(meanwhile, disclosure, by=by, **({"reason": "别人的理由"} if meanwhile == "return" else {}))
        secrecy, sent = signed_in("secrecy"), {"revision": seen, "reason": "请补充金额，并附收据"}
        with nothing_written():
            answer = secrecy.post(step(disclosure, "return"), sent)
        told(answer, 409, "revision.stale", "已有人改动或办理了它", "请补充金额，并附收据")

    def test_somebody_else_changed_the_item_meanwhile(self, keeper: Browser, units: Any) -> None:
        draft = write(units.QW, {"党费收缴情况": {}})
        address = reverse("work:catalog_item", args=[draft.items.get().public_id])
        form = form_to(keeper.get(address), address)
        Item.objects.update(title="同事改过的标题", revision=7)
        with nothing_written():
            answer = keeper.post(address, {**form.values, "title": "我的标题"})
        told(answer, 422, "revision.stale", "已有人改动", "我的标题")

    def test_somebody_else_changed_the_catalog_before_it_is_published(self, keeper: Browser, units: Any) -> None:
        draft = write(units.QW, {"党费收缴情况": {}})
        address = reverse("work:catalog_publish", args=[draft.public_id])
        sent = {
            "effective_on": timezone.localdate().isoformat(),
            "revision": draft.revision - 1,
            "note": "按新规定修订",
        }
        with nothing_written():
            told(keeper.post(address, sent), 422, "revision.stale", "已有人改动", "按新规定修订")

    def test_the_unit_was_closed_meanwhile(self, keeper: Browser, units: Any) -> None:
        tree_actions.close_unit(units.SQ2, successor=units.SQ1, actor=actors.SYSTEM, at=timezone.now(), reason="合并")
        sent = {"name": "阳光社区党支部", "reason": REASON, "step": "confirm"}
        with nothing_written():
            told(
                keeper.post(unit_page("unit_rename", "SQ2"), sent),
                422,
                "unit.closed",
                "已撤销",
                "阳光社区党支部",
                REASON,
            )


class TestWrongTenants:
    def test_an_unknown_host(self, db: None) -> None:
        page = told(Browser(host="nowhere.localhost").get("/work/"), 404, "tenant.unknown_host", "请核对网址")
        assert "示例" not in page

    def test_a_suspended_tenant_takes_nothing(self, walk: Walker, district: Tenant) -> None:
        disclosure = walk.to(State.SUBMITTED)
        secrecy = signed_in("secrecy")
        tenant_actions.suspend(district, actor=policies.CONSOLE, at=AT, reason="欠费三个月")
        with nothing_written():
            answer = secrecy.post(step(disclosure, "pass_secrecy"), {"revision": disclosure.revision})
            page = told(answer, 503, "tenant.suspended", "这个网站已暂停", "内容没有丢失")
        for private in ("欠费", "褚某", disclosure.title):
            assert private not in page

    def test_the_other_tenants_id_says_no_more_than_one_that_nobody_gave(self, college: Tenant) -> None:
        with tenant_context(college):
            foreign = Unit.objects.get(code="JG1").public_id
        schemas.enter(Tenant.objects.get(slug="district"))
        admin = signed_in("admin")
        for route in ("portal:unit", "work:unit", "work:unit_move", "work:catalog_made"):
            pages = [
                told(admin.get(reverse(route, args=[key])), 404, "object.missing", "没有找到您要的内容")
                for key in (foreign, uuid.uuid4())
            ]
            theirs, nobodys = (re.sub(r"[0-9a-f]{32}|[0-9a-f-]{36}|[A-Za-z0-9]{64}", "", page) for page in pages)
            assert theirs == nobodys

    def test_the_other_tenants_id_in_a_form(self, keeper: Browser, college: Tenant) -> None:
        with tenant_context(college):
            foreign = Unit.objects.get(code="JG").public_id
        schemas.enter(Tenant.objects.get(slug="district"))
        sent = {"parent": foreign, "reason": REASON, "step": "confirm"}
        with nothing_written():
            page = told(keeper.post(unit_page("unit_move", "SQ1"), sent), 422, "parent.invalid_choice", REASON)
        assert "机电系" not in page

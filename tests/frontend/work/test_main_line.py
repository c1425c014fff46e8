"""Does a text go from its drafter to the public through forms alone, and come back with a reason?"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.audit.models import AuditEntry
from disclosures.kinds import Checkpoint, State
from disclosures.models import Attachment, Disclosure
from tests.disclosures.conftest import PNG, Walker, appoint
from tests.frontend.browser import Browser
from tests.frontend.work.conftest import People
from tests.frontend.work.forms_of import form_to

CHECKED = list(Checkpoint.values)

TEXT = "本支部第三季度收缴党费3,460元，已全额上缴。"


def text_of(response: Any) -> str:
    return str(response.content.decode())


def page(browser: Browser, disclosure: Disclosure, route: str = "disclosure", **more: Any) -> Any:
    return browser.get(reverse(f"work:{route}", args=[disclosure.public_id]), **more)


def press(browser: Browser, response: Any, ending: str, *, button: str = "", **typed: Any) -> Any:
    """Fill in and send the form of the page that leads to an address, with a button that says what it is for."""
    form = form_to(response, ending)
    if button:
        assert ("then", button) in form.buttons
        typed["then"] = button
    return browser.post(form.action or response.request["PATH_INFO"], {**form.values, **typed}, follow=True)


def newest() -> Disclosure:
    return Disclosure.objects.order_by("-id")[0]


def test_from_a_blank_page_to_the_public(people: People, items: SimpleNamespace) -> None:
    clerk, secrecy, leader = people("clerk"), people("secrecy"), people("leader")
    start = clerk.get(reverse("work:new"))
    assert "党费收缴情况" in text_of(start)
    editor = press(clerk, start, "/new/", item=str(items.open.public_id))
    draft = newest()
    assert (draft.state, draft.scope, draft.item) == (State.DRAFT, "unit", items.open)
    typed = {"title": "第三季度党费收缴情况", "body": TEXT, "scope": "society", "keywords": "党费 收缴"}
    saved = press(clerk, editor, "/edit/", **typed)
    assert "草稿已保存" in text_of(saved)
    handed_in = press(clerk, saved, "/edit/", button="submit")
    assert "等待保密审查" in text_of(handed_in)

    assert draft.title not in text_of(leader.get(reverse("work:approvals")))
    waiting = secrecy.get(reverse("work:approvals"))
    assert "第三季度党费收缴情况" in text_of(waiting)
    reviewed = press(secrecy, page(secrecy, draft), "/pass_secrecy/", checklist=CHECKED)
    assert reviewed.redirect_chain[-1][0] == reverse("work:approvals"), "nothing else waits"
    assert "已通过保密审查" in text_of(reviewed)

    to_decide = page(leader, draft)
    assert TEXT in text_of(to_decide)
    assert "不涉及国家秘密" in text_of(to_decide)
    press(leader, to_decide, "/approve/", opinion="同意")
    published = press(clerk, page(clerk, draft), "/publish/")
    assert "已公开，索引号" in text_of(published)

    reader = Browser()
    shown = reader.get(reverse("portal:disclosure", args=[draft.public_id]))
    assert TEXT in text_of(shown)
    assert "第三季度党费收缴情况" in text_of(reader.get(reverse("portal:disclosures")))
    trail = page(clerk, draft)
    for said in ("起草", "提交审查", "通过保密审查", "同意公开", "已核对：不涉及国家秘密和工作秘密"):
        assert said in text_of(trail)


def test_what_is_returned_says_why_and_is_compared_when_it_comes_again(people: People, walk: Walker) -> None:
    disclosure = walk.to(State.SUBMITTED)
    secrecy, clerk = people("secrecy"), people("clerk")
    without_reason = press(secrecy, page(secrecy, disclosure), "/return/")
    assert without_reason.status_code == 422
    assert "请写退回理由" in text_of(without_reason)
    again = press(secrecy, without_reason, "/return/", reason="请补充上缴金额")
    assert "已退回给陈某" in text_of(again)

    inbox = text_of(clerk.get(reverse("work:inbox")))
    assert "已退回：请补充上缴金额" in inbox
    editor = page(clerk, disclosure, "edit")
    assert "请补充上缴金额" in text_of(editor)
    saved = press(clerk, editor, "/edit/", body="2026年第三季度党费收缴情况如下：上缴3,460元。")
    press(clerk, saved, "/edit/", button="submit")
    compared = text_of(page(secrecy, disclosure))
    assert "第1次提交" in compared
    assert "<ins>：上缴3,460元</ins>" in compared
    whole = text_of(page(secrecy, disclosure, data={"show": "text"}))
    assert "<ins>" not in whole


def test_after_a_decision_comes_the_next_that_waits(people: People, walk: Walker) -> None:
    first, second, third = (walk.to(State.SUBMITTED, title=title) for title in ("甲事", "乙事", "丙事"))
    secrecy = people("secrecy")
    shown = text_of(page(secrecy, second))
    assert "等我办的 3 件中的第 2 件" in shown
    after = press(secrecy, page(secrecy, second), "/pass_secrecy/", checklist=CHECKED)
    assert after.redirect_chain[-1][0] == reverse("work:disclosure", args=[third.public_id])
    assert "《乙事》已通过保密审查" in text_of(after)
    last = press(secrecy, after, "/pass_secrecy/", checklist=CHECKED)
    assert last.redirect_chain[-1][0] == reverse("work:disclosure", args=[first.public_id])


def test_what_is_beyond_the_unit_goes_up(people: People, walk: Walker, items: SimpleNamespace) -> None:
    disclosure = walk.to(State.SECRECY_CHECKED, item=items.above)
    leader, deputy = people("leader"), people("deputy")
    assert disclosure.title not in text_of(deputy.get(reverse("work:approvals")))
    answer = press(leader, page(leader, disclosure), "/approve/")
    assert "下一步：上级审批" in text_of(answer)
    assert "上级审批" in text_of(deputy.get(reverse("work:approvals")))
    press(deputy, page(deputy, disclosure), "/approve/")
    disclosure.refresh_from_db()
    assert disclosure.state == State.APPROVED


class TestFourEyes:
    @pytest.fixture
    def own(self, walk: Walker) -> Disclosure:
        """A text of the leader, who is a clerk too."""
        leader = appoint("leader", walk.units.JG1, "clerk")
        draft = walk.draft(by=leader)
        walk.do("submit", draft, by=leader)
        return walk.do("pass_secrecy", draft, by=walk.cast.secrecy)

    def test_the_drafter_finds_a_disabled_button_with_its_reason(self, people: People, own: Disclosure) -> None:
        shown = text_of(page(people("leader"), own))
        assert 'aria-disabled="true"' in shown
        assert "您是起草人或修改人，须由本单位负责人审批。" in shown
        assert f'action="{reverse("work:step", args=[own.public_id, "approve"])}"' not in shown

    def test_a_forged_decision_is_refused(self, people: People, own: Disclosure) -> None:
        own.refresh_from_db()
        address = reverse("work:step", args=[own.public_id, "approve"])
        answer = people("leader").post(address, {"revision": own.revision, "opinion": "同意"})
        assert answer.status_code == 403
        assert "decision.own_draft" in text_of(answer)
        assert people("leader").get(address).status_code == 403
        own.refresh_from_db()
        assert own.state == State.SECRECY_CHECKED


class TestTwoAtOnce:
    def test_a_decision_on_what_was_decided_meanwhile(self, people: People, walk: Walker) -> None:
        disclosure = walk.to(State.SUBMITTED)
        secrecy = people("secrecy")
        seen = page(secrecy, disclosure)
        walk.do("recall", disclosure)
        answer = press(secrecy, seen, "/return/", reason="请补充金额，并附收据")
        assert answer.status_code == 409
        assert "revision.stale" in text_of(answer)
        assert "请补充金额，并附收据" in text_of(answer), "what was written is not lost"
        assert "收回修改" in text_of(answer), "says what happened meanwhile"

    @pytest.mark.parametrize("revision", ["", "x", "99999999999999999999", "-1", "٣"])
    def test_a_step_without_a_copy_is_stale(self, revision: str, people: People, walk: Walker) -> None:
        disclosure = walk.to(State.SUBMITTED)
        address = reverse("work:step", args=[disclosure.public_id, "pass_secrecy"])
        assert people("secrecy").post(address, {"revision": revision}).status_code == 409

    def test_two_editors_see_both_texts_and_one_takes_over(self, people: People, walk: Walker) -> None:
        disclosure = walk.draft()
        clerk, colleague = people("clerk"), people("second_clerk")
        mine, theirs = page(clerk, disclosure, "edit"), page(colleague, disclosure, "edit")
        press(colleague, theirs, "/edit/", body="同事写的一段。", keywords="党费")
        clash = press(clerk, mine, "/edit/", body="我写的一段。", keywords="收缴、上缴")
        assert clash.status_code == 409
        shown = text_of(clash)
        assert "韩某" in shown
        assert "同事" in shown
        assert "我写的一段。" in shown
        disclosure.refresh_from_db()
        assert disclosure.body_text == "同事写的一段。"
        taken_over = press(clerk, clash, "/edit/")
        assert taken_over.status_code == 200
        disclosure.refresh_from_db()
        assert (disclosure.body_text, disclosure.keywords) == ("我写的一段。", ["收缴", "上缴"])
        entry = AuditEntry.objects.about(disclosure).filter(verb="disclosure.edited").last()
        assert entry is not None
        assert "同事写的一段。" in entry.before["body"]

    def test_a_text_handed_in_meanwhile_cannot_be_taken_over_but_is_kept(self, people: People, walk: Walker) -> None:
        disclosure = walk.draft()
        clerk = people("clerk")
        editor = page(clerk, disclosure, "edit")
        walk.do("submit", disclosure, by=walk.cast.second_clerk)
        answer = press(clerk, editor, "/edit/", body="又补了一段。")
        assert answer.status_code == 409
        assert "又补了一段。" in text_of(answer)
        assert "用我写的替换" not in text_of(answer)

    def test_autosave_answers_the_script(self, people: People, walk: Walker) -> None:
        disclosure = walk.draft()
        clerk = people("clerk")
        form = form_to(page(clerk, disclosure, "edit"), "/edit/")
        script = {"X-Autosave": "1"}
        saved = clerk.post(form.action, {**form.values, "body": "写到一半"}, headers=script)
        assert saved.json() == {"revision": disclosure.revision + 1}
        stale = clerk.post(form.action, {**form.values, "body": "写到别处"}, headers=script)
        assert (stale.status_code, stale.json()["code"]) == (409, "revision.stale")
        untitled = clerk.post(form.action, {**form.values, "title": ""}, headers=script)
        assert (untitled.status_code, list(untitled.json()["errors"])) == (422, ["title"])


class TestEditor:
    def test_what_is_missing_is_told_at_its_field_and_nothing_is_lost(self, people: People, walk: Walker) -> None:
        disclosure = walk.draft(body="")
        clerk = people("clerk")
        editor = page(clerk, disclosure, "edit")
        assert "差 1 项" in text_of(editor)
        answer = press(clerk, editor, "/edit/", button="submit", document_no="机关一支〔2026〕9号")
        assert answer.status_code == 422
        assert "请写正文" in text_of(answer)
        assert 'href="#id_body"' in text_of(answer)
        disclosure.refresh_from_db()
        assert (disclosure.state, disclosure.document_no) == (State.DRAFT, "机关一支〔2026〕9号")

    @pytest.mark.parametrize(
        ("body", "typed"),
        [
            ("<p>甲。</p><p>乙。</p>", "甲。\n乙。"),
            ("<p>甲<strong>乙</strong></p>", "<p>甲<strong>乙</strong></p>"),
            ("<p>3 &lt; 4 &amp; 5</p>", "3 < 4 & 5"),
            ("<p>&lt;b&gt;</p>", "<p>&lt;b&gt;</p>"),
        ],
    )
    def test_plain_paragraphs_are_edited_as_plain_lines_and_stay_the_same(
        self, body: str, typed: str, people: People, walk: Walker
    ) -> None:
        disclosure = walk.draft(body=body)
        clerk = people("clerk")
        editor = page(clerk, disclosure, "edit")
        assert form_to(editor, "/edit/").values["body"].replace("\r", "") == typed
        press(clerk, editor, "/edit/")
        saved = Disclosure.objects.get(pk=disclosure.pk)
        assert (saved.body, saved.revision) == (body, disclosure.revision), "nothing was changed"

    def test_scopes_wider_than_the_items_are_not_offered_and_refused(
        self, people: People, walk: Walker, items: SimpleNamespace
    ) -> None:
        disclosure = walk.draft(item=items.party, scope="party")
        clerk = people("clerk")
        editor = page(clerk, disclosure, "edit")
        assert 'value="party"' in text_of(editor)
        assert 'value="society"' not in text_of(editor)
        forged = press(clerk, editor, "/edit/", scope="society")
        assert forged.status_code == 422
        assert "最多公开到“全党”" in text_of(forged)

    def test_an_item_of_another_catalog_is_refused(self, people: People, walk: Walker, items: SimpleNamespace) -> None:
        disclosure = walk.draft()
        clerk = people("clerk")
        answer = press(clerk, page(clerk, disclosure, "edit"), "/edit/", item=str(items.rural.public_id))
        assert answer.status_code == 422
        assert "不在本单位现行的公开目录里" in text_of(answer)
        assert items.rural.title not in text_of(answer)

    def test_hostile_html_comes_out_harmless(self, people: People, walk: Walker) -> None:
        disclosure = walk.draft()
        clerk = people("clerk")
        hostile = '<p onclick="x()">正文<script>alert(1)</script><img src=x onerror=alert(2)></p>'
        title = "<script>alert(3)</script>标题"
        saved = press(clerk, page(clerk, disclosure, "edit"), "/edit/", body=hostile, title=title)
        handed_in = press(clerk, saved, "/edit/", button="submit")
        for shown in (saved, handed_in, page(clerk, disclosure, "preview")):
            text = text_of(shown)
            assert "alert(1)" not in text
            assert "onerror" not in text
            assert "onclick" not in text
            assert "<script>alert(3)" not in text

    def test_files_are_added_and_removed_with_the_text_kept(self, people: People, walk: Walker) -> None:
        disclosure = walk.draft()
        clerk = people("clerk")
        picture = SimpleUploadedFile("公示栏.png", PNG, content_type="image/png")
        editor = page(clerk, disclosure, "edit")
        added = press(clerk, editor, "/edit/", button="attach", body="写到一半，先传附件", file=picture)
        assert "附件已添加" in text_of(added)
        attachment = Attachment.objects.get(disclosure=disclosure)
        assert "写到一半，先传附件" in text_of(added)
        removed = press(clerk, added, "/edit/", button=f"detach:{attachment.public_id}")
        assert "已移除" in text_of(removed)
        assert not Attachment.objects.filter(disclosure=disclosure).exists()

    @pytest.mark.parametrize(
        ("file", "said"),
        [
            (SimpleUploadedFile("明细.pdf", b"MZ\x90\x00" + b"\x00" * 64, content_type="application/pdf"), "不是可以"),
            (SimpleUploadedFile("明细.pdf", PNG, content_type="application/pdf"), "实际内容是 PNG"),
            (SimpleUploadedFile("空.pdf", b"", content_type="application/pdf"), "空"),
            (None, "请先选文件"),
        ],
        ids=["a program", "a picture called pdf", "empty", "none"],
    )
    def test_a_file_that_is_not_what_it_says_is_refused(
        self, file: SimpleUploadedFile | None, said: str, people: People, walk: Walker
    ) -> None:
        disclosure = walk.draft()
        clerk = people("clerk")
        sent = {"file": file} if file else {}
        answer = press(clerk, page(clerk, disclosure, "edit"), "/edit/", button="attach", body="正文还在", **sent)
        assert answer.status_code == 422
        assert said in text_of(answer)
        assert "正文还在" in text_of(answer)
        assert not Attachment.objects.filter(disclosure=disclosure).exists()

    def test_a_draft_is_thrown_away_by_its_drafter_alone(self, people: People, walk: Walker) -> None:
        disclosure = walk.draft()
        address = reverse("work:discard", args=[disclosure.public_id])
        assert people("second_clerk").post(address).status_code == 403
        answer = press(people("clerk"), people("clerk").get(address), "/discard/")
        assert "已删除" in text_of(answer)
        assert not Disclosure.objects.filter(pk=disclosure.pk).exists()

    def test_what_is_under_way_is_not_edited(self, people: People, walk: Walker) -> None:
        disclosure = walk.to(State.SUBMITTED)
        answer = page(people("clerk"), disclosure, "edit", follow=True)
        assert "现在不能修改：等待保密审查" in text_of(answer)
        assert page(people("leader"), disclosure, "edit").status_code == 403

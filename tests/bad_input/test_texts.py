"""What becomes of bad input while a text is written, decided and published? A clear answer, and nothing is lost.

Shown elsewhere and not repeated: every hostile document at its reader (`tests/core/documents/test_hostile.py`), every
damaged picture at its own (`tests/core/files/test_images.py`); two editors and a scope that is too wide on the pages
(`tests/frontend/work/test_main_line.py`) and in the API (`tests/api/test_disclosures.py`); two deciders
(`tests/disclosures/test_concurrency.py`). Here: what people and programs are told, to the code.
"""

from __future__ import annotations

import datetime
import io
import re
from typing import Any

import pytest
import typst
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT
from django.urls import reverse

from core import errors
from disclosures import actions, searching
from disclosures.flows import disclosure_flow
from disclosures.inputs import values_of
from disclosures.kinds import State
from disclosures.models import Attachment, AttachmentText, Disclosure, PublicNotice
from disclosures.noticing import closing, duties
from tests.api.conftest import (  # noqa: F401  (fixtures)
    Program,
    Programs,
    _on_the_worlds_day,
    _own_rates,
    assert_problem,
    token_of,
)
from tests.bad_input.traces import files, nothing_written, text_of, told
from tests.core.documents import writing
from tests.core.files import pictures
from tests.databases import AT
from tests.disclosures.conftest import Walker
from tests.frontend.browser import Browser, signed_in
from tests.frontend.work.forms_of import form_to

pytestmark = pytest.mark.usefixtures("own_files")
SECOND = datetime.timedelta(seconds=1)
PASTED = (
    "<html><head><style>p{background:url(https://t.example/s.gif)}</style></head><body>"
    "<script>fetch('https://t.example/c')</script><p onclick='x()' style='color:red'>通知正文。</p>"
    "<img src='https://t.example/open.gif?u=7' width=1 height=1><img src='https://t.example/banner.png'>"
    "<iframe src='https://t.example/'></iframe><form action='https://t.example/'><input name=a></form>"
    "<a href='javascript:alert(1)'>看原文</a><div style='display:none'>隐藏的话</div></body></html>"
)


@pytest.fixture
def program(cast: Any) -> Programs:
    """Return the program of a person of the district."""
    return lambda username: Program("district.localhost", token_of(username))


class TestPasted:
    def test_what_was_taken_out_is_told_and_nothing_of_it_is_kept(self, walk: Walker) -> None:
        draft = walk.draft()
        clerk = signed_in("clerk")
        pasted = {"html": PASTED, "revision": draft.revision}
        answer = clerk.post(reverse("work:paste", args=[draft.public_id]), pasted).json()
        kinds = ("脚本", "跟踪用的隐形图片", "外部图片", "嵌入的网页", "表单和按钮", "不能公开的链接", "隐藏的文字")
        assert [kind for kind in kinds if kind not in answer["message"]] == []
        form = form_to(clerk.get(reverse("work:edit", args=[draft.public_id])), "/edit/")
        clerk.post(form.action, {**form.values, "body": PASTED})
        kept = Disclosure.objects.get(pk=draft.pk)
        for html in (answer["html"], kept.body):
            assert "通知正文。" in html
            assert "看原文" in html
            for gone in ("t.example", "script", "style", "onclick", "iframe", "form", "隐藏的话"):
                assert gone not in html, gone


MACROS = writing.docx(writing.p("文。"), parts={"word/vbaProject.bin": b"x"})
BOMB = writing.archive(writing.parts_of(writing.docx(writing.p("文。"))) | {"word/media/a.png": b"\0" * 5_000_000})
OUTSIDE = writing.docx(
    writing.p("文。"), rows=(writing.relation("r9", "oleObject", "https://t.example/o", outside=True),)
)


class TestDocuments:
    @pytest.mark.parametrize(
        ("content", "code", "said"),
        [
            (BOMB, "word.bomb", "解压后异常庞大"),
            (MACROS, "word.has_macros", "含有宏程序"),
            (OUTSIDE, "word.loads_from_outside", "从外部地址加载"),
        ],
        ids=["bomb", "macros", "references"],
    )
    def test_a_hostile_document_is_not_imported(
        self, content: bytes, code: str, said: str, walk: Walker, program: Programs
    ) -> None:
        clerk, name = signed_in("clerk"), "通知.docx"
        form = form_to(clerk.get(reverse("work:import")), "/import/")
        machine = program("clerk")
        with nothing_written():
            page = clerk.post(reverse("work:import"), {**form.values, "file": SimpleUploadedFile(name, content)})
            told(page, 422, code, said, name)
            sent = {"unit": str(walk.units.JG1.public_id), "file": SimpleUploadedFile(name, content)}
            assert_problem(machine.upload("disclosures/import/", **sent), 422, code)

    def test_a_pdf_of_500_pages_is_kept_and_found_by_its_last_page(self, walk: Walker, cast: Any) -> None:
        pages = "#pagebreak()\n".join(f"Page number {number}\n" for number in range(1, 500)) + "#pagebreak()\nOmega"
        draft = walk.draft()
        content = typst.compile(pages.encode())
        actions.attach(draft, stream=io.BytesIO(content), name="五百页.pdf", actor=cast.clerk, at=AT)
        published = walk.onward(draft)
        assert searching.read_attachments(at=AT) == 1
        kept = AttachmentText.objects.get()
        assert kept.outcome != AttachmentText.Outcome.UNREADABLE
        seen = Disclosure.objects.visible_to(cast.public).published()
        assert searching.find(seen, "omega").get() == published
        assert "五百页.pdf" in Browser().get(f"/disclosures/{published.public_id}/").content.decode()

    @pytest.mark.parametrize(
        ("sent", "kept"),
        [
            ("../../etc/passwd.pdf", "passwd.pdf"),
            ("C:\\\\文件\\\\公示.pdf", "公示.pdf"),
            ("公\x07示\x1b[31m.pdf", "公示[31m.pdf"),
            ("照片\u202efdp.pdf", "照片fdp.pdf"),
            ("con.pdf", "_con.pdf"),
        ],
        ids=["folders", "windows", "controls", "direction", "reserved"],
    )
    def test_a_name_leads_nowhere(self, sent: str, kept: str, walk: Walker) -> None:
        draft = walk.draft()
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{sent}"\r\n'
        tail = f"\r\n--{BOUNDARY}--\r\n"
        body = f"{head}Content-Type: application/pdf\r\n\r\n%PDF-1.7\n{tail}".encode()
        client = Browser(HTTP_AUTHORIZATION=f"Bearer {token_of('clerk')}")
        path = f"/api/v1/disclosures/{draft.public_id}/attachments/"
        made = client.generic("POST", path, body, content_type=MULTIPART_CONTENT)
        assert made.status_code == 201, made.content.decode()
        file = Attachment.objects.select_related("file").get().file
        assert file.name == kept
        answer = signed_in("clerk").get(f"/files/{file.public_id}/")
        assert answer.status_code == 200
        assert b"".join(getattr(answer, "streaming_content")).startswith(b"%PDF")
        assert "\x1b" not in answer["Content-Disposition"]

    def test_another_extension_is_told(self, walk: Walker, program: Programs) -> None:
        draft = walk.draft()
        machine = program("clerk")
        with nothing_written():
            file = SimpleUploadedFile("公示.docx", b"%PDF-1.7\n%x")
            answer = machine.upload(f"disclosures/{draft.public_id}/attachments/", file=file)
            assert_problem(answer, 422, "file.type_mismatch")

    @pytest.mark.parametrize("content", [pictures.drawn()[:90], pictures.bomb()], ids=["broken", "bomb"])
    def test_a_picture_that_does_not_open_is_told_and_the_text_stays(self, content: bytes, walk: Walker) -> None:
        draft = walk.draft()
        clerk = signed_in("clerk")
        form = form_to(clerk.get(reverse("work:edit", args=[draft.public_id])), "/edit/")
        with nothing_written():
            sent = {"file": SimpleUploadedFile("会场.png", content), "revision": draft.revision}
            answer = clerk.post(reverse("work:picture", args=[draft.public_id]), sent)
            assert answer.json()["code"] in ("image.broken", "image.too_many_pixels")
            assert "会场.png" in answer.json()["reason"]
        file = SimpleUploadedFile("会场.png", content)
        page = clerk.post(form.action, {**form.values, "title": "没有丢的标题", "then": "attach", "file": file})
        told(page, 422, "会场.png", "没有丢的标题")
        assert Disclosure.objects.get(pk=draft.pk).title == "没有丢的标题", "what was typed beside it is kept"
        assert not Attachment.objects.exists()
        assert files() == []


def test_a_scope_wider_than_the_items_is_told_at_its_field(walk: Walker, program: Programs) -> None:
    draft = walk.draft(item=walk.items.unit, scope="unit")
    machine = program("clerk")
    with nothing_written():
        sent = {"scope": "society", "revision": draft.revision}
        problem = assert_problem(machine.patch(f"disclosures/{draft.public_id}/", sent), 422, "scope.too_wide", "scope")
    assert "最多公开到“本单位”" in problem["errors"]["scope"][0]["reason"]


def test_a_result_is_not_published_in_the_last_second_of_its_notice(walk: Walker, cast: Any) -> None:
    walk.items.open.notice_days = 7
    walk.items.open.save()
    original = walk.to(State.PUBLISHED)
    result = walk.follow_up(original, "follows")
    values = {**values_of(result), "body": "<p>公示期满，没有异议。</p>"}
    result = actions.edit_draft(result, data=values, revision=result.revision, actor=cast.clerk, at=AT)
    result = walk.onward(result, State.APPROVED)
    over = duties.over_at(PublicNotice.objects.get(disclosure=original))
    for at in (over - SECOND, over):  # at midnight it is over, but nobody has looked for objections yet
        with pytest.raises(errors.Conflict, match="系统办结以后") as refused:
            disclosure_flow.perform("publish", result, actor=cast.clerk, at=at)
        assert refused.value.code == "notice.running"
    closing.close_due(at=over - SECOND)
    assert PublicNotice.objects.get(disclosure=original).state == "running"
    closing.close_due(at=over)
    assert disclosure_flow.perform("publish", result, actor=cast.clerk, at=over).state == State.PUBLISHED


def test_of_two_editors_the_slower_one_is_shown_both_texts(walk: Walker) -> None:
    draft = walk.draft()
    first, second = signed_in("clerk"), signed_in("second_clerk")
    edit = reverse("work:edit", args=[draft.public_id])
    mine, theirs = form_to(first.get(edit), "/edit/"), form_to(second.get(edit), "/edit/")
    second.post(theirs.action, {**theirs.values, "body": "韩某先存的"})
    answer = first.post(mine.action, {**mine.values, "body": "陈某没有丢的"})
    assert answer.status_code == 409
    words = re.sub(r"<[^>]*>", "", text_of(answer))  # what differs is marked word by word
    assert "韩某先存的" in words
    assert "陈某没有丢的" in words
    assert "韩某先存的" in Disclosure.objects.get(pk=draft.pk).body


def test_of_two_deciders_the_slower_one_keeps_what_she_wrote(walk: Walker) -> None:
    text = walk.to(State.SUBMITTED)
    page = reverse("work:step", args=[text.public_id, "return"])
    walk.do("pass_secrecy", text, by=walk.cast.secrecy)
    sent = {"revision": text.revision, "reason": "理由没有丢"}
    answer = signed_in("secrecy").post(page, sent)
    told(answer, 409, "revision.stale", "理由没有丢")

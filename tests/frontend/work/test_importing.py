"""Does a Word notice become a draft, shown first and with everything told, and is what is pasted answered at once?"""

from __future__ import annotations

import base64
import io
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.audit.models import AuditEntry
from disclosures.models import Attachment, Disclosure
from tests.core.documents import writing
from tests.disclosures.conftest import PNG, Walker
from tests.frontend.work.conftest import People
from tests.frontend.work.forms_of import form_to


def picture() -> bytes:
    """Return a picture that decodes."""
    from PIL import Image

    content = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(content, "PNG")
    return content.getvalue()


def notice(image: bytes | None = None) -> SimpleUploadedFile:
    parts = writing.parts_of(writing.notice()) | {"word/media/image1.png": image or picture()}
    return SimpleUploadedFile("党费通知.docx", writing.archive(parts))


def text_of(response: Any) -> str:
    return str(response.content.decode())


def shown(people: People, file: SimpleUploadedFile) -> Any:
    clerk = people("clerk")
    form = form_to(clerk.get(reverse("work:import")), "/import/")
    return clerk.post(reverse("work:import"), {**form.values, "file": file})


def confirmed(people: People, page: Any, **typed: str) -> Any:
    form = form_to(page, "/confirm/")
    return people("clerk").post(form.action, {**form.values, **typed}, follow=True)


def test_a_notice_is_shown_and_becomes_a_draft(people: People, items: SimpleNamespace) -> None:
    page = shown(people, notice())
    assert page.status_code == 200
    assert not Disclosure.objects.exists()
    for words in (
        "红头、份号、签发人等版头文字",
        "中共示例区委办公室文件",
        "按版式认作小标题的段落",
        "（一）总体情况",
        "示例委办〔2026〕12号",
    ):
        assert words in text_of(page)
    editor = confirmed(people, page, item=str(items.open.public_id))
    draft = Disclosure.objects.get()
    assert (draft.title, draft.document_no) == ("关于做好2026年第三季度党费收缴情况公开的通知", "示例委办〔2026〕12号")
    assert (draft.item, draft.scope) == (items.open, "unit")
    file = Attachment.objects.get(disclosure=draft).file
    assert f'<img src="/files/{file.public_id}/" alt="收缴情况公示栏照片">' in draft.body
    assert "<th>支部</th>" in draft.body
    assert draft.title in text_of(editor)
    entry = AuditEntry.objects.get(verb="disclosure.imported")
    assert entry.after["file"] == "党费通知.docx"
    assert entry.after["notes"]["letterhead"] == 3
    readers = people("clerk").get(f"/files/{file.public_id}/")
    assert (readers.status_code, readers["Content-Type"]) == (200, "image/png")
    assert b"".join(readers.streaming_content).startswith(b"\x89PNG")
    assert people("neighbour").get(f"/files/{file.public_id}/").status_code == 404


def test_a_broken_picture_is_left_out_and_the_text_comes(people: People, items: SimpleNamespace) -> None:
    confirmed(people, shown(people, notice(PNG[:40])))
    draft = Disclosure.objects.get()
    assert "<img" not in draft.body
    assert "一、收缴情况" in draft.body
    assert AuditEntry.objects.get(verb="disclosure.imported").after["notes"]["word.picture"] == 1


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("旧.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, "另存为 .docx"),
        ("宏.docx", writing.docx(writing.p("文。"), parts={"word/vbaProject.bin": b"x"}), "含有宏程序"),
        ("密.docx", writing.docx(writing.p("机密★1年"), writing.p("文。")), "标有密级"),
        ("断.docx", writing.notice()[:900], "已损坏或不完整"),
        ("空.docx", b"", "空文件"),
    ],
)
def test_what_is_not_read_is_answered_with_what_to_do(
    people: People, items: SimpleNamespace, settings: Any, name: str, content: bytes, told: str
) -> None:
    answer = shown(people, SimpleUploadedFile(name, content))
    assert answer.status_code == 422
    assert told in text_of(answer)
    assert not Disclosure.objects.exists()
    assert not [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]


def test_a_missing_title_loses_nothing(people: People, items: SimpleNamespace) -> None:
    page = shown(people, notice())
    again = confirmed(people, page, title="")
    assert again.status_code == 422
    confirmed(people, again, title="补上标题")
    assert Disclosure.objects.get().title == "补上标题"


def test_only_who_uploaded_confirms_and_only_for_her_unit(people: People, items: SimpleNamespace) -> None:
    form = form_to(shown(people, notice()), "/confirm/")
    assert people("second_clerk").post(form.action, form.values).status_code == 409
    people("neighbour").post(form.action, form.values)
    assert people("leader").get(reverse("work:import")).status_code == 403
    assert people("leader").post(form.action, form.values).status_code == 403
    assert not Disclosure.objects.exists()


def paste(people: People, draft: Disclosure, html: str, who: str = "clerk") -> Any:
    sent = {"html": html, "revision": draft.revision}
    return people(who).post(reverse("work:paste", args=[draft.public_id]), sent)


def test_what_is_pasted_is_cleaned_and_told(people: People, walk: Walker) -> None:
    draft = walk.draft()
    image = base64.b64encode(picture()).decode()
    html = (
        "<p class=MsoNormal style='mso-list:l0 level1 lfo1'><![if !supportLists]>1.<![endif]>甲<o:p></o:p></p>"
        f"<p><img src='data:image/png;base64,{image}' alt='图'><img src='http://a.cn/x.png'></p><script>x</script>"
    )
    answer = paste(people, draft, html).json()
    file = Attachment.objects.get(disclosure=draft).file
    assert answer["html"] == f'<ol><li>甲</li></ol><p><img src="/files/{file.public_id}/" alt="图"></p>'
    assert "脚本" in answer["message"]
    assert "外部图片" in answer["message"]
    draft.refresh_from_db()
    assert answer["revision"] == draft.revision


def test_a_picture_is_taken_in(people: People, walk: Walker) -> None:
    draft = walk.draft()
    file = SimpleUploadedFile("会议室.png", picture(), content_type="image/png")
    sent = {"file": file, "alt": "会议室", "revision": draft.revision}
    answer = people("clerk").post(reverse("work:picture", args=[draft.public_id]), sent)
    attached = Attachment.objects.get(disclosure=draft)
    assert answer.json()["src"] == f"/files/{attached.file.public_id}/"
    assert attached.title == "会议室"


@pytest.mark.parametrize(
    ("file", "status"),
    [
        (None, 422),
        (SimpleUploadedFile("图.png", b"<svg onload=x>"), 422),
        (SimpleUploadedFile("图.png", PNG[:30]), 422),
    ],
)
def test_a_bad_picture_is_answered_in_words(people: People, walk: Walker, file: Any, status: int) -> None:
    draft = walk.draft()
    sent = {"revision": draft.revision} | ({"file": file} if file else {})
    answer = people("clerk").post(reverse("work:picture", args=[draft.public_id]), sent)
    assert answer.status_code == status
    assert answer.json()["reason"]
    assert not Attachment.objects.exists()


def test_nothing_is_put_into_what_is_not_hers(people: People, walk: Walker) -> None:
    draft = walk.draft()
    assert paste(people, draft, "<p>甲</p>", "neighbour").status_code == 404
    assert paste(people, draft, "<p>甲</p>", "inspector").status_code == 403
    assert people("clerk").get(reverse("work:paste", args=[draft.public_id])).status_code == 405
    stale = SimpleNamespace(public_id=draft.public_id, revision=99)
    file = SimpleUploadedFile("图.png", picture())
    answer = people("clerk").post(
        reverse("work:picture", args=[draft.public_id]), {"file": file, "revision": stale.revision}
    )
    assert answer.status_code == 409
    assert "陈某" in answer.json()["reason"]


def test_the_editor_tells_what_to_settle_what_to_better_and_what_to_write(people: People, walk: Walker) -> None:
    walk.draft(document_no="示例委〔2026〕12号")
    draft = walk.draft(body="<p>张某，11010519491231002X，手机13812345678。</p>", title="党费使用情况")
    page = text_of(people("clerk").get(reverse("work:edit", args=[draft.public_id])))
    assert "写有完整的身份证号" in page
    assert "建议改 1 项" in page
    assert "138****5678" in page
    assert "示例委〔2026〕13号" in page
    assert "可以写：党费" in page
    assert "JG1-2026-0001" in page


def test_what_saving_took_out_is_told_without_a_script_too(people: People, walk: Walker) -> None:
    draft = walk.draft()
    page = people("clerk").get(reverse("work:edit", args=[draft.public_id]))
    form = form_to(page, "/edit/")
    body = "<p>话。</p><script>x</script><img src='http://a.cn/t.gif' width=1>"
    saved = people("clerk").post(form.action, {**form.values, "body": body}, follow=True)
    assert "没有带过来：脚本 1 处、跟踪用的隐形图片 1 处。" in text_of(saved)

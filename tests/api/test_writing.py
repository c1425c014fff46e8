"""Can a program import a notice, check a draft and keep templates, under the same rules as the pages?"""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from disclosures.models import Disclosure, TextTemplate
from tests.api.conftest import Programs, assert_problem
from tests.core.documents import writing
from tests.disclosures.conftest import Walker


@pytest.fixture(autouse=True)
def _own_files(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def ok(response: Any, status: int = 200) -> Any:
    assert response.status_code == status, response.content.decode()
    return response.json()


def notice(content: bytes | None = None, name: str = "通知.docx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, writing.notice() if content is None else content)


def test_a_notice_is_tried_and_then_imported(program: Programs, walk: Walker) -> None:
    clerk, unit = program("clerk"), str(walk.units.JG1.public_id)
    tried = ok(clerk.upload("disclosures/import/", unit=unit, file=notice(), dry_run="true"))
    assert (tried["title"], tried["disclosure"]) == ("关于做好2026年第三季度党费收缴情况公开的通知", "")
    assert tried["written_on"] == "2026-11-21"
    assert {each["kind"]: each["count"] for each in tried["left"]} == {"letterhead": 3}
    assert not Disclosure.objects.exists()
    item = str(walk.items.open.public_id)
    made = ok(clerk.upload("disclosures/import/", unit=unit, file=notice(), item=item), 201)
    draft = ok(clerk.get(f"disclosures/{made['disclosure']}/"))
    assert draft["document_no"] == "示例委办〔2026〕12号"
    assert draft["item"]["id"] == item
    assert "<th>支部</th>" in draft["body"]


@pytest.mark.parametrize(
    ("who", "content", "status", "code"),
    [
        ("clerk", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, 422, "word.old_format"),
        ("clerk", writing.docx(writing.p("文。"), parts={"word/vbaProject.bin": b"x"}), 422, "word.has_macros"),
        ("clerk", writing.docx(*[writing.p("长" * 90 + str(n)) for n in range(20_001)]), 413, "word.too_long"),
        ("neighbour", None, 403, "disclosure.not_drafter"),
        ("leader", None, 403, "disclosure.not_drafter"),
    ],
    ids=["old", "macros", "long", "neighbour", "leader"],
)
def test_what_is_refused(
    program: Programs, walk: Walker, who: str, content: bytes | None, status: int, code: str
) -> None:
    answer = program(who).upload("disclosures/import/", unit=str(walk.units.JG1.public_id), file=notice(content))
    assert_problem(answer, status, code)
    assert not Disclosure.objects.exists()


def test_a_draft_is_checked(program: Programs, walk: Walker) -> None:
    draft = walk.draft(body="<p>11010519491231002X，手机13812345678。</p>", title="党费使用情况")
    told = ok(program("clerk").get(f"disclosures/{draft.public_id}/checks/"))
    assert told["can_submit"] is False
    assert [each["code"] for each in told["missing"]] == ["body.personal.identity"]
    assert {each["code"]: each["severity"] for each in told["findings"]} == {
        "personal.identity": "blocking",
        "personal.mobile": "advice",
    }
    assert told["suggestions"]["index_no"] == "JG1-2026-0001"
    assert "党费" in told["suggestions"]["keywords"]
    assert program("member").get(f"disclosures/{draft.public_id}/checks/").status_code == 404
    assert program("").get(f"disclosures/{draft.public_id}/checks/").status_code == 401


def test_templates_are_kept(program: Programs, walk: Walker) -> None:
    clerk, unit = program("clerk"), str(walk.units.JG1.public_id)
    made = ok(
        clerk.post("templates/", {"unit": unit, "body": "<p>一。</p>", "item": str(walk.items.open.public_id)}), 201
    )
    assert (made["item_title"], made["body"]) == ("党费收缴情况", "<p>一。</p>")
    one = f"templates/{made['id']}/"
    assert ok(program("leader").get(one))["revision"] == 0
    assert_problem(program("leader").patch(one, {"body": "三。", "revision": 0}), 403, "template.not_yours")
    assert ok(clerk.patch(one, {"body": "三。", "revision": 0}))["body"] == "<p>三。</p>"
    assert_problem(clerk.patch(one, {"body": "四。", "revision": 0}), 409, "template.stale")
    assert clerk.patch(one, {"body": "四。"}).status_code == 422
    assert ok(clerk.get("templates/"))["count"] == 1
    assert clerk.delete(one).status_code == 204
    assert not TextTemplate.objects.exists()

"""Does a clerk write as she is used to: import a Word notice and publish it, paste, draw tables, lose the network?

Every page on the way is shown to axe, at a desk and on a telephone; the import works with JavaScript off.
"""

from __future__ import annotations

import io
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.core.documents import writing
from tests.journeys.conftest import Live, accessible, follow, look, shoot

ITEM = "办理涉及党员、群众切身利益重要事项情况"
WORDS = "第三季度应收党费12,486元"


def notice(folder: Path, title: str) -> Path:
    """Write the notice with a title of its own and a picture that decodes."""
    picture = io.BytesIO()
    Image.new("RGB", (320, 180), "#1b4f8a").save(picture, "PNG")
    parts = writing.parts_of(writing.notice())
    text = parts["word/document.xml"]
    assert isinstance(text, bytes)
    parts["word/document.xml"] = text.replace(
        "关于做好2026年第三季度党费收缴情况公开的".encode(), f"关于{title}的".encode()
    )
    parts["word/media/image1.png"] = picture.getvalue()
    path = folder / "通知.docx"
    path.write_bytes(writing.archive(parts))
    return path


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "no-javascript"])
def test_a_word_notice_is_imported_and_published(
    visitor: Callable[..., Page], live: Live, tmp_path: Path, *, javascript: bool
) -> None:
    name = f"党费收缴{uuid.uuid4().hex[:8]}"
    clerk = visitor("clerk", javascript=javascript)
    clerk.goto(live.at("/work/disclosures/new/"))
    follow(clerk.get_by_role("link", name="导入 Word"))
    look(clerk, f"work-import-{javascript}", looked_at=javascript)
    clerk.get_by_label("Word 文件").set_input_files(notice(tmp_path, name))
    follow(clerk.get_by_role("button", name="上传并核对"))
    expect(clerk.get_by_text("红头、份号、签发人等版头文字")).to_be_visible()
    expect(clerk.get_by_label("标题", exact=True)).to_have_value(f"关于{name}的通知")
    expect(clerk.get_by_label("文号")).to_have_value("示例委办〔2026〕12号")
    look(clerk, f"work-import-preview-{javascript}", looked_at=javascript)
    clerk.get_by_label("公开事项").select_option(label=ITEM)
    follow(clerk.get_by_role("button", name="成为草稿"))
    expect(clerk.get_by_text("已导入为草稿")).to_be_visible()
    clerk.get_by_label("社会").check()
    look(clerk, f"work-import-editor-{javascript}", looked_at=javascript)
    follow(clerk.get_by_role("button", name="提交审查"))
    expect(clerk.get_by_text("等待保密审查").first).to_be_visible()
    decide(visitor("secrecy", javascript=javascript), live, name, "通过保密审查")
    decide(visitor("leader", javascript=javascript), live, name, "同意公开")
    clerk.goto(live.at("/work/"))
    follow(clerk.get_by_role("link", name=name).first)
    follow(clerk.locator("main").get_by_role("button", name="公开", exact=True))
    expect(clerk.get_by_text("已公开").first).to_be_visible()
    reader = visitor(javascript=javascript)
    reader.goto(live.at("/"))
    follow(reader.get_by_role("link", name=name))
    expect(reader.get_by_text(WORDS)).to_be_visible()
    expect(reader.get_by_role("columnheader", name="应收")).to_be_visible()
    picture = reader.get_by_role("img", name="收缴情况公示栏照片")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.naturalWidth") == 320
    look(reader, f"work-imported-{javascript}", looked_at=javascript)


def test_the_paper_takes_pasting_tables_and_keys(visitor: Callable[..., Page], live: Live) -> None:
    page = begin(visitor("clerk"), live)
    paper = page.locator("[contenteditable=true]")
    paper.click()
    html = (
        "<p class=MsoNormal style='color:red'><b>一、收缴情况</b><o:p></o:p></p><script>x</script>"
        "<p style='mso-list:l0 level1 lfo1'><![if !supportLists]>1.<![endif]>按时公开</p>"
        "<table><tr><th>支部</th></tr><tr><td>甲</td></tr></table><img src='http://127.0.0.1:9/t.png'>"
    )
    paste(page, html)
    expect(page.locator("[data-rich-status]")).to_contain_text("外部图片")
    expect(paper.locator("ol li")).to_have_text("按时公开")
    expect(paper.locator("th")).to_have_text("支部")
    assert paper.locator("[style*=color]").count() == 0
    page.keyboard.press("Control+End")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="小标题", exact=True).click()
    page.keyboard.type("二、要求")
    expect(paper.locator("h2")).to_have_text("二、要求")
    expect(page.get_by_role("button", name="小标题", exact=True)).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Alt+F10")
    expect(page.get_by_role("button", name="撤销")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("button", name="重做")).to_be_focused()
    page.keyboard.press("Escape")
    expect(paper).to_be_focused()
    expect(page.locator("[data-autosave-status]")).to_contain_text("已自动保存")
    accessible(page)
    follow(page.get_by_role("button", name="保存草稿"))
    expect(page.get_by_text("草稿已保存")).to_be_visible()
    expect(paper.locator("th")).to_have_text("支部")
    expect(paper.locator("h2")).to_have_text("二、要求")


def test_a_picture_is_put_in_with_its_words(visitor: Callable[..., Page], live: Live, tmp_path: Path) -> None:
    page = begin(visitor("clerk"), live)
    file = tmp_path / "公示栏.png"
    Image.new("RGB", (40, 30), "red").save(file)
    page.locator("[contenteditable=true]").click()
    page.get_by_role("button", name="插入图片", exact=True).click()
    page.get_by_label("选图片").set_input_files(file)
    page.get_by_label("图片说明").fill("公示栏照片")
    accessible(page)
    shoot(page, "work-editor-picture")
    page.get_by_role("button", name="插入这张图片").click()
    expect(page.locator("[contenteditable=true] img[alt='公示栏照片']")).to_be_visible()
    page.locator("[contenteditable=true] img[alt='公示栏照片']").click()
    page.get_by_role("button", name="插入图片", exact=True).click()
    expect(page.get_by_label("图片说明")).to_have_value("公示栏照片")
    page.get_by_label("图片说明").fill("九月的公示栏")
    page.get_by_role("button", name="插入这张图片").click()
    follow(page.get_by_role("button", name="保存草稿"))
    expect(page.locator("[contenteditable=true] img[alt='九月的公示栏']")).to_be_visible()


def test_what_is_written_without_network_is_not_lost(visitor: Callable[..., Page], live: Live) -> None:
    page = begin(visitor("clerk"), live)
    address = page.url
    page.route(
        "**/edit/", lambda route: route.fulfill(status=408) if route.request.method == "POST" else route.continue_()
    )
    page.locator("[contenteditable=true]").click()
    page.keyboard.type("断网时写的话。")
    expect(page.locator("[data-autosave-status]")).to_contain_text("先留在这台电脑上")
    page.on("dialog", lambda dialog: dialog.accept())
    page.unroute("**/edit/")
    page.goto(address)
    expect(page.locator("[contenteditable=true]")).not_to_contain_text("断网时写的话")
    accessible(page)
    page.get_by_role("button", name="放回编辑框").click()
    expect(page.locator("[contenteditable=true]")).to_contain_text("断网时写的话")
    expect(page.locator("[data-autosave-status]")).to_contain_text("已自动保存")
    page.goto(address)
    expect(page.locator("[contenteditable=true]")).to_contain_text("断网时写的话")
    expect(page.get_by_role("button", name="放回编辑框")).to_be_hidden()


def test_a_save_on_its_way_is_no_other_person(visitor: Callable[..., Page], live: Live) -> None:
    page = begin(visitor("clerk"), live)
    page.evaluate(
        """() => {
            const real = window.fetch;
            window.fetch = async (...given) => {
                const answer = await real(...given);
                await new Promise((resolve) => { window.answer = resolve; });
                return answer;
            };
        }"""
    )
    page.locator("[contenteditable=true]").click()
    with page.expect_response(lambda response: "x-autosave" in response.request.headers):
        page.keyboard.type("先写的一句。")
    page.keyboard.type("后写的一句。")
    page.get_by_role("button", name="保存草稿").click()
    with page.expect_navigation():
        page.evaluate("window.answer()")
    expect(page.get_by_text("草稿已保存")).to_be_visible()
    expect(page.locator("[contenteditable=true]")).to_contain_text("先写的一句。后写的一句。")


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("path", ["/work/templates/", "/work/templates/new/"])
def test_templates_are_accessible_and_fit(visitor: Callable[..., Page], live: Live, path: str, width: int) -> None:
    page = visitor("clerk", width=width)
    page.goto(live.at(path))
    look(page, f"work-templates{path.replace('/', '-')}{width}")


def test_the_pages_fit_on_a_telephone(visitor: Callable[..., Page], live: Live, tmp_path: Path) -> None:
    page = visitor("clerk", width=390)
    page.goto(live.at("/work/disclosures/import/"))
    look(page, "work-import-390")
    page.get_by_label("Word 文件").set_input_files(notice(tmp_path, "窄屏"))
    follow(page.get_by_role("button", name="上传并核对"))
    look(page, "work-import-preview-390")
    follow(page.get_by_role("button", name="成为草稿"))
    look(page, "work-import-editor-390")


def begin(page: Page, live: Live) -> Page:
    """Open a fresh draft."""
    page.goto(live.at("/work/disclosures/new/"))
    page.get_by_label(ITEM).check()
    page.locator("main form[method=post] button[type=submit]").last.click()
    page.wait_for_url("**/edit/")
    return page


def paste(page: Page, html: str) -> None:
    """Paste markup as a browser does."""
    page.evaluate(
        """html => {
            const given = new DataTransfer();
            given.setData("text/html", html);
            const paper = document.querySelector("[contenteditable=true]");
            paper.dispatchEvent(new ClipboardEvent("paste", {clipboardData: given, bubbles: true, cancelable: true}));
        }""",
        html,
    )


def decide(page: Page, live: Live, name: str, verb: str) -> None:
    """Decide as the person whose turn it is."""
    page.goto(live.at("/work/approvals/"))
    follow(page.get_by_role("link", name=name).first)
    expect(page.get_by_text(WORDS).first).to_be_visible()
    for box in page.locator("main form:has(button:text('" + verb + "')) input[type=checkbox]").all():
        box.check()
    follow(page.get_by_role("button", name=verb))
    expect(page.locator("main")).not_to_contain_text("需要改正")

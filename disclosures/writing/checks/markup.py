"""Can a text be read with a screen reader, by its headings, tables, links and pictures?"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from django.utils.translation import gettext_lazy as _

from disclosures.writing.checks.findings import Finding, Severity

LONG_TEXT = 1_500
WHERE_LETTERS = 20
HEADING_LETTERS = 40
_SAYS_NOTHING = re.compile(
    r"^(?:请?(?:点击|点|单击)?(?:这里|此处|查看|详情|下载|链接|更多|打开|阅读全文)+|click here|here|more)$",
    re.IGNORECASE,
)
_BARE = re.compile(r"^(?:https?://|www\.)\S+$", re.IGNORECASE)
_SPACED = re.compile(r"[^\s\u3000][ \u3000]{3,}[^\s\u3000]|\S{0,2}[\u3000]{3,}\S")
_SENTENCE_END = re.compile(r"[。；：，！？]$")
_BLOCKS = frozenset({"p", "h2", "h3", "h4", "li", "td", "th", "blockquote", "caption"})


def findings(html: str) -> list[Finding]:
    """Return what makes a cleaned text hard to read."""
    walk = _Walk()
    walk.feed(html)
    walk.close()
    return [*walk.found, *walk.whole()]


@dataclass
class _Walk(HTMLParser):
    found: list[Finding] = field(default_factory=list)
    level: int = 1
    headings: int = 0
    letters: int = 0
    pictures: int = 0
    tables: list[bool] = field(default_factory=list)
    text: str = ""
    bold: str = ""
    link: str | None = None
    in_bold: int = 0
    before: str = ""

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self.text = self.bold = ""
        if tag in ("h2", "h3", "h4"):
            self._heading(int(tag[1]))
        elif tag == "img":
            self._picture(dict(attrs).get("alt") or "")
        elif tag == "table":
            self.tables.append(False)
        elif tag == "th" and self.tables:
            self.tables[-1] = True
        elif tag == "a":
            self.link = ""
        elif tag in ("strong", "b"):
            self.in_bold += 1

    def handle_endtag(self, tag: str) -> None:
        if tag in ("strong", "b"):
            self.in_bold = max(0, self.in_bold - 1)
        elif tag == "a" and self.link is not None:
            self._link(self.link.strip())
            self.link = None
        elif tag == "table" and self.tables and not self.tables.pop():
            self._advise(
                "table.no_head", _("表格没有表头。把光标放进表格，按“首行作表头”，读屏软件才能说清每一格是什么。")
            )
        elif tag in _BLOCKS:
            self._block(tag)

    def handle_data(self, data: str) -> None:
        self.text += data
        self.letters += len(data.strip())
        if self.link is not None:
            self.link += data
        if self.in_bold:
            self.bold += data

    def whole(self) -> list[Finding]:
        """Return what is said of the text as a whole."""
        if self.letters < LONG_TEXT or self.headings:
            return []
        return [
            Finding(
                "heading.none", Severity.ADVICE, _("正文较长，没有小标题。加几个小标题，读的人容易找到要看的内容。")
            )
        ]

    def _advise(self, code: str, reason: object, where: str | None = None) -> None:
        words = self.before if where is None else where
        self.found.append(Finding(code, Severity.ADVICE, str(reason), words[:WHERE_LETTERS]))

    def _heading(self, level: int) -> None:
        self.headings += 1
        if level > self.level + 1:
            self._advise("heading.skipped", _("标题跳了一级。小标题下面先用次级标题，不要隔级。"))
        self.level = level

    def _picture(self, alt: str) -> None:
        self.pictures += 1
        if not alt.strip():
            reason = _("第%d张图片没有说明。选中图片，按“插入图片”写一句，读给看不见图的人听。") % self.pictures
            self.found.append(Finding("picture.no_words", Severity.BLOCKING, reason, self.before[:WHERE_LETTERS]))

    def _link(self, words: str) -> None:
        if _SAYS_NOTHING.match(words):
            self._advise("link.says_nothing", _("链接文字看不出通向哪里。把它改成目标的名称。"), words)
        elif _BARE.match(words):
            self._advise("link.bare", _("链接直接写成了网址。改成目标的名称，读起来更清楚。"), words)

    def _block(self, tag: str) -> None:
        words = self.text.strip(" \u3000\n")
        is_bold = tag == "p" and words and self.bold.strip() == words and not self.tables
        if is_bold and len(words) <= HEADING_LETTERS and not _SENTENCE_END.search(words):
            reason = _("这一段整段加粗，像小标题。用“小标题”按钮设置，目录和读屏软件才认得。")
            self._advise("heading.only_bold", reason, words)
        if _SPACED.search(self.text):
            self._advise("spacing.blanks", _("用连续空格排版，在手机上会错位。要对齐的内容请用表格。"), words)
        self.before = words or self.before

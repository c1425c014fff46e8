"""What of a document did not come along, or came along otherwise than it was, and where?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

PLACES_SHOWN = 10


class Left(models.TextChoices):
    """What is left behind."""

    PICTURE = "picture", _("没能读入的图片")
    EXTERNAL_PICTURE = "external_picture", _("链接到外部的图片，没有去下载")
    CHART = "chart", _("图表和智能图形")
    OBJECT = "object", _("嵌入的对象")
    FORMULA = "formula", _("公式")
    EMBEDDED = "embedded", _("插入的其他文档")
    LINK = "link", _("不能公开的链接，文字已保留")
    COMMENT = "comment", _("批注")
    DELETED = "deleted", _("修订中删除的文字")
    HIDDEN = "hidden", _("隐藏的文字")
    HEADER = "header", _("页眉")
    FOOTER = "footer", _("页脚")
    CONTENTS = "contents", _("目录页")
    PAGE_BREAK = "page_break", _("分页符和分节符")
    LETTERHEAD = "letterhead", _("红头、份号、签发人等版头文字")


class Changed(models.TextChoices):
    """What is otherwise than it was."""

    LIFTED = "lifted", _("从正文移到表单里的文字")
    HEADING = "heading", _("按版式认作小标题的段落")
    NUMBERING = "numbering", _("自动编号写成了文字")
    TABLE_HEADER = "table_header", _("首行认作表头的表格")
    TEXT_BOX = "text_box", _("文本框的文字放到了所在段落后面")
    FOOTNOTE = "footnote", _("脚注和尾注移到正文最后")
    INSERTED = "inserted", _("修订中增加的文字按已接受读入")
    LOOK = "look", _("字体、字号、颜色、对齐和行距统一成网站样式")


@dataclass(frozen=True)
class Note:
    """One thing, and the words beside which it stood."""

    kind: Left | Changed
    where: str = ""


@dataclass(frozen=True)
class Group:
    """All that became of one kind of thing: how many, and beside which words the first of them stood."""

    kind: Left | Changed
    count: int
    places: tuple[str, ...]

    @property
    def label(self) -> str:
        """What it is, in words."""
        return str(self.kind.label)


def grouped(notes: Iterable[Note], of: type[Left] | type[Changed]) -> list[Group]:
    """Return the notes of one sort by kind, in the order in which people are to read them."""
    found: dict[Left | Changed, list[str]] = {}
    for note in notes:
        found.setdefault(note.kind, []).append(note.where)
    return [
        Group(kind, len(found[kind]), tuple(dict.fromkeys(where for where in found[kind] if where))[:PLACES_SHOWN])
        for kind in of
        if kind in found
    ]

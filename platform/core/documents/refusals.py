"""Why is a Word document not read, and what should its sender do?"""

from __future__ import annotations

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from core.errors import FieldError, Invalid, Text

FIELD = "file"


class DocumentRefused(Invalid):
    """The document was not read and nothing of it was kept."""

    def __init__(self, code: str, reason: Text) -> None:
        super().__init__({FIELD: [FieldError(code, reason)]}, code=code, reason=reason)


class DocumentTooLarge(DocumentRefused):
    """The document has more bytes, or more in it, than is read."""

    status: ClassVar[int] = 413


def empty(name: str) -> DocumentRefused:
    """Refuse a file that holds nothing."""
    return DocumentRefused("word.empty", _("“%(name)s”是空文件。请检查是否选对了文件，再重新上传。") % {"name": name})


def no_text(name: str) -> DocumentRefused:
    """Refuse a document in which there is nothing to read."""
    return DocumentRefused(
        "word.no_text",
        _("“%(name)s”里没有可以读的文字。如果是扫描件，请作为附件上传，并另写一段说明。") % {"name": name},
    )


def too_large(name: str, limit: int) -> DocumentRefused:
    """Refuse more bytes than are accepted."""
    return DocumentTooLarge(
        "word.too_large",
        _("“%(name)s”超过 %(limit)d MB，没有导入。请压缩图片，或把附表、清单改为附件上传。")
        % {"name": name, "limit": max(1, limit // (1024 * 1024))},
    )


def too_long(name: str) -> DocumentRefused:
    """Refuse a document longer than any text that is disclosed as one."""
    return DocumentTooLarge(
        "word.too_long", _("“%(name)s”太长，没有导入。请把全文作为附件上传，正文写主要内容。") % {"name": name}
    )


def bomb(name: str) -> DocumentRefused:
    """Refuse an archive that unpacks to far more than it weighs."""
    return DocumentRefused(
        "word.bomb",
        _("“%(name)s”解压后异常庞大，不像文字稿，没有导入。请新建文档，复制文字后另存再上传。") % {"name": name},
    )


def too_nested(name: str) -> DocumentRefused:
    """Refuse what takes minutes to walk through."""
    return DocumentRefused(
        "word.too_nested", _("“%(name)s”的表格或文本框层层嵌套，无法读取。请简化版式，另存后再上传。") % {"name": name}
    )


def old_format(name: str) -> DocumentRefused:
    """Refuse what word processors wrote before .docx, and what only looks like a document."""
    return DocumentRefused(
        "word.old_format",
        _("“%(name)s”不是 .docx 格式（可能是 .doc、.wps 或网页）。请用 Word 或 WPS 打开，选“另存为 .docx”后再上传。")
        % {"name": name},
    )


def not_word(name: str) -> DocumentRefused:
    """Refuse what no word processor wrote."""
    return DocumentRefused(
        "word.not_a_document",
        _("“%(name)s”不是 Word 文字稿。这里只能导入 .docx；PDF、表格和图片请作为附件上传。") % {"name": name},
    )


def has_macros(name: str) -> DocumentRefused:
    """Refuse a document that carries a program."""
    return DocumentRefused(
        "word.has_macros", _("“%(name)s”含有宏程序或控件，没有导入。请另存为不含宏的 .docx 后再上传。") % {"name": name}
    )


def loads_from_outside(name: str) -> DocumentRefused:
    """Refuse a document that fetches a template or an object from elsewhere when it is opened."""
    return DocumentRefused(
        "word.loads_from_outside",
        _("“%(name)s”打开时会从外部地址加载模板或对象，可能有危险，没有导入。请新建文档，只粘贴文字，另存后再上传。")
        % {"name": name},
    )


def has_entities(name: str) -> DocumentRefused:
    """Refuse markup with definitions of its own, which no word processor writes."""
    return DocumentRefused(
        "word.has_entities",
        _("“%(name)s”的内部格式异常，可能有危险，没有导入。请新建文档，只粘贴文字，另存后再上传。") % {"name": name},
    )


def encrypted(name: str) -> DocumentRefused:
    """Refuse a document that asks for a password."""
    return DocumentRefused(
        "word.encrypted", _("“%(name)s”设置了打开密码，没有导入。请去掉密码，另存后再上传。") % {"name": name}
    )


def classified(name: str, mark: str) -> DocumentRefused:
    """Refuse a document that bears a mark of secrecy: it may not even lie on this server."""
    return DocumentRefused(
        "word.classified",
        _(
            "“%(name)s”标有密级“%(mark)s”，不能在本系统导入，也没有保存。请按保密规定办理；已经解密的，去掉密级标志后再上传。"
        )
        % {"name": name, "mark": mark},
    )


def damaged(name: str) -> DocumentRefused:
    """Refuse what claims to be a document but does not hold together."""
    return DocumentRefused("word.damaged", _("“%(name)s”已损坏或不完整。请打开检查，另存后再上传。") % {"name": name})

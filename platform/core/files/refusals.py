"""Why is a file not taken in, and what should its sender do?"""

from __future__ import annotations

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from core.errors import FieldError, Invalid, Text

FIELD = "file"


class FileRefused(Invalid):
    """The file was not taken in and nothing of it was kept."""

    def __init__(self, code: str, reason: Text) -> None:
        super().__init__({FIELD: [FieldError(code, reason)]}, code=code, reason=reason)


class FileTooLarge(FileRefused):
    """The file has more bytes than are accepted."""

    status: ClassVar[int] = 413


def empty(name: str) -> FileRefused:
    """Refuse a file that holds nothing."""
    return FileRefused("file.empty", _("“%(name)s”是空文件。请检查是否选对了文件，再重新上传。") % {"name": name})


def too_large(name: str, limit: int) -> FileRefused:
    """Refuse more bytes than are accepted."""
    return FileTooLarge(
        "file.too_large",
        _("“%(name)s”超过 %(limit)d MB，没有上传。请压缩图片、拆分文件后再上传。")
        % {"name": name, "limit": max(1, limit // 1_000_000)},
    )


def type_not_allowed(name: str) -> FileRefused:
    """Refuse content of a kind that is not kept."""
    return FileRefused(
        "file.type_not_allowed",
        _("“%(name)s”不是可以上传的类型。可以上传 PDF、Word、Excel、PPT、图片、纯文本和 CSV 文件。") % {"name": name},
    )


def type_mismatch(name: str, actual: str) -> FileRefused:
    """Refuse a name or a declared type that says something else than the content."""
    return FileRefused(
        "file.type_mismatch",
        _("“%(name)s”的实际内容是 %(actual)s，与它的名称或类型不符。请用原来的软件打开，另存后再上传。")
        % {"name": name, "actual": actual.upper()},
    )


def has_macros(name: str) -> FileRefused:
    """Refuse a document that carries a program."""
    return FileRefused(
        "file.has_macros",
        _("“%(name)s”含有宏程序，不能上传。请另存为不含宏的 .docx、.xlsx 或 PDF 后再上传。") % {"name": name},
    )


def encrypted(name: str) -> FileRefused:
    """Refuse a document that asks for a password: nobody could check or read it."""
    return FileRefused("file.encrypted", _("“%(name)s”设置了打开密码，不能上传。请去掉密码后再上传。") % {"name": name})


def damaged(name: str) -> FileRefused:
    """Refuse what claims to be a document but does not hold together."""
    return FileRefused("file.damaged", _("“%(name)s”已损坏或不完整。请打开检查，另存后再上传。") % {"name": name})


def broken_image(name: str) -> FileRefused:
    """Refuse an image that cannot be decoded to its end."""
    return FileRefused(
        "image.broken", _("图片“%(name)s”已损坏或不完整，打不开。请换一张，或重新拍照、另存后再上传。") % {"name": name}
    )


def too_many_pixels(name: str, limit: int) -> FileRefused:
    """Refuse an image that would take more memory than a worker has, however few bytes it is sent in."""
    return FileRefused(
        "image.too_many_pixels",
        _("图片“%(name)s”超过 %(limit)d 万像素，没有上传。请缩小尺寸后再上传。")
        % {"name": name, "limit": limit // 10_000},
    )


def not_an_image(name: str) -> FileRefused:
    """Refuse as a picture what is none of the kinds that browsers show without running anything."""
    return FileRefused(
        "image.not_an_image",
        _("“%(name)s”不是可以显示的图片。可以使用 PNG、JPEG、GIF 和 WebP 图片；SVG 等请另存为 PNG。") % {"name": name},
    )

"""What is kept of an image: its pixels, upright and of a sane size, and nothing that it says about who made it where?

Each image is decoded and written anew, so what a camera, a phone or a word processor put beside the pixels (place,
time, device, owner, thumbnails of what was cut off) is gone, and what hides behind a valid head does not survive. The
hash of a stored image is the hash of what was written, since that is what readers get and can check.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO

import puremagic

from core.files import kinds, names, refusals

if TYPE_CHECKING:
    from PIL import Image

MAX_PIXELS = 50_000_000
"""Decoded at four bytes each, this is what one upload may take of a worker's memory."""
MAX_EDGE = 3_508
"""The long edge of a page A4 at 300 dots to the inch: what is larger is made smaller, so that scans stay legible."""
THUMBNAIL_EDGE = 480
THUMBNAIL_TYPE = "image/webp"

_FORMATS = {kinds.PNG: "PNG", kinds.JPEG: "JPEG", kinds.GIF: "GIF", kinds.WEBP: "WEBP"}
_WRITTEN: dict[kinds.Kind, dict[str, Any]] = {
    kinds.PNG: {"optimize": True},
    kinds.JPEG: {"quality": 88, "optimize": True},
    kinds.GIF: {},
    kinds.WEBP: {"quality": 88},
}
_DEEP = ("I", "F")
_BROKEN = (OSError, ValueError, SyntaxError, EOFError, IndexError, OverflowError, MemoryError)
"""What Pillow raises on content that does not hold together, depending on where it breaks."""


@dataclass(frozen=True)
class Picture:
    """An image as it is kept, and its thumbnail as WebP."""

    kind: kinds.Kind
    content: bytes
    thumbnail: bytes
    width: int
    height: int


def is_image(kind: kinds.Kind) -> bool:
    """Tell whether files of this kind are written anew."""
    return kind in _FORMATS


def prepare(stream: BinaryIO, *, name: str) -> Picture:
    """Return the image as it is kept: upright, at most `MAX_EDGE` long, without metadata, one frame; with thumbnail.

    Refuses (`FileRefused`) what is broken (`image.broken`), has more than `MAX_PIXELS` (`image.too_many_pixels`), or
    is no PNG, JPEG, GIF or WebP, SVG among them (`image.not_an_image`). `stream` can be wound back; nothing is stored.
    """
    from PIL import Image  # large, and few requests need it

    stem, extension = names.split(name)
    shown = f"{stem}.{extension}" if extension else stem
    kind = _kind(stream, shown)
    try:
        plain = _plain(stream, kind, shown)
    except _BROKEN as error:
        raise refusals.broken_image(shown) from error
    plain.thumbnail((MAX_EDGE, MAX_EDGE), Image.Resampling.LANCZOS)
    small = plain.copy()
    small.thumbnail((THUMBNAIL_EDGE, THUMBNAIL_EDGE), Image.Resampling.LANCZOS)
    return Picture(
        kind=kind,
        content=_written(plain, _FORMATS[kind], **_WRITTEN[kind]),
        thumbnail=_written(small, "WEBP", quality=80),
        width=plain.width,
        height=plain.height,
    )


def _kind(stream: BinaryIO, name: str) -> kinds.Kind:
    """Return the kind by the first bytes alone."""
    stream.seek(0)
    head = stream.read(kinds.HEAD_BYTES)
    try:
        found = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError) as error:
        raise refusals.not_an_image(name) from error
    for kind in _FORMATS:
        if found and found[0].mime_type == kind.content_type:
            return kind
    raise refusals.not_an_image(name)


def _plain(stream: BinaryIO, kind: kinds.Kind, name: str) -> Image.Image:
    """Return the pixels of the first frame, upright, in grey or colour, with nothing beside them."""
    from PIL import Image, ImageOps  # as above

    stream.seek(0)
    try:
        with Image.open(stream, formats=(_FORMATS[kind],)) as opened:
            opened.draft(None, (MAX_EDGE, MAX_EDGE))  # a JPEG is decoded at half or less where that is large enough
            if opened.width * opened.height > MAX_PIXELS:
                raise refusals.too_many_pixels(name, MAX_PIXELS)
            opened.load()
            upright = ImageOps.exif_transpose(opened)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise refusals.too_many_pixels(name, MAX_PIXELS) from error
    if upright.mode.startswith(_DEEP):
        upright = upright.convert("F").point(lambda level: level * (1 / 256))
    transparent = upright.has_transparency_data and kind is not kinds.JPEG
    plain = upright.convert("RGBA" if transparent else "L" if upright.mode in {"1", "L", "F"} else "RGB")
    plain.info = {}
    return plain


def _written(image: Image.Image, form: str, **options: Any) -> bytes:
    content = io.BytesIO()
    image.save(content, form, **options)
    return content.getvalue()

"""Images as cameras, phones and attackers make them."""

from __future__ import annotations

import io
import struct
import zlib

from PIL import Image

OWNER = "OWNED-BY-ZHANG-SAN"
"""What a camera writes beside the pixels."""


def drawn(form: str = "PNG", mode: str = "RGB", size: tuple[int, int] = (64, 48)) -> bytes:
    """Return an image of one colour, its left third darker."""
    content = io.BytesIO()
    image = Image.new(mode, size, 1 if mode in {"1", "P"} else None)
    image.paste(0 if len(image.getbands()) == 1 else (10,) * len(image.getbands()), (0, 0, size[0] // 3, size[1]))
    image.save(content, form)
    return content.getvalue()


def photographed(form: str = "JPEG", size: tuple[int, int] = (640, 480)) -> bytes:
    """Return a photo that lies on its side and says who took it where, in every way that its format knows."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = OWNER
    exif.get_ifd(0x8825)[29] = OWNER
    content = io.BytesIO()
    options = {"comment": OWNER.encode()} if form in {"JPEG", "GIF"} else {}
    extra = {} if form == "GIF" else {"exif": exif, "xmp": f"<x:xmpmeta>{OWNER}</x:xmpmeta>".encode()}
    image = Image.new("RGB", size, "white")
    image.paste("red", (0, 0, size[0], size[1] // 4))  # on top; upright, it is on the right
    image.save(content, form, **options, **extra)
    return content.getvalue()


def animated() -> bytes:
    """Return a picture of two frames."""
    content = io.BytesIO()
    first, second = Image.new("RGB", (8, 8), "red"), Image.new("RGB", (8, 8), "blue")
    first.save(content, "GIF", save_all=True, append_images=[second], duration=100)
    return content.getvalue()


def bomb(width: int = 30_000, height: int = 30_000) -> bytes:
    """Return a PNG of a few kilobytes that takes gigabytes to decode."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(bytes(1_000_000), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")

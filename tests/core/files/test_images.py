"""Is an image kept upright, small and silent about its maker, and is what only looks like one refused?"""

from __future__ import annotations

import datetime
import hashlib
import io
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pytest_django import Settings

from core.errors import Missing
from core.files import images, kinds, shelf
from core.files.models import StoredFile
from core.files.refusals import FileRefused
from tests.core.files import pictures

AT = datetime.datetime(2026, 11, 20, 1, tzinfo=datetime.UTC)


@dataclass(frozen=True)
class Nobody:
    """An actor without an account."""

    user_id: int | None = None
    label: str = "系统"


@pytest.fixture
def folder(settings: Settings, tmp_path: Path) -> Path:
    """A folder of its own."""
    settings.MEDIA_ROOT = tmp_path / "files"
    return tmp_path / "files"


def prepared(content: bytes, name: str = "照片") -> images.Picture:
    """Return what is kept of an image."""
    return images.prepare(io.BytesIO(content), name=name)


def opened(content: bytes) -> Image.Image:
    """Return an image, decoded."""
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "GIF"])
def test_what_stands_beside_the_pixels_is_gone(form: str) -> None:
    sent = pictures.photographed(form)
    assert pictures.OWNER.encode() in sent
    picture = prepared(sent)
    for content in (picture.content, picture.thumbnail):
        assert pictures.OWNER.encode() not in content
        kept = opened(content)
        assert dict(kept.getexif()) == {}
        assert not kept.info.keys() & {"exif", "xmp", "comment", "icc_profile", "photoshop"}


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_photo_on_its_side_is_put_upright(form: str) -> None:
    picture = prepared(pictures.photographed(form))
    assert (picture.width, picture.height) == (480, 640)
    red, green, _blue = opened(picture.content).convert("RGB").getpixel((470, 320))
    assert (red > 200, green < 60) == (True, True)


@pytest.mark.parametrize(
    ("form", "mode"),
    [
        ("PNG", "1"),
        ("PNG", "L"),
        ("PNG", "LA"),
        ("PNG", "P"),
        ("PNG", "I;16"),
        ("PNG", "RGBA"),
        ("JPEG", "L"),
        ("JPEG", "CMYK"),
        ("GIF", "P"),
        ("WEBP", "RGBA"),
    ],
)
def test_every_kind_of_pixels_is_kept_in_its_own_format(form: str, mode: str) -> None:
    picture = prepared(pictures.drawn(form, mode))
    kept = opened(picture.content)
    assert (kept.format, kept.size) == (form, (64, 48))
    assert ("A" in kept.mode) == ("A" in mode)
    assert picture.kind.content_type == f"image/{form.lower()}"


def test_a_large_scan_is_made_smaller_and_its_thumbnail_small() -> None:
    picture = prepared(pictures.drawn("JPEG", "L", (7000, 3500)))
    assert (picture.width, picture.height) == (images.MAX_EDGE, images.MAX_EDGE // 2)
    assert max(opened(picture.thumbnail).size) == images.THUMBNAIL_EDGE
    assert opened(picture.thumbnail).format == "WEBP"


def test_a_small_image_is_not_blown_up() -> None:
    assert opened(prepared(pictures.drawn()).thumbnail).size == (64, 48)


def test_of_a_moving_picture_the_first_frame_is_kept() -> None:
    kept = opened(prepared(pictures.animated()).content)
    assert getattr(kept, "n_frames", 1) == 1
    assert kept.convert("RGB").getpixel((4, 4)) == (255, 0, 0)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (pictures.bomb(), "image.too_many_pixels"),
        (pictures.bomb(8_000, 8_000), "image.too_many_pixels"),
        (pictures.bomb(100, 100_000_000), "image.too_many_pixels"),
        (pictures.bomb(5_000, 5_000), "image.broken"),
        (pictures.drawn()[:60], "image.broken"),
        (pictures.photographed()[:900], "image.broken"),
        (pictures.drawn("WEBP")[:30], "image.broken"),
        (b"\x89PNG\r\n\x1a\n" + b"x" * 200, "image.broken"),
        (b"GIF89a\x01\x00\x01\x00", "image.broken"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "image.not_an_image"),
        (b"<?xml version='1.0'?><svg/>", "image.not_an_image"),
        (b"%PDF-1.7\n", "image.not_an_image"),
        (b"", "image.not_an_image"),
    ],
)
def test_what_is_broken_too_large_or_no_image_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(FileRefused) as caught:
        prepared(content, name="../现场\u202e.png")
    assert caught.value.code == code
    assert "“现场.png”" in str(caught.value.reason)


@given(st.data())
def test_a_damaged_image_is_kept_or_refused_and_never_an_accident(data: st.DataObject) -> None:
    content = bytearray(pictures.drawn(data.draw(st.sampled_from(["PNG", "JPEG", "GIF", "WEBP"]))))
    for place in data.draw(st.lists(st.integers(min_value=0, max_value=len(content) - 1), max_size=8)):
        content[place] = data.draw(st.integers(min_value=0, max_value=255))
    try:
        picture = prepared(bytes(content))
    except FileRefused:
        return
    assert max(picture.width, picture.height) <= images.MAX_EDGE


@pytest.mark.django_db
def test_an_uploaded_photo_is_stored_as_it_was_written_anew(folder: Path) -> None:
    sent = pictures.photographed()
    file = shelf.store(io.BytesIO(sent), name="现场.jpg", actor=Nobody(), at=AT)
    with shelf.open_stored(file) as content:
        kept = content.read()
    assert pictures.OWNER.encode() not in kept
    assert (file.sha256, file.size) == (hashlib.sha256(kept).hexdigest(), len(kept))
    assert (file.width, file.height, file.is_image) == (480, 640, True)
    with shelf.open_thumbnail(file) as content:
        assert opened(content.read()).size == (360, 480)


@pytest.mark.django_db
def test_a_picture_of_a_text_bears_the_extension_of_what_it_is(folder: Path) -> None:
    file = shelf.store_image(io.BytesIO(pictures.drawn("PNG")), name="image1.jpeg", actor=Nobody(), at=AT)
    assert (file.name, file.content_type) == ("image1.png", kinds.PNG.content_type)


@pytest.mark.django_db
@pytest.mark.parametrize("content", [b"%PDF-1.7\n", pictures.bomb(), pictures.drawn()[:60]])
def test_of_a_refused_picture_nothing_is_kept(content: bytes, folder: Path) -> None:
    with pytest.raises(FileRefused):
        shelf.store_image(io.BytesIO(content), name="图.png", actor=Nobody(), at=AT)
    assert [path for path in folder.rglob("*") if path.is_file()] == []
    assert not StoredFile.objects.exists()


@pytest.mark.django_db
def test_the_sweep_keeps_thumbnails_of_kept_images_and_takes_those_of_others(folder: Path) -> None:
    kept = shelf.store(io.BytesIO(pictures.drawn()), name="留.png", actor=Nobody(), at=AT)
    gone = shelf.store(io.BytesIO(pictures.drawn("JPEG")), name="去.jpg", actor=Nobody(), at=AT)
    gone.delete()
    later = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=1)
    assert shelf.sweep_orphans(later) == 2
    shelf.open_thumbnail(kept).close()
    assert shelf.intact(kept)


@pytest.mark.django_db
def test_what_is_no_image_has_no_thumbnail(folder: Path) -> None:
    file = shelf.store(io.BytesIO(b"%PDF-1.7\n%"), name="公示.pdf", actor=Nobody(), at=AT)
    assert not file.is_image
    with pytest.raises(Missing):
        shelf.open_thumbnail(file)

"""Is a file kept whole, found only in its tenant, and gone when nobody speaks of it?"""

from __future__ import annotations

import datetime
import hashlib
import io
import os
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django_tenants.utils import tenant_context
from PIL import Image
from pytest_django import Settings

from core import schemas
from core.errors import Missing
from core.files import downloads, shelf
from core.files.models import StoredFile
from core.files.refusals import FileRefused
from tenants.models import Tenant

AT = datetime.datetime(2026, 11, 20, 1, tzinfo=datetime.UTC)
PDF = b"%PDF-1.7\n" + bytes(range(256)) * 2_000

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Nobody:
    """An actor without an account."""

    user_id: int | None = None
    label: str = "系统"


def jpeg() -> io.BytesIO:
    """Return a photograph of noise, which no second writing leaves as it was."""
    content = io.BytesIO()
    Image.effect_noise((160, 120), 80).convert("RGB").save(content, "JPEG", quality=70)
    content.seek(0)
    return content


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    """A folder of its own for each test."""
    settings.MEDIA_ROOT = tmp_path / "files"
    return tmp_path / "files"


def store(content: bytes = PDF, name: str = "公示.pdf") -> StoredFile:
    """Take in one file."""
    return shelf.store(io.BytesIO(content), name=name, actor=Nobody(), at=AT)


def kept(folder: Path) -> list[Path]:
    """Return every file that lies in the folder."""
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_a_copy_is_the_same_to_the_letter_and_outlives_what_it_was_taken_from() -> None:
    kept = shelf.store(jpeg(), name="会场.jpg", actor=Nobody(), at=AT)
    copied = shelf.copy(kept, actor=Nobody(), at=AT)
    assert copied.sha256 == kept.sha256, "written anew, a JPEG loses a little each time"
    assert copied.storage_key != kept.storage_key
    facts = ("name", "content_type", "size", "width", "height")
    assert [getattr(copied, name) for name in facts] == [getattr(kept, name) for name in facts]
    kept.delete()
    shelf.sweep_orphans(datetime.datetime(2100, 1, 1, tzinfo=datetime.UTC))
    assert shelf.intact(copied)
    with shelf.open_thumbnail(copied) as small:
        assert small.read(4) == b"RIFF"
    text = shelf.store(io.BytesIO(PDF), name="表.pdf", actor=Nobody(), at=AT)
    assert shelf.copy(text, actor=Nobody(), at=AT).width is None


def test_a_file_comes_back_as_it_was(district: Tenant, folder: Path) -> None:
    file = store(name="../公示\u202e.PDF")
    assert (file.name, file.content_type, file.size) == ("公示.pdf", "application/pdf", len(PDF))
    assert file.sha256 == hashlib.sha256(PDF).hexdigest()
    assert file.storage_key.startswith(f"{district.schema_name}/2026/{file.sha256[:2]}/")
    assert kept(folder) == [folder / file.storage_key]
    file.refresh_from_db()
    with shelf.open_stored(file) as content:
        assert content.read() == PDF
    assert shelf.intact(file)


def test_a_name_without_extension_gets_the_one_of_its_kind() -> None:
    assert store(name="公示").name == "公示.pdf"


@pytest.mark.parametrize(
    ("content", "name", "code", "status"),
    [
        (b"", "空.pdf", "file.empty", 422),
        (PDF, "假.docx", "file.type_mismatch", 422),
        (b"MZ\x90\x00", "程序.pdf", "file.type_not_allowed", 422),
        (PDF + b"x" * 10_000, "大.pdf", "file.too_large", 413),
    ],
)
def test_of_a_refused_file_nothing_is_kept(
    content: bytes, name: str, code: str, status: int, folder: Path, settings: Settings
) -> None:
    settings.ATTACHMENT_MAX_BYTES = len(PDF)
    with pytest.raises(FileRefused) as caught:
        store(content, name)
    assert (caught.value.code, caught.value.status) == (code, status)
    assert kept(folder) == []
    assert not StoredFile.objects.exists()


def test_a_stream_is_read_no_further_than_the_limit(folder: Path, settings: Settings) -> None:
    settings.ATTACHMENT_MAX_BYTES = 1_000_000
    stream = io.BytesIO(b"x" * 5_000_000)
    with pytest.raises(FileRefused):
        shelf.store(stream, name="大.txt", actor=Nobody(), at=AT)
    assert stream.tell() < 1_500_000


class Broken(io.BytesIO):
    """A sender who hangs up."""

    def read(self, size: int | None = -1) -> bytes:
        if self.tell():
            raise ConnectionResetError
        return super().read(10)


def test_of_an_interrupted_upload_nothing_is_kept(folder: Path) -> None:
    with pytest.raises(ConnectionResetError):
        shelf.store(Broken(PDF), name="公示.pdf", actor=Nobody(), at=AT)
    assert kept(folder) == []


def test_another_tenant_finds_nothing(college: Tenant) -> None:
    file = store()
    with tenant_context(college):
        assert not StoredFile.objects.exists()
        with pytest.raises(Missing):
            shelf.open_stored(file)
        assert not shelf.intact(file)


def test_outside_any_tenant_nothing_is_kept_or_found(folder: Path) -> None:
    file = store()
    schemas.leave()
    with pytest.raises(Missing):
        shelf.open_stored(file)
    with pytest.raises(Missing):
        store()
    assert len(kept(folder)) == 1


@pytest.mark.parametrize("key", ["{schema}/../{other}", "/etc/passwd", "{schema}/2026/../../x", "", "{other}"])
def test_a_key_that_leads_elsewhere_is_missing(key: str, district: Tenant, college: Tenant) -> None:
    file = store()
    other = file.storage_key.replace(district.schema_name, college.schema_name)
    file.storage_key = key.format(schema=district.schema_name, other=other)
    with pytest.raises(Missing):
        shelf.open_stored(file)


def test_a_file_that_was_altered_or_lost_is_noticed(folder: Path) -> None:
    file = store()
    path = folder / file.storage_key
    path.write_bytes(PDF[:-1] + b"\x00")
    assert not shelf.intact(file)
    path.unlink()
    assert not shelf.intact(file)
    with pytest.raises(Missing) as caught:
        shelf.open_stored(file)
    assert caught.value.code == "file.missing"


def test_a_row_without_content_is_refused_by_the_database() -> None:
    file = store()
    with pytest.raises(IntegrityError), transaction.atomic():
        StoredFile.objects.filter(pk=file.pk).update(size=0)


def test_the_sweep_removes_only_old_files_without_a_row(college: Tenant, folder: Path) -> None:
    with tenant_context(college):
        elsewhere = store()
        elsewhere.delete()
    kept_file, rolled_back, recent = store(), store(), store()
    for file in (rolled_back, recent):
        StoredFile.objects.filter(pk=file.pk).delete()
    abandoned = folder / schemas.current() / "incoming" / "abandoned"
    abandoned.write_bytes(b"x")
    limit = datetime.datetime.now(tz=datetime.UTC)
    for path in kept(folder):
        age = 60 if path != folder / recent.storage_key else -60
        os.utime(path, times=(limit.timestamp() - age,) * 2)
    assert shelf.sweep_orphans(limit) == 2
    assert kept(folder) == sorted(folder / file.storage_key for file in (elsewhere, kept_file, recent))


@pytest.mark.parametrize(
    ("name", "content_type", "save", "disposition"),
    [
        ("notice.pdf", "application/pdf", False, 'inline; filename="notice.pdf"'),
        ("notice.pdf", "application/pdf", True, 'attachment; filename="notice.pdf"'),
        ("照片.png", "image/png", False, "inline; filename*=utf-8''%E7%85%A7%E7%89%87.png"),
        ("目录.csv", "text/csv", False, "attachment; filename*=utf-8''%E7%9B%AE%E5%BD%95.csv"),
        ("旧.html", "text/html", False, "attachment; filename*=utf-8''%E6%97%A7.html"),
    ],
)
def test_browsers_are_told_to_show_only_what_runs_nothing(
    name: str, content_type: str, save: bool, disposition: str
) -> None:
    file = StoredFile(name=name, content_type=content_type, size=3, sha256="ab")
    headers = downloads.download_headers(file, save=save)
    assert headers["Content-Disposition"] == disposition
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert (headers["Content-Type"], headers["Content-Length"]) == (content_type, "3")
    assert headers["Cache-Control"].startswith("private")

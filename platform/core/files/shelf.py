"""How does a file come into the tenant's folder, and out again?

Files lie under `<tenant schema>/<year>/<two digits of the hash>/<uuid>`, the thumbnail of an image beside it; the
tenant is asked for at the moment of each call. A file is complete before its row exists: when the transaction of the
row is rolled back, or the row is deleted later, the file stays behind and `sweep_orphans` removes it.
"""

from __future__ import annotations

import contextlib
import datetime
import hashlib
import io
import os
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django_tenants.utils import get_public_schema_name

from core import clock, errors, schemas, verdicts
from core.files import images, kinds, names, refusals
from core.files.models import StoredFile

_CHUNK = 256 * 1024
_INCOMING = "incoming"
_THUMBNAIL = ".webp"
_SWEPT_AT_ONCE = 500
_SCHEMA = re.compile(r"[a-z_][a-z0-9_]*")
_HELD = re.compile(r"[0-9a-f]{32}")
_KEY = re.compile(r"[a-z_][a-z0-9_]*/\d{4}/[0-9a-f]{2}/[0-9a-f-]{36}")


@dataclass(frozen=True)
class _Received:
    """A file that has arrived whole but has not been looked at."""

    path: Path
    size: int
    sha256: str


def store(
    stream: BinaryIO, *, name: str, actor: verdicts.Actor, at: datetime.datetime, content_type: str = ""
) -> StoredFile:
    """Take a file in and return its row, or refuse (`FileRefused`) and keep nothing.

    The kind is told by the content; a name or a declared `content_type` that says otherwise is refused. Of an image is
    kept what `images.prepare` makes of it.
    """
    stem, extension = names.split(name)
    shown = f"{stem}.{extension}" if extension else stem
    received = _receive(stream, shown)
    try:
        with received.path.open("rb") as content:
            kind = kinds.recognise(content, name=shown, extension=extension, declared=content_type)
            picture = images.prepare(content, name=shown) if images.is_image(kind) else None
        shelved = f"{stem}.{extension or kind.extension}"
        if picture is not None:
            return _shelve_picture(picture, name=shelved, actor=actor, at=at)
        return _shelve(received, kind, name=shelved, actor=actor, at=at)
    finally:
        received.path.unlink(missing_ok=True)


def store_image(stream: BinaryIO, *, name: str, actor: verdicts.Actor, at: datetime.datetime) -> StoredFile:
    """Take a picture of a text in and return its row, or refuse (`FileRefused`) whatever else it is.

    It bears the extension of what it is: word processors name the pictures in their documents at will.
    """
    stem, extension = names.split(name)
    shown = f"{stem}.{extension}" if extension else stem
    received = _receive(stream, shown)
    try:
        with received.path.open("rb") as content:
            picture = images.prepare(content, name=shown)
    finally:
        received.path.unlink(missing_ok=True)
    return _shelve_picture(picture, name=f"{stem}.{picture.kind.extension}", actor=actor, at=at)


def copy(file: StoredFile, *, actor: verdicts.Actor, at: datetime.datetime) -> StoredFile:
    """Take in once more, to the letter, what is on the shelf: an image is not written anew, which costs it quality."""
    with open_stored(file) as content:
        received = _receive(content, file.name)
    row = StoredFile(name=file.name, content_type=file.content_type, width=file.width, height=file.height)
    try:
        return _place(received, row, thumbnail=_thumbnail_of(file), actor=actor, at=at)
    finally:
        received.path.unlink(missing_ok=True)


def open_stored(file: StoredFile) -> io.BufferedReader:
    """Open the content of a file for reading. A file of another tenant is `Missing`, as if there were none.

    Whether the reader may have it is decided before, by what the file is attached to.
    """
    try:
        return _path_of(file).open("rb")
    except FileNotFoundError as error:
        raise errors.Missing("file.missing") from error


def open_thumbnail(file: StoredFile) -> io.BufferedReader:
    """Open the thumbnail of an image; what is no image has none and is `Missing`."""
    try:
        return _beside(_path_of(file)).open("rb")
    except FileNotFoundError as error:
        raise errors.Missing("file.missing") from error


def hold(stream: BinaryIO, *, name: str) -> str:
    """Take a file in that waits to be used, and return the key under which it is found again.

    Nothing refers to it: what is never used is removed by `sweep_orphans`.
    """
    return _receive(stream, name).path.name


def open_held(key: str) -> io.BufferedReader:
    """Open a file that waits; one that was used or swept meanwhile, or that is another tenant's, is `Missing`."""
    try:
        return _held_path(key).open("rb")
    except FileNotFoundError as error:
        raise errors.Missing("file.missing", _("上传的文件已经过期。请重新上传。")) from error


def release(key: str) -> None:
    """Remove a file that has been used."""
    _held_path(key).unlink(missing_ok=True)


def intact(file: StoredFile) -> bool:
    """Tell whether the content is still the one that was taken in."""
    try:
        with open_stored(file) as content:
            return hashlib.file_digest(content, "sha256").hexdigest() == file.sha256
    except errors.Missing:
        return False


def sweep_orphans(older_than: datetime.datetime) -> int:
    """Remove the tenant's files without a row that were written before an instant, and return how many.

    Leave a day between the instant and now: a file whose transaction is still under way has no row that others see.
    """
    folder = _root() / _tenant()
    limit = older_than.timestamp()
    removed = 0
    for paths in _in_portions(path for path in folder.rglob("*") if path.is_file() and path.stat().st_mtime < limit):
        keys = {path: path.relative_to(_root()).as_posix().removesuffix(_THUMBNAIL) for path in paths}
        found = StoredFile.objects.filter(storage_key__in=set(keys.values()))
        kept = set(found.values_list("storage_key", flat=True))
        for path, key in keys.items():
            if key not in kept:
                path.unlink(missing_ok=True)
                removed += 1
    return removed


def _receive(stream: BinaryIO, name: str) -> _Received:
    """Write the stream to the tenant's incoming folder, piece by piece; on any failure nothing is left there."""
    limit = settings.ATTACHMENT_MAX_BYTES
    folder = _root() / _tenant() / _INCOMING
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / uuid.uuid4().hex
    digest, size = hashlib.sha256(), 0
    try:
        with path.open("xb") as target:
            while chunk := stream.read(_CHUNK):
                size += len(chunk)
                if size > limit:
                    raise refusals.too_large(name, limit)
                digest.update(chunk)
                target.write(chunk)
            target.flush()
            os.fsync(target.fileno())
        if not size:
            raise refusals.empty(name)
    except BaseException:
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)
        raise
    return _Received(path, size, digest.hexdigest())


def _shelve_picture(picture: images.Picture, *, name: str, actor: verdicts.Actor, at: datetime.datetime) -> StoredFile:
    """Put an image on the shelf with its thumbnail beside it."""
    received = _receive(io.BytesIO(picture.content), name)
    try:
        return _shelve(received, picture.kind, name=name, actor=actor, at=at, picture=picture)
    finally:
        received.path.unlink(missing_ok=True)


def _shelve(
    received: _Received,
    kind: kinds.Kind,
    *,
    name: str,
    actor: verdicts.Actor,
    at: datetime.datetime,
    picture: images.Picture | None = None,
) -> StoredFile:
    """Put what has arrived in its place for good and write its row."""
    row = StoredFile(name=name, content_type=kind.content_type)
    if picture is not None:
        row.width, row.height = picture.width, picture.height
    return _place(received, row, thumbnail=picture.thumbnail if picture else None, actor=actor, at=at)


def _place(
    received: _Received, row: StoredFile, *, thumbnail: bytes | None, actor: verdicts.Actor, at: datetime.datetime
) -> StoredFile:
    key = f"{_tenant()}/{clock.local(at):%Y}/{received.sha256[:2]}/{uuid.uuid4()}"
    target = _root() / key
    target.parent.mkdir(parents=True, exist_ok=True)
    if thumbnail is not None:
        _beside(target).write_bytes(thumbnail)
    received.path.replace(target)
    row.size, row.sha256, row.storage_key = received.size, received.sha256, key
    row.stored_at, row.stored_by_id = at, actor.user_id
    row.save(force_insert=True)
    return row


def _thumbnail_of(file: StoredFile) -> bytes | None:
    try:
        with open_thumbnail(file) as small:
            return small.read()
    except errors.Missing:
        return None


def _beside(path: Path) -> Path:
    """Return where the thumbnail of a file lies."""
    return path.with_name(path.name + _THUMBNAIL)


def _held_path(key: str) -> Path:
    if not _HELD.fullmatch(key):
        raise errors.Missing("file.missing")
    return _root() / _tenant() / _INCOMING / key


def _path_of(file: StoredFile) -> Path:
    """Return where a file lies, provided that its key is well formed and belongs to the current tenant."""
    key = file.storage_key
    if not _KEY.fullmatch(key) or not key.startswith(f"{_tenant()}/"):
        raise errors.Missing("file.missing")
    return _root() / key


def _root() -> Path:
    return Path(settings.MEDIA_ROOT)


def _tenant() -> str:
    """Return the schema of the current tenant; outside any tenant there are no files."""
    schema = schemas.current()
    if schema == get_public_schema_name() or not _SCHEMA.fullmatch(schema):
        raise errors.Missing("file.no_tenant")
    return schema


def _in_portions(paths: Iterator[Path]) -> Iterator[list[Path]]:
    portion: list[Path] = []
    for path in paths:
        portion.append(path)
        if len(portion) == _SWEPT_AT_ONCE:
            yield portion
            portion = []
    if portion:
        yield portion

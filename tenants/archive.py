"""What does a backup file look like, and is a given file one, whole and undamaged?"""

from __future__ import annotations

import hashlib
import json
import os
import tarfile
from dataclasses import asdict, dataclass
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext_lazy as _

from core import errors

FORMAT = "gongkai-tenant-1"
SUFFIX = ".gkbackup"
MANIFEST, DUMP, FILES = "manifest.json", "schema.dump", "files"


@dataclass(frozen=True)
class Facts:
    """What the manifest says of the tenant."""

    slug: str
    name: str
    public_id: str
    schema_name: str
    state: str
    suspended_reason: str
    created_at: str
    domains: tuple[str, ...]
    migration_hash: str
    migrations: tuple[str, ...]
    made_at: str


@dataclass(frozen=True)
class Kept:
    """A backup that was unpacked and found whole."""

    facts: Facts
    dump: Path
    files: Path

    @property
    def schema_name(self) -> str:
        """The schema that it is restored into."""
        return self.facts.schema_name


def write(path: Path, facts: Facts, *, dump: Path, files: Path) -> None:
    """Write a backup, readable by its owner only."""
    parts = {DUMP: dump, **{f"{FILES}/{found.relative_to(files)}": found for found in _files_in(files)}}
    manifest = {
        "format": FORMAT,
        "tenant": asdict(facts),
        "parts": {name: _sha256(found) for name, found in parts.items()},
    }
    manifest["seal"] = _seal(manifest)
    text = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as raw, tarfile.open(fileobj=raw, mode="w") as tar:
        head = tarfile.TarInfo(MANIFEST)
        head.size = len(text)
        tar.addfile(head, BytesIO(text))
        for name, found in parts.items():
            tar.add(found, arcname=name, recursive=False)


def read(path: Path, folder: Path) -> Kept:
    """Unpack a backup into a folder and check every part against the manifest; raise if anything is not as written."""
    try:
        with tarfile.open(path, mode="r:") as tar:
            manifest = _manifest(tar)
            for member in tar:
                _unpack(tar, member, folder, manifest["parts"])
        absent = [name for name in manifest["parts"] if not (folder / name).is_file()]
    except (tarfile.TarError, ValueError, KeyError, EOFError) as problem:
        raise _not_a_backup(path) from problem
    if absent:
        raise _damaged(absent[0])
    (folder / FILES).mkdir(exist_ok=True)
    facts = {**manifest["tenant"], **{key: tuple(manifest["tenant"][key]) for key in ("domains", "migrations")}}
    return Kept(Facts(**facts), folder / DUMP, folder / FILES)


def _manifest(tar: tarfile.TarFile) -> dict[str, Any]:
    first = tar.next()
    stream = tar.extractfile(first) if first is not None and first.name == MANIFEST else None
    if stream is None:
        raise ValueError("no manifest")
    manifest: dict[str, Any] = json.load(stream)
    if manifest["format"] != FORMAT:
        raise errors.Conflict(
            "backup.other_format",
            _("备份格式是 %(found)s，这里只认 %(known)s。") % {"found": manifest["format"], "known": FORMAT},
        )
    if manifest.pop("seal") != _seal(manifest):
        raise _damaged(MANIFEST)
    return manifest


def _unpack(tar: tarfile.TarFile, member: tarfile.TarInfo, folder: Path, parts: dict[str, str]) -> None:
    """Write one part, and only one that the manifest names under a plain path."""
    if member.name == MANIFEST:
        return
    stream = tar.extractfile(member) if member.isreg() else None
    target = (folder / member.name).resolve()
    if stream is None or member.name not in parts or not target.is_relative_to(folder.resolve()):
        raise _damaged(member.name)
    target.parent.mkdir(parents=True, exist_ok=True)
    if _copied(stream, target) != parts[member.name]:
        raise _damaged(member.name)


def _copied(stream: IO[bytes], target: Path) -> str:
    digest = hashlib.sha256()
    with target.open("wb") as out:
        while chunk := stream.read(1 << 20):
            digest.update(chunk)
            out.write(chunk)
    return digest.hexdigest()


def _files_in(folder: Path) -> list[Path]:
    return sorted(found for found in folder.rglob("*") if found.is_file()) if folder.exists() else []


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _seal(manifest: dict[str, Any]) -> str:
    text = json.dumps(manifest, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _damaged(part: str) -> errors.Conflict:
    return errors.Conflict("backup.damaged", _("备份文件已损坏：%(part)s 与清单不符。请换一份备份。") % {"part": part})


def _not_a_backup(path: Path) -> errors.Conflict:
    return errors.Conflict("backup.not_a_backup", _("%(name)s 不是租户备份文件，或已被截断。") % {"name": path.name})

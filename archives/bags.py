"""How does a box leave the platform, so that it opens and can be verified anywhere? As a BagIt folder (RFC 8493).

`bagit.txt`, `bag-info.txt`, `manifest-sha256.txt` and `data/`: any BagIt program verifies it, and so does
`sha256sum -c manifest-sha256.txt`. `data/index.html` is the list, and each record is a page beside it.
"""

from __future__ import annotations

import contextlib
import hashlib
import html
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from archives import boxes
from archives.models import Box, BoxEntry
from core import clock, errors, richtext
from core.files import shelf
from core.files.models import StoredFile
from core.ledger import form
from disclosures.models import Attachment

PAGE = """<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title><style>body{{max-width:48rem;margin:2rem auto;padding:0 1rem;font:1.125rem/1.8 serif}}
table{{border-collapse:collapse;width:100%}}td,th{{border:1px solid #999;padding:.4rem .6rem;text-align:left}}
img{{max-width:100%}}</style></head>
<body><h1>{title}</h1>
{body}
</body></html>
"""


RECORD = "record.json"
PIECE = 256 * 1024
IN_MEMORY = 4 * 1024 * 1024
"""Bytes of a packed box that are held in memory; what is larger goes to a temporary file."""


class Damaged(errors.Conflict):
    """A file of the box is not the one that was put away."""

    default_code = "box.damaged"

    def __init__(self, fault: str) -> None:
        self.fault = fault
        """Which record it is, or which box."""
        super().__init__(reason=_("归档件“%s”与归档时不一致，不能导出。请核对备份。") % fault)


def files(box: Box) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Yield the files of the folder, each with its path inside it and its content piece by piece.

    Refuses when something is not what was put away: a file as soon as its last piece is read. Each content has to be
    used before the next file is asked for.
    """
    if fault := boxes.first_fault(box):
        raise Damaged(fault)
    sums = []
    for path, content in _payload(box):
        digest = hashlib.sha256()
        summed = _summed(content, digest)
        yield path, summed
        for _unused in summed:  # what the caller left belongs to the sum too
            pass
        sums.append(f"{digest.hexdigest()}  {path}\n")
    yield "manifest-sha256.txt", iter([line.encode() for line in sums])
    yield "bagit.txt", iter([b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"])
    yield "bag-info.txt", iter([_about(box).encode()])


def write_folder(box: Box, folder: Path) -> int:
    """Write the folder, which must not exist yet; return how many files it has. Nothing is left when it fails."""
    folder.mkdir(parents=True)
    try:
        count = 0
        for path, content in files(box):
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("wb") as written:
                written.writelines(content)
            count += 1
    except BaseException:
        _remove(folder)
        raise
    return count


def zipped(box: Box) -> IO[bytes]:
    """Return the folder as one .zip file, opened at its beginning; a large one lies on disk until it is closed."""
    with contextlib.ExitStack() as on_failure:
        packed = on_failure.enter_context(tempfile.SpooledTemporaryFile(max_size=IN_MEMORY))
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for path, content in files(box):
                with archive.open(_member(box, path), "w") as written:
                    written.writelines(content)
        packed.seek(0)
        on_failure.pop_all()
    return packed


def _member(box: Box, path: str) -> zipfile.ZipInfo:
    """Return how a file is called in the packed folder; all bear the time of closing."""
    member = zipfile.ZipInfo(f"{box.number}/{path}", clock.local(box.closed_at).timetuple()[:6])
    member.compress_type = zipfile.ZIP_DEFLATED
    return member


def _payload(box: Box) -> Iterator[tuple[str, Iterator[bytes]]]:
    yield "data/index.html", _index(box)
    attachments = Prefetch("disclosure__attachments", queryset=Attachment.objects.with_file())
    entries = box.entries.select_related("disclosure").defer("disclosure__body", "disclosure__body_text")
    for entry in entries.prefetch_related(attachments).iterator(chunk_size=boxes.AT_ONCE):
        folder = boxes.path_of(entry.number)
        kept = {each.file.sha256: each.file for each in entry.disclosure.attachments.all()}
        yield f"{folder}/{RECORD}", iter([form.canonical(entry.record).encode()])
        yield f"{folder}/index.html", iter([_page(entry, kept).encode()])
        for place, file in enumerate(entry.record["files"], 1):
            content = _content(entry, file["sha256"], kept.get(file["sha256"]))
            yield f"{folder}/{boxes.name_of(place, file)}", content


def _content(entry: BoxEntry, expected: str, stored: StoredFile | None) -> Iterator[bytes]:
    """Yield a file as it is stored; refuse at its end what is not what was put away."""
    digest = hashlib.sha256()
    if stored is not None:
        with contextlib.suppress(errors.Missing), shelf.open_stored(stored) as stream:
            yield from _summed(iter(partial(stream.read, PIECE), b""), digest)
    if digest.hexdigest() != expected:
        raise Damaged(_("%s（附件）") % entry)


def _summed(content: Iterator[bytes], digest: hashlib._Hash) -> Iterator[bytes]:
    for piece in content:
        digest.update(piece)
        yield piece


def _index(box: Box) -> Iterator[bytes]:
    head = "".join(f"<th>{label}</th>" for label in (_("件号"), _("公开日期"), _("标题"), _("索引号")))
    listed = box.entries.values_list("number", "published_on", "title", "record__index_no")
    rows = "".join(
        f"<tr><td>{number}</td><td>{published_on}</td>"
        f'<td><a href="{number:04d}/index.html">{html.escape(entry_title)}</a></td>'
        f"<td>{html.escape(index_no)}</td></tr>"
        for number, published_on, entry_title, index_no in listed
    )
    title = _("%(unit)s%(year)d年公开信息归档目录") % {"unit": box.unit_name, "year": box.year}
    yield PAGE.format(title=html.escape(title), body=f"<table><tr>{head}</tr>{rows}</table>").encode()


def _page(entry: BoxEntry, kept: Mapping[str, StoredFile]) -> str:
    """Return a record as a page: pictures in its text from the files beside it, the others as a list of links."""
    record = entry.record
    ids = [_id_of(file, kept) for file in record["files"]]
    facts = [record["unit"]["name"], record["index_no"], record["content"]["document_no"], record["published_on"]]
    text = record["content"]["body"]
    shown = richtext.pictures_in(text)
    names = [quote(boxes.name_of(place, file)) for place, file in enumerate(record["files"], 1)]
    links = "".join(
        f'<li><a href="{name}">{html.escape(file["title"])}</a></li>'
        for name, file, file_id in zip(names, record["files"], ids, strict=True)
        if file_id not in shown
    )
    body = f"<p>{html.escape('　'.join(fact for fact in facts if fact))}</p>"
    body += richtext.with_pictures_at(text, dict(zip(ids, names, strict=True)))
    return PAGE.format(title=html.escape(entry.title), body=body + (f"<ul>{links}</ul>" if links else ""))


def _id_of(file: Mapping[str, Any], kept: Mapping[str, StoredFile]) -> str:
    """Return by which id a text shows the file; records of the first boxes do not say, but their files are known."""
    stored = kept.get(file["sha256"])
    return str(file.get("id") or (stored.public_id if stored else ""))


def _about(box: Box) -> str:
    return (
        f"Source-Organization: {box.unit_name}\n"
        f"External-Identifier: {box.number}\n"
        f"Bagging-Date: {clock.local_date(box.closed_at).isoformat()}\n"
        f"Gongkai-Retention: {box.get_retention_display()}\n"
        f"Gongkai-Sealed-Manifest-SHA256: {box.manifest_hash}\n"
    )


def _remove(folder: Path) -> None:
    for path in sorted(folder.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    folder.rmdir()

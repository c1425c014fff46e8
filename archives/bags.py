"""How does a box leave the platform, so that it opens and can be verified anywhere? As a BagIt folder (RFC 8493).

`bagit.txt`, `bag-info.txt`, `manifest-sha256.txt` and `data/`: any BagIt program verifies it, and so does
`sha256sum -c manifest-sha256.txt`. `data/index.html` is the list, and each record is a page beside it.
"""

from __future__ import annotations

import hashlib
import html
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
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


class Damaged(errors.Conflict):
    """A file of the box is not the one that was put away."""

    default_code = "box.damaged"


def files(box: Box) -> Iterator[tuple[str, bytes]]:
    """Yield the files of the folder, each with its path inside it; refuse when something is not what was put away."""
    if fault := boxes.first_fault(box):
        raise Damaged(reason=_("归档件“%s”与归档时不一致，不能导出。请核对备份。") % fault)
    sums = []
    for path, payload in _payload(box):
        sums.append(f"{hashlib.sha256(payload).hexdigest()}  {path}\n")
        yield path, payload
    yield "manifest-sha256.txt", "".join(sums).encode()
    yield "bagit.txt", b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
    yield "bag-info.txt", _about(box).encode()


def write_folder(box: Box, folder: Path) -> int:
    """Write the folder, which must not exist yet; return how many files it has. Nothing is left when it fails."""
    folder.mkdir(parents=True)
    try:
        count = 0
        for path, payload in files(box):
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(payload)
            count += 1
    except BaseException:
        _remove(folder)
        raise
    return count


def zipped(box: Box) -> bytes:
    """Return the folder as one .zip file."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, payload in files(box):
            archive.writestr(f"{box.number}/{path}", payload)
    return content.getvalue()


def _payload(box: Box) -> Iterator[tuple[str, bytes]]:
    attachments = Attachment.objects.with_file()
    entries = list(
        box.entries.prefetch_related(Prefetch("disclosure__attachments", queryset=attachments)).select_related(
            "disclosure"
        )
    )
    yield "data/index.html", _index(box, entries).encode()
    for entry in entries:
        folder = boxes.path_of(entry.number)
        yield f"{folder}/record.json", form.canonical(entry.record).encode()
        yield f"{folder}/index.html", _page(entry).encode()
        kept = {each.file.sha256: each.file for each in entry.disclosure.attachments.all()}
        for place, file in enumerate(entry.record["files"], 1):
            stored = kept.get(file["sha256"])
            payload = _content(stored) if stored else b""
            if hashlib.sha256(payload).hexdigest() != file["sha256"]:
                raise Damaged(reason=_("“%s”的附件与归档时不一致，不能导出。请核对备份。") % entry.title)
            yield f"{folder}/{boxes.name_of(place, file)}", payload


def _content(stored: StoredFile) -> bytes:
    with shelf.open_stored(stored) as stream:
        return stream.read()


def _index(box: Box, entries: list[BoxEntry]) -> str:
    head = "".join(f"<th>{label}</th>" for label in (_("件号"), _("公开日期"), _("标题"), _("索引号")))
    rows = "".join(
        f"<tr><td>{entry.number}</td><td>{entry.published_on}</td>"
        f'<td><a href="{entry.number:04d}/index.html">{html.escape(entry.title)}</a></td>'
        f"<td>{html.escape(entry.record['index_no'])}</td></tr>"
        for entry in entries
    )
    title = _("%(unit)s %(year)d 年公开信息归档目录") % {"unit": box.unit_name, "year": box.year}
    return PAGE.format(title=html.escape(title), body=f"<table><tr>{head}</tr>{rows}</table>")


def _page(entry: BoxEntry) -> str:
    """Return a record as a page: pictures in its text from the files beside it, the others as a list of links."""
    record = entry.record
    facts = [record["unit"]["name"], record["index_no"], record["content"]["document_no"], record["published_on"]]
    text = record["content"]["body"]
    shown = richtext.pictures_in(text)
    addresses = {file["id"]: quote(boxes.name_of(place, file)) for place, file in enumerate(record["files"], 1)}
    links = "".join(
        f'<li><a href="{addresses[file["id"]]}">{html.escape(file["title"])}</a></li>'
        for file in record["files"]
        if file["id"] not in shown
    )
    body = f"<p>{html.escape('　'.join(fact for fact in facts if fact))}</p>"
    body += richtext.with_pictures_at(text, addresses)
    return PAGE.format(title=html.escape(entry.title), body=body + (f"<ul>{links}</ul>" if links else ""))


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

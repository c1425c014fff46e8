"""Can the attachments be read by everybody?"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath

from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from core import errors
from core.files import shelf
from core.files.models import StoredFile
from disclosures.models import Attachment
from disclosures.writing.checks.findings import Finding, Severity

PDF = "application/pdf"
LARGEST_READ = 20_000_000
PAGES_READ = 3
_KEPT_FOR = 7 * 24 * 3600
_BROKEN = (
    errors.Missing,
    OSError,
    ValueError,
    KeyError,
    TypeError,
    IndexError,
    AttributeError,
    RecursionError,
)
"""What a PDF that does not hold together makes its reader raise beside its own errors; it is not called a scan."""


def findings(attachments: Sequence[Attachment]) -> list[Finding]:
    """Return what makes attachments hard to find or to read."""
    found = []
    for each in attachments:
        if each.title.strip() in ("", each.file.name, PurePosixPath(each.file.name).stem) and _is_odd(each.file.name):
            reason = _("附件的名称看不出是什么。请把文件改成看得懂的名称，例如“2026年第三季度明细表”，再重新上传。")
            found.append(Finding("attachment.no_title", Severity.ADVICE, reason, each.title))
        if each.file.content_type == PDF and is_scan(each.file):
            reason = _("这个 PDF 里没有文字，像是扫描件。请换成由 Word 直接导出的 PDF，或者在正文里写明主要内容。")
            found.append(Finding("attachment.scan", Severity.ADVICE, reason, each.title))
    return found


def is_scan(file: StoredFile) -> bool:
    """Tell whether the first pages of a PDF hold pictures and no letters; kept by the hash of the content."""
    key = f"disclosures.scan:{file.sha256}"
    known = cache.get(key)
    if known is None:
        known = file.size <= LARGEST_READ and _has_no_letters(file)
        cache.set(key, known, _KEPT_FOR)
    return bool(known)


def _has_no_letters(file: StoredFile) -> bool:
    from pypdf import PdfReader  # large, and few requests need it
    from pypdf.errors import PyPdfError

    try:
        with shelf.open_stored(file) as content:
            pages = PdfReader(content).pages[:PAGES_READ]
            return bool(pages) and not any(page.extract_text().strip() for page in pages)
    except (PyPdfError, *_BROKEN):
        return False


def _is_odd(name: str) -> bool:
    """Tell whether a file is called as cameras, scanners and messengers call theirs: hardly a Chinese character."""
    return sum("\u4e00" <= letter <= "\u9fff" for letter in name) < 2

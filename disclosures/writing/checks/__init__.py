"""Is a text fit to be read by everybody, whole, and free of what is nobody's business?

Some findings have to be settled before a text is handed in, the others are advice. What is missing altogether is said
by `disclosures.writing.completeness`, which also refuses the former.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from catalogs.models import Item
from disclosures.models import Attachment, Disclosure
from disclosures.writing import pictures
from disclosures.writing.checks import attached, coverage, markup, personal
from disclosures.writing.checks.findings import Finding, Severity

__all__ = ["Finding", "Severity", "advice", "blocking", "findings"]


def findings(disclosure: Disclosure, *, item: Item | None, attachments: Sequence[Attachment]) -> list[Finding]:
    """Return everything that was found, what has to be settled first; `item` as it holds at the unit."""
    return [*blocking(disclosure), *advice(disclosure, item=item, attachments=attachments)]


def blocking(disclosure: Disclosure) -> list[Finding]:
    """Return what has to be settled before the text is handed in."""
    found = [
        *markup.findings(disclosure.body),
        *personal.findings(f"{disclosure.title}\n{disclosure.body_text}"),
        *_foreign_pictures(disclosure),
    ]
    return [each for each in found if each.severity == Severity.BLOCKING]


def advice(disclosure: Disclosure, *, item: Item | None, attachments: Sequence[Attachment]) -> list[Finding]:
    """Return what would make the text better to read, or asks to be looked at once more."""
    found = [
        *markup.findings(disclosure.body),
        *personal.findings(f"{disclosure.title}\n{disclosure.body_text}"),
        *(coverage.findings(disclosure, item) if item is not None else ()),
        *attached.findings(attachments),
    ]
    return [each for each in found if each.severity == Severity.ADVICE]


def _foreign_pictures(disclosure: Disclosure) -> list[Finding]:
    """Return that the text shows pictures of another text, which its readers may not see or which may go away."""
    count = len(pictures.foreign(disclosure))
    reason = _("有 %d 张图片是从别处复制来的，不属于这份草稿。请删去，再用“插入图片”上传一次。")
    return [Finding("picture.not_own", Severity.BLOCKING, reason % count)] if count else []

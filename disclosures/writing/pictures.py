"""Which attachments of a disclosure are pictures in its text?

A picture is an attachment like any other: part of what is approved, read by whoever reads the disclosure. The text
shows it by the address of its file; what the text shows is not listed among the attachments once more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core import richtext
from core.files.models import StoredFile

if TYPE_CHECKING:
    from disclosures.models import Attachment, Disclosure


def address(file: StoredFile) -> str:
    """Return how a text shows a file as a picture."""
    return f"/files/{file.public_id}/"


def listed(disclosure: Disclosure) -> list[Attachment]:
    """Return the attachments that are not shown in the text."""
    shown = richtext.pictures_in(disclosure.body)
    return [each for each in disclosure.attachments.all() if not shown or str(each.file.public_id) not in shown]


def sums_in(body: str) -> set[str]:
    """Return the SHA-256 of each file that a text shows; a query when it shows any."""
    shown = richtext.pictures_in(body)
    return set(StoredFile.objects.filter(public_id__in=shown).values_list("sha256", flat=True)) if shown else set()


def foreign(disclosure: Disclosure) -> set[str]:
    """Return the public ids of files that the text shows and that are none of its own."""
    shown = richtext.pictures_in(disclosure.body)
    if not shown:
        return set()
    return shown - {str(each.file.public_id) for each in disclosure.attachments.select_related("file")}

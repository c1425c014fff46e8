"""With which headers is a file handed out, so that browsers save it and never run it?"""

from __future__ import annotations

from django.utils.http import content_disposition_header

from core.files import images, kinds
from core.files.models import StoredFile

_SHOWN = frozenset(
    kind.content_type for kind in (kinds.PDF, kinds.PNG, kinds.JPEG, kinds.GIF, kinds.WEBP)
)  # browsers show these without running anything of the page


def download_headers(file: StoredFile, *, save: bool = False) -> dict[str, str]:
    """Return the response headers for a file: PDF and images are shown unless `save`, everything else is saved.

    The copy is private, since who may read a file can change.
    """
    attachment = save or file.content_type not in _SHOWN
    return {
        "Content-Type": file.content_type,
        "Content-Length": str(file.size),
        "Content-Disposition": content_disposition_header(attachment, file.name) or "attachment",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-cache",
        "ETag": f'"{file.sha256}"',
    }


def thumbnail_headers(file: StoredFile) -> dict[str, str]:
    """Return the response headers for the thumbnail of an image; its name is nobody's, so none is told."""
    return {
        "Content-Type": images.THUMBNAIL_TYPE,
        "Content-Disposition": "inline",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-cache",
        "ETag": f'"{file.sha256}-thumbnail"',
    }

"""Where is an uploaded file between its preview and its confirmation?

It waits in the tenant's folder under a key that only the server can sign: for one purpose, one person and one day.
Whoever confirms sends the signed key back, so that what is written is what was shown.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any, BinaryIO, cast

from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from core import errors
from core.files import shelf
from frontend.visits import Visit

KEPT = datetime.timedelta(hours=12)
_SALT = "frontend.uploads"


@dataclass(frozen=True)
class Upload:
    """A file that waits."""

    key: str
    name: str

    def open(self) -> BinaryIO:
        """Open the content."""
        return shelf.open_held(self.key)

    def release(self) -> None:
        """Remove it: it has been used."""
        shelf.release(self.key)


def keep(file: UploadedFile[Any], request: Visit, *, purpose: str) -> tuple[Upload, str]:
    """Take an uploaded file in, and return it with the token that the form of the preview sends back."""
    name = file.name or ""
    upload = Upload(shelf.hold(cast("BinaryIO", file), name=name), name)
    return upload, signing.dumps([upload.key, name, purpose, request.actor.user_id], salt=_SALT)


def find(token: str, request: Visit, *, purpose: str) -> Upload:
    """Return the file of a token; one that is forged, too old or somebody else's leads to none."""
    try:
        key, name, meant_for, user_id = signing.loads(token, salt=_SALT, max_age=KEPT)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise _expired() from error
    if meant_for != purpose or user_id != request.actor.user_id:
        raise _expired()
    return Upload(key, name)


def _expired() -> errors.Conflict:
    return errors.Conflict("upload.expired", _("上传的文件已经过期，没有写入任何内容。请重新上传。"))

"""What does a signed link say, and does it still hold? One file of one tenant, on behalf of one reader, for minutes.

The signature proves only who asked for the link and until when. Whether that reader may have the file is asked anew
each time the link is used: what was withdrawn meanwhile is handed out no more.
"""

from __future__ import annotations

import datetime
import uuid
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.utils.translation import gettext_lazy as _

from core import errors, schemas

LASTS = datetime.timedelta(minutes=10)
_SALT = "core.files.links"
_LONGEST = 1_000
"""Letters of a link; ours have about 250."""


class Expired(errors.Gone):
    """The link was good once."""

    default_code = "link.expired"
    default_reason = _("这个链接已经过期。请向发给您链接的人要一个新的，或者登录后从公开信息的页面打开。")


@dataclass(frozen=True, slots=True)
class Signed:
    """A link: the thing that it opens, on behalf of whom, and until when."""

    subject: uuid.UUID
    bearer: str
    ends_at: datetime.datetime


def sign(subject: uuid.UUID, *, bearer: str, at: datetime.datetime, lasts: datetime.timedelta = LASTS) -> str:
    """Return a token that opens one thing of the current tenant on behalf of `bearer`, until it has lasted."""
    ends_at = int((at + lasts).timestamp())
    return signing.Signer(salt=_SALT).sign_object([schemas.current(), subject.hex, bearer, ends_at])


def read(token: str, *, subject: uuid.UUID | None = None, at: datetime.datetime) -> Signed:
    """Return what a token says; one that was forged, is another tenant's or opens something else is `Missing`."""
    try:
        if len(token) > _LONGEST:
            raise signing.BadSignature
        said: Any = signing.Signer(salt=_SALT).unsign_object(token)
    except (signing.BadSignature, ValueError) as error:
        raise errors.Missing from error
    schema, opened, bearer, ends_at = said
    signed = Signed(uuid.UUID(opened), bearer, datetime.datetime.fromtimestamp(ends_at, datetime.UTC))
    if schema != schemas.current() or subject not in (None, signed.subject):
        raise errors.Missing
    if at >= signed.ends_at:
        raise Expired
    return signed

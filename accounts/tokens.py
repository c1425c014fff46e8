"""Who is the program that shows this token?

A token is `gk_<prefix>_<secret>`: the prefix finds the row, the digest of the whole proves it. The text is shown once,
at issue; it opens nothing at another tenant, whose table has no such row.
"""

from __future__ import annotations

import datetime
import hashlib
import hmac
import secrets
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import policies
from accounts.actors import Actor
from accounts.models import ApiToken, User
from core import clock, errors
from core.audit import trail

SCHEME = "gk"
LONGEST_DAYS = 366
USED_EVERY = datetime.timedelta(minutes=5)
_PREFIX_BYTES, _SECRET_BYTES = 5, 32
_NO_DIGEST = "0" * 64


@dataclass(frozen=True)
class Issued:
    """A new token and the text that opens it, which is kept nowhere."""

    token: ApiToken
    secret: str

    def __repr__(self) -> str:
        return f"Issued({self.token.prefix})"


@transaction.atomic
def issue(user: User, *, name: str, expires_on: datetime.date, actor: Actor, at: datetime.datetime) -> Issued:
    """Give the person a token for a program of theirs; it ends within a year."""
    policies.own(actor, user).enforce()
    today = clock.local_date(at)
    if not today <= expires_on <= today + datetime.timedelta(days=LONGEST_DAYS):
        raise errors.Invalid.field("expires_on", "token.expiry", _("失效日期应在今天以后，且不超过一年。"))
    prefix = secrets.token_hex(_PREFIX_BYTES)
    secret = f"{SCHEME}_{prefix}_{secrets.token_urlsafe(_SECRET_BYTES)}"
    token = ApiToken.objects.create(
        user=user, name=name, prefix=prefix, digest=_digest(secret), created_at=at, expires_on=expires_on
    )
    trail.record("token.issued", token, actor=actor, at=at, label=_("创建接口令牌"), after={"expires_on": expires_on})
    return Issued(token, secret)


@transaction.atomic
def revoke(token: ApiToken, *, actor: Actor, at: datetime.datetime) -> ApiToken:
    """Stop a token at once; doing it again changes nothing."""
    policies.own(actor, token.user).enforce()
    token = ApiToken.objects.select_for_update(of=("self",)).select_related("user").get(pk=token.pk)
    if token.revoked_at is None:
        token.revoked_at = at
        token.save(update_fields=["revoked_at"])
        trail.record("token.revoked", token, actor=actor, at=at, label=_("停用接口令牌"))
    return token


def find(secret: str, *, on: datetime.date) -> ApiToken | None:
    """Return the usable token with its person, or None: one query, compared in constant time."""
    parts = secret.split("_", 2)
    prefix = parts[1] if len(parts) == 3 and parts[0] == SCHEME else ""
    token = ApiToken.objects.usable(on).filter(prefix=prefix).select_related("user").first()
    genuine = hmac.compare_digest(_digest(secret), token.digest if token else _NO_DIGEST)
    return token if genuine else None


def mark_used(token: ApiToken, *, at: datetime.datetime) -> None:
    """Note when the token was last used, at most every few minutes."""
    if token.last_used_at is None or at - token.last_used_at >= USED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=at)


def _digest(secret: str) -> str:
    # A random secret of 256 bits needs no slow hash.
    return hashlib.sha256(secret.encode()).hexdigest()

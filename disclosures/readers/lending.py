"""How does a reader let a program or a person without session fetch one file, or one text, for a while?

What opens is what the reader herself may read at that moment, of what is published then; nothing is passed on that she
has lost.
"""

from __future__ import annotations

import datetime
import uuid

from django.utils.translation import gettext_lazy as _

from accounts import actors
from accounts.actors import Actor
from accounts.models import User
from core import clock, errors
from core.audit import trail
from core.files import links
from core.files.models import StoredFile
from disclosures import queries
from disclosures.kinds import ReaderKind, State
from disclosures.models import Attachment, Disclosure, Reader

INVITATION_LASTS = datetime.timedelta(days=30)
_USER, _GUEST = "user", "guest"
_REVOKED = _("这个链接已失效：信息已不再公开，或者发给您链接的人已不能查看。请联系公开单位。")


def lend(file: StoredFile, *, actor: Actor, at: datetime.datetime) -> str:
    """Return a token that opens a published file for ten minutes to whoever holds it; the trail says who lent it."""
    attachment = _published(actor).filter(file=file).select_related("disclosure__unit").first()
    if attachment is None:
        raise errors.Missing
    token = links.sign(file.public_id, bearer=_bearer(actor), at=at)
    after = {"attachment": file.name, "until": (at + links.LASTS).isoformat()}
    trail.record("file.lent", attachment.disclosure, actor=actor, at=at, label=_("生成下载链接"), after=after)
    return token


def passed_on(file: StoredFile, actor: Actor, *, at: datetime.datetime) -> str:
    """Return a token with which a page that this reader has open fetches a file of it; nobody lends anything."""
    return links.sign(file.public_id, bearer=_bearer(actor), at=at)


def borrowed(public_id: uuid.UUID, token: str, *, at: datetime.datetime) -> StoredFile:
    """Return the file that a token opens, if who lent it may still read it and it is still published."""
    signed = links.read(token, subject=public_id, at=at)
    found = _published(_reader(signed.bearer, at)).filter(file__public_id=public_id).select_related("file").first()
    if found is None:
        raise errors.Gone("link.revoked", _REVOKED)
    return found.file


def invite(disclosure: Disclosure, reader: Reader, *, actor: Actor, at: datetime.datetime) -> str:
    """Return a token with which somebody without an account, whom the text names, reads it for thirty days."""
    if not actor.may("disclosures.publish", disclosure.unit):
        raise errors.Denied("invitation.not_yours", _("专用链接由本单位信息员生成并交给本人。"))
    named = disclosure.readers.filter(pk=reader.pk, kind=ReaderKind.GUEST).first()
    if named is None or disclosure.state != State.PUBLISHED:
        raise errors.WrongState(reason=_("公开以后，才能给名单上没有账号的人生成专用链接。"))
    token = links.sign(named.public_id, bearer=_GUEST, at=at, lasts=INVITATION_LASTS)
    after = {"reader": str(named), "until": (at + INVITATION_LASTS).isoformat()}
    trail.record("disclosure.invited", disclosure, actor=actor, at=at, label=_("生成专用链接"), after=after)
    return token


def invited(token: str, *, at: datetime.datetime) -> tuple[Disclosure, Actor]:
    """Return the text that an invitation opens, and its bearer as one who acts; what was withdrawn it opens no more."""
    signed = links.read(token, at=at)
    actor = _reader(f"{_GUEST}:{signed.subject.hex}", at) if signed.bearer == _GUEST else actors.ANONYMOUS
    rows = Disclosure.objects.visible_to(actor).published().filter(readers__public_id=signed.subject)
    found = rows.for_detail().first()
    if found is None:
        raise errors.Gone("link.revoked", _REVOKED)
    return found, actor


def _published(actor: Actor) -> queries.AttachmentQuerySet:
    return Attachment.objects.visible_to(actor).filter(disclosure__state=State.PUBLISHED)


def _bearer(actor: Actor) -> str:
    if actor.user_id is not None:
        return f"{_USER}:{User.objects.get(pk=actor.user_id).public_id.hex}"
    if actor.invitation is not None:
        return f"{_GUEST}:{actor.invitation.hex}"
    raise errors.Denied("link.not_needed", _("向社会公开的文件直接转发网址就可以；其他文件请先登录。"))


def _reader(bearer: str, at: datetime.datetime) -> Actor:
    """Return on whose behalf a link opens, with the posts of today."""
    kind, _colon, public_id = bearer.partition(":")
    if kind == _GUEST:
        named = Reader.objects.filter(public_id=public_id, kind=ReaderKind.GUEST).first()
        return actors.invited(named.guest_name, named.public_id) if named else actors.ANONYMOUS
    user = User.objects.filter(public_id=public_id).first()
    return actors.of(user, on=clock.local_date(at)) if user else actors.ANONYMOUS

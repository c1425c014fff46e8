"""What does a letter to a follower say, and how does one stop with one click (RFC 8058)?"""

from __future__ import annotations

import datetime
from urllib.parse import urlsplit

from django.core.mail import EmailMessage
from django.utils import translation
from django.utils.translation import gettext as _

from channels import following, telling
from channels.feeds import Choice
from channels.kinds import LetterKind
from channels.models import Letter
from core import clock, dates
from disclosures.models import Disclosure
from tenants import current


def compose(letter: Letter, *, site: str, on: datetime.date) -> EmailMessage | None:
    """Return the mail in the follower's language, plain text; None when nothing is left that it could tell of."""
    with translation.override(letter.follower.language):
        if letter.kind == LetterKind.CONFIRM:
            return _mail(letter, site, _("请确认订阅%(what)s"), _confirmation(letter, site))
        rows = telling.of_letter(letter, on=on)
        return _mail(letter, site, _("%(what)s有新的公开"), _news(letter, site, rows)) if rows else None


def _mail(letter: Letter, site: str, subject: str, parts: list[str]) -> EmailMessage:
    headers = {
        "Message-ID": f"<letter.{letter.public_id}@{urlsplit(site).hostname}>",
        "Auto-Submitted": "auto-generated",
    }
    if letter.kind == LetterKind.NEWS:
        headers["List-Unsubscribe"] = f"<{site}{following.stop_path(letter.follower)}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    said = " ".join((subject % {"what": _what(letter)}).split())  # a header has no line breaks
    return EmailMessage(subject=said, body="\n\n".join(parts) + "\n", to=[letter.follower.email], headers=headers)


def _confirmation(letter: Letter, site: str) -> list[str]:
    return [
        _("您好："),
        _("有人用这个邮箱订阅了“%(what)s”的公开信息。") % {"what": _what(letter)},
        _("是您订阅的，请在48小时内打开下面的链接，点“确认订阅”：\n%(link)s")
        % {"link": site + following.confirm_path(letter)},
        _("不是您订阅的，不用理会：不确认就不会再收到邮件，这个邮箱也会被删除。"),
    ]


def _news(letter: Letter, site: str, rows: list[Disclosure]) -> list[str]:
    return [
        _("您订阅的“%(what)s”新公开了%(count)d件：") % {"what": _what(letter), "count": len(rows)},
        *(_line(row, site) for row in rows),
        _("不想再收到，打开下面的链接点“停止订阅”，邮箱随即删除：\n%(link)s")
        % {"link": site + following.stop_path(letter.follower)},
    ]


def _line(row: Disclosure, site: str) -> str:
    on = str(dates.written(clock.local_date(row.published_at))) if row.published_at else ""
    facts = "　".join(part for part in (row.shown_unit_name, row.category_title, on) if part)
    return "\n".join([" ".join(row.title.split()), facts, f"{site}/disclosures/{row.public_id}/"])


def _what(letter: Letter) -> str:
    return Choice(letter.follower.unit, letter.follower.category).title(current.tenant().name)

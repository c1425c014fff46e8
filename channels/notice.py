"""What is posted on the board (公开栏)? Sheets that say whose they are, until when, and where they stand live.

It is made of what is published and of nothing else, so the paper and the page say the same. The same notice gives the
same bytes, whoever asks.
"""

from __future__ import annotations

import datetime
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import segno
from django.db import models
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actors import Actor
from channels import blocks, notice_period
from core import clock, errors
from core.files import shelf
from core.paper import printing
from disclosures import policies, visibility
from disclosures.kinds import State
from disclosures.models import Attachment, Disclosure
from disclosures.writing import pictures

LAYOUT = Path(__file__).with_name("notice.typ")
MOST_LETTERS = 60_000
"""Words of a notice, some 80 sheets; nobody reads more standing at a board."""
LONGEST_EDGE = 1800
"""Pixels of a picture on paper: 300 to the inch over its text's width on A4."""
A3_TO_A4 = 1.414
QR = "qr.svg"


class Size(models.TextChoices):
    """Paper of a board."""

    A4 = "a4", "A4"
    A3 = "a3", "A3"


class NotOnBoards(errors.WrongState):
    """What is not public any more is posted nowhere."""

    default_code = "notice.not_public"
    default_reason = gettext_lazy("只有正在公开的信息可以打印公告。这一条已经撤回、变更或者终止。")


class TooLongForBoards(errors.Invalid):
    """A text of so many sheets is no notice."""

    default_code = "notice.too_long"
    default_reason = gettext_lazy("正文太长，不便张贴。请起草一份摘要公开，或者张贴网址和二维码。")


@dataclass(frozen=True)
class Terms:
    """How a notice is posted: on which paper, from which day until which; without an end it is written by hand."""

    size: Size
    posted_on: datetime.date
    until: datetime.date | None
    address: str


def require_printable(disclosure: Disclosure, *, actor: Actor) -> None:
    """Refuse what the reader may not read, what is not public now, and what no board can hold."""
    policies.view(actor, disclosure).enforce()
    if not visibility.reads(actor, disclosure) or disclosure.state != State.PUBLISHED:
        raise NotOnBoards
    if len(disclosure.body_text) > MOST_LETTERS:
        raise TooLongForBoards


def paper(disclosure: Disclosure, terms: Terms, *, actor: Actor) -> bytes:
    """Return the .pdf of a notice, as the public page shows the text; refuse what may not be posted."""
    require_printable(disclosure, actor=actor)
    shown = _pictures(disclosure)
    facts = _facts(disclosure, terms, {address: name for address, (name, _content) in shown.items()})
    files = dict(shown.values()) | {QR: _qr(terms.address)}
    return printing.render(LAYOUT, facts, at=clock.start_of(terms.posted_on), pictures=files)


def _facts(disclosure: Disclosure, terms: Terms, names: dict[str, str]) -> dict[str, Any]:
    published = clock.local_date(disclosure.published_at) if disclosure.published_at else None
    until = _day(terms.until) if terms.until else _("＿＿＿＿年＿＿月＿＿日")
    rows = [
        (_("公开单位"), disclosure.shown_unit_name),
        (_("公开事项"), disclosure.item_title),
        (_("文号"), disclosure.document_no),
        (_("索引号"), disclosure.index_no or ""),
        (_("公开日期"), _day(published)),
        (_("公开范围"), str(disclosure.get_scope_display())),
        (_("张贴日期"), _day(terms.posted_on)),
        (_("撤下日期"), until),
    ]
    foot = [disclosure.index_no or "", _("张贴：%s") % _day(terms.posted_on), _("撤下：%s") % until]
    return {
        "paper": terms.size.value,
        "scale": A3_TO_A4 if terms.size is Size.A3 else 1,
        "title": disclosure.title,
        "unit": disclosure.shown_unit_name,
        "facts": [{"label": label, "value": value} for label, value in rows if value],
        "notice": notice_period.of(disclosure, posted_on=terms.posted_on),
        "blocks": blocks.blocks_of(disclosure.body, names),
        "files": [each.title for each in pictures.listed(disclosure)],
        "foot": "　".join(part for part in foot if part),
        "address": terms.address,
        "labels": {
            "page": _("页码"),
            "picture": _("（图片见公开页面）"),
            "files": _("附件（见公开页面）："),
            "scan": _("扫码查看公开页面、附件和后续变更："),
            "report": _("内容与网上公开的一致；不一致的，以网上公开的为准。"),
        },
    }


def _pictures(disclosure: Disclosure) -> dict[str, tuple[str, bytes]]:
    """Return the pictures of the text by address, each with a name and what the paper shows of it."""
    listed = {each.pk for each in pictures.listed(disclosure)}
    found: dict[str, tuple[str, bytes]] = {}
    for number, attachment in enumerate(disclosure.attachments.all(), start=1):
        content = None if attachment.pk in listed else _printable(attachment)
        if content is not None:
            found[pictures.address(attachment.file)] = (f"{number}.png", content)
    return found


def _printable(attachment: Attachment) -> bytes | None:
    """Return a picture as a sheet can show it; one whose file is gone or broken is named in words instead."""
    from PIL import Image, UnidentifiedImageError  # large, and few requests need it

    try:
        with shelf.open_stored(attachment.file) as stream, Image.open(stream) as opened:
            drawn = opened.convert("RGBA" if opened.mode in {"RGBA", "LA", "P"} else "RGB")
            drawn.thumbnail((LONGEST_EDGE, LONGEST_EDGE))
            out = io.BytesIO()
            drawn.save(out, "PNG")
    except (OSError, UnidentifiedImageError, errors.Refusal):
        return None
    return out.getvalue()


def _qr(address: str) -> bytes:
    out = io.BytesIO()
    segno.make(address, error="m").save(out, kind="svg", border=0)
    return out.getvalue()


def _day(on: datetime.date | None) -> str:
    return formats.date_format(on, _("Y年n月j日")) if on else ""

"""How often may everything be taken along, the ledger or the open data, by one reader or from one address?

As often as programs that keep a copy need, and not without pause: each time all of a tenant is read.
"""

from __future__ import annotations

import enum

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from core import limits


class Whole(enum.StrEnum):
    """What is taken along as a whole."""

    LEDGER = "ledger"
    OPEN_DATA = "open-data"


class TakenTooOften(limits.TooOften):
    """Everything was taken along again and again within an hour."""

    default_code = "download.too_often"
    default_reason = _("一小时内整套下载的次数太多了，这一次没有提供。请过一会儿再下载；网页照常可以查看。")


def require(whole: Whole, *, actor: Actor, place: str) -> None:
    """Count one taking, of a person wherever she is, else of the address that the request came from."""
    whose = f"person:{actor.user_id}" if actor.user_id is not None else f"place:{place}"
    limits.require(f"whole-{whole}", whose, most=settings.DOWNLOADS_PER_HOUR, refusal=TakenTooOften)

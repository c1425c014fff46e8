"""In which ways can one item of a published catalog be amended, and what follows from each?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalogs import amending, policies
from catalogs.kinds import AmendmentKind, VersionState
from catalogs.models import Amendment, Item
from core import errors
from core.errors import Text
from frontend.account.requests import SignedIn
from frontend.workbench.lines import Link

EFFECTS: Mapping[AmendmentKind, Text] = {
    AmendmentKind.CHANGE: _(
        "从施行日期起按新的内容公开；已经产生的公开任务仍按原来的规定办理。下级单位自己加严的，仍按更严的办。"
    ),
    AmendmentKind.WITHDRAW: _(
        "用于不应公开或者列错的事项：从施行日期起不再公开，没有办完的公开任务（包括已逾期的）全部终结。"
    ),
    AmendmentKind.TERMINATE: _(
        "用于已经办结、不再开展的事项：从施行日期起不再公开，没有到期的公开任务终结，已逾期的仍须公开。"
    ),
}
"""What follows from each kind, as those read it who choose or decide."""


def links_to(item: Item) -> list[Link]:
    """Return the ways in which an item can be amended."""
    return [
        Link(kind.label, reverse("work:catalog_amend", args=[item.public_id, kind.value])) for kind in AmendmentKind
    ]


def blocked(item: Item) -> Text:
    """Return why the item cannot be amended now; nothing if it can."""
    try:
        amending.amendable(item.version.catalog, item)
        amending.none_awaiting(item)
    except errors.Conflict as refusal:
        return refusal.reason
    return ""


def beside(request: SignedIn, item: Item) -> dict[str, Any]:
    """Return what stands beside an item: what became of it between editions, and how it can be amended."""
    past = Amendment.objects.visible_to(request.actor).filter(lineage=item.lineage).for_list()
    page: dict[str, Any] = {"amendments": past}
    if item.version.state == VersionState.PUBLISHED and policies.amend(request.actor, item.version.catalog):
        page["blocked"] = blocked(item)
        page["ways"] = [(link, EFFECTS[kind]) for link, kind in zip(links_to(item), AmendmentKind, strict=True)]
    return page

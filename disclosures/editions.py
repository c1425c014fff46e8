"""What becomes of a text when its catalog's next edition comes? It goes on under that, without choosing again."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from catalogs.effective import EffectiveItem
from catalogs.models import Item
from core.audit import trail

if TYPE_CHECKING:
    from disclosures.models import Disclosure


def take(disclosure: Disclosure, item: Item | None) -> None:
    """Put an item on the text, with the titles as they read now; None takes it off."""
    disclosure.item = item
    disclosure.item_title, disclosure.category_title = _titles(disclosure, item)


def _titles(disclosure: Disclosure, item: Item | None) -> tuple[str, str]:
    """Return what is disclosed and under which heading: the plan's title where the text follows a plan."""
    if item is not None:
        return item.title, item.category.title
    if disclosure.plan is None:
        return "", ""
    with translation.override(settings.LANGUAGE_CODE):
        return disclosure.plan.title, _t("目录外公开")


def carry_over(disclosure: Disclosure, entry: EffectiveItem | None, *, actor: Actor, at: datetime.datetime) -> None:
    """Let a text follow its item into the edition that holds now, and say so in the trail.

    The caller saves and computes the hash anew: the item is part of the content. Nothing happens to a text that
    stands under that edition already, or whose item holds no more.
    """
    if entry is None or entry.item.pk == disclosure.item_id:
        return
    before = _standing_under(disclosure)
    take(disclosure, entry.item)
    trail.record(
        "disclosure.carried_over",
        disclosure,
        actor=actor,
        at=at,
        label=_("转入目录新版"),
        before=before,
        after=_standing_under(disclosure),
    )


def _standing_under(disclosure: Disclosure) -> dict[str, Any]:
    item = disclosure.item
    return {
        "item": item.public_id if item else None,
        "item_title": disclosure.item_title,
        "category_title": disclosure.category_title,
    }

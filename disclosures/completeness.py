"""Is a text complete enough to be submitted? Everything that is missing, at once, field by field."""

from __future__ import annotations

import datetime

from django.utils.translation import gettext_lazy as _

from catalogs import kinds
from catalogs.kinds import Scope
from catalogs.models import Item
from core import errors
from core.errors import FieldError
from disclosures.models import Disclosure
from hierarchy.models import Unit


def problems(disclosure: Disclosure, *, on: datetime.date) -> dict[str, list[FieldError]]:
    """Return what stands between this text and its submission on this day; empty when nothing does."""
    found: dict[str, list[FieldError]] = {}
    if not disclosure.body_text.strip():
        found["body"] = [FieldError("body.required", _("请写正文；正文在附件里的，也要写一段说明。"))]
    if disclosure.item is None:
        found["item"] = [FieldError("item.required", _("请从本单位的公开目录里选公开事项。"))]
        return found
    if not applies(disclosure.item, disclosure.unit, on=on):
        found["item"] = [not_applicable()]
    too_wide = wider_than_item(disclosure.scope, disclosure.item)
    if too_wide is not None:
        found["scope"] = [too_wide]
    return found


def require_complete(disclosure: Disclosure, *, on: datetime.date) -> None:
    """Refuse a text with anything missing, naming all of it."""
    found = problems(disclosure, on=on)
    if found:
        first = next(iter(found.values()))[0]
        raise errors.Invalid(found, code="disclosure.incomplete", reason=first.reason)


def applies(item: Item, unit: Unit, *, on: datetime.date) -> bool:
    """Say whether the item stands in the unit's effective catalog on this day."""
    return Item.objects.in_force(on).applying_to(unit).filter(pk=item.pk).exists()


def not_applicable() -> FieldError:
    """Return what is said of an item that the unit does not owe; its title may be none of the reader's business."""
    return FieldError("item.not_applicable", _("这个公开事项不在本单位现行的公开目录里，请另选。"))


def wider_than_item(scope: str, item: Item) -> FieldError | None:
    """Return what is said of a scope wider than the widest of the item; an item that names none limits none."""
    widest = kinds.widest(item.scopes)
    if widest is None or kinds.width(scope) <= kinds.width(widest):
        return None
    return FieldError(
        "scope.too_wide",
        _("“%(item)s”最多公开到“%(widest)s”，不能选“%(scope)s”。请改小公开范围。")
        % {"item": item.title, "widest": widest.label, "scope": Scope(scope).label},
    )

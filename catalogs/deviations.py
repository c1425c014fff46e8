"""May what a unit wants of its own about an inherited item hold from its day on?

Asked when it is wanted and again when it is decided: the catalogs above may have changed in between.
"""

from __future__ import annotations

import datetime

from django.utils.translation import gettext_lazy as _

from catalogs import effective, rules, tightening
from catalogs.folding import EffectiveItem
from catalogs.kinds import OverrideKind
from catalogs.models import Exemption, Item, Override
from core import errors
from hierarchy.models import Unit


def inherited(unit: Unit, item: Item, *, on: datetime.date) -> EffectiveItem:
    """Return the item as it comes to the unit from above; refuse what does not."""
    rules.open_maker(unit)
    return tightening.inherited(effective.inherited(unit, item.lineage, on=on), item, unit)


def check_override(override: Override) -> None:
    """What was asked is still stricter than what stands above, or the item still optional."""
    entry = _still_inherited(override)
    if override.kind == OverrideKind.DECLINE:
        tightening.declinable(entry)
    else:
        tightening.settled(entry, tightening.asked(override, entry))


def check_exemption(exemption: Exemption) -> None:
    """The item still comes to the unit from above, and is still mandatory."""
    tightening.exemptible(_still_inherited(exemption))


def _still_inherited(request: Override | Exemption) -> EffectiveItem:
    rules.open_maker(request.unit)
    entry = effective.inherited(request.unit, request.lineage, on=request.from_on)
    if entry is None:
        raise errors.Conflict(
            "override.not_inherited",
            _("“%(title)s”不在“%(unit)s”当日执行的公开目录里，不用办理。请核对单位和日期。")
            % {"title": request.item_title, "unit": request.unit.name},
        )
    return entry

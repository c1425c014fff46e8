"""Is a text complete enough to be submitted? Everything that is missing, at once, field by field."""

from __future__ import annotations

import datetime

from django.utils.translation import gettext_lazy as _

from catalogs import effective, kinds
from catalogs.effective import EffectiveItem
from catalogs.kinds import Scope, Standing
from catalogs.models import Item
from core import errors
from core.errors import FieldError
from disclosures.models import Disclosure, OutsidePlan
from disclosures.plans import following
from disclosures.readers import lines
from disclosures.writing import checks

_DECLINED = _("本单位没有选择公开“%(item)s”。请另选公开事项；要公开这一项的，先在公开目录里恢复。")
_EXEMPT = _("本单位已获准豁免“%(item)s”，现在不用公开。请另选公开事项；要公开这一项的，先在公开目录里终止豁免。")


def problems(disclosure: Disclosure, *, on: datetime.date) -> dict[str, list[FieldError]]:
    """Return what stands between this text and its submission on this day; empty when nothing does."""
    return _problems(disclosure, entry_of(disclosure, on=on), on=on)


def lacking(disclosure: Disclosure, entry: EffectiveItem | None) -> dict[str, list[FieldError]]:
    """Return the same but for its readers, given the item as it holds at the unit; None when it holds no more."""
    found: dict[str, list[FieldError]] = {}
    if not disclosure.body_text.strip():
        found["body"] = [FieldError("body.required", _("请写正文；正文在附件里的，也要写一段说明。"))]
    elif blocking := checks.blocking(disclosure):
        found["body"] = [FieldError(f"body.{each.code}", _in_words(each)) for each in blocking]
    if disclosure.plan is not None:
        return found | _off_plan(disclosure, disclosure.plan)
    if disclosure.item is None:
        found["item"] = [FieldError("item.required", _("请从本单位的公开目录里选公开事项。"))]
        return found
    not_to_be_chosen = unfit(entry)
    if not_to_be_chosen is not None:
        found["item"] = [not_to_be_chosen]
    too_wide = wider_than_item(disclosure.scope, entry.item if entry else disclosure.item)
    if too_wide is not None:
        found["scope"] = [too_wide]
    return found


def _off_plan(disclosure: Disclosure, plan: OutsidePlan) -> dict[str, list[FieldError]]:
    """Return where a text does not keep to the plan that it follows."""
    found = {
        "item": following.not_in_force(plan),
        "scope": following.wider_than_plan(disclosure.scope, plan),
    }
    return {name: [problem] for name, problem in found.items() if problem is not None}


def require_complete(disclosure: Disclosure, *, on: datetime.date) -> EffectiveItem | None:
    """Refuse a text with anything missing, naming all of it; return its item as it holds at the unit.

    A text that follows a plan has no item: None.
    """
    entry = entry_of(disclosure, on=on)
    found = _problems(disclosure, entry, on=on)
    if found:
        first = next(iter(found.values()))[0]
        raise errors.Invalid(found, code="disclosure.incomplete", reason=first.reason)
    return entry


def _problems(disclosure: Disclosure, entry: EffectiveItem | None, *, on: datetime.date) -> dict[str, list[FieldError]]:
    unfit_readers = lines.problem(disclosure, entry.item if entry else disclosure.item, on=on)
    return lacking(disclosure, entry) | ({lines.FIELD: [unfit_readers]} if unfit_readers else {})


def entry_of(disclosure: Disclosure, *, on: datetime.date) -> EffectiveItem | None:
    """Return the text's item as it holds at its unit on this day, in whichever edition; None when it does not."""
    item = disclosure.item
    return effective.holding(disclosure.unit, item.lineage, on=on) if item is not None else None


def _in_words(finding: checks.Finding) -> errors.Text:
    return f"{finding.reason}（{finding.where}）" if finding.where else finding.reason


def unfit(entry: EffectiveItem | None) -> FieldError | None:
    """Return why no text is begun or submitted on an item: it does not hold at the unit, or the unit is released."""
    if entry is None:
        return not_applicable()
    if entry.standing == Standing.REQUIRED:
        return None
    reason = _DECLINED if entry.standing == Standing.DECLINED else _EXEMPT
    return FieldError("item.released", reason % {"item": entry.item.title})


def not_applicable() -> FieldError:
    """Return what is said of an item that the unit does not owe; its title may be none of the reader's business."""
    return FieldError("item.not_applicable", _("这个公开事项不在本单位现行的公开目录里，请另选。"))


def wider_than_item(scope: str, item: Item) -> FieldError | None:
    """Return what is said of a scope wider than the widest of the item; an item that names none limits none.

    Give the item as it holds at the unit: a unit may have widened what the edition says.
    """
    widest = kinds.widest(item.scopes)
    if widest is None or kinds.width(scope) <= kinds.width(widest):
        return None
    return FieldError(
        "scope.too_wide",
        _("“%(item)s”最多公开到“%(widest)s”，不能选“%(scope)s”。请改小公开范围。")
        % {"item": item.title, "widest": widest.label, "scope": Scope(scope).label},
    )

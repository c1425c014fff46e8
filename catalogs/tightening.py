"""May a unit below have this of its own about an item? Each field that would become looser is refused with its reason.

The item is taken as it comes down to the unit: what a unit in between made stricter is as binding as the edition.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from catalogs import duerules, strictness
from catalogs.folding import EffectiveItem
from catalogs.kinds import Level, Period, Scope
from catalogs.models import Item, Override
from core import errors
from core.errors import FieldError
from hierarchy.models import Unit

Judge = Callable[[EffectiveItem, Any], FieldError | None]


def settled(entry: EffectiveItem, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of an override that would make the item stricter; refuse what would make any field looser.

    What is empty or says what holds anyway is left as inherited; if nothing is left, there is nothing to override.
    """
    refusals: dict[str, list[FieldError]] = {}
    found: dict[str, Any] = {}
    for name in strictness.FIELDS:
        former, value = getattr(entry.item, name), wanted.get(name)
        if value is None or value in ("", []) or _same(former, value):
            continue
        refusal = _due_rule(entry, value, found) if name == "due_rule" else _JUDGES[name](entry, value)
        if refusal is not None:
            refusals[name] = [refusal]
        else:
            found[name] = [each for each in value if each not in former] if name == "channels" else value
    if "period" in found and not {"due_rule"} & {*found, *refusals}:
        refusals.update(_rule_left_behind(entry, found["period"]))
    if refusals:
        raise errors.Invalid(refusals)
    if not found:
        raise errors.Invalid(
            code="override.nothing_tightened",
            reason=_("没有比上级规定更严的内容。请至少填写一项更严的要求，例如更短的周期或更广的范围。"),
        )
    return found


def asked(override: Override, entry: EffectiveItem) -> dict[str, Any]:
    """Return what an override says as the input for judging it anew: its channels are added to those that hold."""
    wanted = {name: getattr(override, name) for name in strictness.FIELDS}
    return {
        **wanted,
        "channels": [*entry.item.channels, *override.channels] if override.channels else [],
        "notice_days": override.notice_days or None,
        "shows_process": override.shows_process or None,
    }


def inherited(entry: EffectiveItem | None, item: Item, unit: Unit) -> EffectiveItem:
    """Only what comes to the unit from above can be adapted."""
    if entry is not None:
        return entry
    if item.unit_id == unit.pk:
        raise errors.Conflict(
            "override.own_item",
            _("“%(title)s”是本单位自己制定的，请直接修订本单位的目录。") % {"title": item.title},
        )
    raise errors.Conflict(
        "override.not_inherited",
        _("“%(title)s”不在“%(unit)s”当日执行的公开目录里，不用办理。请核对单位和日期。")
        % {"title": item.title, "unit": unit.name},
    )


def declinable(entry: EffectiveItem) -> None:
    """Only optional items are a unit's own choice."""
    if entry.item.obligation_level != Level.OPTIONAL:
        raise errors.Conflict(
            "decline.mandatory",
            _("“%(title)s”是“%(unit)s”规定必须公开的事项，不能不选。确实不适用的，请向上级申请豁免。")
            % {"title": entry.item.title, "unit": entry.origin_unit.name},
        )


def exemptible(entry: EffectiveItem) -> None:
    """Who need not choose an item needs no exemption from it."""
    if entry.item.obligation_level == Level.OPTIONAL:
        raise errors.Conflict(
            "exemption.optional",
            _("“%(title)s”是选择公开的事项，不用申请豁免，直接不选即可。") % {"title": entry.item.title},
        )


def _same(former: Any, value: Any) -> bool:
    if isinstance(value, list) and isinstance(former, list):
        return sorted(former) == sorted(value)
    return bool(former == value)


def _refusal(entry: EffectiveItem, name: str, code: str, said: str, advice: errors.Text) -> FieldError:
    """Return the refusal that names what holds and who says so."""
    by = entry.tightened_by.get(name, entry.origin_unit)
    return FieldError(
        f"override.{code}",
        _("“%(unit)s”对“%(title)s”的规定是：%(said)s。下级只能加严，不能放宽。%(advice)s")
        % {"unit": by.name, "title": entry.item.title, "said": said, "advice": advice},
    )


def _period(entry: EffectiveItem, wanted: str) -> FieldError | None:
    item = entry.item
    if not strictness.allows_period(item.time_mode):
        said = str(item.get_time_mode_display())
        return _refusal(entry, "period", "not_periodic", said, _("这一事项不是定期公开，请不改公开周期。"))
    if strictness.stricter_period(item.period, wanted):
        return None
    return _refusal(entry, "period", "period_longer", str(Period(item.period).label), _("请选择更短的周期。"))


def _scopes(entry: EffectiveItem, wanted: list[str]) -> FieldError | None:
    if strictness.stricter_scopes(entry.item.scopes, wanted):
        return None
    said = "、".join(str(Scope(scope).label) for scope in entry.item.scopes)
    return _refusal(entry, "scopes", "scope_narrower", said, _("请选择更广的范围，或在原有范围上增加。"))


def _channels(entry: EffectiveItem, wanted: list[str]) -> FieldError | None:
    if set(entry.item.channels) <= set(wanted):
        return None
    said = "、".join(entry.item.channels)
    return _refusal(entry, "channels", "channel_removed", said, _("请保留这些公开形式，再增加其他形式。"))


def _departments(_entry: EffectiveItem, _wanted: list[str]) -> None:
    return None


def _due_rule(entry: EffectiveItem, wanted: str, found: Mapping[str, Any]) -> FieldError | None:
    former, period = entry.item.due_rule, entry.item.period
    shorter = found.get("period", period)
    problem = duerules.problem(wanted, shorter)
    if problem is not None and duerules.keepable(former, period):
        return FieldError(problem.code, problem.reason)
    if duerules.sharper(former, wanted, period, shorter) == wanted:
        return None
    if duerules.order(former, wanted, period, shorter) is duerules.Order.UNCLEAR:
        advice = _("请按同样的写法填写，只把日期提前或天数减少，以便判断是否更严。")
        return _refusal(entry, "due_rule", "due_rule_unclear", former, advice)
    return _refusal(entry, "due_rule", "due_rule_looser", former, _("请填写更早的日期或更少的天数。"))


def _rule_left_behind(entry: EffectiveItem, period: str) -> dict[str, list[FieldError]]:
    """A due rule that names the former period says nothing about the shorter one: another one is needed."""
    item = entry.item
    if duerules.keepable(item.due_rule, period) or not duerules.keepable(item.due_rule, item.period):
        return {}
    advice = _("周期缩短后，这条时限要求不再适用，请同时填写新周期的时限要求。")
    return {"due_rule": [_refusal(entry, "due_rule", "due_rule_needed", item.due_rule, advice)]}


def _notice_days(entry: EffectiveItem, wanted: int) -> FieldError | None:
    if strictness.stricter_notice(entry.item.notice_days, wanted):
        return None
    said = str(_("公示%(days)d天") % {"days": entry.item.notice_days})
    return _refusal(entry, "notice_days", "notice_shorter", said, _("请填写更多的天数。"))


def _shows_process(entry: EffectiveItem, wanted: bool) -> FieldError | None:
    if wanted:
        return None
    return _refusal(entry, "shows_process", "process_dropped", str(_("过程和结果都公开")), _("请保留过程公开。"))


_JUDGES: Mapping[str, Judge] = {
    "period": _period,
    "scopes": _scopes,
    "channels": _channels,
    "departments": _departments,
    "notice_days": _notice_days,
    "shows_process": _shows_process,
}

"""How does an office write the fields of an item in its table?

Each cell is written so that reading it gives the item back: of the words that offices use, the first that reads as
what is meant. The writing asks the reading, so the two cannot drift apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from catalogs.kinds import Openness, Period, Scope, TimeMode
from catalogs.models import Item
from catalogs.reading import scopes as scope_reading
from catalogs.reading import timing

_INSIDE: Mapping[str, str] = {
    Openness.PARTY_AFFAIRS: "党内",
    Openness.SCHOOL: "校内",
    Openness.HOSPITAL: "院内",
    Openness.FACTORY: "厂内",
    Openness.VILLAGE: "村内",
}
_SCOPES: Mapping[Scope, tuple[str, ...]] = {
    Scope.SOCIETY: ("社会",),
    Scope.PARTY: ("党内", "全党"),
    Scope.UNIT: ("本单位",),
    Scope.AUDIENCE: ("一定范围",),
    Scope.PERSON: ("申请人",),
}
_MODES: Mapping[TimeMode, str] = {
    TimeMode.STANDING: "长期",
    TimeMode.STAGED: "分期",
    TimeMode.PROMPT: "即时",
    TimeMode.PERIODIC: "定期",
}
_PERIODS: Mapping[Period, str] = {
    Period.MONTH: "每月",
    Period.QUARTER: "每季度",
    Period.HALF_YEAR: "每半年",
    Period.YEAR: "每年",
}


def time_limit(item: Item) -> str:
    """Return when an item is to be disclosed, in the reader's language: how often, or else how, and the rule if any."""
    plain = item.get_period_display() if item.period else item.get_time_mode_display()
    return _("，").join(str(part) for part in (plain, item.due_rule) if part)


def words(names: Iterable[str]) -> str:
    """Return names as an enumeration: 党务公开栏、网站."""
    return "、".join(names)


def scopes(item: Item) -> str:
    """Return the readers of an item: 党内、社会."""
    return words(scope(Scope(found), item.openness) for found in item.scopes)


def scope(found: Scope, openness: str) -> str:
    """Return the word for one circle of readers; one's own unit is called after what is disclosed: 校内, 院内."""
    candidates = _SCOPES[found]
    if found is Scope.UNIT and openness in _INSIDE:
        candidates = (_INSIDE[openness], *candidates)
    return next((word for word in candidates if scope_reading.read(word).words == [found]), str(found.label))


def time(item: Item) -> str:
    """Return when an item is disclosed: 定期（每季度）, or the office's own rule where that says it all.

    A rule that does not say the mode stands in brackets behind it: 定期（每季度）（期后10个工作日内）.
    """
    if not item.time_mode:
        return item.due_rule
    plain = _MODES[TimeMode(item.time_mode)]
    if item.period:
        plain = f"{plain}（{_PERIODS[Period(item.period)]}）"
    if not item.due_rule:
        return plain
    read = timing.read(item.due_rule)
    if (read.mode, read.period or "", read.due_rule) == (item.time_mode, item.period, item.due_rule):
        return item.due_rule
    return f"{plain}（{item.due_rule}）"

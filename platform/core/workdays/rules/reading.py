"""Which due rule do an office's words mean? What names no day with certainty is refused, never guessed."""

from __future__ import annotations

import re
import unicodedata

from core.workdays.calendar import DayKind
from core.workdays.periods import PeriodKind
from core.workdays.rules import refusals
from core.workdays.rules.values import LAST, Anchor, DueRule, MonthDay, Term, YearDay

LONGEST_TEXT = 60
_NUMBER = r"(?:\d{1,4}|[一二两三四五六七八九十百]{1,5})"
_PERIOD = r"每?个?(?P<period>月|季度|季|半年度|半年|年度|年)"
_ENDED = r"(?:结束后|终了后|结束之后|后)"
_BY = r"(?:以前|之前|前)?"
_DAY = rf"(?:(?P<day>{_NUMBER})[日号]|(?P<last>底|末|最后[一1][日天]))"
_MONTH = rf"(?:(?P<first>首月|第[一1]个?月)|(?P<final>末月|最后[一1]个?月)|第(?P<month>{_NUMBER})个?月)"
_LENGTH = rf"(?P<days>{_NUMBER})个?(?P<unit>工作日|自然日|日历日|日|天|周|星期)(?:以内|之内|内)?"

_MONTH_DAY = re.compile(rf"(?:(?:{_PERIOD}|期)(?P<ended>{_ENDED})?的?)?{_MONTH}?的?{_DAY}{_BY}")
_PERIOD_END = re.compile(rf"(?:{_PERIOD}|当期|本期|期)(?:底|末|最后[一1][日天]){_BY}")
_YEAR_DAY = re.compile(rf"(?P<which>每年|当年|本年|次年|第二年|下[一1]?年|上[一1]?年)?的?(?P<m>{_NUMBER})月{_DAY}{_BY}")
_START = r"(?:开始后|开始之后|开始|初|前)"
_TERM = re.compile(rf"(?:{_PERIOD}(?:(?P<ended>{_ENDED})|{_START})|(?P<short>期后|期末后|期初))的?{_LENGTH}")
_BEFORE = re.compile(rf"(?:{_PERIOD}开始(?:之|以)?前|期前)的?{_LENGTH}")
_EVENT = re.compile(rf"(?:自|从|于|在)?(?:(?P<event>.{{1,40}}?)(?:之日起的?|日起|之后|以后|后))?{_LENGTH}")
_NO_EVENT = re.compile(r"每|季|期|周|年|月$|开始前|半年")
_NEXT_PERIOD = re.compile(r"(?:每月)?(?:次|下)[一1]?个?(月|季度|季|半年)(?=度?[首末第最\d一二三四五六七八九十底])")
_EDGES = "。；;,，."
_SAID_ANYWAY = re.compile(r"(?:予以|进行|完成)?(?:公开|公布|公示|更新|完成)$")
_KINDS = {"月": PeriodKind.MONTH, "季": PeriodKind.QUARTER, "半": PeriodKind.HALF_YEAR, "年": PeriodKind.YEAR}
_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"两": 2}


def parse(text: str) -> DueRule:
    """Return the rule that the words mean.

    Raises `Invalid`: `due_rule.missing`, `due_rule.unknown_words`, and what the values themselves refuse
    (`due_rule.never_due`, `due_rule.term_length`, `due_rule.before_period`).
    """
    plain = _SAID_ANYWAY.sub("", "".join(unicodedata.normalize("NFKC", text).split()).strip(_EDGES))
    if not plain:
        raise refusals.missing()
    if len(plain) > LONGEST_TEXT:
        raise refusals.unknown_words(text)
    plain = _NEXT_PERIOD.sub(r"每\1结束后", plain)
    if _BEFORE.fullmatch(plain):
        raise refusals.before_period(text)
    for read in (_period_end, _year_day, _month_day, _term, _event):
        rule = read(plain, text)
        if rule is not None:
            return rule
    raise refusals.unknown_words(text)


def _period_end(plain: str, text: str) -> DueRule | None:
    found = _PERIOD_END.fullmatch(plain)
    return MonthDay(LAST, LAST, period=_period(found)) if found else None


def _year_day(plain: str, text: str) -> DueRule | None:
    found = _YEAR_DAY.fullmatch(plain)
    if found is None:
        return None
    which = found["which"] or ""
    if which.startswith("上"):
        raise refusals.before_period(text)
    return YearDay(
        _number(found["m"]),
        _day(found),
        next_year=which.startswith(("次", "第", "下")),
        period=PeriodKind.YEAR if which == "每年" else None,
    )


def _month_day(plain: str, text: str) -> DueRule | None:
    found = _MONTH_DAY.fullmatch(plain)
    if found is None:
        return None
    period, after = _period(found), bool(found["ended"])
    if found["first"]:
        month = 1
    elif found["final"]:
        month = LAST
    elif found["month"]:
        month = _number(found["month"])
    elif period is PeriodKind.MONTH:
        month = 1
    else:
        return None  # which month of the quarter, or of what, is not said
    return MonthDay(month, _day(found), after=after, period=period)


def _term(plain: str, text: str) -> DueRule | None:
    found = _TERM.fullmatch(plain)
    if found is None:
        return None
    ended = found["ended"] or found["short"] in ("期后", "期末后")
    days, kind = _length(found)
    return Term(Anchor.PERIOD_END if ended else Anchor.PERIOD_START, days, kind, _period(found))


def _event(plain: str, text: str) -> DueRule | None:
    found = _EVENT.fullmatch(plain)
    if found is None or (found["event"] and _NO_EVENT.search(found["event"])):
        return None
    days, kind = _length(found)
    return Term(Anchor.EVENT, days, kind, event=found["event"] or "")


def _length(found: re.Match[str]) -> tuple[int, DayKind]:
    days = _number(found["days"])
    if found["unit"] == "工作日":
        return days, DayKind.WORKING
    return days * 7 if found["unit"] in ("周", "星期") else days, DayKind.CALENDAR


def _period(found: re.Match[str]) -> PeriodKind | None:
    return _KINDS[found["period"][0]] if found["period"] else None


def _day(found: re.Match[str]) -> int:
    return LAST if found["last"] else _number(found["day"])


def _number(text: str) -> int:
    """Return the number of digits or of ideographs up to 九百九十九."""
    if text.isdecimal():
        return int(text)
    total = unit = 0
    for letter in text:
        if letter in "十百":
            total += (unit or 1) * (10 if letter == "十" else 100)
            unit = 0
        else:
            unit = _DIGITS[letter]
    return total + unit

"""When is an item disclosed (公开时限), as far as the cell says so?"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from catalogs.kinds import Period, TimeMode
from catalogs.reading.cells import Unclear

MAX_LETTERS = 60
"""What is longer is an explanation and no time."""

_STANDING = re.compile(r"(长期|常年|永久|固定|长期固定|常态)(公开|公布|公示)?")
_STAGED = re.compile(r"(分期|逐段|分段|分阶段|按阶段|阶段性|分期分段|分期逐段|逐期)(公开|公布|公示)?")
_PROMPT = re.compile(r"(即时|随时|及时|实时|立即|适时更新|即时更新|及时更新)(公开|公布|公示)?")
_WITHIN = re.compile(
    r"(自|在|于|从)?.{1,60}(之日起|后|时|日起|以后)?.{0,10}(\d+|[一二三四五六七八九十两]+)个?(工作日|自然日|日|天|周)(内|以内|之内).{0,12}"
)
_PERIODIC = re.compile(r"(定期)?\(?(每|按|逐)?(一|1)?个?(?P<word>半年|季|年|月)度?\)?(?P<rest>.*)")
_ONCE = re.compile(r"(公开|公布|公示|更新)?(一次|1次)?(公开|公布|公示)?\)?")
_DAY = re.compile(
    r"[,、:;(]?[第首末次当下上本年月季度日号前底初内旬中个工作后终结束公开布之以至一二三四五六七八九十\d~-]+\)?"
)
_FRAMED = re.compile(
    r"\s*(?P<mode>长期|分期|即时|定期[（(](每(?P<word>半年|季度|年|月))[）)])"
    r"\s*[（(](?P<rule>.*\S.*)[）)]\s*",
    re.DOTALL,
)
"""As exports write a rule that does not say how often by itself: 定期（每季度）（期后10个工作日内）."""
_PERIODS = {"月": Period.MONTH, "季": Period.QUARTER, "半年": Period.HALF_YEAR, "年": Period.YEAR}
_FRAMED_MODES = {"长期": TimeMode.STANDING, "分期": TimeMode.STAGED, "即时": TimeMode.PROMPT}
_OTHERWISE = re.compile(r"长期|常年|分期|逐段|分段|即时|随时|及时|实时|定期|[每按]个?(?P<word>月|季|半年|年)")
"""Words of a rhythm or mode: beside them a number of days says nothing of when it is counted from."""
_MODES = re.compile(r"长期|常年|分期|逐段|分段|即时|随时|及时|实时|半年|季|年|月")


@dataclass(frozen=True)
class Timing:
    """When an item is due: its mode, the period of a periodic one, and the rule for the day in the office's words."""

    mode: TimeMode | None = None
    period: Period | None = None
    due_rule: str = ""
    unclear: Unclear | None = None


def read(text: str) -> Timing:
    """Return what a cell says of the time; what names no mode, or several, is left to a person."""
    framed = _FRAMED.fullmatch(text)
    if framed:
        return _framed(framed)
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    if len(plain) > MAX_LETTERS:
        return Timing(unclear=_unclear(text, ""))
    for pattern, mode in ((_STANDING, TimeMode.STANDING), (_STAGED, TimeMode.STAGED), (_PROMPT, TimeMode.PROMPT)):
        if pattern.fullmatch(plain):
            return Timing(mode)
    periodic = _PERIODIC.fullmatch(plain)
    if periodic:
        rest = periodic["rest"]
        if _ONCE.fullmatch(rest):
            return Timing(TimeMode.PERIODIC, _PERIODS[periodic["word"]])
        if _DAY.fullmatch(rest):
            return Timing(TimeMode.PERIODIC, _PERIODS[periodic["word"]], due_rule=text.strip())
    if _WITHIN.fullmatch(plain) and not _OTHERWISE.search(plain):
        return Timing(TimeMode.PROMPT, due_rule=text.strip())
    return Timing(unclear=_unclear(text, plain))


def _framed(found: re.Match[str]) -> Timing:
    """Return mode and rule of a cell with the rule in brackets behind the mode, unless it names another one.

    A rule may name days of the year, whatever the period: 定期（每半年）（每年1月10日和7月10日前）.
    """
    rule, word = found["rule"].strip(), (found["word"] or "").removesuffix("度")
    plain = "".join(unicodedata.normalize("NFKC", rule).split())
    others = {other["word"] for other in _OTHERWISE.finditer(plain)}
    if others - ({word, "年"} if word else set()):
        return Timing(unclear=_unclear(found[0], found[0]))
    if word:
        return Timing(TimeMode.PERIODIC, _PERIODS[word], rule)
    return Timing(_FRAMED_MODES[found["mode"]], due_rule=rule)


def _unclear(text: str, plain: str) -> Unclear:
    if plain in {"定期", "定期公开"}:
        reason = _("“%(value)s”没有写明周期，没有读取。请选择每月、每季度、每半年或每年。")
        return Unclear(text, "time.period_missing", reason % {"value": text})
    if len(set(_MODES.findall(plain))) > 1:
        reason = _("“%(value)s”含有几种时限，没有读取。请选定一种公开时限。")
        return Unclear(text, "time.several", reason % {"value": text})
    reason = _("不认识公开时限“%(value)s”，没有读取。请选择长期、定期、分期或即时。")
    return Unclear(text, "time.unknown", reason % {"value": text})

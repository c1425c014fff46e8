"""How is a deadline explained to a person, day by day?"""

from __future__ import annotations

from datetime import date

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from core.errors import Text
from core.workdays.calendar import DayNote, DayReason, Deadline

_SKIPPED: dict[DayReason, Text] = {
    DayReason.WEEKEND: gettext_lazy("周末，不计"),
    DayReason.HOLIDAY: gettext_lazy("放假，不计"),
    DayReason.CLOSURE: gettext_lazy("本单位不办公，不计"),
    DayReason.PAUSE: gettext_lazy("暂停计时，不计"),
}
FESTIVALS = (
    gettext_noop("元旦"),
    gettext_noop("春节"),
    gettext_noop("清明"),
    gettext_noop("劳动节"),
    gettext_noop("端午"),
    gettext_noop("中秋"),
    gettext_noop("国庆节"),
)
"""How calendars name the national holidays; what an organisation names itself is shown as it is."""


def explain(deadline: Deadline) -> list[str]:
    """Return one sentence for each day from the event to the deadline, then the deadline and what is uncertain."""
    sentences: list[str] = []
    year = 0
    for note in deadline.explanation:
        day = _day(note.day, with_year=note.day.year != year)
        sentences.append(_("%(day)s：%(what)s。") % {"day": day, "what": describe(note)})
        year = note.day.year
    return [*sentences, *_conclusion(deadline)]


def describe(note: DayNote) -> str:
    """Return what one day is in the count: 第3个工作日; 春节，放假，不计."""
    if note.reason is DayReason.EVENT:
        return _("当天不计，从次日起算")
    if note.reason is DayReason.FIXED:
        return _("按“%(rule)s”，这一天到期") % {"rule": note.name}
    if note.counts:
        return _counted(note)
    skipped = str(_SKIPPED[note.reason])
    if note.name:
        return _("%(occasion)s，%(skipped)s") % {"occasion": _(note.name), "skipped": skipped}
    return skipped


def _counted(note: DayNote) -> str:
    if note.reason is DayReason.CALENDAR_DAY:
        return _("第%(number)s天") % {"number": note.number}
    number = _("第%(number)s个工作日") % {"number": note.number}
    if note.reason is DayReason.MAKE_UP and note.name:
        return _("%(occasion)s调休上班，%(number)s") % {"occasion": _(note.name), "number": number}
    if note.reason is DayReason.MAKE_UP:
        return _("调休上班，%(number)s") % {"number": number}
    if note.reason is DayReason.LOCAL_WORK:
        return _("%(occasion)s，本单位上班，%(number)s") % {"occasion": _(note.name), "number": number}
    return number


def _conclusion(deadline: Deadline) -> list[str]:
    due_on = _day(deadline.due_on, with_year=True)
    sentences = []
    if deadline.own_term_ends_on is not None:
        own = _day(deadline.own_term_ends_on, with_year=True)
        sentences.append(
            _("这一环节自身的期限到%(own)s，但全程期限是%(due)s，以全程期限为准。") % {"own": own, "due": due_on}
        )
    sentences.append(_("最后期限是%(day)s，从次日起算逾期。") % {"day": due_on})
    if deadline.paused:
        sentences.append(_("计时仍在暂停，期限随暂停顺延，恢复计时后确定。"))
    years = sorted({note.day.year for note in deadline.explanation[1:] if not note.confirmed})
    if years:
        sentences.append(_uncertain(years))
    return sentences


def _uncertain(years: list[int]) -> str:
    return _("%(years)s年的放假安排尚未载入，这一期限暂按周一至周五推算，载入后重新计算。") % {
        "years": _("、").join(str(year) for year in years)
    }


def _day(day: date, *, with_year: bool) -> str:
    return formats.date_format(day, _("Y年n月j日（l）") if with_year else _("n月j日（l）"))

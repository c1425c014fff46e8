"""How is a deadline explained to a person, day by day?"""

from __future__ import annotations

from datetime import date

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import Text
from core.workdays.calendar import DayNote, DayReason, Deadline

_SKIPPED: dict[DayReason, Text] = {
    DayReason.WEEKEND: gettext_lazy("周末，不计"),
    DayReason.HOLIDAY: gettext_lazy("放假，不计"),
    DayReason.CLOSURE: gettext_lazy("本单位不办公，不计"),
}


def explain(deadline: Deadline) -> list[str]:
    """Return one sentence for each day from the event to the deadline, then the deadline and what is uncertain."""
    sentences: list[str] = []
    year = 0
    for note in deadline.explanation:
        day = _day(note.day, with_year=note.day.year != year)
        sentences.append(_("%(day)s：%(what)s。") % {"day": day, "what": _what(note)})
        year = note.day.year
    sentences.append(_("最后期限是%(day)s，从次日起算逾期。") % {"day": _day(deadline.due_on, with_year=True)})
    if deadline.provisional:
        sentences.append(_provisional(deadline))
    return sentences


def _what(note: DayNote) -> str:
    if note.reason is DayReason.EVENT:
        return _("当天不计，从次日起算")
    if note.counts:
        number = _("第%(number)s个工作日") % {"number": note.number}
        if note.reason is DayReason.MAKE_UP:
            return _("%(occasion)s调休上班，%(number)s") % {"occasion": note.name, "number": number}
        return number
    skipped = str(_SKIPPED[note.reason])
    if note.name:
        return _("%(occasion)s，%(skipped)s") % {"occasion": note.name, "skipped": skipped}
    return skipped


def _provisional(deadline: Deadline) -> str:
    years = sorted({note.day.year for note in deadline.explanation[1:] if not note.confirmed})
    return _("%(years)s年的放假安排尚未载入，这一期限暂按周一至周五推算，载入后重新计算。") % {
        "years": _("、").join(str(year) for year in years)
    }


def _day(day: date, *, with_year: bool) -> str:
    return formats.date_format(day, _("Y年n月j日（l）") if with_year else _("n月j日（l）"))

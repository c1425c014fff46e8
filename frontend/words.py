"""How are dates, numbers and deadlines said? In the words of the interface language, as the visual standard asks."""

from __future__ import annotations

import datetime
import enum
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import dates
from core.errors import Text
from core.workdays import calendar, tables

SOON = 3
"""From how many working days before a deadline it is shown as due soon."""

CountWorkingDays = Callable[[datetime.date, datetime.date], int]
"""How many working days lie after the first day, up to and including the second."""

_THIS_YEAR = {"zh": "n月j日", "en": "j F"}
_MONTH = {"zh": "Y年n月", "en": "F Y"}


def date(value: datetime.date | None, *, today: datetime.date | None = None, full: bool = False) -> str:
    """Return 11月21日 within the year of `today`, else (or when `full`) 2026年11月21日; nothing for no date."""
    if not value:
        return ""
    day = local_day(value)
    this_year = (today or timezone.localdate()).year
    pattern = dates.LONG if full or day.year != this_year else _THIS_YEAR
    return formats.date_format(day, pattern[dates.language()], use_l10n=False)


def month(value: datetime.date | None) -> str:
    """Return 2026年11月."""
    return formats.date_format(local_day(value), _MONTH[dates.language()], use_l10n=False) if value else ""


def weekday(value: datetime.date) -> str:
    """Return 星期五."""
    return formats.date_format(local_day(value), "l", use_l10n=False)


def time(value: datetime.datetime | datetime.time | None) -> str:
    """Return 09:00 in local time."""
    if not value:
        return ""
    if isinstance(value, datetime.datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    return f"{value:%H:%M}"


def moment(value: datetime.datetime | None, *, today: datetime.date | None = None) -> str:
    """Return 11月20日 09:00."""
    return f"{date(value, today=today)} {time(value)}" if value else ""


def number(value: float | str | None) -> str:
    """Return 12,486; nothing for what templates make of a missing value."""
    return "" if value is None or isinstance(value, str) else f"{value:,}"


def percent(part: int, whole: int) -> str:
    """Return a share without decimals, never rounding what is incomplete up to 100% nor what exists down to 0%."""
    if whole <= 0:
        return _("不适用")
    share = round(100 * part / whole)
    if share == 100 and part < whole:
        share = 99
    if share == 0 and part > 0:
        share = 1
    return f"{share}%"


def listing(words: Iterable[Text]) -> str:
    """Return words as a list: 社会、全党."""
    return _("、").join(str(word) for word in words)


def items(count: int) -> str:
    """Return 12 项, for what a catalog holds."""
    return ngettext("%(count)s 项", "%(count)s 项", count) % {"count": number(count)}


def disclosures(count: int) -> str:
    """Return 12 条."""
    return ngettext("%(count)s 条", "%(count)s 条", count) % {"count": number(count)}


def tasks(count: int) -> str:
    """Return 12 件, for what waits for a person."""
    return ngettext("%(count)s 件", "%(count)s 件", count) % {"count": number(count)}


def units(count: int) -> str:
    """Return 12 个, for units."""
    return ngettext("%(count)s 个", "%(count)s 个", count) % {"count": number(count)}


def file_size(size: int) -> str:
    """Return 640 KB or 1.2 MB; under one KB the bytes."""
    if size < 1024:
        return _("%(size)d 字节") % {"size": size}
    if size < 1024 * 1024:
        return f"{round(size / 1024)} KB"
    return f"{size / 1024 / 1024:.1f} MB"


class DueTone(enum.StrEnum):
    """How near a deadline is, as the style sheet names it."""

    PLAIN = ""
    SOON = "soon"
    OVERDUE = "overdue"


@dataclass(frozen=True)
class Due:
    """A deadline in words."""

    words: str
    tone: DueTone


def due(
    due_on: datetime.date, today: datetime.date, working_days: CountWorkingDays | None = None, *, soon: int = SOON
) -> Due:
    """Return 还有3个工作日, 今天到期 or 已逾期2个工作日, and how near that is."""
    count = working_days or count_working_days
    if due_on < today:
        return Due(_overdue(count(due_on, today)), DueTone.OVERDUE)
    if due_on == today:
        return Due(_("今天到期"), DueTone.SOON)
    left = count(today, due_on)
    if left == 0:
        return Due(_("今天是最后一个工作日"), DueTone.SOON)
    words = ngettext("还有%(count)d个工作日", "还有%(count)d个工作日", left) % {"count": left}
    return Due(words, DueTone.SOON if left <= soon else DueTone.PLAIN)


def due_words(due_on: datetime.date, today: datetime.date, working_days: CountWorkingDays | None = None) -> str:
    """Return the deadline in words only."""
    return due(due_on, today, working_days).words


def count_working_days(after: datetime.date, until: datetime.date) -> int:
    """Count with the calendar of holidays that all tenants share."""
    return calendar.working_days_between(after, until, tables.load_table())


def local_day(value: datetime.date) -> datetime.date:
    """Return the local day of a date or of an instant."""
    if isinstance(value, datetime.datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value


def _overdue(count: int) -> str:
    if count == 0:
        return _("已逾期")
    return ngettext("已逾期%(count)d个工作日", "已逾期%(count)d个工作日", count) % {"count": count}


def is_english() -> bool:
    """Whether the page is in English."""
    return dates.language() == "en"

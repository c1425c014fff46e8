"""How is a register laid on paper? A head with unit and period, its lines on A4 sheets across, and numbered sheets."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from core import clock, dates, errors
from core.paper import printing

LAYOUT = Path(__file__).with_name("register.typ")
MOST_LINES = 3_000
"""Lines of a printed register, some 200 sheets; longer ones are taken as a spreadsheet."""


class TooLongForPaper(errors.Invalid):
    """A register of so many lines is no printed book any more."""

    default_code = "register.too_long"
    default_reason = _lazy("这份登记簿条数太多，不便打印。请缩短期间，或者下载表格。")


@dataclass(frozen=True)
class Head:
    """What stands above the lines: of which unit and period, and printed when."""

    title: str
    unit_name: str
    period: str
    at: datetime.datetime


@dataclass(frozen=True)
class Column:
    """A column by its heading; one without a width in millimetres shares what the others leave."""

    heading: str
    width: int | None = None


def require_printable(count: int) -> None:
    """Refuse what is no book any more (`register.too_long`)."""
    if count > MOST_LINES:
        raise TooLongForPaper


def render(head: Head, columns: Sequence[Column], rows: Iterable[list[str]], *, none: str) -> bytes:
    """Return a register as a .pdf; `none` is what it says without a line."""
    facts = {
        "title": head.title,
        "unit": head.unit_name,
        "period": head.period,
        "made": str(dates.written(clock.local_date(head.at))),
        "headers": [column.heading for column in columns],
        "widths": [column.width for column in columns],
        "rows": list(rows),
        "none": none,
        "labels": {"unit": _("单位"), "period": _("期间"), "made": _("打印日期")},
    }
    return printing.render(LAYOUT, facts, at=head.at)

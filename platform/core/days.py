"""Which days can somebody mean who writes a date? Those of the centuries that the platform has to do with.

A calendar has more days than can be reckoned with: one day after 9999-12-31 there is none, and the first hours of the
year 1 lie before all time elsewhere. A year outside the limits is a slip of the hand, and is told where it was written.
"""

from __future__ import annotations

import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

FIRST_YEAR, LAST_YEAR = 1900, 2199


def is_meant(day: datetime.date) -> bool:
    """Tell whether a day, or the day of an instant, is one that somebody can mean."""
    return FIRST_YEAR <= day.year <= LAST_YEAR


def require_meant(day: datetime.date) -> None:
    """Refuse a day that nobody means."""
    if not is_meant(day):
        limits = {"first": FIRST_YEAR, "last": LAST_YEAR}
        raise ValidationError(_("请核对年份，应在%(first)s年至%(last)s年之间。"), code="year", params=limits)


class DayField(forms.DateField):
    """A day, written by a person or a program; every form takes days by this field."""

    default_validators = [require_meant]


class MomentField(forms.DateTimeField):
    """A day and a time of day; every form takes them by this field."""

    default_validators = [require_meant]

"""How does PostgreSQL see the days on which a row holds?"""

from __future__ import annotations

from django.contrib.postgres.fields import DateRangeField
from django.db.models import Func


class DayRange(Func):
    """The days on which a row holds as a range of PostgreSQL: its first day belongs to it, its end no longer."""

    function = "DATERANGE"
    output_field = DateRangeField()

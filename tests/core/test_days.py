"""Is a year that nobody means told at its field, by every form, before anything reckons with it?"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

from core import days
from core.workdays import periods
from obligations.inputs import StagesField

ROOT = Path(__file__).resolve().parents[2]
OTHER_FIELDS = re.compile(r"\bforms\.(DateField|DateTimeField)\(|\bdjango_filters\.\w*(Date|Time)\w*Filter\(")
"""Fields that take a day without asking whether anybody can mean it."""


@pytest.mark.parametrize("day", ["1900-01-01", "2026-11-21", "2199-12-31"])
def test_a_day_that_is_meant(day: str) -> None:
    assert str(days.DayField().clean(day)) == day
    assert days.MomentField().clean(f"{day} 09:00").year == int(day[:4])


@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31", "2200-01-01", "9999-12-31"])
@pytest.mark.parametrize("field", [days.DayField(), days.MomentField(), StagesField()], ids=lambda f: type(f).__name__)
def test_a_day_that_nobody_means_is_refused(field: days.DayField, day: str) -> None:
    with pytest.raises(ValidationError) as refused:
        field.clean([{"due_on": day, "label": "开工"}] if isinstance(field, StagesField) else day)
    assert refused.value.error_list[0].code in ("year", "line")


@pytest.mark.parametrize("key", ["0000", "1899-Q4", "2200-M01", "9999-M12"])
def test_a_period_that_nobody_means_has_no_key(key: str) -> None:
    with pytest.raises(ValueError, match=key):
        periods.from_key(key)


def test_every_form_takes_days_by_these_fields() -> None:
    sources = [path for path in ROOT.glob("[a-z]*/**/*.py") if not {"tests", "migrations"} & set(path.parts)]
    assert len(sources) > 100
    found = [
        path.relative_to(ROOT).as_posix() for path in sources if OTHER_FIELDS.search(path.read_text(encoding="utf-8"))
    ]
    assert not found, "take days by core.days.DayField or MomentField, in the API by api.filters.Day"

"""Is stricter what an office calls stricter, and does nothing laid over an item ever make it looser?"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogs import kinds, strictness
from catalogs.kinds import Period, Scope

STRICTER: list[tuple[str, Any, Any]] = [
    ("period", "year", "half_year"),
    ("period", "quarter", "month"),
    ("scopes", ["unit"], ["party"]),
    ("scopes", ["person", "unit"], ["society"]),
    ("scopes", ["unit"], ["unit", "audience"]),
    ("scopes", [], ["person"]),
    ("channels", ["文件"], ["文件", "网站"]),
    ("departments", ["组织部"], ["办公室"]),
    ("notice_days", 0, 5),
    ("notice_days", 5, 7),
    ("shows_process", False, True),
]
NOT_STRICTER: list[tuple[str, Any, Any]] = [
    ("period", "quarter", "year"),
    ("period", "quarter", "quarter"),
    ("period", "", "month"),
    ("scopes", ["party"], ["unit"]),
    ("scopes", ["unit", "society"], ["society"]),
    ("channels", ["文件", "网站"], ["文件"]),
    ("departments", ["组织部"], []),
    ("notice_days", 7, 5),
    ("shows_process", True, False),
]


@pytest.mark.parametrize(("field", "former", "wanted"), STRICTER)
def test_stricter(field: str, former: Any, wanted: Any) -> None:
    assert strictness.STRICTER[field](former, wanted)
    assert strictness.combined(field, former, wanted) == wanted


@pytest.mark.parametrize(("field", "former", "wanted"), NOT_STRICTER)
def test_not_stricter(field: str, former: Any, wanted: Any) -> None:
    assert not strictness.STRICTER[field](former, wanted)
    assert strictness.combined(field, former, wanted) == former


def test_every_period_has_its_place() -> None:
    assert set(strictness.SHORT_TO_LONG) == set(Period)


SCOPES = st.lists(st.sampled_from(list(Scope)), unique=True)
DAYS = st.integers(0, 40)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "period": st.sampled_from(["", *Period]),
    "scopes": SCOPES,
    "channels": st.lists(st.sampled_from("甲乙丙丁"), unique=True),
    "notice_days": DAYS,
    "shows_process": st.booleans(),
}


def looser(field: str, former: Any, now: Any) -> bool:
    """Say by a rule of its own whether something was lost."""
    match field:
        case "period":
            order = [*Period]
            return bool(former) and (not now or order.index(Period(now)) > order.index(Period(former)))
        case "scopes":
            wide = [max((kinds.NARROW_TO_WIDE.index(s) for s in scopes), default=-1) for scopes in (former, now)]
            return wide[1] < wide[0] or (wide[0] == wide[1] and not set(former) <= set(now))
        case "channels":
            return not set(former) <= set(now)
        case _:
            return bool(now < former)


@given(st.data())
def test_whatever_is_laid_over_nothing_becomes_looser(data: st.DataObject) -> None:
    field = data.draw(st.sampled_from(sorted(VALUES)))
    former = first = data.draw(VALUES[field])
    for wanted in data.draw(st.lists(VALUES[field], max_size=5)):
        now = strictness.combined(field, former, wanted)
        assert not looser(field, former, now)
        former = now
    assert not looser(field, first, former)


@given(st.data())
def test_what_is_stricter_is_never_so_the_other_way_round(data: st.DataObject) -> None:
    field = data.draw(st.sampled_from(["period", "scopes", "notice_days", "shows_process"]))
    one, other = data.draw(VALUES[field]), data.draw(VALUES[field])
    assert not (strictness.STRICTER[field](one, other) and strictness.STRICTER[field](other, one))

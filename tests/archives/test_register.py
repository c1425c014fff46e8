"""Does the register list what was published, whatever became of it, and stay as it is after a reorganisation?"""

from __future__ import annotations

import datetime
import io
from typing import Any

import openpyxl
import pypdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from archives import printed, register
from core import clock
from disclosures.kinds import State
from hierarchy import actions as hierarchy_actions
from tests.databases import AT
from tests.disclosures.conftest import Walker

TODAY = clock.local_date(AT)
TOMORROW = AT + datetime.timedelta(days=1)


def texts(lines: list[register.Line]) -> list[list[str]]:
    return [line.cells() for line in lines]


def of(actor: Any, unit: Any, *, with_subtree: bool = True, last: datetime.date = TODAY) -> list[register.Line]:
    found = register.rows(actor, unit, TODAY.replace(month=1, day=1), last, with_subtree=with_subtree)
    return register.lines(register.shaped(found))


def test_it_lists_what_was_published_with_who_decided(walk: Walker, cast: Any, units: Any) -> None:
    published = walk.to(State.PUBLISHED)
    walk.to(State.APPROVED)
    (line,) = of(cast.inspector, units.QW)
    assert line.disclosure == published
    assert line.published_on == TODAY
    cells = dict(zip(register.headers(), line.cells(), strict=True))
    assert cells["索引号"] == published.index_no
    assert "保密审查 " in cells["审批人"]
    assert "杨某" in cells["审批人"]


@pytest.mark.parametrize(
    ("state", "said"), [(State.WITHDRAWN, "撤回：数字有误"), (State.PUBLISHED, "")], ids=["withdrawn", "published"]
)
def test_what_became_of_it_stands_beside_it(walk: Walker, cast: Any, units: Any, state: State, said: str) -> None:
    walk.to(state)
    (line,) = of(cast.inspector, units.JG1)
    assert line.note.endswith(said)
    assert bool(line.note) is bool(said)


@pytest.mark.parametrize(("person", "count"), [("inspector", 1), ("clerk", 1), ("neighbour", 0), ("member", 0)])
def test_it_shows_what_a_person_works_on_or_supervises(
    walk: Walker, cast: Any, units: Any, person: str, count: int
) -> None:
    walk.to(State.PUBLISHED)
    assert len(of(getattr(cast, person), units.QW)) == count


def test_a_period_and_a_unit_narrow_it(walk: Walker, cast: Any, units: Any) -> None:
    walk.to(State.PUBLISHED)
    assert len(of(cast.inspector, units.JG)) == 1
    assert of(cast.inspector, units.JG, with_subtree=False) == []
    assert of(cast.inspector, units.JD) == []
    assert of(cast.inspector, units.QW, last=TODAY - datetime.timedelta(days=1)) == []


def test_a_reorganisation_changes_nothing_in_a_register_of_before(walk: Walker, cast: Any, units: Any) -> None:
    walk.to(State.PUBLISHED)
    before = texts(of(cast.inspector, units.JG)), texts(of(cast.inspector, units.JD))
    hierarchy_actions.rename_unit(
        units.JG1, name="新名党支部", reason="更名", effective_on=None, actor=cast.admin, at=TOMORROW
    )
    units.JG1.refresh_from_db()
    hierarchy_actions.move_unit(
        units.JG1, parent=units.JD, reason="调整", effective_on=None, actor=cast.admin, at=TOMORROW
    )
    for unit in (units.JG, units.JD):
        unit.refresh_from_db()
    assert (texts(of(cast.inspector.renewed(), units.JG)), texts(of(cast.inspector.renewed(), units.JD))) == before


def test_a_merger_takes_nothing_from_the_register_of_its_period(walk: Walker, cast: Any, units: Any) -> None:
    walk.to(State.PUBLISHED)
    last = TODAY.replace(month=12, day=31)
    before = [texts(of(cast.inspector, unit, last=last)) for unit in (units.JG1, units.JG, units.QW)]
    hierarchy_actions.close_unit(units.JG1, successor=units.SQ1, reason="合并", actor=cast.admin, at=TOMORROW)
    for unit in (units.JG1, units.JG, units.QW):
        unit.refresh_from_db()
    after = [texts(of(cast.inspector.renewed(), unit, last=last)) for unit in (units.JG1, units.JG, units.QW)]
    assert after == before
    assert all(before)


def test_the_spreadsheet_has_the_lines_and_runs_no_formula(walk: Walker, cast: Any, units: Any) -> None:
    walk.to(State.PUBLISHED, title="=HYPERLINK(1)")
    found = register.rows(cast.inspector, units.QW, TODAY, TODAY, with_subtree=True)
    sheet = openpyxl.load_workbook(io.BytesIO(register.workbook(found, title="登记簿"))).worksheets[0]
    cells = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert "'=HYPERLINK(1)" in cells
    assert all(not cell.startswith("=") for cell in cells)


@pytest.mark.parametrize("count", [0, 3])
def test_the_paper_has_every_line_and_numbers_its_sheets(walk: Walker, cast: Any, units: Any, count: int) -> None:
    for number in range(count):
        walk.to(State.PUBLISHED, title=f"第{number}件#[不是命令]")
    found = register.rows(cast.inspector, units.QW, TODAY, TODAY, with_subtree=True)
    head = printed.Head("党务公开工作登记簿", "示例区委", "2026年", AT)
    made = register.paper(found, head)
    assert made == register.paper(found, head)
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(made)).pages)
    text = "".join(text.split())
    assert "党务公开工作登记簿" in text
    assert ("这一期间没有公开" in text) is (count == 0)
    for number in range(count):
        assert f"第{number}件#[不是命令]" in text


def test_a_register_too_long_for_paper_is_refused(
    walk: Walker, cast: Any, units: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printed, "MOST_LINES", 0)
    walk.to(State.PUBLISHED)
    found = register.rows(cast.inspector, units.QW, TODAY, TODAY, with_subtree=True)
    with pytest.raises(printed.TooLongForPaper):
        register.paper(found, printed.Head("登记簿", "示例区委", "2026年", AT))


def test_many_lines_take_as_many_queries_as_one(walk: Walker, cast: Any, units: Any) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            of(cast.inspector, units.QW)
        return len(caught)

    walk.to(State.PUBLISHED)
    one = queries()
    walk.to(State.PUBLISHED)
    walk.to(State.PUBLISHED)
    assert queries() == one <= 4

"""Does each person ask, sign, decide and look up what is withheld on her own page, and outside nobody learns of it?"""

from __future__ import annotations

import datetime
import html
import io
from types import SimpleNamespace
from typing import Any

import openpyxl
import pypdf
import pytest
from django.urls import reverse

from frontend.owed.standing import View
from frontend.portal import due
from obligations import actions, roll_up
from obligations.flows import withholding_flow
from obligations.models import Obligation, ObligationPolicy, Withholding
from tests.frontend.owed.conftest import DAY, People, owing, ticked
from tests.obligations.conftest import FIRST_QUARTER, morning

REASON = "涉及信访人隐私"
NOT_AT_ALL = {"kind": "not_at_all", "ground": "third_party", "reason": REASON}
NOT_NOW = {"kind": "not_now", "ground": "not_ready", "reason": REASON, "until": "2027-09-01"}


@pytest.fixture
def budget(owed: SimpleNamespace, units: Any) -> Obligation:
    """Something that the branch owes to society."""
    return owing(units.JG1, owed.budget.lineage)


def held(obligation: Obligation, cast: Any, **data: str) -> Withholding:
    """Let it be withheld."""
    found = actions.ask_withholding(obligation, data=data, actor=cast.clerk, at=morning(DAY))
    found = withholding_flow.perform("endorse", found, actor=cast.leader, at=morning(DAY))
    return withholding_flow.perform("grant", found, actor=cast.deputy, at=morning(DAY))


class TestAsking:
    def test_from_the_task_to_the_number(self, budget: Obligation, people: People) -> None:
        clerk, path = people("clerk"), reverse("work:obligation", args=[budget.public_id])
        asking = reverse("work:obligation_withhold", args=[budget.public_id])
        assert asking in clerk.get(path).content.decode()
        assert clerk.get(asking).status_code == 200
        answer = clerk.post(asking, NOT_AT_ALL)
        found = Withholding.objects.get()
        here = reverse("work:withholding", args=[found.public_id])
        assert answer["Location"] == here
        assert asking not in clerk.get(path).content.decode(), "one at a time"
        assert people("leader").get(f"{here}endorse/").status_code == 200
        done = people("leader").post(f"{here}endorse/", {"revision": 0, "opinion": "同意上报"})
        assert done["Location"] == here
        assert people("deputy").post(f"{here}grant/", {"revision": 1, "opinion": ""})["Location"] == here
        shown = clerk.get(here).content.decode()
        assert "备〔2027〕1号" in shown
        assert f"{here}end/" not in shown, "the clerk does not end it"
        assert f"{here}order/" in people("superior").get(here).content.decode()

    def test_what_does_not_fit_is_said_at_its_field(self, budget: Obligation, people: People) -> None:
        asking = reverse("work:obligation_withhold", args=[budget.public_id])
        answer = people("clerk").post(asking, NOT_AT_ALL | {"ground": "other"})
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["basis"])
        answer = people("clerk").post(asking, NOT_NOW | {"ground": "forbidden", "basis": "某条"})
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["ground"])
        assert not Withholding.objects.exists()

    def test_sent_back_it_is_written_anew_with_what_was_there(self, budget: Obligation, people: People) -> None:
        people("clerk").post(reverse("work:obligation_withhold", args=[budget.public_id]), NOT_NOW)
        found = Withholding.objects.get()
        here = reverse("work:withholding", args=[found.public_id])
        assert people("leader").post(f"{here}return/", {"revision": 0}).status_code == 422
        people("leader").post(f"{here}return/", {"revision": 0, "reason": "请核对日期"})
        form = people("clerk").get(f"{here}amend/").content.decode()
        assert REASON in form
        assert "请核对日期" in form
        stale = people("clerk").post(f"{here}amend/", NOT_NOW | {"revision": "0"})
        assert (stale.status_code, Withholding.objects.get().state) == (422, "returned")
        people("clerk").post(f"{here}amend/", NOT_NOW | {"revision": "1", "until": "2027-08-01"})
        found.refresh_from_db()
        assert (found.state, found.until) == ("asked", datetime.date(2027, 8, 1))

    @pytest.mark.parametrize("who", ["neighbour", "member", "villager"])
    def test_for_strangers_it_is_not_there(self, budget: Obligation, people: People, cast: Any, who: str) -> None:
        found = held(budget, cast, **NOT_AT_ALL)
        here = reverse("work:withholding", args=[found.public_id])
        for path in (here, f"{here}amend/", f"{here}order/"):
            assert people(who).get(path).status_code == 404
        assert people(who).get(reverse("work:obligation_withhold", args=[budget.public_id])).status_code == 404


class TestDeciding:
    def test_several_at_once_each_as_it_stands(
        self, owed: SimpleNamespace, people: People, units: Any, cast: Any
    ) -> None:
        ObligationPolicy.objects.create(withholding_consent="filing")
        rows = Obligation.objects.of_unit(units.JG1).open(DAY)[:2]
        _filed, asked = (
            actions.ask_withholding(each, data=NOT_AT_ALL, actor=cast.clerk, at=morning(DAY)) for each in rows
        )
        Withholding.objects.filter(pk=asked.pk).update(consent="approval")
        page = reverse("work:withholdings")
        both = {"chosen": ticked(people("leader").get(page)), "verb": "agree"}
        assert len(both["chosen"]) == 2
        assert people("leader").post(page, both).status_code == 302
        assert {each.state for each in Withholding.objects.all()} == {"filed", "endorsed"}
        again = people("leader").post(page, both)
        assert [outcome.done for outcome in again.context["outcomes"]] == [False, False], "it was decided by then"
        both["chosen"] = ticked(people("deputy").get(page))
        assert people("deputy").post(page, {**both, "verb": "refuse"}).status_code == 422, "a reason is wanted"
        assert people("deputy").post(page, both).status_code == 302
        assert {each.state for each in Withholding.objects.all()} == {"noted", "granted"}
        assert len(people("deputy").get(page).context["recent"]) == 2


class TestStandingApart:
    def test_in_lists_month_map_and_workbook(self, budget: Obligation, people: People, cast: Any, units: Any) -> None:
        before = listed(people, "overdue")
        late = Obligation.objects.of_unit(units.JG1).overdue(DAY).first()
        assert late is not None
        held(late, cast, **NOT_NOW)
        held(budget, cast, **NOT_AT_ALL)
        assert listed(people, "overdue") == before - {late.pk}
        assert listed(people, View.WITHHELD.value) == {late.pk, budget.pk}
        page = people("clerk").get(reverse("work:obligations"), {"view": View.WITHHELD.value}).content.decode()
        assert "暂不公开，至2027年9月1日" in page
        assert "另有 2 项暂不公开或不予公开" in page
        month = people("clerk").get(reverse("work:calendar"), {"month": "2027-M09"})
        assert month.context["total"] == 0
        figures = (
            people("superior")
            .get(reverse("work:overview"), {"unit": str(units.JG1.public_id), "period": "2027"})
            .context["figures"]
        )
        assert figures[-1].value == 2

    def test_outside_nobody_learns_of_it(
        self, budget: Obligation, client: Any, people: People, cast: Any, units: Any
    ) -> None:
        before = due.figures(_quarter(budget.due_on), DAY)
        assert before.total
        held(budget, cast, **NOT_AT_ALL)
        after = due.figures(_quarter(budget.due_on), DAY)
        assert (after.total, after.overdue) == (before.total - 1, before.overdue - (budget.due_on < DAY))
        for path in (
            reverse("portal:home"),
            reverse("portal:due"),
            reverse("portal:due") + "?view=withheld",
            reverse("portal:unit_calendar", args=[units.JG1.public_id]),
        ):
            said = client.get(path).content.decode()
            for word in ("暂不公开", "不予公开", REASON, "第三方权益"):
                assert word not in said, path


class TestRegister:
    def test_by_subtree_and_period_as_page_and_workbook(
        self, budget: Obligation, people: People, cast: Any, units: Any
    ) -> None:
        found = held(budget, cast, **NOT_AT_ALL)
        query = wanted(units)
        page = people("deputy").get(reverse("work:withheld_register"), query)
        assert [line.withholding for line in page.context["lines"]] == [found]
        sheet = people("deputy").get(reverse("work:withheld_register_sheet"), query)
        written = openpyxl.load_workbook(io.BytesIO(sheet.content)).active
        assert written is not None
        cells = [str(cell.value) for row in written.iter_rows() for cell in row]
        for word in ("备〔2027〕1号", "机关第一党支部", "不予公开", REASON, "已同意"):
            assert word in cells

    def test_on_paper_it_says_what_the_page_says(
        self, budget: Obligation, people: People, cast: Any, units: Any
    ) -> None:
        held(budget, cast, **NOT_NOW)
        page = people("deputy").get(reverse("work:withheld_register"), wanted(units))
        assert html.escape(page.context["paper_path"]) in page.content.decode()
        answer = people("deputy").get(page.context["paper_path"])
        assert answer["Content-Type"] == "application/pdf"
        said = printed(answer)
        for word in (
            "备〔2027〕1号",
            "机关第一党支部",
            "暂不公开",
            "2027-09-01",
            str(budget.due_on),
            "条件尚不成熟",
            REASON,
            "党组织负责人·杨某",
            "上级审批人·蒋某",
            "已同意",
            f"2027-01-01至{DAY}",
        ):
            assert word in said, word

    @pytest.mark.parametrize(
        ("person", "narrowed"),
        [("deputy", {"alone": "on"}), ("deputy", {"last": "2027-03-31"}), ("neighbour", {})],
        ids=["the unit alone", "an earlier period", "a person of another branch"],
    )
    def test_page_and_paper_leave_out_the_same(
        self, budget: Obligation, people: People, cast: Any, units: Any, person: str, narrowed: dict[str, str]
    ) -> None:
        held(budget, cast, **NOT_AT_ALL)
        query = wanted(units) | narrowed
        assert not people(person).get(reverse("work:withheld_register"), query).context["lines"]
        said = printed(people(person).get(reverse("work:withheld_register_paper"), query))
        assert "这一期间没有备案" in said
        assert REASON not in said

    @pytest.mark.parametrize("form", ["register", "register_sheet", "register_paper"])
    def test_a_period_that_ends_before_it_begins_is_refused(self, people: People, units: Any, form: str) -> None:
        bad = wanted(units) | {"last": "2026-01-01"}
        assert people("deputy").get(reverse(f"work:withheld_{form}"), bad).status_code == 422

    def test_a_register_too_long_for_paper_is_refused(
        self, budget: Obligation, people: People, cast: Any, units: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        held(budget, cast, **NOT_AT_ALL)
        monkeypatch.setattr("archives.printed.MOST_LINES", 0)
        answer = people("deputy").get(reverse("work:withheld_register_paper"), wanted(units))
        assert (answer.status_code, "请缩短期间" in answer.content.decode()) == (422, True)


def wanted(units: Any) -> dict[str, str]:
    """Ask for the register of the branches' committee and this year."""
    return {"unit": str(units.JG.public_id), "first": "2027-01-01", "last": DAY.isoformat()}


def printed(answer: Any) -> str:
    """Return the words of a .pdf, without the breaks of its lines."""
    pages = pypdf.PdfReader(io.BytesIO(answer.content)).pages
    return "".join("".join(page.extract_text() for page in pages).split())


def listed(people: People, view: str) -> set[int]:
    answer = people("clerk").get(reverse("work:obligations"), {"view": view})
    return {line.obligation.pk for line in answer.context["lines"]}


def _quarter(day: datetime.date) -> Any:
    return FIRST_QUARTER.shifted((day.month - 1) // 3)


def test_the_map_shows_units_whose_only_task_is_withheld(
    budget: Obligation, people: People, cast: Any, units: Any
) -> None:
    held(budget, cast, **NOT_AT_ALL)
    only = Obligation.objects.filter(pk=budget.pk)
    [row] = [each for each in roll_up.rates(units.JG1, _quarter(budget.due_on), on=DAY, of=only) if not each.depth]
    assert (row.own.total, row.own.not_at_all) == (0, 1)

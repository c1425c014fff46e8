"""Does the public read how much of the quarter is done, and only of what is for everybody?"""

from __future__ import annotations

import datetime
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from catalogs.kinds import Scope
from core.workdays.periods import Period, PeriodKind
from disclosures.kinds import State
from frontend.portal import due
from obligations import actions, roll_up
from obligations.models import Obligation
from tests.disclosures.conftest import Walker
from tests.frontend.browser import Browser
from tests.frontend.owed.conftest import DAY, owing
from tests.obligations.conftest import morning

QUARTER = Period(PeriodKind.QUARTER, 2027, 2)


def published(owed: SimpleNamespace, cast: Any, units: Any, scope: Scope, *, count: int = 1) -> list[int]:
    """Publish texts that fulfil nothing by themselves, and return their keys."""
    owed.posts.scopes = [Scope.UNIT, Scope.PARTY, Scope.SOCIETY]
    owed.posts.save()
    walker = Walker(cast, units, SimpleNamespace(open=owed.posts))
    return [walker.to(State.PUBLISHED, scope=scope).pk for _number in range(count)]


class TestFigures:
    def test_they_are_those_of_the_roll_up(self, owed: SimpleNamespace, cast: Any, units: Any) -> None:
        early, late = owing(units.JG1, owed.budget.lineage), owing(units.JG2, owed.dues.lineage)
        texts = published(owed, cast, units, Scope.SOCIETY, count=3)
        actions.fulfil(texts[0], unit_id=early.unit_id, lineage=early.lineage, at=morning(DAY))
        for number, day in enumerate((DAY, late.due_on + datetime.timedelta(days=3)), start=1):  # the earliest first
            actions.fulfil(texts[number], unit_id=late.unit_id, lineage=late.lineage, at=morning(day))
        on = datetime.date(2027, 4, 20)
        found, rates = due.figures(QUARTER, on), roll_up.rates(units.QW, QUARTER, on=on)[0].total
        assert (found.in_time, found.late, found.overdue) == (rates.done, rates.late, rates.overdue)
        assert found.soon + found.later == rates.pending
        assert found.total == rates.total
        assert min(found.late, found.overdue, found.later) >= 1

    def test_what_is_not_for_society_does_not_count(self, owed: SimpleNamespace, units: Any) -> None:
        before = due.figures(QUARTER, DAY).total
        hidden = Obligation.objects.of_lineage(owed.dues.lineage).due_between(QUARTER.first, QUARTER.last).count()
        owed.dues.scopes = ["party"]
        owed.dues.save()
        assert hidden
        assert due.figures(QUARTER, DAY).total == before - hidden

    @pytest.mark.parametrize("scope", [Scope.PARTY, Scope.UNIT, Scope.SOCIETY])
    def test_what_fewer_read_is_still_owed_to_society(
        self, owed: SimpleNamespace, cast: Any, units: Any, scope: Scope
    ) -> None:
        """Else a figure would tell outsiders that such a text exists."""
        before = due.figures(QUARTER, DAY)
        (text,) = published(owed, cast, units, scope)
        found = owing(units.JG1, owed.budget.lineage)
        actions.fulfil(text, unit_id=found.unit_id, lineage=found.lineage, at=morning(DAY))
        assert due.figures(QUARTER, DAY).done - before.done == (scope == Scope.SOCIETY)
        answer = Browser().get(reverse("portal:due"), {"view": "done"})
        assert [bool(line.path) for line in answer.context["lines"]] == [True] * (scope == Scope.SOCIETY)


class TestPages:
    def test_the_front_page_leads_to_the_list(self, owed: SimpleNamespace) -> None:
        home = Browser().get(reverse("portal:home"))
        assert "本季度应向社会公开" in home.content.decode()
        answer = Browser().get(reverse("portal:due"))
        assert answer.context["total"] == home.context["due"].total
        assert len(answer.context["lines"]) == min(due.PAGE, answer.context["total"])
        before = Browser().get(reverse("portal:due"), {"quarter": "previous", "view": "overdue"})
        assert before.context["quarter"] == QUARTER.previous()

    def test_an_event_is_not_named_before_it_is_disclosed(self, owed: SimpleNamespace, cast: Any, units: Any) -> None:
        happened = {"item": str(owed.posts.public_id), "title": "关于钱某任职的决定", "happened_on": DAY}
        actions.register_event(unit=units.JG1, data=happened, actor=cast.clerk, at=morning(DAY))
        text = ""
        for number in range(1, 9):
            text += Browser().get(reverse("portal:due"), {"page": number}).content.decode()
        assert owed.posts.title in text
        assert "钱某" not in text

    def test_nothing_owed_is_no_panel(self, units: Any) -> None:
        with time_machine.travel(morning(datetime.date(2026, 11, 20)), tick=False):
            assert "due" not in Browser().get(reverse("portal:home")).context
            assert Browser().get(reverse("portal:due")).status_code == 200

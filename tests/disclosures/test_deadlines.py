"""Is a step due after its working days, late from the day after, and told of once?"""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from core.notifications.models import Notification
from core.workdays import tables
from disclosures import inbox
from disclosures.deciding import deadlines
from disclosures.kinds import State
from disclosures.models import Disclosure
from tests.databases import AT
from tests.disclosures.conftest import TODAY, Walker
from tests.disclosures.laying import lay, step

pytestmark = pytest.mark.django_db


@pytest.fixture
def text(walk: Walker, cast: Any) -> Disclosure:
    lay(cast.admin, step("secrecy", days=3), step("leader"))
    return walk.to(State.SUBMITTED)


def test_counts_working_days_from_the_day_it_came(text: Disclosure) -> None:
    due = deadlines.due_on(text)
    assert due == tables.due(TODAY, 3).due_on
    assert due is not None
    assert not deadlines.is_late(text, on=due)
    assert deadlines.is_late(text, on=due + datetime.timedelta(days=1))


def test_a_step_without_days_is_never_late(walk: Walker, text: Disclosure, cast: Any) -> None:
    text = walk.do("pass_secrecy", text, by=cast.secrecy)
    assert deadlines.due_on(text) is None
    assert not deadlines.is_late(text, on=datetime.date.max)


def test_the_inbox_shows_the_day(walk: Walker, text: Disclosure, cast: Any) -> None:
    (task,) = inbox.tasks(cast.secrecy, on=TODAY)
    assert task.due_on == deadlines.due_on(text)


def test_who_is_late_is_told_once_a_turn(walk: Walker, text: Disclosure, cast: Any) -> None:
    due = deadlines.due_on(text)
    assert due is not None
    assert deadlines.remind(on=due, at=AT) == 0
    for days in (1, 2, 30):  # also when nobody asked for a month
        assert deadlines.remind(on=due + datetime.timedelta(days=days), at=AT) == 1
    told = Notification.objects.filter(kind="disclosure.step_late")
    assert [row.recipient_id for row in told] == [cast.secrecy.user_id]
    text = walk.do("pass_secrecy", text, by=cast.secrecy)
    walk.do("return", text, by=cast.leader, to="secrecy", reason="再看")
    assert deadlines.remind(on=due + datetime.timedelta(days=40), at=AT) == 1
    assert Notification.objects.filter(kind="disclosure.step_late").count() == 2

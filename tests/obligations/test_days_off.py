"""Do digests wait for working days, without telling anything late, twice or never? National Day, and a week closed."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from core import clock
from core.closures import actions as closures
from core.notifications.models import MailState, Notification
from core.workdays import tables, years
from core.workdays.calendar import Day
from obligations import actions, digests, office_days, reminders
from obligations.models import ObligationPolicy
from tests.obligations.conftest import morning

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
HOLIDAY = [datetime.date(2027, 10, day) for day in range(1, 8)]
"""Friday to Thursday; Saturday the 9th is worked instead."""
MAKE_UP = datetime.date(2027, 10, 9)
CLOSED = [datetime.date(2027, 11, day) for day in range(15, 20)]
"""Monday to Friday on which this tenant alone is closed."""


def on(month: int, day: int) -> datetime.date:
    return datetime.date(2027, month, day)


@pytest.fixture(autouse=True)
def calendar(units: Any, cast: Any) -> Iterator[None]:
    """The announced year with its National Day, and the tenant's own week."""
    days = [on(1, 1) + number * DAY for number in range(365)]
    announced = {day: Day(day not in HOLIDAY and (day.weekday() < 5 or day == MAKE_UP)) for day in days}
    years.load_year(2027, announced, source="国办发明电", confirmed=True, at=morning(on(1, 1)))
    data = {"kind": "off", "first_on": "2027-11-15", "last_on": "2027-11-19", "occasion": "搬迁", "reason": "通知"}
    closures.declare(units.QW, actor=cast.admin, at=morning(on(1, 4)), data=data)
    tables.forget()
    yield
    tables.forget()


class Office:
    """What one clerk is told of decisions that are to be disclosed, day by day."""

    def __init__(self, item: Any, units: Any, cast: Any) -> None:
        self.item, self.unit, self.clerk = item, units.JG1, cast.clerk

    def owes(self, title: str, *, due_on: datetime.date, since: datetime.date | None = None) -> None:
        """Let something become owed: due thirty days after it happened, owed since it was registered."""
        happened_on = due_on - 30 * DAY
        data = {"item": str(self.item.public_id), "title": title, "happened_on": happened_on.isoformat()}
        at = morning(since or happened_on)
        actions.register_event(unit=self.unit, data=data, actor=self.clerk, at=at)

    def walk(self, first: datetime.date, last: datetime.date) -> None:
        """Run what the clock starts on each of these days, twice."""
        day = first
        while day <= last:
            for _again in range(2):
                reminders.remind(on=day, at=morning(day) - datetime.timedelta(hours=2))
                digests.send(on=day, at=morning(day) - datetime.timedelta(hours=1))
            day += DAY

    def digests(self) -> dict[str, datetime.date]:
        """Return on which day a digest told of what; each was told once."""
        rows = Notification.objects.filter(kind="obligation.digest", recipient=self.clerk.user_id)
        told = [
            (line.split("（")[-1].rstrip("）"), clock.local_date(row.created_at))
            for row in rows
            for line in _lines(row)
        ]
        assert max(Counter(title for title, _day in told).values(), default=1) == 1, told
        return dict(told)

    def overdue_letters(self) -> list[datetime.date]:
        """Return on which days a letter said that something is overdue."""
        rows = Notification.objects.filter(kind="obligation.overdue", recipient=self.clerk.user_id)
        assert all(row.mail_state == MailState.WAITING for row in rows)
        return [clock.local_date(row.created_at) for row in rows.order_by("pk")]


def _lines(digest: Notification) -> list[str]:
    return [line for line in digest.body.splitlines() if "月" in line]


@pytest.fixture
def office(items: SimpleNamespace, units: Any, cast: Any) -> Office:
    """The first branch, which tells of appointments within thirty days, and is reminded two days before."""
    ObligationPolicy.objects.create(due_soon_days=2, prompt_rule="30日内")
    return Office(items.posts, units, cast)


@pytest.mark.parametrize(
    ("day", "through"),
    [
        (on(9, 24), on(9, 26)),
        (on(9, 29), on(9, 29)),
        (on(9, 30), on(10, 7)),
        (on(10, 3), on(10, 7)),
        (on(10, 8), on(10, 8)),
        (MAKE_UP, on(10, 10)),
        (on(11, 12), on(11, 21)),
    ],
)
def test_through_which_day_it_looks(day: datetime.date, through: datetime.date) -> None:
    assert office_days.told_through(day) == through


@pytest.mark.parametrize(
    ("first", "off", "last"),
    [(on(9, 27), HOLIDAY, on(10, 12)), (on(11, 8), [on(11, 13), on(11, 14), *CLOSED], on(11, 24))],
    ids=["National Day", "a week closed"],
)
def test_everything_is_told_once_on_a_working_day_and_no_later_than_set(
    office: Office, first: datetime.date, off: list[datetime.date], last: datetime.date
) -> None:
    due_days = [first + number * DAY for number in range(5, (last - first).days, 2)]
    for due_on in due_days:
        office.owes(f"{due_on:%m%d}", due_on=due_on)
    office.walk(first, last)
    told = office.digests()
    assert set(told) == {f"{due_on:%m%d}" for due_on in due_days}
    for due_on in due_days:
        told_on = told[f"{due_on:%m%d}"]
        assert office_days.is_working(told_on), due_on
        assert told_on <= due_on - 2 * DAY, "never later than the set days before"
        assert office_days.told_through(told_on) >= due_on - 2 * DAY, "and no sooner than days off make necessary"
    assert any(due_on in off for due_on in due_days)


def test_what_arises_on_a_day_off_and_cannot_wait_is_told_at_once(office: Office) -> None:
    office.walk(on(9, 28), on(9, 30))
    office.owes("急件", due_on=on(10, 6), since=on(9, 30))
    office.owes("可等", due_on=on(10, 8), since=on(10, 1))
    office.walk(on(10, 1), on(10, 8))
    assert office.digests() == {"急件": on(10, 1), "可等": on(10, 8)}


def test_overdue_is_told_at_once_on_days_off_too(office: Office) -> None:
    office.owes("国庆", due_on=on(10, 3))
    office.walk(on(9, 27), on(10, 8))
    assert office.overdue_letters() == [on(10, 4)]


@pytest.mark.parametrize(("back_on", "told"), [(on(10, 2), on(10, 2)), (on(10, 3), on(10, 3))])
def test_after_downtime_only_what_cannot_wait_is_told_on_a_day_off(
    office: Office, back_on: datetime.date, told: datetime.date
) -> None:
    office.owes("节中", due_on=on(10, 4))
    office.owes("节后", due_on=on(10, 9))
    office.walk(back_on, on(10, 11))
    assert office.digests() == {"节中": told, "节后": on(10, 8)}


def test_a_weeks_digest_whose_day_is_off_goes_out_before(office: Office, cast: Any) -> None:
    actions.set_digest(data={"frequency": "weekly"}, actor=cast.clerk, at=morning(on(9, 27)))
    office.owes("节中", due_on=on(10, 6))
    office.owes("节后", due_on=on(10, 12))
    office.walk(on(9, 29), on(10, 12))
    assert office.digests() == {"节中": on(9, 30), "节后": on(10, 11)}

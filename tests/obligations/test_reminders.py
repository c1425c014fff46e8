"""Is everybody reminded once for each cause, also when a sweep runs twice or did not run for days?"""

from __future__ import annotations

import datetime
from types import SimpleNamespace
from typing import Any

import pytest

from accounts.models import Post, User
from catalogs.kinds import TimeMode
from core import clock
from core.notifications.models import MailState, Notification
from obligations import actions, digests, opening, recipients, reminders
from obligations.flows import extension_flow
from obligations.kinds import Frequency
from obligations.models import DigestPreference, Obligation, ObligationPolicy, Reminder
from tests.obligations.conftest import FIRST_QUARTER, NEW_YEAR, morning, newcomer, of, one

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
DUE = datetime.date(2027, 1, 10)


@pytest.fixture
def dues(items: SimpleNamespace, units: Any) -> Obligation:
    """What the first branch owes by 10 January; it has two clerks."""
    opening.open_period(TimeMode.PERIODIC, FIRST_QUARTER, on=NEW_YEAR, begins=True)
    return one(items.dues, units.JG1)


def remind(on: datetime.date) -> int:
    return reminders.remind(on=on, at=morning(on))


def digest(on: datetime.date) -> int:
    return digests.send(on=on, at=morning(on))


def told(kind: str, username: str = "clerk") -> list[Notification]:
    found = Notification.objects.filter(kind=f"obligation.{kind}", recipient__username=username)
    return list(found.order_by("pk"))


def test_what_is_near_is_told_in_the_workspace_and_in_the_digest(dues: Obligation, cast: Any) -> None:
    ObligationPolicy.objects.create(due_soon_days=5)
    assert remind(DUE - 6 * DAY) == 0
    assert remind(DUE - 5 * DAY) == 3, "two clerks here, one beside"
    assert remind(DUE - 5 * DAY) == 0
    [line] = told("due_soon")
    assert (line.mail_state, line.path) == (MailState.UNWANTED, f"/work/obligations/{dues.public_id}/")
    assert digest(DUE - 5 * DAY) == 3
    [mail] = told("digest")
    assert (mail.mail_state, "党费收缴情况（2027年第一季度）" in mail.body) == (MailState.WAITING, True)
    for left in reversed(range(5)):
        remind(DUE - left * DAY)
        assert digest(DUE - left * DAY) == 0
    assert len(told("due_soon")) == len(told("digest")) == 1


def test_overdue_begins_on_the_next_day_and_is_mailed_at_once(dues: Obligation, cast: Any) -> None:
    remind(DUE)
    assert not told("overdue")
    remind(DUE + DAY)
    [mail] = told("overdue")
    assert mail.mail_state == MailState.WAITING
    for later in range(2, 20):
        remind(DUE + later * DAY)
        digest(DUE + later * DAY)
    assert len(told("overdue")) == 1
    assert all("已逾期" not in found.body for found in told("digest"))


def test_days_without_a_scheduler_lose_nothing(dues: Obligation, cast: Any) -> None:
    remind(DUE + 3 * DAY)
    assert len(told("overdue")) == 1
    assert not told("due_soon"), "what was near meanwhile has passed"


def test_the_superior_hears_of_it_after_the_set_days(dues: Obligation, cast: Any) -> None:
    limit = ObligationPolicy.objects.current().escalate_after_days
    remind(DUE + limit * DAY)
    assert not told("escalated", "deputy")
    remind(DUE + (limit + 1) * DAY)
    [line] = told("escalated", "deputy")
    assert line.mail_state == MailState.UNWANTED
    assert not told("escalated", "superior") or "机关第一党支部" not in told("escalated", "superior")[0].body
    monday = DUE + (limit + 3) * DAY
    digest(monday)
    assert told("digest", "deputy")
    remind(DUE + (limit + 2) * DAY)
    assert len(told("escalated", "deputy")) == 1


def test_a_later_day_is_another_cause(dues: Obligation, cast: Any) -> None:
    remind(DUE - 5 * DAY)
    asked = actions.ask_extension(
        dues,
        data={"asked_until": "2027-01-25", "reason": "数据尚未核实"},
        actor=cast.clerk,
        at=morning(DUE - 5 * DAY),
    )
    extension_flow.perform("grant", asked, actor=cast.deputy, at=morning(DUE - 5 * DAY))
    assert digest(DUE - 5 * DAY) == 1, "for the neighbour: what the ledger told of this branch is no longer so"
    remind(datetime.date(2027, 1, 18))
    assert len(told("due_soon")) == 2
    remind(datetime.date(2027, 1, 26))
    assert len(told("overdue")) == 1


def test_what_was_done_meanwhile_is_not_in_the_digest(dues: Obligation, units: Any, cast: Any) -> None:
    remind(DUE - 5 * DAY)
    actions.fulfil(1, unit_id=units.JG1.pk, lineage=dues.lineage, at=morning(DUE - 5 * DAY))
    digest(DUE - 5 * DAY)
    assert not told("digest")
    assert told("digest", "neighbour")


def test_what_is_owed_again_is_told_again(dues: Obligation, units: Any, cast: Any) -> None:
    remind(DUE + DAY)
    assert len(told("overdue")) == 1
    actions.fulfil(1, unit_id=units.JG1.pk, lineage=dues.lineage, at=morning(DUE + 2 * DAY))
    remind(DUE + 3 * DAY)
    actions.reopen(1, on=DUE + 4 * DAY)
    for later in range(4, 9):
        remind(DUE + later * DAY)
    assert len(told("overdue")) == 2, "once more, since the text was withdrawn, and not every day"


def test_what_is_no_longer_so_is_not_in_a_weeks_digest(dues: Obligation, cast: Any) -> None:
    weekly = DigestPreference(
        user=User.objects.get(username="clerk"), frequency=Frequency.WEEKLY, last_on=DUE - 6 * DAY
    )
    weekly.save()
    remind(DUE - 5 * DAY)
    assert digest(DUE - 5 * DAY) == 2, "for the two who want it every day"
    remind(DUE + DAY)
    digest(DUE + DAY)
    assert told("due_soon")
    assert len(told("overdue")) == 1
    assert not told("digest"), "what was near is overdue, and that was mailed at once"


@pytest.mark.parametrize("gone", ["left her post", "the task was given to another"])
def test_the_digest_goes_to_nobody_whose_business_it_is_no_longer(dues: Obligation, cast: Any, gone: str) -> None:
    user = User.objects.get(username="clerk")
    DigestPreference.objects.create(user=user, frequency=Frequency.WEEKLY, last_on=DUE - 6 * DAY)
    monday = DUE - 6 * DAY
    remind(monday)
    assert told("due_soon")
    if gone == "left her post":
        Post.objects.filter(user=user).update(to_on=monday)
    else:
        Obligation.objects.filter(pk=dues.pk).update(assigned_to=User.objects.get(username="second_clerk"), due_on=DUE)
    ObligationPolicy(digest_weekday=(DUE - 2 * DAY).weekday()).save()
    digest(DUE - 2 * DAY)
    assert not told("digest")


def test_given_to_her_is_told_at_once(dues: Obligation, cast: Any) -> None:
    second = User.objects.get(username="second_clerk")
    data = {"assignee": str(second.public_id)}
    actions.assign(dues, data=data, actor=cast.clerk, at=morning(NEW_YEAR))
    [mail] = told("assigned", "second_clerk")
    assert mail.mail_state == MailState.WAITING
    remind(DUE - 5 * DAY)
    assert told("due_soon", "second_clerk")
    assert not told("due_soon", "clerk"), "it is hers alone now"
    own = {"assignee": str(User.objects.get(username="clerk").public_id)}
    actions.assign(dues, data=own, actor=cast.clerk, at=morning(NEW_YEAR))
    assert not told("assigned", "clerk"), "nobody is told of what they took themselves"


def test_a_line_is_of_the_local_day_on_which_it_was_made(dues: Obligation, cast: Any) -> None:
    data = {"assignee": str(User.objects.get(username="second_clerk").public_id)}
    before_eight = clock.start_of(NEW_YEAR) + datetime.timedelta(hours=7)  # still the old year in UTC
    actions.assign(dues, data=data, actor=cast.clerk, at=before_eight)
    assert Reminder.objects.get().made_on == NEW_YEAR


@pytest.mark.parametrize(
    ("frequency", "last_on", "on", "expected"),
    [
        (Frequency.DAILY, "2027-01-05", "2027-01-06", True),
        (Frequency.NEVER, None, "2027-01-04", False),
        (Frequency.WEEKLY, "2027-01-01", "2027-01-03", False),
        (Frequency.WEEKLY, "2027-01-01", "2027-01-04", True),
        (Frequency.WEEKLY, "2027-01-04", "2027-01-04", False),
        (Frequency.WEEKLY, "2027-01-04", "2027-01-10", False),
        (Frequency.WEEKLY, "2027-01-04", "2027-01-13", True),  # the scheduler stood still on Monday
        (Frequency.WEEKLY, None, "2027-01-06", True),
    ],
)
def test_the_rhythm_of_the_digest(frequency: str, last_on: str | None, on: str, expected: bool) -> None:
    preference = DigestPreference(
        frequency=frequency, last_on=datetime.date.fromisoformat(last_on) if last_on else None
    )
    assert digests.is_due(preference, 0, on=datetime.date.fromisoformat(on)) is expected


def test_each_person_says_how_often(dues: Obligation, cast: Any) -> None:
    for who, frequency in ((cast.clerk, "weekly"), (cast.second_clerk, "never")):
        actions.set_digest(data={"frequency": frequency}, actor=who, at=morning(NEW_YEAR))
    remind(NEW_YEAR)
    digest(NEW_YEAR)
    assert [len(told("digest", who)) for who in ("clerk", "second_clerk", "neighbour")] == [0, 0, 1]
    digest(datetime.date(2027, 1, 4))
    assert [len(told("digest", who)) for who in ("clerk", "second_clerk", "neighbour")] == [1, 0, 1]
    assert len(told("due_soon", "second_clerk")) == 1, "the workspace tells her all the same"


def test_somebody_new_is_told_of_what_is_overdue(dues: Obligation, units: Any, cast: Any) -> None:
    remind(DUE + DAY)
    newcomer("fresh", units.JG1, "clerk")
    remind(DUE + 2 * DAY)
    assert len(told("overdue", "fresh")) == 1
    assert len(told("overdue")) == 1


def test_the_ledger_has_one_line_for_each_cause(dues: Obligation, cast: Any) -> None:
    for later in range(-10, 20):
        remind(DUE + later * DAY)
    keys = list(Reminder.objects.values_list("recipient", "obligation", "kind", "cause"))
    assert len(keys) == len(set(keys))
    assert not Reminder.objects.untold().exists()
    assert of(dues.item).count() == 7


def test_the_superiors_nearest_above_are_told_as_if_each_unit_were_asked_for_alone(units: Any, cast: Any) -> None:
    newcomer("community_superior", units.JD, "superior")
    newcomer("branch_superior", units.JG1, "superior")
    everybody = {unit.pk: unit for unit in vars(units).values()}
    found = recipients.superiors(everybody, on=NEW_YEAR)
    posts = [post for post in Post.objects.current(NEW_YEAR).select_related("unit") if post.role == "superior"]
    expected = set()
    for pk, unit in everybody.items():
        above = [post for post in posts if post.unit.covers(unit) and post.unit_id != pk]
        nearest = max((post.unit.level for post in above), default=None)
        expected |= {(pk, post.user_id) for post in above if post.unit.level == nearest}
    assert set(found) == expected
    assert len(expected) == 6, "every unit but the root"


def test_who_stands_in_is_told_as_whoever_is_absent(dues: Obligation, units: Any, cast: Any) -> None:
    absent = Post.objects.get(user__username="neighbour")
    absent.delegations.create(
        delegate=User.objects.get(username="member"), from_on=DUE, to_on=DUE + 5 * DAY, reason="出差"
    )
    remind(DUE + DAY)
    assert told("overdue", "member")
    assert told("overdue", "neighbour")

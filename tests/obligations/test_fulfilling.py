"""Does publishing fulfil what is owed, and withdrawing make it owed again? Through the verbs of disclosures."""

from __future__ import annotations

import datetime
from types import SimpleNamespace
from typing import Any

import pytest

from accounts.models import User
from catalogs.kinds import TimeMode
from core import errors, inbox
from core.workdays.periods import Period, PeriodKind
from disclosures import actions as disclosure_actions
from disclosures.flows import disclosure_flow
from disclosures.kinds import Checkpoint
from disclosures.models import Disclosure
from obligations import actions, opening
from obligations import inbox as source
from obligations.models import Fulfilment, Obligation, Pledge
from tests.obligations.conftest import TODAY, morning, newcomer, of, one, refused

pytestmark = pytest.mark.django_db
DECEMBER = Period(PeriodKind.MONTH, 2026, 12)
JANUARY = Period(PeriodKind.MONTH, 2027, 1)


@pytest.fixture
def opened(items: SimpleNamespace) -> SimpleNamespace:
    """Two months and the fourth quarter's successor, open."""
    for period in (DECEMBER, JANUARY):
        opening.open_period(TimeMode.PERIODIC, period, on=period.first, begins=True)
    opening.open_period(TimeMode.PERIODIC, Period(PeriodKind.QUARTER, 2027, 1), on=JANUARY.first, begins=True)
    return items


def draft(item: Any, cast: Any, units: Any, *, on: datetime.date = TODAY, **data: Any) -> Disclosure:
    values = {"title": "工作动态", "body": "<p>情况如下。</p>", "scope": "society", "item": str(item.public_id), **data}
    return disclosure_actions.create_draft(unit=units.JG1, data=values, actor=cast.clerk, at=morning(on))


def publish(disclosure: Disclosure, cast: Any, *, on: datetime.date) -> Disclosure:
    for verb, who in (("submit", "clerk"), ("pass_secrecy", "secrecy"), ("approve", "leader"), ("publish", "clerk")):
        data = {"checklist": Checkpoint.values} if verb == "pass_secrecy" else {}
        disclosure = disclosure_flow.perform(verb, disclosure, actor=getattr(cast, who), at=morning(on), data=data)
    return disclosure


def test_a_text_fulfils_what_it_was_pledged_to(opened: SimpleNamespace, units: Any, cast: Any) -> None:
    months = list(of(opened.work, units.JG1).order_by("period_start"))
    ids = [str(found.public_id) for found in months]
    text = draft(opened.work, cast, units, on=JANUARY.first, obligations=ids)
    assert of(opened.work, units.JG1).open(JANUARY.first).count() == 2
    publish(text, cast, on=datetime.date(2027, 1, 20))
    assert not of(opened.work, units.JG1).open(datetime.date(2027, 1, 20)).exists()
    assert [found.pk for found in Obligation.objects.late_fulfilled()] == [months[0].pk]
    assert Obligation.objects.fulfilled().count() == 2


def test_a_text_fulfils_nothing_beside_what_it_was_pledged_to(opened: SimpleNamespace, units: Any, cast: Any) -> None:
    first, second = of(opened.work, units.JG1).order_by("period_start")
    text = draft(opened.work, cast, units, on=JANUARY.first, obligations=[str(second.public_id)])
    publish(text, cast, on=JANUARY.first)
    assert list(of(opened.work, units.JG1).open(JANUARY.first)) == [first]


def test_a_text_that_names_nothing_fulfils_the_earliest(opened: SimpleNamespace, units: Any, cast: Any) -> None:
    first, second = of(opened.work, units.JG1).order_by("period_start")
    publish(draft(opened.work, cast, units), cast, on=JANUARY.first)
    assert list(Fulfilment.objects.values_list("obligation", flat=True)) == [first.pk]
    publish(draft(opened.work, cast, units), cast, on=JANUARY.first)
    assert second.fulfilments.count() == 1
    publish(draft(opened.work, cast, units), cast, on=JANUARY.first)
    assert Fulfilment.objects.count() == 2, "a text may say more than is owed"
    assert not of(opened.work, units.JG2).fulfilled().exists()


def test_withdrawing_makes_it_owed_again(opened: SimpleNamespace, units: Any, cast: Any) -> None:
    text = publish(draft(opened.dues, cast, units), cast, on=JANUARY.first)
    later = JANUARY.first + datetime.timedelta(days=30)
    assert not of(opened.dues, units.JG1).open(later).exists()
    disclosure_flow.perform("withdraw", text, actor=cast.leader, at=morning(later), data={"reason": "数字有误"})
    assert of(opened.dues, units.JG1).overdue(later).exists()
    assert not of(opened.dues, units.JG1).open(later - datetime.timedelta(days=1)).exists(), "it was public until then"
    publish(draft(opened.dues, cast, units), cast, on=later)
    assert of(opened.dues, units.JG1).late_fulfilled().exists()


def test_what_is_refused_leaves_nothing(opened: SimpleNamespace, units: Any, cast: Any) -> None:
    foreign, other = one(opened.dues, units.JG2), one(opened.dues, units.JG1)
    for found, code in ((foreign, "obligation.missing"), (other, "obligation.other_item")):
        with refused(errors.Invalid, code):
            draft(opened.work, cast, units, obligations=[str(found.public_id)])
    with refused(errors.Invalid, "input.invalid"):
        draft(opened.work, cast, units, obligations=["not-an-id"])
    publish(draft(opened.dues, cast, units), cast, on=JANUARY.first)
    with refused(errors.Invalid, "obligation.not_owed"):
        draft(opened.dues, cast, units, on=JANUARY.first, obligations=[str(other.public_id)])
    assert Disclosure.objects.count() == 1
    assert not Pledge.objects.exists()


def test_editing_keeps_pledges_unless_others_are_named(opened: SimpleNamespace, units: Any, cast: Any) -> None:
    first, second = of(opened.work, units.JG1).order_by("period_start")
    text = draft(opened.work, cast, units, on=JANUARY.first, obligations=[str(first.public_id)])

    def edit(**data: Any) -> None:
        current = Disclosure.objects.get(pk=text.pk)
        values = {"title": "改", "body": "<p>改。</p>", "scope": "society", "item": str(opened.work.public_id), **data}
        disclosure_actions.edit_draft(
            current, data=values, revision=current.revision, actor=cast.clerk, at=morning(JANUARY.first)
        )

    edit()
    assert list(Pledge.objects.values_list("obligation", flat=True)) == [first.pk]
    edit(obligations=[str(second.public_id)])
    assert list(Pledge.objects.values_list("obligation", flat=True)) == [second.pk]
    edit(item=str(opened.dues.public_id))
    publish(Disclosure.objects.get(pk=text.pk), cast, on=JANUARY.first)
    assert list(Fulfilment.objects.values_list("obligation__lineage", flat=True)) == [opened.dues.lineage]


def test_a_draft_thrown_away_pledges_nothing(opened: SimpleNamespace, units: Any, cast: Any) -> None:
    text = draft(opened.dues, cast, units, on=JANUARY.first, obligations=[str(one(opened.dues, units.JG1).public_id)])
    disclosure_actions.discard_draft(text, actor=cast.clerk, at=morning(JANUARY.first))
    assert not Pledge.objects.exists()


def test_what_is_owed_waits_in_the_inbox_until_it_is_drafted(opened: SimpleNamespace, units: Any, cast: Any) -> None:
    on = datetime.date(2027, 1, 12)
    found = {task.title: task for task in inbox.tasks_for(cast.clerk, on=on)}
    assert set(found) == {
        "党费收缴情况（2027年第一季度）",
        "经费使用情况（2027年第一季度）",
        "工作动态（2026年12月）",
        "工作动态（2027年1月）",
    }
    overdue = found["党费收缴情况（2027年第一季度）"]
    dues = one(opened.dues, units.JG1)
    assert overdue.path == f"/work/disclosures/new/?obligation={dues.public_id}"
    assert (overdue.state_label, overdue.is_overdue(on)) == ("已逾期", True)
    assert "期限暂定" in str(found["经费使用情况（2027年第一季度）"].state_label)

    draft(opened.dues, cast, units, on=on, obligations=[str(dues.public_id)])
    later = {task.title: task for task in inbox.tasks_for(cast.clerk, on=on)}
    assert "党费收缴情况（2027年第一季度）" not in later
    assert later["工作动态"].due_on == dues.due_on, "the draft waits with the day of what it is to fulfil"


@pytest.mark.parametrize(("who", "found"), [("clerk", 4), ("deputy", 0)])
def test_the_inbox_takes_one_query_of_each_kind(
    opened: SimpleNamespace, units: Any, cast: Any, django_assert_num_queries: Any, who: str, found: int
) -> None:
    with django_assert_num_queries(2):
        assert len(list(source.tasks(getattr(cast, who), on=JANUARY.first))) == found


@pytest.mark.parametrize("who", ["public", "member", "leader", "superior", "admin"])
def test_nobody_else_is_asked_to_draft(opened: SimpleNamespace, units: Any, cast: Any, who: str) -> None:
    assert not [task for task in inbox.tasks_for(getattr(cast, who), on=JANUARY.first) if task.kind == "draft"]


def test_what_was_given_to_one_clerk_waits_for_her_alone(opened: SimpleNamespace, units: Any, cast: Any) -> None:
    dues = one(opened.dues, units.JG1)
    second = User.objects.get(username="second_clerk")
    actions.assign(dues, data={"assignee": str(second.public_id)}, actor=cast.leader, at=morning(JANUARY.first))
    assert dues in Obligation.objects.owed_by(cast.second_clerk)
    assert dues not in Obligation.objects.owed_by(cast.clerk)
    outsider = newcomer("outsider", units.JG2, "clerk")
    with refused(errors.Invalid, "obligation.not_clerk"):
        actions.assign(
            dues,
            data={"assignee": str(User.objects.get(pk=outsider.user_id).public_id)},
            actor=cast.leader,
            at=morning(JANUARY.first),
        )
    with refused(errors.Missing, "object.missing"):
        actions.assign(dues, data={}, actor=cast.neighbour, at=morning(JANUARY.first))

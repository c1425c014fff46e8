"""Is more time asked for once, in time, and decided by the superior and nobody who asked?"""

from __future__ import annotations

import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts import actors
from accounts.models import User
from catalogs.kinds import TimeMode
from core import errors, inbox
from core.audit.models import AuditEntry
from core.notifications.models import Notification
from obligations import actions, opening, sweeping
from obligations.flows import extension_flow
from obligations.kinds import ExtensionState
from obligations.models import Extension, Obligation
from tests.obligations.conftest import FIRST_QUARTER, NEW_YEAR, close_unit, morning, newcomer, one, refused

pytestmark = pytest.mark.django_db
ASKED_ON = datetime.date(2027, 1, 5)
UNTIL = datetime.date(2027, 1, 25)


@pytest.fixture
def dues(items: SimpleNamespace, units: Any) -> Obligation:
    """An obligation due on 10 January."""
    opening.open_period(TimeMode.PERIODIC, FIRST_QUARTER, on=NEW_YEAR, begins=True)
    return one(items.dues, units.JG1)


def ask(obligation: Obligation, actor: Any, *, until: datetime.date = UNTIL, on: datetime.date = ASKED_ON) -> Extension:
    return actions.ask_extension(
        obligation,
        data={"asked_until": until.isoformat(), "reason": "数据尚未核实"},
        actor=actor,
        at=morning(on),
    )


def decide(extension: Extension, verb: str, actor: Any, *, on: datetime.date = ASKED_ON, **data: str) -> Extension:
    return extension_flow.perform(verb, extension, actor=actor, at=morning(on), data=data)


def test_granted_the_obligation_is_due_later(dues: Obligation, cast: Any) -> None:
    asked = ask(dues, cast.clerk)
    told = Notification.objects.get(kind="extension.ask")
    assert told.recipient.username == "deputy", "the nearest above, not everyone up to the root"
    decided = decide(asked, "grant", cast.deputy, opinion="请抓紧核实")
    dues.refresh_from_db()
    assert (dues.due_on, decided.former_due_on) == (UNTIL, datetime.date(2027, 1, 10))
    assert decided.decided_by_name == "区直机关党总支 上级审批人·蒋某"
    assert not Obligation.objects.filter(pk=dues.pk).overdue(UNTIL).exists()
    assert Obligation.objects.filter(pk=dues.pk).overdue(UNTIL + datetime.timedelta(days=1)).exists()
    answer = Notification.objects.get(kind="extension.grant")
    assert (answer.recipient.username, "请抓紧核实" in answer.body) == ("clerk", True)


def test_refused_the_day_stays_and_another_request_may_follow(dues: Obligation, cast: Any) -> None:
    with refused(errors.Invalid, "input.invalid"):
        decide(ask(dues, cast.clerk), "refuse", cast.deputy)
    decide(Extension.objects.get(), "refuse", cast.deputy, reason="数据上月已经核实")
    dues.refresh_from_db()
    assert dues.due_on == datetime.date(2027, 1, 10)
    ask(dues, cast.clerk)
    assert Extension.objects.asked().count() == 1


@pytest.mark.parametrize("ending", ["", "grant"])
def test_only_once(dues: Obligation, cast: Any, ending: str) -> None:
    asked = ask(dues, cast.clerk)
    if ending:
        decide(asked, ending, cast.deputy)
    with refused(errors.Conflict, "extension.once"):
        ask(dues, cast.second_clerk, until=UNTIL + datetime.timedelta(days=20))
    with pytest.raises(IntegrityError, match="extension_once"), transaction.atomic():
        Extension.objects.create(
            obligation=dues,
            reason="又一次",
            former_due_on=UNTIL,
            asked_until=UNTIL + datetime.timedelta(days=20),
            asked_by_id=cast.clerk.user_id,
            asked_by_name="陈某",
            asker_ids=[cast.clerk.user_id],
            asked_at=morning(ASKED_ON),
        )


def test_who_asked_takes_it_back(dues: Obligation, cast: Any) -> None:
    asked = ask(dues, cast.clerk)
    with refused(errors.Denied, "extension.not_own"):
        decide(asked, "recall", cast.second_clerk)
    decide(asked, "recall", cast.clerk)
    assert Extension.objects.get().state == ExtensionState.RECALLED
    ask(dues, cast.second_clerk)


def test_nobody_decides_on_what_they_asked_for(dues: Obligation, units: Any, cast: Any) -> None:
    both = newcomer("both", units.JG1, "clerk")
    user = User.objects.get(pk=both.user_id)
    user.posts.create(unit=units.JG, role="superior", from_on=ASKED_ON)
    both = actors.of(user, on=ASKED_ON)
    asked = ask(dues, both)
    with refused(errors.Denied, "extension.own_request"):
        decide(asked, "grant", both)
    assert not Extension.objects.awaiting(both).exists()
    assert Extension.objects.awaiting(cast.deputy).exists()
    with pytest.raises(IntegrityError, match="extension_decided_by_another"), transaction.atomic():
        Extension.objects.update(state="granted", decided_by=user, decided_at=morning(ASKED_ON))


def test_the_root_has_no_superior_so_its_leader_decides(
    dues: Obligation, items: SimpleNamespace, units: Any, cast: Any
) -> None:
    root_clerk = newcomer("root_clerk", units.QW, "clerk")
    root_leader = newcomer("root_leader", units.QW, "leader")
    asked = ask(one(items.dues, units.QW), root_clerk)
    with refused(errors.Denied, "extension.not_superior"):
        decide(asked, "grant", cast.superior)
    assert list(Extension.objects.awaiting(root_leader)) == [asked]
    assert decide(asked, "grant", root_leader).state == ExtensionState.GRANTED


@pytest.mark.parametrize(
    ("until", "on", "code"),
    [
        (datetime.date(2027, 1, 10), ASKED_ON, "extension.out_of_range"),
        (datetime.date(2027, 6, 1), ASKED_ON, "extension.out_of_range"),
        (UNTIL, datetime.date(2027, 1, 11), "extension.too_late"),
    ],
)
def test_what_cannot_be_asked(dues: Obligation, cast: Any, until: datetime.date, on: datetime.date, code: str) -> None:
    with refused(errors.Refusal, code):
        ask(dues, cast.clerk, until=until, on=on)
    assert not Extension.objects.exists()


def test_what_is_done_needs_no_more_time(dues: Obligation, units: Any, cast: Any) -> None:
    asked = ask(dues, cast.clerk)
    actions.fulfil(1, unit_id=units.JG1.pk, lineage=dues.lineage, at=morning(ASKED_ON))
    with refused(errors.WrongState, "extension.not_owed"):
        decide(asked, "grant", cast.deputy)
    Extension.objects.all().delete()
    with refused(errors.WrongState, "extension.not_owed"):
        ask(dues, cast.clerk)


@pytest.mark.parametrize("who", ["member", "neighbour", "villager", "public"])
def test_strangers_do_not_learn_that_it_exists(dues: Obligation, cast: Any, who: str) -> None:
    with refused(errors.Missing, "object.missing"):
        ask(dues, getattr(cast, who))
    asked = ask(dues, cast.clerk)
    with refused(errors.Missing, "object.missing"):
        decide(asked, "grant", getattr(cast, who))


def test_it_waits_in_the_inbox_of_whoever_decides(dues: Obligation, cast: Any) -> None:
    ask(dues, cast.clerk)
    [task] = [task for task in inbox.tasks_for(cast.deputy, on=ASKED_ON) if task.kind == "approve"]
    assert task.path == f"/work/obligations/{dues.public_id}/"
    assert not [task for task in inbox.tasks_for(cast.leader, on=ASKED_ON) if task.kind == "approve"]


@pytest.mark.parametrize("moved_to", [UNTIL, UNTIL + datetime.timedelta(days=3)])
def test_what_the_calendar_moved_beyond_the_day_is_not_made_due_earlier(
    dues: Obligation, cast: Any, moved_to: datetime.date
) -> None:
    asked = ask(dues, cast.clerk)
    Obligation.objects.filter(pk=dues.pk).update(due_on=moved_to)
    with refused(errors.Conflict, "extension.not_later"):
        decide(asked, "grant", cast.deputy)
    dues.refresh_from_db()
    assert dues.due_on == moved_to
    decide(asked, "refuse", cast.deputy, reason="期限已经顺延")


@pytest.fixture
def decision(items: SimpleNamespace, units: Any, cast: Any) -> Obligation:
    """What the first branch alone owes, for an event: due on 12 January."""
    event = actions.register_event(
        unit=units.JG1,
        data={"item": str(items.posts.public_id), "title": "任职决定", "happened_on": ASKED_ON.isoformat()},
        actor=cast.clerk,
        at=morning(ASKED_ON),
    )
    return Obligation.objects.get(event=event)


@pytest.mark.parametrize("merged_first", [False, True])
def test_granted_it_goes_with_what_the_successor_takes_over(
    decision: Obligation, units: Any, cast: Any, merged_first: bool
) -> None:
    asked, later = ask(decision, cast.clerk), ASKED_ON + datetime.timedelta(days=1)
    if not merged_first:
        decide(asked, "grant", cast.deputy)
    close_unit(units.JG1, on=later, successor=units.JG2)
    sweeping.sweep(on=later, at=morning(later))
    if merged_first:
        decide(asked, "grant", cast.deputy, on=later)
    sweeping.sweep(on=later, at=morning(later))
    heir = Obligation.objects.get(taken_over_from=decision)
    assert (heir.unit, heir.due_on) == (units.JG2, UNTIL), "the calendar does not overrule what the superior granted"
    assert Extension.objects.get().obligation == heir
    with refused(errors.Conflict, "extension.once"):
        ask(heir, cast.neighbour, on=later, until=UNTIL + datetime.timedelta(days=9))


def test_about_what_is_owed_no_longer_nobody_is_asked_to_decide(dues: Obligation, units: Any, cast: Any) -> None:
    asked, later = ask(dues, cast.clerk), ASKED_ON + datetime.timedelta(days=1)
    beside = ask(one(dues.item, units.JG2), cast.neighbour)
    actions.fulfil(1, unit_id=units.JG2.pk, lineage=dues.lineage, at=morning(ASKED_ON))
    close_unit(units.JG1, on=later, successor=units.JG2)  # which owes the same itself
    sweeping.sweep(on=later, at=morning(later))
    assert not Extension.objects.awaiting(cast.deputy).exists()
    for found in (asked, beside):
        found.refresh_from_db()
        assert found.state == ExtensionState.RECALLED
    entry = AuditEntry.objects.about(asked).get(verb="extension.recall")
    assert entry.actor_label == "系统"

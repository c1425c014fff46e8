"""Is something owed left undisclosed only on a ground, with four eyes, under a number, and until its day?"""

from __future__ import annotations

import csv
import datetime
import io
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
from core.workdays.periods import Period, PeriodKind
from obligations import actions, closing, opening, policies, reminders, resuming, roll_up, sweeping
from obligations.flows import withholding_flow
from obligations.kinds import ClosedReason, WithholdingEnd, WithholdingState
from obligations.models import Obligation, ObligationPolicy, Reminder, Withholding
from obligations.roll_up import Rates
from tests.obligations import withholding_table as table
from tests.obligations.conftest import FIRST_QUARTER, NEW_YEAR, close_unit, morning, newcomer, of, one, refused
from tests.obligations.decision_table import YES

ASKED_ON = datetime.date(2027, 1, 5)
DUE = datetime.date(2027, 1, 10)
UNTIL = datetime.date(2027, 3, 1)
DAY = datetime.timedelta(days=1)
NOT_NOW: dict[str, Any] = {
    "kind": "not_now",
    "ground": "not_ready",
    "reason": "数据尚未核实",
    "until": UNTIL.isoformat(),
}
NOT_AT_ALL: dict[str, Any] = {"kind": "not_at_all", "ground": "third_party", "reason": "涉及个人隐私"}
ORDER: dict[str, Any] = {"reason": "群众反映集中，应当公开", "due_on": "2027-01-20"}


@pytest.fixture
def dues(items: SimpleNamespace, units: Any) -> Obligation:
    """An obligation due on 10 January."""
    opening.open_period(TimeMode.PERIODIC, FIRST_QUARTER, on=NEW_YEAR, begins=True)
    return one(items.dues, units.JG1)


def ask(obligation: Obligation, actor: Any, *, on: datetime.date = ASKED_ON, **data: Any) -> Withholding:
    return actions.ask_withholding(obligation, data=data or NOT_NOW, actor=actor, at=morning(on))


def do(verb: str, found: Withholding, actor: Any, *, on: datetime.date = ASKED_ON, **data: Any) -> Withholding:
    return withholding_flow.perform(verb, found, actor=actor, at=morning(on), data=data)


def granted(obligation: Obligation, cast: Any, *, on: datetime.date = ASKED_ON, **data: Any) -> Withholding:
    """Walk a request to where it holds."""
    found = do("endorse", ask(obligation, cast.clerk, on=on, **data), cast.leader, on=on)
    return do("grant", found, cast.deputy, on=on, opinion="同意")


def is_overdue(obligation: Obligation, on: datetime.date) -> bool:
    return Obligation.objects.filter(pk=obligation.pk).overdue(on).exists()


def counted(units: Any, obligation: Obligation, on: datetime.date) -> Rates:
    """Return how this one obligation is counted on a day, in whatever year it is due."""
    year = Period(PeriodKind.YEAR, 2027, 1)
    row = Obligation.objects.filter(pk=obligation.pk)
    return roll_up.rates(units.JG1, year, on=on, of=row)[0].own


def test_the_committed_table_is_what_the_flow_answers() -> None:
    assert table.committed() == table.text(), "write it anew and read the difference"


def test_nobody_signs_or_decides_on_what_they_had_a_part_in_in_any_row() -> None:
    heading, *rows = csv.reader(io.StringIO(table.committed()))
    deciding = [heading.index(label) for label in ("签批同意", "同意", "予以备案", "退回修改", "不同意")]
    own = [row for row in rows if row[2] != table.NONE]
    by_signer = [row for row in own if row[2] == table.SIGNER and row[3] in ("等待上级审批", "已报上级备案")]
    by_asker = [row for row in own if row[2] != table.SIGNER]
    assert by_asker
    assert by_signer
    assert all(row[place] != YES for row in (*by_asker, *by_signer) for place in deciding)
    assert all(any(row[place] == YES for row in rows) for place in deciding)


@pytest.mark.django_db
def test_not_now_is_owed_again_on_its_day_and_overdue_after_it(dues: Obligation, units: Any, cast: Any) -> None:
    asked = ask(dues, cast.clerk)
    assert is_overdue(dues, DUE + DAY), "asking alone moves no day"
    found = do("endorse", asked, cast.leader, opinion="请上级审定")
    assert (found.state, found.endorsed_by_name) == (WithholdingState.ENDORSED, "机关第一党支部 党组织负责人·杨某")
    assert is_overdue(dues, DUE + DAY), "signed by the unit alone it does not hold"
    found = do("grant", found, cast.deputy, opinion="同意")
    assert (found.state, found.effective_on, found.former_due_on) == (WithholdingState.GRANTED, ASKED_ON, DUE)
    assert found.filing_label == "备〔2027〕1号"
    dues.refresh_from_db()
    assert (dues.due_on, dues.closed_on) == (UNTIL, None)
    assert counted(units, dues, DUE + DAY) == Rates(not_now=1)
    assert counted(units, dues, UNTIL - DAY) == Rates(not_now=1)
    assert counted(units, dues, UNTIL) == Rates(pending=1)
    assert counted(units, dues, UNTIL + DAY) == Rates(overdue=1)
    assert not is_overdue(dues, UNTIL)
    assert is_overdue(dues, UNTIL + DAY)


@pytest.mark.django_db
def test_not_at_all_closes_it_and_is_counted_apart(dues: Obligation, units: Any, cast: Any) -> None:
    granted(dues, cast, **NOT_AT_ALL)
    dues.refresh_from_db()
    assert (dues.closed_on, dues.closed_reason) == (ASKED_ON, ClosedReason.WITHHELD)
    later = DUE + 100 * DAY
    assert counted(units, dues, ASKED_ON - DAY) == Rates(pending=1), "the past answers as before"
    assert counted(units, dues, later) == Rates(not_at_all=1)
    rates = counted(units, dues, later)
    assert (rates.total, rates.share_in_time, rates.withheld) == (0, None, 1)
    assert not Obligation.objects.filter(pk=dues.pk).open(later).exists()


@pytest.mark.django_db
def test_who_asked_neither_signs_nor_decides(dues: Obligation, units: Any, cast: Any) -> None:
    many = newcomer("many", units.JG1, "clerk", "leader")
    user = User.objects.get(pk=many.user_id)
    user.posts.create(unit=units.JG, role="superior", from_on=ASKED_ON)
    many = actors.of(user, on=ASKED_ON)
    asked = ask(dues, many)
    with refused(errors.Denied, "withholding.own_request"):
        do("endorse", asked, many)
    assert not Withholding.objects.awaiting(many).exists()
    assert Withholding.objects.awaiting(cast.leader).exists()
    do("endorse", asked, cast.leader)
    with refused(errors.Denied, "withholding.own_part"):
        do("grant", asked, many)
    with pytest.raises(IntegrityError, match="withholding_decided_by_another"), transaction.atomic():
        Withholding.objects.update(decided_by=user)


@pytest.mark.django_db
def test_who_signed_for_the_unit_does_not_decide_above_it(dues: Obligation, units: Any, cast: Any) -> None:
    both = newcomer("both", units.JG1, "leader")
    user = User.objects.get(pk=both.user_id)
    user.posts.create(unit=units.JG, role="superior", from_on=ASKED_ON)
    both = actors.of(user, on=ASKED_ON)
    signed = do("endorse", ask(dues, cast.clerk), both)
    steps: list[tuple[str, dict[str, Any]]] = [
        ("grant", {}),
        ("refuse", {"reason": "不"}),
        ("return", {"reason": "不"}),
    ]
    for verb, data in steps:
        with refused(errors.Denied, "withholding.own_part"):
            do(verb, signed, both, **data)
    assert not Withholding.objects.awaiting(both).exists()
    assert do("grant", signed, cast.deputy).state == WithholdingState.GRANTED


@pytest.mark.django_db
def test_the_roots_own_leader_decides_by_signing(items: SimpleNamespace, dues: Obligation, units: Any) -> None:
    clerk = newcomer("root_clerk", units.QW, "clerk", "leader")
    leader = newcomer("root_leader", units.QW, "leader")
    asked = ask(one(items.dues, units.QW), clerk)
    with refused(errors.Denied, "withholding.own_request"):
        do("endorse", asked, clerk)
    done = do("endorse", asked, leader, opinion="同意")
    assert (done.state, done.decided_by_id, done.filing_no) == (WithholdingState.GRANTED, leader.user_id, 1)


@pytest.mark.django_db
def test_filed_it_holds_with_the_leaders_hand_and_the_superior_takes_note_or_orders(
    dues: Obligation, items: SimpleNamespace, units: Any, cast: Any
) -> None:
    ObligationPolicy.objects.create(withholding_consent="filing")
    filed = do("endorse", ask(dues, cast.clerk), cast.leader)
    assert (filed.state, filed.effective_on) == (WithholdingState.FILED, ASKED_ON)
    told = Notification.objects.get(kind="withholding.endorse")
    assert (told.recipient.username, "备案" in told.title) == ("deputy", True)
    with refused(errors.WrongState, "state.wrong"):
        do("refuse", filed, cast.deputy, reason="不")
    noted = do("note", filed, cast.deputy, opinion="已阅")
    assert noted.state == WithholdingState.NOTED
    ordered = do("order", noted, cast.superior, **ORDER)
    dues.refresh_from_db()
    assert (ordered.state, dues.due_on) == (WithholdingState.ORDERED, datetime.date(2027, 1, 20))
    assert set(Notification.objects.filter(kind="withholding.order").values_list("recipient__username", flat=True)) == {
        "clerk",
        "second_clerk",
        "leader",
    }


@pytest.mark.django_db
@pytest.mark.parametrize("data", [NOT_NOW, NOT_AT_ALL], ids=["not now", "not at all"])
@pytest.mark.parametrize(("verb", "who"), [("order", "deputy"), ("end", "leader")])
def test_ended_early_it_is_owed_by_the_named_day(
    dues: Obligation, units: Any, cast: Any, data: dict[str, Any], verb: str, who: str
) -> None:
    found = granted(dues, cast, **data)
    later = ASKED_ON + 10 * DAY
    with refused(errors.Invalid, "withholding.day_out_of_range"):
        do(verb, found, getattr(cast, who), on=later, reason="应当公开", due_on=(later - DAY).isoformat())
    do(verb, found, getattr(cast, who), on=later, **ORDER)
    dues.refresh_from_db()
    assert (dues.closed_on, dues.closed_reason, dues.due_on) == (None, "", datetime.date(2027, 1, 20))
    assert counted(units, dues, later - DAY).withheld == 1, "the past answers as before"
    assert counted(units, dues, later) == Rates(pending=1)
    assert is_overdue(dues, datetime.date(2027, 1, 21))
    ask(dues, cast.clerk, on=later)


@pytest.mark.django_db
def test_after_its_day_nothing_is_ended(dues: Obligation, cast: Any) -> None:
    found = granted(dues, cast)
    with refused(errors.WrongState, "withholding.over"):
        do("order", found, cast.deputy, on=UNTIL, reason="应当公开", due_on=(UNTIL + DAY).isoformat())


@pytest.mark.django_db
@pytest.mark.parametrize(("by", "state"), [("leader", WithholdingState.ASKED), ("deputy", WithholdingState.ENDORSED)])
def test_sent_back_it_is_written_anew_and_signed_again(
    dues: Obligation, cast: Any, by: str, state: WithholdingState
) -> None:
    found = ask(dues, cast.clerk)
    if state == WithholdingState.ENDORSED:
        found = do("endorse", found, cast.leader)
    with refused(errors.Invalid, "input.invalid"):
        do("return", found, getattr(cast, by))
    found = do("return", found, getattr(cast, by), reason="请写明依据")
    assert (found.state, found.endorsed_by) == (WithholdingState.RETURNED, None)
    [task] = [one for one in inbox.tasks_for(cast.clerk, on=ASKED_ON) if "暂不公开" in one.title]
    assert task.path == f"/work/obligations/withholdings/{found.public_id}/"
    again = do("resubmit", found, cast.second_clerk, **NOT_AT_ALL | {"basis": "条例第七条"})
    assert (again.state, again.kind, again.until) == (WithholdingState.ASKED, "not_at_all", None)
    assert set(again.party_ids) == {cast.clerk.user_id, cast.second_clerk.user_id}
    do("grant", do("endorse", again, cast.leader), cast.deputy)
    dues.refresh_from_db()
    assert dues.closed_reason == ClosedReason.WITHHELD


@pytest.mark.django_db
def test_refused_it_stays_owed_and_may_be_asked_again(dues: Obligation, cast: Any) -> None:
    found = do("refuse", ask(dues, cast.clerk), cast.leader, reason="应当公开")
    told = Notification.objects.get(kind="withholding.refuse")
    assert (found.state, told.recipient.username, "应当公开" in told.body) == ("refused", "clerk", True)
    do("refuse", do("endorse", ask(dues, cast.clerk), cast.leader), cast.deputy, reason="应当公开")
    dues.refresh_from_db()
    assert dues.due_on == DUE
    recalled = ask(dues, cast.clerk)
    with refused(errors.Denied, "withholding.not_own"):
        do("recall", recalled, cast.second_clerk)
    do("recall", recalled, cast.clerk)
    assert not Withholding.objects.open().exists()
    assert AuditEntry.objects.filter(verb="withholding.ask").count() == 3


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("data", "code"),
    [
        (NOT_AT_ALL | {"ground": "not_ready"}, "withholding.ground_of_other_kind"),
        (NOT_NOW | {"ground": "forbidden", "basis": "某条"}, "withholding.ground_of_other_kind"),
        (NOT_AT_ALL | {"ground": "other"}, "withholding.basis_missing"),
        (NOT_AT_ALL | {"ground": "forbidden"}, "withholding.basis_missing"),
        (NOT_AT_ALL | {"until": UNTIL.isoformat()}, "withholding.until_unwanted"),
        (NOT_NOW | {"until": ""}, "withholding.until_out_of_range"),
        (NOT_NOW | {"until": DUE.isoformat()}, "withholding.until_out_of_range"),
        (NOT_NOW | {"until": "2028-01-06"}, "withholding.until_out_of_range"),
        (NOT_NOW | {"reason": " "}, "input.invalid"),
        (NOT_NOW | {"ground": "because"}, "input.invalid"),
        (NOT_NOW | {"kind": "never"}, "input.invalid"),
    ],
)
def test_what_cannot_be_asked(dues: Obligation, cast: Any, data: dict[str, Any], code: str) -> None:
    with refused(errors.Invalid, code):
        ask(dues, cast.clerk, **data)
    assert not Withholding.objects.exists()
    ask(dues, cast.clerk, **NOT_NOW | {"until": "2028-01-05"})


@pytest.mark.django_db
def test_only_one_thing_is_asked_at_a_time(dues: Obligation, cast: Any) -> None:
    more_time = {"asked_until": "2027-01-25", "reason": "数据尚未核实"}
    extension = actions.ask_extension(dues, data=more_time, actor=cast.clerk, at=morning(ASKED_ON))
    with refused(errors.Conflict, "withholding.extension_open"):
        ask(dues, cast.clerk)
    extension.delete()
    granted(dues, cast)
    with refused(errors.Conflict, "withholding.once"):
        ask(dues, cast.second_clerk, **NOT_AT_ALL)
    with refused(errors.Conflict, "extension.withheld"):
        actions.ask_extension(dues, data=more_time, actor=cast.clerk, at=morning(ASKED_ON))
    again = ask(dues, cast.clerk, on=UNTIL, **NOT_NOW | {"until": "2027-06-01"})
    assert again.former_due_on == UNTIL


@pytest.mark.django_db
def test_what_is_done_needs_no_withholding(dues: Obligation, units: Any, cast: Any) -> None:
    signed = do("endorse", ask(dues, cast.clerk), cast.leader)
    Withholding.objects.update(state=WithholdingState.REFUSED, decision_reason="挪开")
    actions.fulfil(1, unit_id=units.JG1.pk, lineage=dues.lineage, at=morning(ASKED_ON))
    Withholding.objects.update(state=WithholdingState.ENDORSED)
    with refused(errors.WrongState, "withholding.not_owed"):
        do("grant", signed, cast.deputy)
    with refused(errors.WrongState, "withholding.not_owed"):
        ask(dues, cast.clerk)


@pytest.mark.django_db
def test_a_day_that_has_come_before_anybody_decided_is_sent_back(dues: Obligation, cast: Any) -> None:
    signed = do("endorse", ask(dues, cast.clerk), cast.leader)
    with refused(errors.Conflict, "withholding.until_passed"):
        do("grant", signed, cast.deputy, on=UNTIL)
    assert do("return", signed, cast.deputy, on=UNTIL, reason="日期已过").state == WithholdingState.RETURNED


@pytest.mark.django_db
@pytest.mark.parametrize("stage", ["asked", "not now", "not at all"])
def test_publishing_ends_it_by_itself(dues: Obligation, units: Any, cast: Any, stage: str) -> None:
    actions.pledge(7, unit_id=units.JG1.pk, lineage=dues.lineage, data={"obligations": [dues.public_id]}, on=NEW_YEAR)
    if stage == "asked":
        ask(dues, cast.clerk)
    else:
        granted(dues, cast, **(NOT_NOW if stage == "not now" else NOT_AT_ALL))
    on = DUE + 5 * DAY
    assert actions.fulfil(7, unit_id=units.JG1.pk, lineage=dues.lineage, at=morning(on)) == 1
    found = Withholding.objects.get()
    assert (found.state, found.end_cause, found.ended_on) == (WithholdingState.ENDED, WithholdingEnd.PUBLISHED, on)
    assert counted(units, dues, on) == (Rates(late=1) if stage == "asked" else Rates(done=1))
    actions.reopen(7, on=on + DAY)
    assert Obligation.objects.filter(pk=dues.pk).open(on + DAY).exists()


@pytest.mark.django_db
def test_a_text_that_names_nothing_does_not_fulfil_what_is_not_disclosed_at_all(
    dues: Obligation, units: Any, cast: Any
) -> None:
    granted(dues, cast, **NOT_AT_ALL)
    assert actions.fulfil(7, unit_id=units.JG1.pk, lineage=dues.lineage, at=morning(DUE)) == 0
    assert Withholding.objects.get().state == WithholdingState.GRANTED


@pytest.mark.django_db
def test_nobody_is_reminded_while_it_holds_and_everybody_afterwards(dues: Obligation, cast: Any) -> None:
    granted(dues, cast)
    for on in (ASKED_ON, DUE + DAY, DUE + 30 * DAY, UNTIL - DAY):
        reminders.remind(on=on, at=morning(on))
    assert not Reminder.objects.filter(obligation=dues).exists()
    owed = [task.subject_id for task in inbox.tasks_for(cast.clerk, on=UNTIL - DAY)]
    assert dues.public_id not in owed
    assert resuming.tell(on=UNTIL - 20 * DAY, at=morning(UNTIL - 20 * DAY)) == 0
    for on in (UNTIL - 3 * DAY, UNTIL - 2 * DAY):
        resuming.tell(on=on, at=morning(on))
    told = Notification.objects.filter(kind="withholding.foretold")
    assert sorted(told.values_list("recipient__username", flat=True)) == ["clerk", "second_clerk"]
    late = UNTIL + 4 * DAY
    resuming.tell(on=late, at=morning(late))
    resuming.tell(on=late, at=morning(late))
    assert Notification.objects.filter(kind="withholding.resumed").count() == 2, "made up for, once"
    reminders.remind(on=late, at=morning(late))
    assert Reminder.objects.filter(obligation=dues, kind="overdue").count() == 2
    assert dues.public_id in [task.subject_id for task in inbox.tasks_for(cast.clerk, on=late)]


@pytest.mark.django_db
@pytest.mark.parametrize("is_granted", [True, False], ids=["in force", "asked"])
def test_merged_it_goes_on_at_the_successor(
    items: SimpleNamespace, dues: Obligation, units: Any, cast: Any, *, is_granted: bool
) -> None:
    of(items.dues, units.JG2).delete()
    found = granted(dues, cast) if is_granted else ask(dues, cast.clerk)
    on = ASKED_ON + 2 * DAY
    close_unit(units.JG1, on=on, successor=units.JG2)
    sweeping.settle(on=on, at=morning(on))
    heir = one(items.dues, units.JG2)
    found.refresh_from_db()
    assert (found.obligation_id, heir.taken_over_from_id) == (heir.pk, dues.pk)
    assert counted_at(units.JG2, heir, DUE + DAY) == (Rates(not_now=1) if is_granted else Rates(overdue=1))
    sweeping.settle(on=on, at=morning(on))
    assert Withholding.objects.live(on).count() == 1


@pytest.mark.django_db
def test_where_the_successor_has_asked_by_then_its_own_request_stands(
    items: SimpleNamespace, dues: Obligation, units: Any, cast: Any
) -> None:
    of(items.dues, units.JG2).delete()
    first = ask(dues, cast.clerk)
    on = ASKED_ON + 2 * DAY
    close_unit(units.JG1, on=on, successor=units.JG2)
    closing.settle(on=on)  # and the worker dies before what is withheld follows
    second = ask(one(items.dues, units.JG2), newcomer("heir", units.JG2, "clerk"), on=on)
    sweeping.settle(on=on + DAY, at=morning(on + DAY))
    first.refresh_from_db()
    assert (first.state, first.end_cause) == (WithholdingState.ENDED, WithholdingEnd.UNIT_CLOSED)
    assert list(Withholding.objects.live(on)) == [second]


@pytest.mark.django_db
def test_where_the_successor_owes_the_same_it_ends(dues: Obligation, units: Any, cast: Any) -> None:
    ask(dues, cast.clerk)
    on = ASKED_ON + 2 * DAY
    close_unit(units.JG1, on=on, successor=units.JG2)
    sweeping.settle(on=on, at=morning(on))
    found = Withholding.objects.get()
    assert (found.state, found.end_cause) == (WithholdingState.ENDED, WithholdingEnd.UNIT_CLOSED)


@pytest.mark.django_db
def test_it_waits_in_the_inbox_of_whoever_acts_next(dues: Obligation, cast: Any) -> None:
    def waits_for() -> set[str]:
        names = ("clerk", "leader", "deputy", "superior")
        return {
            name
            for name in names
            if any("暂不公开" in task.title for task in inbox.tasks_for(getattr(cast, name), on=ASKED_ON))
        }

    asked = ask(dues, cast.clerk)
    assert waits_for() == {"leader"}
    assert Notification.objects.get(kind="withholding.ask").recipient.username == "leader"
    do("endorse", asked, cast.leader)
    assert waits_for() == {"deputy", "superior"}
    do("grant", asked, cast.deputy)
    assert waits_for() == set()


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["member", "neighbour", "villager", "public"])
def test_strangers_do_not_learn_that_it_exists(dues: Obligation, cast: Any, who: str) -> None:
    with refused(errors.Missing, "object.missing"):
        ask(dues, getattr(cast, who))
    asked = ask(dues, cast.clerk)
    for verb in ("endorse", "grant", "recall", "order"):
        with refused(errors.Missing, "object.missing"):
            do(verb, asked, getattr(cast, who))


@pytest.mark.django_db
def test_filters_and_policies_agree_for_everybody(dues: Obligation, units: Any, cast: Any) -> None:
    states = [WithholdingState.ASKED, WithholdingState.ENDORSED, WithholdingState.RETURNED]
    rows = list(Obligation.objects.select_related("unit").order_by("pk"))
    for number, owed in enumerate(rows):
        party = [cast.clerk.user_id, cast.deputy.user_id, cast.leader.user_id][: 1 + number % 3]
        Withholding.objects.create(
            obligation=owed,
            kind="not_at_all",
            ground="internal",
            reason="核对",
            unit_name=owed.unit.name,
            former_due_on=owed.due_on,
            state=states[number % 3],
            decision_reason="改",
            asked_by_id=cast.clerk.user_id,
            asked_by_name="陈某",
            asker_ids=party[:1],
            party_ids=party,
            asked_at=morning(NEW_YEAR),
        )
    everything = list(Withholding.objects.select_related("obligation__unit"))
    for name, person in vars(cast).items():
        seen = {found.pk for found in everything if policies.view_withholding(person, found)}
        assert set(Withholding.objects.visible_to(person).values_list("pk", flat=True)) == seen, name
        acts = {
            found.pk
            for found in everything
            if (found.state == WithholdingState.ASKED and policies.endorse_withholding(person, found))
            or (found.state == WithholdingState.ENDORSED and policies.decide_withholding(person, found))
        }
        assert set(Withholding.objects.awaiting(person).values_list("pk", flat=True)) == acts, name


@pytest.mark.django_db
def test_holding_on_a_day_is_the_same_for_a_row_and_for_all(dues: Obligation, cast: Any) -> None:
    found = granted(dues, cast)
    ended = do("end", found, cast.leader, on=ASKED_ON + 3 * DAY, **ORDER)
    for days in range(-1, 70):
        on = ASKED_ON + days * DAY
        assert Withholding.objects.held(on).exists() == ended.holds(on) == (0 <= days < 3), on


def counted_at(unit: Any, obligation: Obligation, on: datetime.date) -> Rates:
    year = Period(PeriodKind.YEAR, 2027, 1)
    return roll_up.rates(unit, year, on=on, of=Obligation.objects.filter(pk=obligation.pk))[0].own

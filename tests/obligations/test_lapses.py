"""Does each way in which something withheld ends without anybody's verb leave one entry in the trail, and one only?"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from catalogs.kinds import TimeMode
from core.audit.models import AuditEntry
from core.notifications.models import Notification
from obligations import actions, opening, resuming, sweeping
from obligations.flows import withholding_flow
from obligations.kinds import ClosedReason, WithholdingState
from obligations.models import Fulfilment, Obligation, Withholding
from tests.obligations.conftest import FIRST_QUARTER, NEW_YEAR, close_unit, morning, one

pytestmark = pytest.mark.django_db

ASKED_ON = datetime.date(2027, 1, 5)
UNTIL = datetime.date(2027, 3, 1)
DAY = datetime.timedelta(days=1)
NOT_NOW = {"kind": "not_now", "ground": "not_ready", "reason": "数据尚未核实", "until": UNTIL.isoformat()}
NOT_AT_ALL = {"kind": "not_at_all", "ground": "third_party", "reason": "涉及个人隐私"}


@pytest.fixture
def dues(items: SimpleNamespace, units: Any) -> Obligation:
    """An obligation due on 10 January."""
    opening.open_period(TimeMode.PERIODIC, FIRST_QUARTER, on=NEW_YEAR, begins=True)
    return one(items.dues, units.JG1)


def do(verb: str, found: Withholding, actor: Any, **data: str) -> Withholding:
    return withholding_flow.perform(verb, found, actor=actor, at=morning(ASKED_ON), data=data)


def asked(owed: Obligation, cast: Any, data: dict[str, str]) -> Withholding:
    return actions.ask_withholding(owed, data=data, actor=cast.clerk, at=morning(ASKED_ON))


def held(owed: Obligation, cast: Any, data: dict[str, str]) -> Withholding:
    return do("grant", do("endorse", asked(owed, cast, data), cast.leader), cast.deputy)


def entry() -> AuditEntry:
    """Return the one entry that there is about what ended by itself."""
    return AuditEntry.objects.get(verb="withholding.lapse")


def publish(owed: Obligation, on: datetime.date) -> None:
    actions.fulfil(7, unit_id=owed.unit_id, lineage=owed.lineage, at=morning(on))


def run_everything(on: datetime.date) -> None:
    sweeping.settle(on=on, at=morning(on))
    resuming.tell(on=on, at=morning(on))


@pytest.mark.parametrize(
    ("walk", "data", "state"),
    [(asked, NOT_NOW, "asked"), (held, NOT_NOW, "granted"), (held, NOT_AT_ALL, "granted")],
    ids=["asked", "not now", "not at all"],
)
def test_by_a_publication(
    dues: Obligation, cast: Any, walk: Callable[..., Withholding], data: dict[str, str], state: str
) -> None:
    actions.pledge(7, unit_id=dues.unit_id, lineage=dues.lineage, data={"obligations": [dues.public_id]}, on=NEW_YEAR)
    found, on = walk(dues, cast, data), ASKED_ON + 3 * DAY
    publish(dues, on)
    said = entry()
    assert (said.actor_id, said.actor_label, said.at) == (None, "系统", morning(on))
    assert (said.subject_id, said.subject_label, said.unit_id) == (found.pk, str(found), dues.unit_id)
    assert (said.label, said.before["state"]) == ("已经公开，暂不公开、不予公开随之终止", state)
    assert said.after == {"state": "ended", "ended_on": on.isoformat(), "end_cause": "published"}
    publish(dues, on)
    run_everything(UNTIL + DAY)
    assert entry() == said


def test_a_publication_that_is_undone_leaves_nothing(dues: Obligation, cast: Any) -> None:
    held(dues, cast, NOT_NOW)
    with transaction.atomic():
        publish(dues, ASKED_ON)
        assert entry()
        transaction.set_rollback(True)
    assert Withholding.objects.get().state == WithholdingState.GRANTED
    assert not AuditEntry.objects.filter(verb="withholding.lapse").exists()


def test_by_the_sweep_that_finds_it_public(dues: Obligation, cast: Any) -> None:
    held(dues, cast, NOT_AT_ALL)
    on = ASKED_ON + 20 * DAY
    Fulfilment.objects.create(obligation=dues, disclosure_id=7, published_on=on)
    for _again in range(2):
        run_everything(on)
    assert entry().after["end_cause"] == "published"
    dues.refresh_from_db()
    assert (dues.closed_on, dues.closed_reason, dues.due_on) == (None, "", on), "done, and in time"


def test_what_was_overdue_before_stays_late_when_it_is_published(dues: Obligation, cast: Any) -> None:
    late = morning(dues.due_on + 5 * DAY)
    found = actions.ask_withholding(dues, data=NOT_AT_ALL, actor=cast.clerk, at=late)
    found = withholding_flow.perform("endorse", found, actor=cast.leader, at=late)
    withholding_flow.perform("grant", found, actor=cast.deputy, at=late)
    due_on, on = dues.due_on, dues.due_on + 20 * DAY
    Fulfilment.objects.create(obligation=dues, disclosure_id=7, published_on=on)
    run_everything(on)
    dues.refresh_from_db()
    assert (dues.closed_reason, dues.due_on) == ("", due_on)


@pytest.mark.parametrize(("walk", "changed"), [(asked, {"state": "ended"}), (held, {})], ids=["asked", "held"])
def test_by_the_end_of_the_unit(
    dues: Obligation, units: Any, cast: Any, walk: Callable[..., Withholding], changed: dict[str, str]
) -> None:
    """A request ends; what was granted stays so, for the register of the time, and holds no longer."""
    walk(dues, cast, NOT_NOW)
    on = ASKED_ON + 2 * DAY
    close_unit(units.JG1, on=on, successor=None)
    for _again in range(2):
        run_everything(on)
    said = entry()
    assert (said.label, said.actor_label) == ("单位撤并，暂不公开、不予公开随之终止", "系统")
    assert said.after == {**changed, "ended_on": on.isoformat(), "end_cause": "unit_closed"}


def test_by_its_day_made_up_for_once(dues: Obligation, cast: Any) -> None:
    found = held(dues, cast, NOT_NOW)
    run_everything(UNTIL - DAY)
    assert not AuditEntry.objects.filter(verb="withholding.lapse").exists()
    for on in (UNTIL + 3 * DAY, UNTIL + 3 * DAY, UNTIL + 4 * DAY):
        run_everything(on)
    publish(dues, UNTIL + 5 * DAY)
    said = entry()
    assert (said.subject_id, said.label, said.actor_label) == (found.pk, "暂不公开到期，恢复公开", "系统")
    assert (said.after, said.at) == ({"until": UNTIL.isoformat()}, morning(UNTIL + 3 * DAY))


def test_by_its_day_although_nothing_is_owed_any_more(dues: Obligation, units: Any, cast: Any) -> None:
    held(dues, cast, NOT_NOW)
    close_unit(units.JG1, on=UNTIL, successor=None)
    for _again in range(2):
        run_everything(UNTIL)
    assert entry().after == {"until": UNTIL.isoformat()}
    assert not Notification.objects.filter(kind="withholding.resumed").exists()


@pytest.mark.parametrize(("verb", "who"), [("order", "deputy"), ("end", "leader")])
def test_what_a_person_ended_ends_once(dues: Obligation, cast: Any, verb: str, who: str) -> None:
    found = held(dues, cast, NOT_NOW)
    do(verb, found, getattr(cast, who), reason="应当公开", due_on="2027-01-20")
    run_everything(UNTIL + DAY)
    publish(dues, UNTIL + DAY)
    assert not AuditEntry.objects.filter(verb="withholding.lapse").exists()
    assert AuditEntry.objects.filter(verb=f"withholding.{verb}").count() == 1


def closed(rows: list[Obligation]) -> datetime.date:
    Obligation.objects.filter(pk__in=[each.pk for each in rows]).update(
        closed_on=ASKED_ON, closed_reason=ClosedReason.TERMINATED
    )
    return ASKED_ON + DAY


def made_public(rows: list[Obligation]) -> datetime.date:
    Fulfilment.objects.bulk_create(
        Fulfilment(obligation=each, disclosure_id=each.pk, published_on=ASKED_ON) for each in rows
    )
    return ASKED_ON + DAY


def day_come(rows: list[Obligation]) -> datetime.date:
    return UNTIL


@pytest.mark.parametrize("end", [closed, made_public, day_come])
def test_thousands_take_as_many_queries_as_two(
    dues: Obligation, units: Any, cast: Any, end: Callable[[list[Obligation]], datetime.date]
) -> None:
    staffed_first = sorted(Obligation.objects.all(), key=lambda each: (each.unit_id != units.JG1.pk, each.pk))

    def queries(rows: list[Obligation], number: int) -> int:
        Withholding.objects.bulk_create(_standing(each, cast, number + place) for place, each in enumerate(rows))
        on = end(rows)
        with CaptureQueriesContext(connection) as caught:
            run_everything(on)
        return len(caught)

    two = queries(staffed_first[:2], 1)
    assert AuditEntry.objects.filter(verb="withholding.lapse").count() == 2
    assert queries(staffed_first[2:], 3) == two
    assert AuditEntry.objects.filter(verb="withholding.lapse").count() == len(staffed_first) > 10


def _standing(owed: Obligation, cast: Any, number: int) -> Withholding:
    """Return what holds for now."""
    return Withholding(
        obligation=owed,
        kind="not_now",
        ground="not_ready",
        reason="核对",
        until=UNTIL,
        unit_name=owed.unit.name,
        former_due_on=NEW_YEAR,
        state=WithholdingState.GRANTED,
        effective_on=ASKED_ON,
        filing_year=2027,
        filing_no=number,
        endorsed_by_id=cast.leader.user_id,
        asked_by_id=cast.clerk.user_id,
        asked_by_name="陈某",
        asker_ids=[cast.clerk.user_id],
        party_ids=[cast.clerk.user_id],
        asked_at=morning(ASKED_ON),
    )

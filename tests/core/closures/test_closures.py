"""Do a tenant's own days move its deadlines, and nobody else's?"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import TestCase
from django_tenants.utils import tenant_context
from pytest_django import DjangoAssertNumQueries

from core import errors, events, schemas
from core.audit.models import AuditEntry
from core.closures import actions, policies
from core.closures.events import LocalDaysChanged
from core.closures.models import LocalSpan
from core.workdays import tables, wording
from core.workdays.calendar import DayReason
from tenants.models import Tenant

AT = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)
MOVE = {
    "kind": "off",
    "first_on": "2026-11-23",
    "last_on": "2026-11-24",
    "occasion": "机关搬迁",
    "reason": "区委办通知",
}
SATURDAY = {"kind": "worked", "first_on": "2026-11-28", "occasion": "机关搬迁", "reason": "区委办通知"}

pytestmark = pytest.mark.django_db


def declare(cast: Any, units: Any, **changed: Any) -> LocalSpan:
    span = actions.declare(units.QW, actor=cast.admin, at=AT, data={**MOVE, **changed})
    tables.forget()
    return span


def withdraw(span: LocalSpan, cast: Any, units: Any, *, at: datetime = AT, **options: Any) -> LocalSpan:
    done = actions.withdraw(span, units.QW, actor=cast.admin, at=at, data={"reason": "不搬了"}, **options)
    tables.forget()
    return done


def test_days_off_postpone_and_say_why(cast: Any, units: Any) -> None:
    declare(cast, units)
    found = tables.due(TODAY, 1)
    assert (found.due_on, found.provisional) == (date(2026, 11, 25), False)
    assert [note.reason for note in found.explanation].count(DayReason.CLOSURE) == 2
    assert "11月23日（星期一）：机关搬迁，本单位不办公，不计。" in wording.explain(found)


def test_a_local_make_up_day_counts(cast: Any, units: Any) -> None:
    actions.declare(units.QW, actor=cast.admin, at=AT, data=SATURDAY)
    found = tables.due(date(2026, 11, 27), 1)
    assert found.due_on == date(2026, 11, 28)
    assert "11月28日（星期六）：机关搬迁，本单位上班，第1个工作日。" in wording.explain(found)


def test_other_tenants_and_the_country_are_not_concerned(cast: Any, units: Any, college: Tenant) -> None:
    declare(cast, units)
    assert tables.due(TODAY, 1).due_on == date(2026, 11, 25)
    with tenant_context(college):
        assert tables.due(TODAY, 1).due_on == date(2026, 11, 23)
    assert tables.due(TODAY, 1).due_on == date(2026, 11, 25)
    schemas.leave()
    assert tables.due(TODAY, 1).due_on == date(2026, 11, 23)


def test_pages_ask_nothing_while_the_copy_is_fresh(
    cast: Any, units: Any, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    declare(cast, units)
    tables.load_table()
    with django_assert_num_queries(0):
        assert tables.due(TODAY, 1).due_on == date(2026, 11, 25)


def test_the_copy_is_dropped_when_the_tenant_decides(cast: Any, units: Any) -> None:
    assert tables.due(TODAY, 1).due_on == date(2026, 11, 23)
    with TestCase.captureOnCommitCallbacks(execute=True):
        actions.declare(units.QW, actor=cast.admin, at=AT, data=MOVE)
    assert tables.due(TODAY, 1).due_on == date(2026, 11, 25)


def test_a_country_that_changes_is_seen_below_the_tenants_days(cast: Any, units: Any) -> None:
    from core.workdays import official, years
    from core.workdays.calendar import Day

    declare(cast, units)
    assert tables.due(TODAY, 1).due_on == date(2026, 11, 25)
    days = {**official.days_of(2026), date(2026, 11, 25): Day(working=False, name="特别假日")}
    years.load_year(2026, days, source="补充通知", confirmed=True, at=AT)
    assert tables.load_table(fresh=True) is tables.load_table()
    assert tables.due(TODAY, 1).due_on == date(2026, 11, 26)


@pytest.mark.parametrize("who", ["superior", "inspector", "deputy", "clerk", "leader", "member", "public"])
def test_only_the_admin_of_the_root_decides(who: str, cast: Any, units: Any) -> None:
    with pytest.raises(errors.Denied) as refused:
        actions.declare(units.QW, actor=getattr(cast, who), at=AT, data=MOVE)
    assert refused.value.code == "local_span.root_only"
    span = declare(cast, units)
    with pytest.raises(errors.Denied):
        actions.withdraw(span, units.QW, actor=getattr(cast, who), at=AT, data={"reason": "试"})


def test_nobody_decides_at_a_unit_below(cast: Any, units: Any) -> None:
    assert policies.decide(cast.admin, units.QW)
    assert not policies.decide(cast.admin, units.JG1)
    assert policies.decide(cast.system, units.QW)


@pytest.mark.parametrize(
    ("changed", "field", "code"),
    [
        ({"first_on": "2026-11-19"}, "first_on", "local_span.past"),
        ({"first_on": "2026-11-21", "last_on": "2026-11-22"}, "first_on", "local_span.no_effect"),
        ({"first_on": "2026-12-01", "last_on": "2026-11-30"}, "last_on", "last_on.before_first"),
        ({"first_on": "2026-12-01", "last_on": "2027-02-01"}, "last_on", "last_on.too_long"),
        ({"first_on": "2026-02-30"}, "first_on", "first_on.invalid"),
        ({"occasion": ""}, "occasion", "occasion.required"),
        ({"reason": " "}, "reason", "reason.required"),
        ({"kind": "half"}, "kind", "kind.invalid_choice"),
        ({"kind": "worked"}, "first_on", "local_span.no_effect"),
    ],
)
def test_what_makes_no_sense_is_refused(changed: dict[str, str], field: str, code: str, cast: Any, units: Any) -> None:
    with pytest.raises(errors.Invalid) as refused:
        declare(cast, units, **changed)
    assert [error.code for error in refused.value.errors[field]] == [code]
    assert not LocalSpan.objects.exists()


def test_a_public_holiday_is_not_worked(cast: Any, units: Any) -> None:
    with pytest.raises(errors.Invalid) as refused:
        actions.declare(
            units.QW,
            actor=cast.admin,
            at=datetime(2026, 9, 1, tzinfo=UTC),
            data={**SATURDAY, "first_on": "2026-10-03"},
        )
    assert refused.value.code == "local_span.holiday"
    assert "国庆节" in str(refused.value.reason)


def test_a_year_not_announced_may_be_planned(cast: Any, units: Any) -> None:
    declare(cast, units, first_on="2027-05-01", last_on="2027-05-02", occasion="校庆")  # a weekend, as far as is known
    assert LocalSpan.objects.count() == 1


@pytest.mark.parametrize("kind", ["off", "worked"])
def test_two_spans_never_hold_one_day(kind: str, cast: Any, units: Any) -> None:
    declare(cast, units)
    with pytest.raises(errors.Conflict) as refused:
        declare(cast, units, kind=kind, first_on="2026-11-24", last_on="2026-11-29", occasion="校庆")
    assert refused.value.code == "local_span.overlaps"
    assert "机关搬迁" in str(refused.value.reason)
    assert LocalSpan.objects.count() == 1
    assert not AuditEntry.objects.filter(after__occasion="校庆").exists()


def test_the_database_keeps_spans_apart_and_whole(cast: Any, units: Any) -> None:
    span = declare(cast, units)
    for first_on, last_on, name in (
        (span.last_on, span.last_on, "closures_spans_apart"),
        (TODAY, TODAY - timedelta(days=1), "closures_span_has_a_day|lower bound"),
    ):
        twin = LocalSpan(
            kind="off", first_on=first_on, last_on=last_on, unit_id=1, declared_at=AT, occasion="二", reason="二"
        )
        with pytest.raises(DatabaseError, match=name), transaction.atomic():
            twin.save()


def test_withdrawn_before_it_begins_it_was_never(cast: Any, units: Any) -> None:
    span = withdraw(declare(cast, units), cast, units)
    assert span.withdrawn_at == AT
    assert tables.due(TODAY, 1).due_on == date(2026, 11, 23)
    declare(cast, units, occasion="另一次搬迁")  # the days are free again


def test_withdrawn_while_it_lasts_it_keeps_the_days_gone_by(cast: Any, units: Any) -> None:
    span = declare(cast, units, last_on="2026-11-30")
    ended = withdraw(span, cast, units, at=AT + timedelta(days=4))
    assert (ended.first_on, ended.last_on, ended.withdrawn_at) == (date(2026, 11, 23), date(2026, 11, 24), None)
    assert tables.due(TODAY, 1).due_on == date(2026, 11, 25)


def test_what_is_over_or_withdrawn_stays(cast: Any, units: Any) -> None:
    span = declare(cast, units)
    with pytest.raises(errors.WrongState) as over:
        withdraw(span, cast, units, at=AT + timedelta(days=4))
    assert over.value.code == "local_span.over"
    withdraw(span, cast, units)
    with pytest.raises(errors.WrongState) as twice:
        withdraw(span, cast, units)
    assert twice.value.code == "local_span.withdrawn"
    with pytest.raises(errors.Stale):
        withdraw(span, cast, units, revision=0)


def test_each_step_stands_in_the_tenants_trail(cast: Any, units: Any) -> None:
    span = withdraw(declare(cast, units), cast, units)
    declared, withdrawn = AuditEntry.objects.about(span)
    assert (declared.verb, declared.reason, declared.unit_id) == ("local_span.declare", "区委办通知", units.QW.pk)
    assert declared.after["first_on"] == "2026-11-23"
    assert (withdrawn.verb, withdrawn.reason) == ("local_span.withdraw", "不搬了")
    assert list(withdrawn.after) == ["withdrawn_at"]


def test_owners_of_deadlines_hear_of_it(cast: Any, units: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[LocalDaysChanged] = []
    monkeypatch.setitem(events._subscribers, LocalDaysChanged, [heard.append])
    with TestCase.captureOnCommitCallbacks(execute=True):
        span = declare(cast, units, last_on="2026-11-30")
    with TestCase.captureOnCommitCallbacks(execute=True):
        withdraw(span, cast, units, at=AT + timedelta(days=4))
    assert heard == [
        LocalDaysChanged(date(2026, 11, 23), date(2026, 11, 30)),
        LocalDaysChanged(date(2026, 11, 25), date(2026, 11, 30)),
    ]


def test_spans_are_found_by_the_days_that_they_touch(cast: Any, units: Any) -> None:
    span = declare(cast, units)
    found = LocalSpan.objects.holding()
    assert list(found.touching(date(2026, 11, 24), date(2026, 12, 1))) == [span]
    assert not found.touching(date(2026, 11, 25), date(2026, 12, 1))
    assert list(found.ahead(date(2026, 11, 24))) == [span]
    assert not found.ahead(date(2026, 11, 25))

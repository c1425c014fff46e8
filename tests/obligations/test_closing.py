"""What becomes of open work when a unit is merged or abolished, is exempt, or an item is terminated?"""

from __future__ import annotations

import datetime
from types import SimpleNamespace
from typing import Any

import pytest

from catalogs import actions as catalog_actions
from catalogs.flows import amendment_flow, exemption_flow
from catalogs.kinds import TimeMode
from catalogs.models import Exemption, Item
from core import errors
from core.notifications.models import Notification
from obligations import actions, closing, opening, sweeping
from obligations.kinds import ClosedReason
from obligations.models import Matter, Obligation
from tests.obligations.conftest import (
    NEW_YEAR,
    add,
    close_unit,
    create_unit,
    leave_out,
    morning,
    newcomer,
    of,
    one,
    pks,
    refused,
    write,
)

pytestmark = pytest.mark.django_db
DAY_D = datetime.date(2027, 2, 10)
DAY = datetime.timedelta(days=1)


@pytest.fixture
def opened(items: SimpleNamespace, units: Any) -> SimpleNamespace:
    """The rounds of the new year, open."""
    opening.catch_up(on=NEW_YEAR - datetime.timedelta(days=1))
    opening.catch_up(on=NEW_YEAR)
    return items


def test_a_merged_units_work_is_its_successors(opened: SimpleNamespace, units: Any, cast: Any) -> None:
    event = actions.register_event(
        unit=units.JG2,
        data={"item": str(opened.posts.public_id), "title": "任职决定", "happened_on": "2027-02-08"},
        actor=cast.neighbour,
        at=morning(datetime.date(2027, 2, 8)),
    )
    own = pks(Obligation.objects.of_unit(units.JG1))
    close_unit(units.JG2, on=DAY_D, successor=units.JG1)
    settled = sweeping.settle(on=DAY_D, at=morning(DAY_D))

    assert not Obligation.objects.of_unit(units.JG2).open(DAY_D).exists()
    reasons = Obligation.objects.of_unit(units.JG2).values_list("closed_on", "closed_reason").distinct()
    assert set(reasons) == {(DAY_D, ClosedReason.MERGED)}
    [taken] = Obligation.objects.of_unit(units.JG1).exclude(pk__in=own)
    assert settled.taken_over_ids == (taken.pk,), "what both owed for one period is owed once"
    assert (taken.event, taken.opened_on) == (event, DAY_D)
    former = taken.taken_over_from
    assert former is not None
    assert (former.unit, former.due_on, former.rule_text) == (units.JG2, taken.due_on, taken.rule_text)
    told = Notification.objects.filter(kind="obligation.taken_over")
    assert set(told.values_list("recipient__username", flat=True)) == {"clerk", "second_clerk"}
    assert sweeping.settle(on=DAY_D, at=morning(DAY_D)).merged == 0


def test_work_goes_on_to_the_successor_of_the_successor(opened: SimpleNamespace, units: Any) -> None:
    local = write(units.SQ1, on=NEW_YEAR)
    own = add(local, "社区特色", time_mode=TimeMode.STANDING, obligation_level="local")
    opening.catch_up(on=NEW_YEAR)
    assert one(own, units.SQ1)
    close_unit(units.SQ1, on=DAY_D, successor=units.SQ2)
    close_unit(units.SQ2, on=DAY_D, successor=units.JD)
    closing.settle(on=DAY_D)
    assert [found.unit for found in of(own).open(DAY_D)] == [units.JD]


def test_a_staged_matter_goes_with_the_work(opened: SimpleNamespace, units: Any, cast: Any) -> None:
    matter = actions.begin_matter(
        unit=units.JG2,
        data={
            "item": str(opened.project.public_id),
            "title": "办公楼维修",
            "started_on": "2027-01-10",
            "stages": ["2027-03-01 立项", "2027-06-01 验收"],
        },
        actor=cast.neighbour,
        at=morning(datetime.date(2027, 1, 10)),
    )
    close_unit(units.JG2, on=DAY_D, successor=units.JG1)
    closing.settle(on=DAY_D)
    assert Matter.objects.get(pk=matter.pk).unit == units.JG1
    actions.add_stages(matter, data={"stages": ["2027-09-01 决算"]}, actor=cast.clerk, at=morning(DAY_D))
    labels = matter.stages.open(DAY_D).filter(unit=units.JG1).order_by("stage_no").values_list("stage_no", flat=True)
    assert list(labels) == [1, 2, 3]


def test_a_taken_over_matter_goes_by_the_days_of_its_successor(opened: SimpleNamespace, units: Any, cast: Any) -> None:
    """What is added, and the summary, come after the last stage as the successor moved it."""
    began = datetime.date(2027, 1, 10)
    stages = ["2027-11-20 立项"]
    data = {"item": str(opened.project.public_id), "title": "大修", "started_on": f"{began}", "stages": stages}
    matter = actions.begin_matter(unit=units.JG2, data=data, actor=cast.neighbour, at=morning(began))
    close_unit(units.JG2, on=DAY_D, successor=units.JG1)
    closing.settle(on=DAY_D)
    stage = matter.stages.get(unit=units.JG1)
    moved = {"label": "立项", "due_on": "2027-12-20", "reason": "工期顺延"}
    actions.edit_stage(stage, data=moved, actor=cast.clerk, at=morning(DAY_D))
    matter.stages.filter(unit=units.JG2).update(responsible=["办公室"])  # written last, it is read last
    with refused(errors.Invalid, "matter.stage_too_early"):
        actions.add_stages(matter, data={"stages": ["2027-12-01 决算"]}, actor=cast.clerk, at=morning(DAY_D))
    on = datetime.date(2028, 1, 1)
    actions.close_year(on=on)
    assert matter.stages.get(is_summary=True).responsible == stage.responsible


def test_an_abolished_unit_owes_nothing_more(opened: SimpleNamespace, units: Any) -> None:
    fulfilled = one(opened.dues, units.SQ2)
    actions.fulfil(1, unit_id=units.SQ2.pk, lineage=fulfilled.lineage, at=morning(NEW_YEAR))
    close_unit(units.SQ2, on=DAY_D)
    closing.settle(on=DAY_D)
    rows = Obligation.objects.of_unit(units.SQ2)
    assert not rows.open(DAY_D).exists()
    assert rows.open(DAY_D - datetime.timedelta(days=1)).exists(), "no day of the past changes"
    assert set(rows.exclude(pk=fulfilled.pk).values_list("closed_reason", flat=True)) == {ClosedReason.ABOLISHED}
    fulfilled.refresh_from_db()
    assert fulfilled.closed_on is None, "what was done stays done"


def exempt(item: Any, unit: Any, cast: Any, *, on: datetime.date, ends_on: datetime.date) -> Exemption:
    clerk, superior = cast.clerk, cast.deputy
    asked = catalog_actions.ask_exemption(
        unit,
        item,
        data={"reason": "本支部不收缴党费", "from_on": on.isoformat(), "ends_on": ends_on.isoformat()},
        actor=clerk,
        at=morning(on),
    )
    return exemption_flow.perform("grant", asked, actor=superior, at=morning(on), data={})


def test_an_exemption_closes_what_is_open_and_opens_nothing(opened: SimpleNamespace, units: Any, cast: Any) -> None:
    exempt(opened.budget, units.JG1, cast, on=DAY_D, ends_on=datetime.date(2027, 8, 1))
    assert closing.settle(on=DAY_D).exempted == 1
    found = one(opened.budget, units.JG1)
    assert (found.closed_on, found.closed_reason) == (DAY_D, ClosedReason.EXEMPTED)
    assert found.closed_note == "本支部不收缴党费"
    opening.catch_up(on=datetime.date(2027, 4, 1))
    assert of(opened.budget, units.JG1).count() == 1
    assert of(opened.budget, units.JG2).count() == 2
    opening.catch_up(on=datetime.date(2027, 7, 1))
    assert of(opened.budget, units.JG1).open(datetime.date(2027, 7, 1)).count() == 1


@pytest.mark.parametrize("granted_on", [datetime.date(2027, 3, 30), datetime.date(2027, 4, 2)])
def test_what_falls_due_after_an_exemption_is_owed_whenever_it_was_granted(
    opened: SimpleNamespace, units: Any, cast: Any, granted_on: datetime.date
) -> None:
    """The second quarter begins on 1 April and is due in July."""
    quarter = datetime.date(2027, 4, 1)
    if granted_on > quarter:
        sweeping.sweep(on=quarter, at=morning(quarter))
    exempt(opened.budget, units.JG1, cast, on=granted_on, ends_on=datetime.date(2027, 6, 1))
    later = max(quarter, granted_on)
    sweeping.sweep(on=later, at=morning(later))
    assert of(opened.budget, units.JG1).open(later).get().period_start == quarter


def test_an_exemption_ended_within_a_period_that_began_during_it(
    opened: SimpleNamespace, units: Any, cast: Any
) -> None:
    march, may = datetime.date(2027, 3, 30), datetime.date(2027, 5, 10)
    granted = exempt(opened.budget, units.JG1, cast, on=march, ends_on=datetime.date(2027, 12, 1))
    sweeping.sweep(on=datetime.date(2027, 4, 1), at=morning(march))
    assert not of(opened.budget, units.JG1).open(may).exists()
    exemption_flow.perform("end", granted, actor=cast.deputy, at=morning(may), data={"reason": "已恢复这项业务"})
    sweeping.sweep(on=may, at=morning(may))
    owed = of(opened.budget, units.JG1).open(may).get()
    assert (owed.label, owed.opened_on) == ("2027年第二季度", may), "what fell due in April is not given back"


def test_an_exemption_forgives_nothing_that_was_overdue(opened: SimpleNamespace, units: Any, cast: Any) -> None:
    exempt(opened.dues, units.JG1, cast, on=DAY_D, ends_on=datetime.date(2027, 6, 1))
    assert closing.settle(on=DAY_D).exempted == 0
    assert of(opened.dues, units.JG1).overdue(DAY_D).exists()


def test_an_exemption_closes_only_what_falls_due_while_it_lasts(opened: SimpleNamespace, units: Any, cast: Any) -> None:
    due_on = one(opened.budget, units.JG1).due_on
    exempt(opened.budget, units.JG1, cast, on=DAY_D, ends_on=due_on)
    assert closing.settle(on=DAY_D).exempted == 0
    assert of(opened.budget, units.JG1).open(DAY_D).exists()


def test_an_exemption_that_ends_early_gives_back_what_falls_due_after_it(
    opened: SimpleNamespace, units: Any, cast: Any
) -> None:
    granted = exempt(opened.budget, units.JG1, cast, on=DAY_D, ends_on=datetime.date(2027, 6, 1))
    closing.settle(on=DAY_D)
    due_on = one(opened.budget, units.JG1).due_on
    early = due_on - 3 * DAY
    data = {"reason": "已恢复这项业务", "ends_on": early.isoformat()}
    exemption_flow.perform("end", granted, actor=cast.deputy, at=morning(DAY_D + DAY), data=data)
    closing.settle(on=DAY_D + DAY)
    found = one(opened.budget, units.JG1)
    assert (found.closed_on, found.closed_reason, found.closed_note) == (None, "", "")
    assert of(opened.budget, units.JG1).open(early).exists()
    assert closing.settle(on=early).exempted == 0, "repeating it closes nothing again"


def test_an_exemption_that_ends_by_its_own_day_gives_nothing_back(
    opened: SimpleNamespace, units: Any, cast: Any
) -> None:
    ends_on = datetime.date(2027, 6, 1)
    exempt(opened.budget, units.JG1, cast, on=DAY_D, ends_on=ends_on)
    closing.settle(on=DAY_D)
    closing.settle(on=ends_on + DAY)
    assert one(opened.budget, units.JG1).closed_reason == ClosedReason.EXEMPTED


def test_what_an_edition_leaves_out_is_owed_no_longer(opened: SimpleNamespace, units: Any) -> None:
    leave_out(opened, "plan", "dues", on=DAY_D, note="并入工作总结")
    assert closing.settle(on=DAY_D - DAY).ended_ids == ()
    settled = sweeping.settle(on=DAY_D, at=morning(DAY_D))
    assert set(settled.ended_ids) == pks(of(opened.plan)), "what was overdue stays owed: an end forgives nothing"
    found = one(opened.plan, units.JG1)
    assert (found.closed_on, found.closed_reason) == (DAY_D, ClosedReason.TERMINATED)
    assert found.closed_note == "并入工作总结"
    assert of(opened.plan, units.JG1).open(DAY_D - DAY).exists(), "no day of the past changes"
    assert of(opened.dues, units.JG1).overdue(DAY_D).exists()
    told = Notification.objects.filter(kind="obligation.ended")
    assert set(told.values_list("recipient__username", flat=True)) == {"clerk", "second_clerk", "neighbour"}
    assert sweeping.settle(on=DAY_D, at=morning(DAY_D)).ended_ids == ()


@pytest.mark.parametrize(
    ("propose", "reason", "forgiven"),
    [
        (catalog_actions.propose_termination, ClosedReason.TERMINATED, False),
        (catalog_actions.propose_withdrawal, ClosedReason.WITHDRAWN, True),
    ],
)
def test_an_item_that_ends_by_itself_is_owed_no_longer(
    opened: SimpleNamespace, units: Any, cast: Any, propose: Any, reason: str, forgiven: bool
) -> None:
    decider = newcomer("first", units.QW, "leader")
    done = one(opened.budget, units.SQ1)
    actions.fulfil(1, unit_id=units.SQ1.pk, lineage=done.lineage, at=morning(DAY_D - DAY))
    for item in (opened.budget, opened.dues):
        latest = Item.objects.for_detail().get(version__state="published", lineage=item.lineage)
        proposed = propose(latest, data={"reason": "不再开展"}, actor=cast.admin, at=morning(DAY_D))
        amendment_flow.perform("grant", proposed, actor=decider, at=morning(DAY_D))
    ended = closing.settle(on=DAY_D).ended_ids

    overdue = pks(of(opened.dues))
    assert set(ended) == pks(of(opened.budget).exclude(pk=done.pk)) | (overdue if forgiven else set())
    found = one(opened.budget, units.JG1)
    assert (found.closed_on, found.closed_reason) == (DAY_D, reason)
    assert found.closed_note.endswith("“经费使用情况”。不再开展")
    assert of(opened.dues, units.JG1).overdue(DAY_D).exists() is not forgiven
    done.refresh_from_db()
    assert done.closed_on is None, "what was done stays done"
    opening.catch_up(on=datetime.date(2027, 4, 1))
    assert of(opened.budget, units.JG1).count() == 1, "and nothing more arises"


def test_an_end_that_is_to_come_closes_nothing_yet(opened: SimpleNamespace, units: Any, cast: Any) -> None:
    decider, later = newcomer("first", units.QW, "leader"), DAY_D + 10 * DAY
    data = {"reason": "不再开展", "from_on": later.isoformat()}
    latest = Item.objects.for_detail().get(version__state="published", lineage=opened.budget.lineage)
    proposed = catalog_actions.propose_termination(latest, data=data, actor=cast.admin, at=morning(DAY_D))
    amendment_flow.perform("grant", proposed, actor=decider, at=morning(DAY_D))
    assert closing.settle(on=later - DAY).ended_ids == ()
    assert len(closing.settle(on=later).ended_ids) == of(opened.budget).count()


def test_a_unit_created_and_merged_in_one_period(opened: SimpleNamespace, units: Any) -> None:
    unit = create_unit("JG4", units.JG, on=DAY_D)
    opening.open_for_new_units([unit.pk], on=DAY_D)
    newcomer("late", units.JG2, "clerk")
    later = DAY_D + datetime.timedelta(days=5)
    close_unit(unit, on=later, successor=units.JG2)
    closing.settle(on=later)
    found = one(opened.duties, unit)
    assert (found.closed_on, found.closed_reason) == (later, ClosedReason.MERGED)
    assert of(opened.duties, units.JG2).filter(label="2027年").count() == 1

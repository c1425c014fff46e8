"""Can a stage be called otherwise and moved while it is owed, without anything owed getting lost?"""

from __future__ import annotations

import datetime
from types import SimpleNamespace
from typing import Any

import pytest

from core import errors
from core.audit.models import AuditEntry
from obligations import actions
from obligations.flows import extension_flow
from obligations.models import Matter, Obligation
from tests.obligations.conftest import TODAY, morning, refused

pytestmark = pytest.mark.django_db
NOW = morning(TODAY)


@pytest.fixture
def matter(items: SimpleNamespace, units: Any, cast: Any) -> Matter:
    """A matter of three stages within one year."""
    data = {
        "item": str(items.project.public_id),
        "title": "办公楼维修",
        "started_on": TODAY.isoformat(),
        "stages": ["2026-12-01 立项", "2026-12-10 招标结果", "2026-12-20 验收"],
    }
    return actions.begin_matter(unit=units.JG1, data=data, actor=cast.clerk, at=NOW)


def stage(matter: Matter, number: int) -> Obligation:
    return Obligation.objects.get(matter=matter, stage_no=number)


def edit(found: Obligation, actor: Any, *, at: datetime.datetime = NOW, **changes: Any) -> Obligation:
    data = {"label": actions.name_of(found), "due_on": found.due_on.isoformat(), "reason": "招标流标", **changes}
    return actions.edit_stage(found, data=data, actor=actor, at=at)


def test_it_is_called_otherwise_without_a_reason(matter: Matter, cast: Any) -> None:
    done = edit(stage(matter, 2), cast.leader, label="中标结果", reason="")
    assert (done.label, actions.name_of(done)) == ("办公楼维修：中标结果", "中标结果")
    assert done.due_on == datetime.date(2026, 12, 10)


def test_it_moves_with_a_reason_that_the_trail_keeps(matter: Matter, cast: Any) -> None:
    edit(stage(matter, 2), cast.clerk, due_on="2026-12-15")
    assert stage(matter, 2).due_on == datetime.date(2026, 12, 15)
    entry = AuditEntry.objects.get(verb="matter.edit_stage")
    assert (entry.reason, entry.before, entry.after) == (
        "招标流标",
        {"due_on": "2026-12-10"},
        {"due_on": "2026-12-15"},
    )
    assert not Obligation.objects.filter(is_summary=True).exists()


def test_a_last_stage_that_crosses_the_year_brings_the_summary(matter: Matter, cast: Any) -> None:
    edit(stage(matter, 3), cast.clerk, due_on="2027-03-31")
    summary = Obligation.objects.get(is_summary=True)
    assert (summary.counted_from, summary.due_on) == (datetime.date(2027, 3, 31), datetime.date(2027, 4, 28))


def test_the_summary_follows_the_last_stage_and_is_never_lost(matter: Matter, cast: Any) -> None:
    edit(stage(matter, 3), cast.clerk, due_on="2027-03-31")
    for day in ("2027-05-31", "2026-12-31"):
        edit(stage(matter, 3), cast.clerk, due_on=day)
        summary = Obligation.objects.get(is_summary=True)
        assert summary.closed_on is None
        assert summary.counted_from == datetime.date.fromisoformat(day)
        assert summary.due_on > summary.counted_from


def test_a_stage_in_the_middle_leaves_the_summary(matter: Matter, cast: Any) -> None:
    edit(stage(matter, 3), cast.clerk, due_on="2027-03-31")
    before = Obligation.objects.filter(is_summary=True).values().get()
    edit(stage(matter, 2), cast.clerk, due_on="2027-01-15")
    assert Obligation.objects.filter(is_summary=True).values().get() == before


@pytest.mark.parametrize(
    ("number", "changes", "field", "code"),
    [
        (2, {"due_on": "2026-11-30"}, "due_on", "matter.stage_too_early"),
        (2, {"due_on": "2026-12-21"}, "due_on", "matter.stage_too_late"),
        (1, {"due_on": "2026-11-01"}, "due_on", "matter.stage_too_early"),
        (2, {"due_on": "2026-12-11", "reason": " "}, "reason", "reason.required"),
        (2, {"label": ""}, "label", "label.required"),
        (2, {"due_on": "改天"}, "due_on", "due_on.invalid"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    matter: Matter, cast: Any, number: int, changes: dict[str, str], field: str, code: str
) -> None:
    before = list(Obligation.objects.order_by("pk").values())
    with pytest.raises(errors.Invalid) as caught:
        edit(stage(matter, number), cast.clerk, **changes)
    assert [error.code for error in caught.value.errors[field]] == [code]
    assert list(Obligation.objects.order_by("pk").values()) == before


def test_what_was_disclosed_stays(matter: Matter, items: SimpleNamespace, units: Any, cast: Any) -> None:
    actions.fulfil(1, unit_id=units.JG1.pk, lineage=items.project.lineage, at=morning(TODAY))
    with refused(errors.WrongState, "matter.stage_settled"):
        edit(stage(matter, 1), cast.clerk, label="另名")


def test_the_summary_is_not_moved_by_hand(matter: Matter, cast: Any) -> None:
    edit(stage(matter, 3), cast.clerk, due_on="2027-03-31")
    with refused(errors.Conflict, "matter.summary_follows"):
        edit(Obligation.objects.get(is_summary=True), cast.clerk, due_on="2027-08-31")


def test_a_day_that_has_passed_is_not_moved_but_the_stage_may_be_renamed(matter: Matter, cast: Any) -> None:
    late = morning(datetime.date(2026, 12, 2))
    with refused(errors.Conflict, "matter.stage_overdue"):
        edit(stage(matter, 1), cast.clerk, at=late, due_on="2026-12-09")
    assert edit(stage(matter, 1), cast.clerk, at=late, label="立项批复").label == "办公楼维修：立项批复"


@pytest.mark.parametrize("granted", [False, True])
def test_the_superiors_day_is_not_moved(matter: Matter, cast: Any, granted: bool) -> None:
    asked = {"asked_until": "2026-12-18", "reason": "招标流标"}
    extension = actions.ask_extension(stage(matter, 2), data=asked, actor=cast.clerk, at=NOW)
    if granted:
        extension_flow.perform("grant", extension, actor=cast.deputy, at=NOW)
    with refused(errors.Conflict, "matter.stage_extended"):
        edit(stage(matter, 2), cast.clerk, due_on="2026-12-19")


@pytest.mark.parametrize(("who", "kind"), [("superior", errors.Denied), ("neighbour", errors.Missing)])
def test_others_change_nothing(matter: Matter, cast: Any, who: str, kind: Any) -> None:
    with pytest.raises(kind):
        edit(stage(matter, 2), getattr(cast, who), label="另名")


def test_an_obligation_that_is_no_stage(items: SimpleNamespace, units: Any, cast: Any) -> None:
    happened = {"item": str(items.posts.public_id), "title": "任职", "happened_on": TODAY.isoformat()}
    event = actions.register_event(unit=units.JG1, data=happened, actor=cast.clerk, at=NOW)
    with pytest.raises(errors.Missing):
        edit(event.obligations.get(), cast.clerk, label="另名")

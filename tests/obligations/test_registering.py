"""Are events and matters due as they should be, and is what cannot be registered refused with nothing written?"""

from __future__ import annotations

import datetime
from types import SimpleNamespace
from typing import Any

import pytest

from core import errors
from core.audit.models import AuditEntry
from obligations import actions
from obligations.models import Event, Matter, Obligation
from tests.obligations.conftest import TODAY, add, morning, one, refused, write

pytestmark = pytest.mark.django_db
NOW = morning(TODAY)


def register(unit: Any, of: Any, actor: Any, **changes: Any) -> Event:
    data = {"item": str(of.public_id), "title": "关于王某任职的决定", "happened_on": TODAY.isoformat(), **changes}
    return actions.register_event(unit=unit, data=data, actor=actor, at=NOW)


def begin(unit: Any, item: Any, actor: Any, *stages: str, started_on: str = "2026-11-20") -> Matter:
    data = {"item": str(item.public_id), "title": "办公楼维修", "started_on": started_on, "stages": list(stages)}
    return actions.begin_matter(unit=unit, data=data, actor=actor, at=NOW)


def test_what_happened_is_due_within_the_set_days(items: SimpleNamespace, units: Any, cast: Any) -> None:
    register(units.JG1, items.posts, cast.clerk, happened_on="2026-11-18")
    found = one(items.posts, units.JG1)
    assert (found.kind, found.label) == ("prompt", "关于王某任职的决定")
    assert (found.counted_from, found.due_on) == (datetime.date(2026, 11, 18), datetime.date(2026, 11, 25))
    assert found.rule_text == "自事项发生之日起7日内"
    assert AuditEntry.objects.filter(verb="event.register").count() == 1


def test_the_items_own_days_come_first(units: Any, cast: Any) -> None:
    item = add(write(units.QW), "处分决定", due_rule="自决定之日起3个工作日内")
    register(units.JG1, item, cast.clerk)
    assert one(item, units.JG1).due_on == datetime.date(2026, 11, 25)


@pytest.mark.parametrize(
    ("changes", "kind", "code"),
    [
        ({"happened_on": "2026-11-21"}, errors.Invalid, "event.in_future"),
        ({"happened_on": "很快"}, errors.Invalid, "input.invalid"),
        ({"title": ""}, errors.Invalid, "input.invalid"),
        ({"item": "4f2f6b0e-0000-0000-0000-000000000000"}, errors.Invalid, "input.invalid"),
    ],
)
def test_an_event_that_cannot_be(
    items: SimpleNamespace, units: Any, cast: Any, changes: dict[str, str], kind: Any, code: str
) -> None:
    with refused(kind, code):
        register(units.JG1, items.posts, cast.clerk, **changes)
    assert not Obligation.objects.exists()
    assert not Event.objects.exists()


def test_the_same_event_twice(items: SimpleNamespace, units: Any, cast: Any) -> None:
    register(units.JG1, items.posts, cast.clerk)
    with refused(errors.Conflict, "event.twice"):
        register(units.JG1, items.posts, cast.second_clerk)
    assert Obligation.objects.count() == 1


@pytest.mark.parametrize(("name", "code"), [("rural", "item.not_applicable"), ("duties", "item.other_time_mode")])
def test_an_event_of_another_item(items: SimpleNamespace, units: Any, cast: Any, name: str, code: str) -> None:
    with refused(errors.Invalid, code):
        register(units.JG1, getattr(items, name), cast.clerk)


@pytest.mark.parametrize("who", ["neighbour", "member", "admin", "superior", "public", "system"])
def test_others_register_nothing(items: SimpleNamespace, units: Any, cast: Any, who: str) -> None:
    with refused(errors.Denied, "obligation.not_registrar"):
        register(units.JG1, items.posts, getattr(cast, who))


def test_a_matter_within_a_year_has_its_stages_alone(items: SimpleNamespace, units: Any, cast: Any) -> None:
    matter = begin(units.JG1, items.project, cast.leader, "2026-12-01 立项", "2026-12-20 验收")
    assert list(matter.stages.order_by("stage_no").values_list("label", "due_on", "is_summary")) == [
        ("办公楼维修：立项", datetime.date(2026, 12, 1), False),
        ("办公楼维修：验收", datetime.date(2026, 12, 20), False),
    ]


def test_a_matter_that_crosses_the_year_closes_with_a_summary(items: SimpleNamespace, units: Any, cast: Any) -> None:
    matter = begin(units.JG1, items.project, cast.clerk, "2026-12-01 立项", "2027-03-31 验收")
    summary = matter.stages.get(is_summary=True)
    assert summary.label == "办公楼维修：终结小结"
    assert (summary.counted_from, summary.due_on) == (datetime.date(2027, 3, 31), datetime.date(2027, 4, 28))
    actions.add_stages(matter, data={"stages": [{"due_on": "2027-05-31", "label": "决算"}]}, actor=cast.clerk, at=NOW)
    assert matter.stages.get(is_summary=True).counted_from == datetime.date(2027, 5, 31)
    assert matter.stages.order_by("due_on").last() == summary


def test_a_matter_that_goes_on_into_the_next_year_gets_its_summary_then(
    items: SimpleNamespace, units: Any, cast: Any
) -> None:
    late = begin(units.JG1, items.project, cast.clerk, "2026-12-01 立项", "2026-12-20 验收")
    assert actions.close_year(on=datetime.date(2026, 12, 31)) == 0
    new_year = datetime.date(2027, 1, 1)
    assert actions.close_year(on=new_year) == 1
    assert actions.close_year(on=new_year) == 0
    assert late.stages.get(is_summary=True).due_on > new_year


def test_a_matter_that_is_finished_in_its_year_needs_no_summary(items: SimpleNamespace, units: Any, cast: Any) -> None:
    begin(units.JG1, items.project, cast.clerk, "2026-12-01 立项")
    actions.fulfil(1, unit_id=units.JG1.pk, lineage=items.project.lineage, at=morning(datetime.date(2026, 12, 1)))
    assert actions.close_year(on=datetime.date(2027, 1, 1)) == 0


@pytest.mark.parametrize(
    ("stages", "code"),
    [
        (["2026-12-20 验收", "2026-12-01 立项"], "input.invalid"),
        (["十二月 立项"], "input.invalid"),
        (["2026-12-01"], "input.invalid"),
        ([], "input.invalid"),
        (["2026-11-01 立项"], "matter.stage_too_early"),
        ([f"2026-12-01 第{number}段" for number in range(41)], "input.invalid"),
    ],
)
def test_stages_that_cannot_be(items: SimpleNamespace, units: Any, cast: Any, stages: list[str], code: str) -> None:
    with refused(errors.Invalid, code):
        begin(units.JG1, items.project, cast.clerk, *stages)
    assert not Matter.objects.exists()


def test_the_same_matter_twice(items: SimpleNamespace, units: Any, cast: Any) -> None:
    begin(units.JG1, items.project, cast.clerk, "2026-12-01 立项")
    with refused(errors.Conflict, "matter.twice"):
        begin(units.JG1, items.project, cast.clerk, "2026-12-02 立项")

"""Who may start a rollout of what to whom, and what is refused?"""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from catalogs.kinds import VersionState
from catalogs.models import Catalog, CatalogVersion
from core import errors
from core.audit.models import AuditEntry
from rollouts import actions, inputs
from rollouts.flows import rollout_flow
from rollouts.models import Phase, Rollout
from tests.databases import AT
from tests.rollouts.conftest import PHASES, begin, publish, refused


def test_it_has_four_phases_with_names_and_days(version: Any, units: Any, cast: Any) -> None:
    rollout = begin(version, units.JG, cast.admin, compile_name="编修目录")
    assert list(rollout.phases.values_list("name", flat=True)) == ["动员", "编修目录", "实施", "检查验收"]
    assert rollout.phases.get(kind="compile").due_on == datetime.date(2026, 12, 11)
    assert rollout.started_by_name.endswith("周某")
    assert AuditEntry.objects.filter(verb="rollout.start", subject_id=rollout.pk).count() == 1


@pytest.mark.parametrize("who", ["superior", "inspector", "clerk", "leader", "deputy", "member", "public"])
def test_only_who_publishes_at_the_maker_starts(who: str, version: Any, units: Any, cast: Any) -> None:
    with refused(errors.Denied, "rollout.not_yours"):
        begin(version, units.JG, getattr(cast, who))
    assert not Rollout.objects.exists()


def test_outside_the_makers_subtree_is_refused(units: Any, cast: Any) -> None:
    own = publish(units.JG, "机关目录")
    for outside in (units.JD, units.SQ1, units.QW):
        with pytest.raises(errors.Invalid) as caught:
            begin(own, outside, cast.admin)
        assert caught.value.errors["root"][0].code == "rollout.outside_subtree"
    assert begin(own, units.JG1, cast.admin).root == units.JG1
    assert Rollout.objects.count() == 1


@pytest.mark.parametrize("state", [VersionState.DRAFT, VersionState.SUPERSEDED])
def test_only_a_published_edition_is_rolled_out(state: VersionState, units: Any, cast: Any) -> None:
    if state == VersionState.SUPERSEDED:
        version = publish(units.QW)
        CatalogVersion.objects.filter(pk=version.pk).update(state=state, ends_on=version.effective_on)
        version.refresh_from_db()
    else:
        catalog = Catalog.objects.create(unit=units.QW, name="起草中", created_at=AT)
        version = CatalogVersion.objects.create(catalog=catalog, created_at=AT)
    with refused(errors.WrongState, "rollout.not_published"):
        begin(version, units.JG, cast.admin)


def test_the_same_is_not_started_twice_but_again_after_it_was_finished(version: Any, units: Any, cast: Any) -> None:
    first = begin(version, units.JG, cast.admin)
    with refused(errors.Conflict, "rollout.under_way"):
        begin(version, units.JG, cast.admin)
    rollout_flow.perform("finish", first, actor=cast.admin, at=AT)
    assert begin(version, units.JG, cast.admin).pk != first.pk


@pytest.mark.parametrize(("first", "second"), [("QW", "JG"), ("JG", "QW")])
def test_no_unit_is_asked_twice_about_one_edition(version: Any, units: Any, cast: Any, first: str, second: str) -> None:
    running = begin(version, getattr(units, first), cast.admin)
    if first == "JG":
        assert begin(version, units.JD, cast.admin), "beside it is no overlap"
    rollout_flow.perform("pause", running, actor=cast.admin, at=AT)
    with refused(errors.Conflict, "rollout.overlaps"):
        begin(version, getattr(units, second), cast.admin)
    assert begin(publish(units.QW, "另一目录"), getattr(units, second), cast.admin)


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"compile_on": ""}, "compile_on", "compile_on.required"),
        ({"compile_on": "十二月"}, "compile_on", "compile_on.invalid"),
        ({"compile_on": "2026-11-26"}, "compile_on", "compile_on.before"),
        ({"accept_on": "2026-12-31"}, "accept_on", "accept_on.before"),
        ({"accept_name": "验" * 51}, "accept_name", "accept_name.max_length"),
    ],
)
def test_days_that_make_no_sense(
    changes: dict[str, str], field: str, code: str, version: Any, units: Any, cast: Any
) -> None:
    with pytest.raises(errors.Invalid) as caught:
        begin(version, units.JG, cast.admin, **changes)
    assert [found.code for found in caught.value.errors[field]] == [code]
    assert not Rollout.objects.exists()
    assert not Phase.objects.exists()


class TestDays:
    def test_they_are_moved_and_the_trail_says_from_where(self, rollout: Rollout, cast: Any) -> None:
        data = {**inputs.values_of(rollout), "compile_on": "2026-12-20", "mobilise_name": "动员部署"}
        actions.reschedule(rollout, data=data, actor=cast.admin, at=AT, revision=rollout.revision)
        assert rollout.phases.get(kind="compile").due_on == datetime.date(2026, 12, 20)
        entry = AuditEntry.objects.get(verb="rollout.reschedule")
        assert entry.before["compile"].endswith("2026-12-11")
        assert entry.after["mobilise"].startswith("动员部署")

    def test_an_old_copy_is_refused(self, rollout: Rollout, cast: Any) -> None:
        actions.reschedule(rollout, data=PHASES, actor=cast.admin, at=AT, revision=rollout.revision)
        with pytest.raises(errors.Stale):
            actions.reschedule(rollout, data=PHASES, actor=cast.admin, at=AT, revision=rollout.revision)

    def test_others_move_nothing(self, rollout: Rollout, cast: Any) -> None:
        with refused(errors.Denied, "rollout.not_yours"):
            actions.reschedule(rollout, data=PHASES, actor=cast.inspector, at=AT)
        with pytest.raises(errors.Missing):
            actions.reschedule(rollout, data=PHASES, actor=cast.clerk, at=AT)

    def test_not_after_the_end(self, rollout: Rollout, cast: Any) -> None:
        rollout_flow.perform("finish", rollout, actor=cast.admin, at=AT)
        with refused(errors.WrongState, "rollout.finished"):
            actions.reschedule(rollout, data=PHASES, actor=cast.admin, at=AT)

"""Do sweeps over texts take as many queries for many as for few, and is a roster the same as asking for each unit?"""

from __future__ import annotations

import datetime
from itertools import product
from typing import Any

import pytest

from accounts.actors import SYSTEM
from accounts.roles import PERMISSIONS
from core.audit.models import AuditEntry
from core.notifications.models import Notification
from disclosures import handing_over
from disclosures.deciding import deadlines, officers
from disclosures.deciding.roster import Roster
from disclosures.kinds import PlanState, State
from disclosures.models import Disclosure, OutsidePlan
from hierarchy import actions as hierarchy_actions
from hierarchy.models import Unit
from tests.costs import ALL, grows
from tests.databases import AT
from tests.disclosures.conftest import TODAY, Walker, newcomer, stand_in
from tests.disclosures.laying import lay, step

pytestmark = pytest.mark.django_db

LATE = TODAY + datetime.timedelta(days=60)


def found_unit(code: str, parent: Unit) -> Unit:
    change = hierarchy_actions.create_unit(
        parent=Unit.objects.get(pk=parent.pk),
        code=code,
        name=f"新设{code}党支部",
        kind="branch",
        sector="agency",
        actor=SYSTEM,
        at=AT,
    )
    return change.subject


def close(unit: Unit, successor: Unit | None) -> None:
    hierarchy_actions.close_unit(
        Unit.objects.get(pk=unit.pk),
        successor=Unit.objects.get(pk=successor.pk) if successor else None,
        reason="机构调整",
        actor=SYSTEM,
        at=AT,
    )


@pytest.mark.parametrize("above", [False, True])
def test_a_roster_answers_what_asking_for_each_unit_does(units: Any, cast: Any, *, above: bool) -> None:
    newcomer("twice", units.JG, "secrecy", "superior", "clerk")
    stand_in("second_clerk", "deputy")
    stand_in("neighbour", "secrecy")
    among = Roster(PERMISSIONS, on=TODAY).officers
    answers = {
        (permission, unit.code): (
            sorted(among(permission, unit, on=TODAY, above=above)),
            sorted(officers.officers(permission, unit, on=TODAY, above=above)),
        )
        for permission, unit in product(sorted(PERMISSIONS), vars(units).values())
    }
    assert all(one == other for one, other in answers.values()), answers
    assert {len(one) for one, _other in answers.values()} >= {0, 1, 2}


@pytest.mark.parametrize("asks", [(), ("leader",)], ids=["decision", "opinion"])
def test_reminding_who_is_late(walk: Walker, cast: Any, asks: tuple[str, ...]) -> None:
    lay(cast.admin, step("secrecy", days=3, asks=list(asks)), step("leader"))

    def wait(size: int) -> None:
        for _each in range(size):
            walk.to(State.SUBMITTED)

    assert not grows(wait, lambda: deadlines.remind(on=LATE, at=AT))
    told = Notification.objects.filter(kind="disclosure.step_late").count()
    assert told == ALL


@pytest.mark.parametrize("is_merged", [True, False], ids=["merged", "abolished"])
def test_handing_texts_and_plans_over(walk: Walker, units: Any, cast: Any, *, is_merged: bool) -> None:
    going = iter([found_unit(f"N{number}", units.JG) for number in range(ALL)])

    def merge(size: int) -> None:
        for unit in [next(going) for _each in range(size)]:
            heir = found_unit(f"{unit.code}H", units.JG) if is_merged else None
            clerk = newcomer(f"clerk-{unit.code.lower()}", unit, "clerk")
            walk.draft(by=clerk, unit=unit)
            assert clerk.user_id is not None
            OutsidePlan.objects.create(
                unit=unit,
                maker=units.QW,
                title="专项整治情况",
                content="整治情况",
                reason="群众关心",
                scope="society",
                channels=["portal"],
                from_on=TODAY,
                until_on=LATE,
                drafted_by_id=clerk.user_id,
                drafted_by_name=clerk.name,
                editor_ids=[clerk.user_id],
                created_at=AT,
                moved_at=AT,
            )
            close(unit, heir)

    assert not grows(merge, lambda: handing_over.hand_over(on=TODAY, at=AT))
    kept = set(Disclosure.objects.values_list("unit__code", flat=True))
    assert kept == {f"N{number}H" if is_merged else f"N{number}" for number in range(ALL)}
    assert set(OutsidePlan.objects.values_list("unit__code", "state")) == {(code, PlanState.DRAFT) for code in kept}
    if is_merged:
        entries = AuditEntry.objects.filter(verb="disclosure.handed_over")
        assert {(entry.note, entry.after["unit"]) for entry in entries} == {
            (f"新设N{number}党支部", f"新设N{number}H党支部") for number in range(ALL)
        }

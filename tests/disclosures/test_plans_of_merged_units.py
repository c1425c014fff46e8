"""Does a plan to disclose outside the catalog go on at the successor when its unit is merged, with what follows it?"""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from core.audit.models import AuditEntry
from core.notifications.models import Notification
from disclosures import handing_over
from disclosures.handing_over import HandedOver
from disclosures.kinds import PlanState, State
from disclosures.models import Disclosure, OutsidePlan
from tests.databases import AT
from tests.disclosures.conftest import TODAY, Walker, newcomer
from tests.disclosures.test_handing_over import close
from tests.disclosures.test_plans import approved, begin, do, follow, maker  # noqa: F401  (a fixture)

pytestmark = pytest.mark.django_db


def handed_over(walk: Walker) -> HandedOver:
    close(walk.units.JG1, walk.units.JG2)
    return handing_over.hand_over(on=TODAY, at=AT)


def now(plan: OutsidePlan) -> OutsidePlan:
    return OutsidePlan.objects.select_related("unit", "maker").get(pk=plan.pk)


def test_what_was_approved_holds_at_the_successor_and_its_text_is_published_there(
    walk: Walker,
    maker: Any,  # noqa: F811
) -> None:
    plan = approved(walk, maker)
    text = follow(walk, plan)
    assert handed_over(walk) == HandedOver(1, 0, 1)
    assert (now(plan).unit, now(plan).state, now(plan).decided_by_id) == (walk.units.JG2, "approved", maker.user_id)
    head = newcomer("head", walk.units.JG2, "leader")
    steps = (("submit", walk.cast.neighbour), ("pass_secrecy", walk.cast.secrecy), ("approve", head))
    for verb, who in (*steps, ("publish", walk.cast.neighbour)):
        text = walk.do(verb, Disclosure.objects.get(pk=text.pk), by=who)
    assert (text.state, text.plan_id, text.unit_name) == (State.PUBLISHED, plan.pk, "机关第二党支部")


@pytest.mark.parametrize(("path", "state"), [((), "draft"), (("submit",), "draft"), (("submit", "return"), "returned")])
def test_what_nobody_agreed_to_is_written_on_at_the_successor(
    path: tuple[str, ...],
    state: str,
    walk: Walker,
    maker: Any,  # noqa: F811
) -> None:
    plan = begin(walk)
    for verb in path:
        data: dict[str, Any] = {"reason": "请补充"} if verb == "return" else {}
        plan = do(verb, plan, maker if verb == "return" else walk.cast.clerk, **data)
    handed_over(walk)
    moved = now(plan)
    assert (moved.unit, moved.state) == (walk.units.JG2, state)
    assert do("submit", moved, walk.cast.neighbour).state == PlanState.SUBMITTED


def test_another_maker_decides_anew(walk: Walker, maker: Any) -> None:  # noqa: F811
    plan = approved(walk, maker)
    OutsidePlan.objects.filter(pk=plan.pk).update(maker=walk.units.JG)
    handed_over(walk)
    assert (now(plan).state, now(plan).maker, now(plan).decided_by) == (PlanState.DRAFT, walk.units.QW, None)


def test_what_is_over_stays_with_the_past_and_repeating_it_does_nothing(walk: Walker, maker: Any) -> None:  # noqa: F811
    over, open_one = approved(walk, maker), approved(walk, maker)
    yesterday = TODAY - datetime.timedelta(days=1)
    OutsidePlan.objects.filter(pk=over.pk).update(from_on=yesterday, until_on=yesterday)
    assert handed_over(walk).plans == 1
    assert (now(over).unit, now(open_one).unit) == (walk.units.JG1, walk.units.JG2)
    revision = now(open_one).revision
    assert handing_over.hand_over(on=TODAY, at=AT) == HandedOver(0, 0)
    assert now(open_one).revision == revision


def test_the_trail_says_so_and_clerks_and_writers_are_told(walk: Walker, maker: Any) -> None:  # noqa: F811
    plan = approved(walk, maker)
    handed_over(walk)
    entry = AuditEntry.objects.get(verb="outside_plan.handed_over")
    assert (entry.subject_id, entry.before["unit"], entry.after["unit"]) == (
        plan.pk,
        "机关第一党支部",
        "机关第二党支部",
    )
    told = Notification.objects.filter(kind="outside_plan.handed_over").values_list("recipient_id", flat=True)
    assert set(told) == {walk.cast.neighbour.user_id, walk.cast.clerk.user_id}

"""Does what the catalog does not list become public only by an approved plan, and as the plan says?"""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts import roles
from accounts.actors import Actor
from archives import register
from catalogs.models import Catalog, CatalogVersion
from core import errors
from core.audit.models import AuditEntry
from core.notifications.models import Notification
from disclosures import actions, inbox
from disclosures.kinds import PlanState, Relation, State
from disclosures.models import Disclosure, OutsidePlan
from disclosures.plans import planning, policies
from disclosures.plans.flows import outside_plan_flow
from tests.databases import AT
from tests.disclosures import decision_table, plan_table
from tests.disclosures.conftest import BODY, TODAY, Walker, newcomer, stand_in

PLAN: dict[str, Any] = {
    "title": "办公楼修缮情况",
    "content": "修缮的项目、费用和工期。",
    "reason": "群众关心，目录里没有这一项。",
    "scope": "unit",
    "channels": "公开栏、门户网站",
    "from_on": TODAY.isoformat(),
    "until_on": (TODAY + datetime.timedelta(days=30)).isoformat(),
}


@pytest.fixture
def maker(units: Any, items: Any) -> Actor:
    """The superior approver of the root, whose catalog holds at every unit."""
    return newcomer("maker", units.QW, roles.SUPERIOR.code)


def begin(walk: Walker, **data: Any) -> OutsidePlan:
    return planning.begin_plan(unit=walk.units.JG1, data={**PLAN, **data}, actor=walk.cast.clerk, at=AT)


def do(verb: str, plan: OutsidePlan, by: Actor, at: datetime.datetime = AT, **data: Any) -> OutsidePlan:
    return outside_plan_flow.perform(verb, plan, actor=by, at=at, data=data)


def approved(walk: Walker, maker: Actor, **data: Any) -> OutsidePlan:
    return do("approve", do("submit", begin(walk, **data), walk.cast.clerk), maker, opinion="同意")


def follow(walk: Walker, plan: OutsidePlan, **data: Any) -> Disclosure:
    return planning.draft_by(plan, data={"body": BODY, **data}, actor=walk.cast.clerk, at=AT)


def test_the_maker_of_the_catalog_decides_not_the_superior_between(walk: Walker, maker: Actor) -> None:
    plan = do("submit", begin(walk), walk.cast.clerk)

    assert plan.maker == walk.units.QW
    assert policies.decide(maker, plan)
    told = Notification.objects.filter(kind="outside_plan.submit").values_list("recipient_id", flat=True)
    assert maker.user_id in told
    for other in (walk.cast.deputy, walk.cast.leader, walk.cast.secrecy, walk.cast.clerk, walk.cast.neighbour):
        with pytest.raises(errors.Refusal) as refused:
            do("approve", plan, other)
        assert refused.value.code in {"plan.not_maker", "object.missing"}


def test_what_follows_the_plan_is_published_without_an_item(walk: Walker, maker: Actor) -> None:
    plan = approved(walk, maker)
    published = walk.onward(follow(walk, plan))

    assert (published.state, published.item, published.plan) == (State.PUBLISHED, None, plan)
    assert (published.item_title, published.category_title) == (plan.title, "目录外公开")
    rows = register.rows(walk.cast.leader, walk.units.JG1, TODAY, TODAY, with_subtree=False)
    (line,) = register.lines(register.shaped(rows))
    assert "公开栏、门户网站" in line.cells()


def test_the_plan_is_part_of_what_is_approved(walk: Walker, maker: Actor) -> None:
    first, second = approved(walk, maker), approved(walk, maker)
    submitted = walk.do("submit", follow(walk, first))
    Disclosure.objects.filter(pk=submitted.pk).update(plan=second)
    with pytest.raises(errors.Conflict, match="内容与审批时不一致"):
        walk.do("pass_secrecy", Disclosure.objects.get(pk=submitted.pk), by=walk.cast.secrecy)


@pytest.mark.parametrize("verb", ["begin", "submit", "refuse", "return", "withdraw"])
def test_nothing_follows_a_plan_that_is_not_approved(walk: Walker, maker: Actor, verb: str) -> None:
    plan = begin(walk)
    if verb != "begin":
        plan = do("submit", plan, walk.cast.clerk)
    if verb in ("refuse", "return", "withdraw"):
        plan = do(verb, plan, walk.cast.clerk if verb == "withdraw" else maker, reason="再想想")
    with pytest.raises(errors.Conflict) as refused:
        follow(walk, plan)
    assert refused.value.code == "plan.not_approved"


def test_a_plan_withdrawn_meanwhile_stops_what_follows_it(walk: Walker, maker: Actor) -> None:
    plan = approved(walk, maker)
    draft, ready = follow(walk, plan), walk.onward(follow(walk, plan), State.APPROVED)
    do("withdraw", plan, walk.cast.clerk, reason="工程取消")

    with pytest.raises(errors.Invalid, match="已撤销"):
        walk.do("submit", Disclosure.objects.get(pk=draft.pk))
    with pytest.raises(errors.Conflict, match="已撤销"):
        walk.do("publish", Disclosure.objects.get(pk=ready.pk))
    assert Disclosure.objects.get(pk=ready.pk).state == State.APPROVED


def test_a_text_is_no_wider_than_its_plan(walk: Walker, maker: Actor) -> None:
    plan = approved(walk, maker, scope="unit")
    with pytest.raises(errors.Invalid) as refused:
        follow(walk, plan, scope="society")
    assert refused.value.errors["scope"][0].code == "scope.too_wide"
    draft = follow(walk, plan)
    data = {"title": "改", "body": BODY, "scope": "society"}
    with pytest.raises(errors.Invalid):
        actions.edit_draft(draft, data=data, revision=draft.revision, actor=walk.cast.clerk, at=AT)


def test_a_text_is_published_on_the_days_of_its_plan_alone(walk: Walker, maker: Actor) -> None:
    tomorrow = TODAY + datetime.timedelta(days=1)
    plan = approved(walk, maker, from_on=tomorrow.isoformat())
    ready = walk.onward(follow(walk, plan), State.APPROVED)
    with pytest.raises(errors.Conflict) as early:
        walk.do("publish", ready)
    assert early.value.code == "plan.too_early"
    with pytest.raises(errors.Conflict) as late:
        walk.do("schedule", ready, publish_at=AT + datetime.timedelta(days=40))
    assert late.value.code == "plan.over"
    assert walk.do("schedule", ready, publish_at=AT + datetime.timedelta(days=2)).state == State.SCHEDULED


def test_an_item_is_not_chosen_beside_the_plan(walk: Walker, maker: Actor) -> None:
    draft = follow(walk, approved(walk, maker))
    data = {"title": "改", "body": BODY, "scope": "unit", "item": str(walk.items.open.public_id)}
    with pytest.raises(errors.Invalid) as refused:
        actions.edit_draft(draft, data=data, revision=draft.revision, actor=walk.cast.clerk, at=AT)
    assert refused.value.errors["item"][0].code == "item.beside_plan"
    with pytest.raises(IntegrityError), transaction.atomic():
        Disclosure.objects.filter(pk=draft.pk).update(item=walk.items.open)


def test_a_change_follows_the_same_plan(walk: Walker, maker: Actor) -> None:
    plan = approved(walk, maker)
    original = walk.onward(follow(walk, plan))
    change = walk.onward(walk.follow_up(original, Relation.AMENDS))
    assert (change.state, change.plan) == (State.PUBLISHED, plan)


def test_who_wrote_the_plan_does_not_decide_it(walk: Walker, maker: Actor) -> None:
    plan = do("submit", begin(walk), walk.cast.clerk)
    OutsidePlan.objects.filter(pk=plan.pk).update(editor_ids=[walk.cast.clerk.user_id, maker.user_id])
    with pytest.raises(errors.Denied) as refused:
        do("approve", plan, maker)
    assert refused.value.code == "plan.own"
    helped = stand_in("second_clerk", "maker")
    with pytest.raises(errors.Denied):
        do("approve", plan, helped)
    assert not OutsidePlan.objects.awaiting(helped).exists()


def test_the_superior_takes_the_place_of_a_maker_where_there_is_none_above(walk: Walker) -> None:
    CatalogVersion.objects.update(state="superseded", ends_on=TODAY)
    catalog = Catalog.objects.create(unit=walk.units.JG1, name="本支部目录", created_at=AT)
    CatalogVersion.objects.create(
        catalog=catalog, number=1, state="published", effective_on=TODAY, published_at=AT, created_at=AT
    )
    assert planning.maker_for(walk.units.JG1, on=TODAY) == walk.units.JG1.parent
    assert planning.maker_for(walk.units.QW, on=TODAY) == walk.units.QW


def test_the_leader_of_the_root_decides_where_nobody_is_above(walk: Walker, maker: Actor) -> None:
    clerk, leader = (newcomer(name, walk.units.QW, code) for name, code in (("qc", "clerk"), ("ql", "leader")))
    plan = do("submit", planning.begin_plan(unit=walk.units.QW, data=PLAN, actor=clerk, at=AT), clerk)
    assert not policies.decide(maker, plan)
    assert OutsidePlan.objects.awaiting(leader).get() == plan
    assert do("approve", plan, leader).state == PlanState.APPROVED


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("content", " "),
        ("reason", ""),
        ("scope", "world"),
        ("channels", "、"),
        ("from_on", "明天"),
        ("until_on", (TODAY - datetime.timedelta(days=1)).isoformat()),
    ],
)
def test_a_plan_says_everything(walk: Walker, field: str, value: str) -> None:
    with pytest.raises(errors.Invalid) as refused:
        begin(walk, **{field: value})
    assert list(refused.value.errors) == [field]
    assert not OutsidePlan.objects.exists()


def test_a_plan_is_submitted_and_approved_before_its_last_day(walk: Walker, maker: Actor) -> None:
    plan = do("submit", begin(walk), walk.cast.clerk)
    with pytest.raises(errors.Conflict) as refused:
        do("approve", plan, maker, at=AT + datetime.timedelta(days=31))
    assert refused.value.code == "plan.over"


def test_a_plan_is_written_anew_only_while_nobody_decides(walk: Walker, maker: Actor) -> None:
    plan = begin(walk)
    edited = planning.edit_plan(plan, data={**PLAN, "title": "新题"}, revision=0, actor=walk.cast.clerk, at=AT)
    assert (edited.title, edited.revision) == ("新题", 1)
    with pytest.raises(errors.Stale):
        planning.edit_plan(plan, data=PLAN, revision=0, actor=walk.cast.clerk, at=AT)
    submitted = do("submit", edited, walk.cast.clerk)
    with pytest.raises(errors.WrongState):
        planning.edit_plan(submitted, data=PLAN, revision=2, actor=walk.cast.clerk, at=AT)
    assert AuditEntry.objects.about(plan).count() == 3


def test_the_inbox_says_who_has_the_next_step(walk: Walker, maker: Actor) -> None:
    plan = do("submit", begin(walk), walk.cast.clerk)
    assert [task.subject_id for task in inbox.tasks(maker, on=TODAY)] == [plan.public_id]
    assert not list(inbox.tasks(walk.cast.clerk, on=TODAY))
    do("return", plan, maker, reason="请写费用")
    assert not list(inbox.tasks(maker, on=TODAY))
    (back,) = inbox.tasks(walk.cast.clerk, on=TODAY)
    assert "请写费用" in str(back.state_label)


def test_the_committed_table_is_what_the_policies_answer() -> None:
    assert decision_table.committed(plan_table.PLANS) == plan_table.text(), "write it anew and read the difference"


def test_nobody_decides_on_their_own_plan_in_any_row() -> None:
    deciding = [plan_table.VERBS.index(label) for label in ("同意", "退回修改", "不同意")]
    found = decision_table.answers(plan_table.PLANS, 5)
    own = [row for key, row in found.items() if key[2] != decision_table.NONE]
    assert own
    assert all(row[column] != decision_table.YES for row in own for column in deciding)
    assert any(row[deciding[0]] == decision_table.YES for row in found.values())

"""Is one published item changed, withdrawn or terminated by itself: approved, filed, published with its explanation?"""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from accounts import actors
from accounts.models import User
from catalogs import actions, effective, inputs, overtaking
from catalogs.events import ItemsEnded
from catalogs.flows import amendment_flow, exemption_flow, override_flow
from catalogs.inbox import tasks
from catalogs.kinds import AmendmentState, RequestState
from catalogs.models import Amendment, CatalogVersion, Exemption, Item, Override
from core import errors, events
from core.audit.models import AuditEntry
from core.notifications.models import Notification
from hierarchy.models import Unit
from tests.catalogs.conftest import TODAY, next_edition, publish, refused, write
from tests.databases import AT

DAY = datetime.timedelta(days=1)
QUARTERLY = {"time_mode": "periodic", "period": "quarter", "scopes": ["unit"], "notice_days": 5}
WHY = "机构改革后这项工作由上级统一公开。"


def newcomer(username: str, unit: Unit, role: str) -> actors.Actor:
    """Take in a new person with this post."""
    user = User.objects.create(username=username, name=f"{username}某", email=f"{username}@example.test")
    user.posts.create(unit=unit, role=role, from_on=TODAY)
    return actors.of(user, on=TODAY)


@pytest.fixture
def rules(units: Any) -> CatalogVersion:
    """The district committee's catalog: three items under one heading."""
    return publish(write(units.QW, {"党费": QUARTERLY, "发展": {}, "活动": {"obligation_level": "optional"}}))


@pytest.fixture
def fees(rules: CatalogVersion) -> Item:
    return rules.items.for_detail().get(title="党费")


@pytest.fixture
def first(units: Any) -> actors.Actor:
    """The leader of the root, who answers for its catalog beside the administrator who writes it."""
    return newcomer("first", units.QW, "leader")


@pytest.fixture
def branch(units: Any) -> Item:
    """An item of the general branch's own catalog, which the district's superior approves."""
    return publish(write(units.JG, {"支部特色": {}, "支部活动": {}})).items.for_detail().get(title="支部特色")


def end(item: Item, actor: actors.Actor, kind: str = "terminate", at: datetime.datetime = AT, **data: Any) -> Amendment:
    propose = {"withdraw": actions.propose_withdrawal, "terminate": actions.propose_termination}[kind]
    return propose(item, data={"reason": WHY, **data}, actor=actor, at=at)


def change(item: Item, actor: actors.Actor, *, why: str = WHY, from_on: str = "", **values: Any) -> Amendment:
    data = {**inputs.values_of(item), **values, "reason": why, "from_on": from_on}
    return actions.propose_change(item, data=data, actor=actor, at=AT)


def grant(amendment: Amendment, actor: actors.Actor, at: datetime.datetime = AT) -> Amendment:
    return amendment_flow.perform("grant", amendment, actor=actor, at=at)


def titles(unit: Unit, on: datetime.date) -> set[str]:
    return {entry.item.title for entry in effective.for_unit(unit, on=on)}


def holding(unit: Unit, item: Item, on: datetime.date) -> Item:
    found = effective.holding(unit, item.lineage, on=on)
    assert found is not None
    return found.item


# Ending


@pytest.mark.parametrize("kind", ["withdraw", "terminate"])
def test_an_item_ends_by_an_edition_that_differs_in_it_alone(
    units: Any, cast: Any, rules: CatalogVersion, fees: Item, first: actors.Actor, kind: str
) -> None:
    later = TODAY + 10 * DAY
    amendment = grant(end(fees, cast.admin, kind, from_on=later.isoformat()), first)

    made = amendment.version
    assert made is not None
    assert (made.number, made.state, made.effective_on) == (2, "published", later)
    assert made.note == f"{amendment.get_kind_display()}公开事项“党费”。{WHY}"
    assert made.decided_by_name == "示例区委 党组织负责人·first某"
    former = {item.lineage: inputs.values_of(item) for item in rules.items.all()}
    left = {item.lineage: inputs.values_of(item) for item in made.items.all()}
    assert set(former) - set(left) == {fees.lineage}
    assert left == {lineage: former[lineage] for lineage in left}
    assert titles(units.JG1, later - DAY) == {"党费", "发展", "活动"}
    assert titles(units.JG1, later) == {"发展", "活动"}
    assert not made.catalog.versions.drafts().exists()


def test_what_ends_is_published_and_filed_with_the_explanation(
    units: Any, cast: Any, branch: Item, first: actors.Actor
) -> None:
    amendment = grant(end(branch, cast.admin), cast.superior)
    made = amendment.version
    assert made is not None
    assert made.filed_with == units.QW
    told = Notification.objects.filter(kind="catalog.published", cause=f"catalog.published:{made.pk}")
    assert set(told.values_list("recipient__username", flat=True)) == {"clerk", "second_clerk", "neighbour"}
    assert all(WHY in body for body in told.values_list("body", flat=True))
    filed = Notification.objects.filter(cause=f"catalog.filed:{made.pk}")
    assert list(filed.values_list("recipient__username", flat=True)) == ["superior"]
    decided = Notification.objects.get(kind="catalog_amendment.granted")
    assert decided.recipient.username == "admin"
    entries = AuditEntry.objects.filter(subject_kind="catalogs.amendment").order_by("pk")
    assert [entry.verb for entry in entries] == ["catalog_amendment.terminate", "catalog_amendment.grant"]
    assert entries[0].reason == WHY


def test_an_empty_heading_goes_with_its_last_item(units: Any, cast: Any, first: actors.Actor) -> None:
    draft = write(units.QW, {"甲": {}})
    heading = actions.add_category(draft, title="另一目录", actor=actors.SYSTEM, at=AT)
    actions.add_item(heading, data=inputs.values_of(draft.items.get()) | {"title": "乙"}, actor=actors.SYSTEM, at=AT)
    item = publish(CatalogVersion.objects.get(pk=draft.pk)).items.for_detail().get(title="乙")
    made = grant(end(item, cast.admin), first).version
    assert made is not None
    assert [category.title for category in made.categories.all()] == ["党的组织建设情况"]


def test_what_units_below_have_of_their_own_ends_with_the_item(
    units: Any, cast: Any, fees: Item, first: actors.Actor
) -> None:
    later = TODAY + 10 * DAY
    stricter = {"reason": "更好地公开", "period": "month"}
    held = actions.tighten(units.JG1, fees, data=stricter, actor=cast.leader, at=AT)
    override_flow.perform("grant", held, actor=cast.deputy, at=AT)
    asked = actions.tighten(units.JG, fees, data=stricter, actor=cast.leader_above, at=AT)
    days = {"reason": "没有", "ends_on": (TODAY + 90 * DAY).isoformat()}
    free = actions.ask_exemption(units.JG2, fees, data=days, actor=cast.neighbour, at=AT)
    exemption_flow.perform("grant", free, actor=cast.deputy, at=AT)
    grant(end(fees, cast.admin, from_on=later.isoformat()), first)

    states = {row.pk: (row.state, row.ends_on) for row in Override.objects.all()}
    assert states == {held.pk: (RequestState.ENDED, later), asked.pk: (RequestState.WITHDRAWN, None)}
    free = Exemption.objects.get()
    assert (free.state, free.ends_on) == (RequestState.ENDED, later)
    assert holding(units.JG1, fees, later - DAY).period == "month", "it holds to the end"
    lapsed = AuditEntry.objects.filter(verb__endswith=".lapse")
    assert lapsed.count() == 3
    told = Notification.objects.filter(kind__endswith=".lapsed")
    assert set(told.values_list("recipient__username", flat=True)) == {"leader", "leader_above", "neighbour"}


def test_an_item_that_a_new_edition_leaves_out_takes_the_same_path(
    units: Any, cast: Any, rules: CatalogVersion, fees: Item, monkeypatch: pytest.MonkeyPatch
) -> None:
    published: list[events.Event] = []
    monkeypatch.setattr(events, "publish", published.append)
    held = actions.tighten(units.JG1, fees, data={"reason": "更好", "period": "month"}, actor=cast.leader, at=AT)
    override_flow.perform("grant", held, actor=cast.deputy, at=AT)
    draft = next_edition(rules)
    actions.remove_item(draft.items.get(lineage=fees.lineage), actor=actors.SYSTEM, at=AT)
    made = publish(CatalogVersion.objects.get(pk=draft.pk), on=TODAY + DAY)
    held.refresh_from_db()
    assert (held.state, held.ends_on) == (RequestState.ENDED, TODAY + DAY)
    told = [event for event in published if isinstance(event, ItemsEnded)]
    assert told == [ItemsEnded(made.pk, units.QW.pk, (fees.lineage,), TODAY + DAY)]


def test_a_change_ends_nothing(
    units: Any, cast: Any, fees: Item, first: actors.Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    published: list[events.Event] = []
    monkeypatch.setattr(events, "publish", published.append)
    grant(change(fees, cast.admin, elements="收缴数额"), first)
    assert not [event for event in published if isinstance(event, ItemsEnded)]


# Changing


def test_an_item_changes_by_an_edition_that_differs_in_it_alone(
    units: Any, cast: Any, rules: CatalogVersion, fees: Item, first: actors.Actor
) -> None:
    amendment = change(fees, cast.admin, period="month", scopes=["society"], elements="收缴数额")
    assert amendment.values == {"period": "month", "scopes": ["society"], "elements": "收缴数额"}
    made = grant(amendment, first).version
    assert made is not None
    former = {item.lineage: inputs.values_of(item) for item in rules.items.all()}
    now = {item.lineage: inputs.values_of(item) for item in made.items.all()}
    assert now.pop(fees.lineage) == former.pop(fees.lineage) | amendment.values
    assert now == former
    assert holding(units.JG1, fees, TODAY).period == "month"


def test_a_looser_item_stays_as_strict_as_units_below_made_it(
    units: Any, cast: Any, fees: Item, first: actors.Actor
) -> None:
    held = actions.tighten(
        units.JG, fees, data={"reason": "更好", "period": "month", "notice_days": 9}, actor=cast.leader_above, at=AT
    )
    override_flow.perform("grant", held, actor=cast.superior, at=AT)
    grant(change(fees, cast.admin, period="year", notice_days=0), first)
    assert [(item.period, item.notice_days) for item in (holding(units.SQ1, fees, TODAY),)] == [("year", 0)]
    assert [(item.period, item.notice_days) for item in (holding(units.JG1, fees, TODAY),)] == [("month", 9)]


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({}, "amendment.nothing_changed"),
        ({"title": "发展"}, "item.title_taken"),
        ({"period": ""}, "period.required"),
        ({"due_rule": "每季度首月32日前"}, "due_rule"),
        ({"why": "", "elements": "新"}, "reason.required"),
        ({"from_on": "2026-11-19", "elements": "新"}, "catalog.effective_in_past"),
        ({"from_on": "明天", "elements": "新"}, "from_on.invalid"),
    ],
)
def test_what_no_edition_could_say_is_refused(cast: Any, fees: Item, values: dict[str, Any], code: str) -> None:
    with pytest.raises(errors.Invalid) as caught:
        change(fees, cast.admin, **values)
    found = {caught.value.code, *(each.code for rows in caught.value.errors.values() for each in rows)}
    assert any(each.startswith(code) for each in found), found
    assert not Amendment.objects.exists()


# Who, and when not


def test_nobody_decides_on_what_they_proposed(units: Any, cast: Any, fees: Item, first: actors.Actor) -> None:
    amendment = end(fees, cast.admin)
    with refused(errors.Denied, "amendment.own"):
        grant(amendment, cast.admin)
    assert Amendment.objects.get().state == AmendmentState.PROPOSED
    assert [task.title for task in tasks(first, on=TODAY)] == ["终止公开事项：党费"]
    assert list(tasks(cast.admin, on=TODAY)) == []
    second = newcomer("second_admin", units.QW, "admin")
    assert grant(amendment, second).state == AmendmentState.GRANTED


def test_below_the_root_the_superior_decides_or_it_is_filed_as_the_tenant_settled(
    units: Any, cast: Any, branch: Item
) -> None:
    amendment = end(branch, cast.admin)
    with refused(errors.Denied, "amendment.not_superior"):
        grant(amendment, cast.leader_above)
    amendment_flow.perform("recall", amendment, actor=cast.admin, at=AT)
    actions.settle_consent(data={"consent": "filing", "reason": "领导小组会议"}, actor=cast.admin, at=AT)
    amendment = end(branch, cast.admin)
    with refused(errors.Denied, "amendment.not_maker"):
        grant(amendment, cast.superior)
    assert grant(amendment, cast.leader_above).state == AmendmentState.GRANTED


def test_who_does_not_write_the_catalog_proposes_nothing(cast: Any, fees: Item) -> None:
    for person in (cast.clerk, cast.leader, cast.superior, cast.public, cast.system):
        with refused(errors.Denied, "amendment.not_yours"):
            end(fees, person)


def test_a_refusal_leaves_the_item_and_says_why(units: Any, cast: Any, fees: Item, first: actors.Actor) -> None:
    amendment_flow.perform("refuse", end(fees, cast.admin), actor=first, at=AT, data={"reason": "还要公开"})
    found = Amendment.objects.get()
    assert (found.state, found.decision_reason, found.version) == (AmendmentState.REFUSED, "还要公开", None)
    assert "党费" in titles(units.JG1, TODAY)
    assert Notification.objects.get(kind="catalog_amendment.refused").body == "还要公开"
    end(fees, cast.admin)  # and it may be proposed anew


def test_an_edition_under_way_comes_first(cast: Any, rules: CatalogVersion, fees: Item, first: actors.Actor) -> None:
    amendment = end(fees, cast.admin)
    draft = next_edition(rules)
    with refused(errors.Conflict, "amendment.edition_under_way"):
        grant(amendment, first)
    with refused(errors.Conflict, "amendment.edition_under_way"):
        end(rules.items.for_detail().get(title="发展"), cast.admin)
    actions.discard_draft(draft, actor=actors.SYSTEM, at=AT)
    assert grant(amendment, first).state == AmendmentState.GRANTED


def test_an_item_is_amended_once_at_a_time(cast: Any, fees: Item) -> None:
    end(fees, cast.admin)
    with refused(errors.Conflict, "amendment.awaiting"):
        change(fees, cast.admin, elements="新")


def test_a_change_is_decided_on_what_it_was_proposed_about(
    cast: Any, rules: CatalogVersion, fees: Item, first: actors.Actor
) -> None:
    changed, other = change(fees, cast.admin, elements="新"), rules.items.for_detail().get(title="发展")
    ending = end(other, cast.admin)
    draft = next_edition(rules)
    item = draft.items.get(lineage=fees.lineage)
    data = {**inputs.values_of(item), "basis": "新的依据"}
    actions.edit_item(item, data=data, actor=actors.SYSTEM, at=AT)
    actions.remove_item(draft.items.get(lineage=other.lineage), actor=actors.SYSTEM, at=AT)
    publish(CatalogVersion.objects.get(pk=draft.pk))
    with refused(errors.Conflict, "amendment.item_moved"):
        grant(changed, first)
    ending.refresh_from_db()
    assert ending.state == AmendmentState.RECALLED, "what left the catalog needs no decision"


def test_an_amendment_outlives_an_edition_that_leaves_its_item_alone(
    units: Any, cast: Any, rules: CatalogVersion, fees: Item, first: actors.Actor
) -> None:
    amendment = change(fees, cast.admin, elements="新")
    other = rules.items.for_detail().get(title="发展")
    grant(end(other, cast.admin), first)
    made = grant(amendment, first).version
    assert made is not None
    assert (made.number, titles(units.JG1, TODAY)) == (3, {"党费", "活动"})


def test_only_the_latest_edition_is_amended(cast: Any, rules: CatalogVersion, fees: Item, first: actors.Actor) -> None:
    grant(change(fees, cast.admin, elements="新"), first)
    with refused(errors.Conflict, "amendment.not_current"):
        end(fees, cast.admin)
    draft = write(rules.catalog.unit, {"草稿": {}}, name="另一目录")
    with refused(errors.Conflict, "amendment.not_current"):
        end(draft.items.for_detail().get(), cast.admin)


def test_the_only_item_is_not_taken_away(units: Any, cast: Any, first: actors.Actor) -> None:
    only = publish(write(units.QW, {"唯一": {}}, name="小目录")).items.for_detail().get()
    with refused(errors.Conflict, "amendment.last_item"):
        end(only, cast.admin)
    pair = publish(write(units.QW, {"甲": {}, "乙": {}}, name="双项目录"))
    one, two = (end(item, cast.admin) for item in pair.items.for_detail())
    grant(one, first)
    with refused(errors.Conflict, "amendment.last_item"):
        grant(two, first)


def test_no_day_of_the_past_and_none_before_the_edition(
    cast: Any, rules: CatalogVersion, fees: Item, first: actors.Actor
) -> None:
    later = TODAY + 30 * DAY
    published = publish(next_edition(rules), on=later)
    item = published.items.for_detail().get(lineage=fees.lineage)
    with pytest.raises(errors.Invalid) as caught:
        end(item, cast.admin, from_on=TODAY.isoformat())
    assert [each.code for each in caught.value.errors["from_on"]] == ["amendment.before_edition"]
    amendment = end(item, cast.admin)
    assert amendment.from_on == later
    late = AT + 40 * DAY
    decided = grant(amendment, newcomer_later(first), at=late)
    assert decided.from_on == TODAY + 40 * DAY, "not before it is decided"


def newcomer_later(actor: actors.Actor) -> actors.Actor:
    """Return the person as she acts weeks later."""
    return actors.of(User.objects.get(pk=actor.user_id), on=TODAY + 40 * DAY)


def test_the_database_keeps_its_own_rules(cast: Any, fees: Item, first: actors.Actor) -> None:
    from django.db import IntegrityError, transaction

    amendment = end(fees, cast.admin)
    broken: list[dict[str, Any]] = [
        {"reason": ""},
        {"state": "granted"},
        {"values": {"period": "month"}},
        {"state": "refused", "decided_by_id": amendment.asked_by_id, "decided_at": AT},
    ]
    for values in broken:
        with pytest.raises(IntegrityError), transaction.atomic():
            Amendment.objects.filter(pk=amendment.pk).update(**values)


def test_everybody_reads_what_was_approved_and_nobody_else_what_was_not(
    cast: Any, fees: Item, first: actors.Actor, units: Any
) -> None:
    amendment = end(fees, cast.admin)
    assert not Amendment.objects.visible_to(cast.public).exists()
    grant(amendment, first)
    assert Amendment.objects.visible_to(cast.public).get() == amendment
    since = TODAY - DAY
    assert list(Amendment.objects.bearing_on(units.JG1, since=since)) == [amendment]
    assert not Amendment.objects.bearing_on(units.JG1, since=TODAY + DAY).exists()


# Notices


def test_units_are_told_when_the_edition_above_overtakes_them(
    units: Any, cast: Any, fees: Item, first: actors.Actor
) -> None:
    for unit, asker, decider, period in (
        (units.JG1, cast.leader, cast.deputy, "month"),
        (units.JG, cast.leader_above, cast.superior, "half_year"),
    ):
        data = {"reason": "更好", "notice_days": 9 if period == "month" else 7}
        held = actions.tighten(unit, fees, data=data, actor=asker, at=AT)
        override_flow.perform("grant", held, actor=decider, at=AT)
    made = grant(change(fees, cast.admin, notice_days=8, from_on=(TODAY + DAY).isoformat()), first).version
    assert made is not None
    assert [found.unit for found in overtaking.overtaken(made)] == [units.JG]
    for _again in range(2):
        assert overtaking.tell(made, at=AT) == 1
    told = Notification.objects.filter(kind="catalog_override.overtaken")
    assert list(told.values_list("recipient__username", flat=True)) == ["leader_above"]


def test_the_night_tells_what_a_lost_event_did_not(units: Any, cast: Any, fees: Item, first: actors.Actor) -> None:
    data = {"reason": "更好", "notice_days": 7}
    held = actions.tighten(units.JG, fees, data=data, actor=cast.leader_above, at=AT)
    override_flow.perform("grant", held, actor=cast.superior, at=AT)
    grant(change(fees, cast.admin, notice_days=8, from_on=(TODAY + DAY).isoformat()), first)
    told = Notification.objects.filter(kind="catalog_override.overtaken")
    assert not told.exists()
    for night, rules in ((1, 1), (2, 1), (4, 0)):
        assert overtaking.tell_of_recent(at=AT + night * DAY) == rules
        assert told.count() == 1


def test_an_edition_that_was_sent_back_waits_for_those_who_wrote_it(units: Any, cast: Any) -> None:
    from catalogs.flows import catalog_version_flow

    draft = actions.create_catalog(unit=units.JG, name="支部目录", actor=cast.admin, at=AT).versions.get()
    heading = actions.add_category(draft, title="组织", actor=cast.admin, at=AT)
    data = {"title": "甲", "scopes": ["unit"], "time_mode": "prompt", "obligation_level": "mandatory"}
    actions.add_item(heading, data=data, actor=cast.admin, at=AT)
    draft.refresh_from_db()
    actions.publish_version(draft, effective_on=TODAY, actor=cast.admin, at=AT)
    assert list(tasks(cast.admin, on=TODAY)) == []
    catalog_version_flow.perform("return", draft, actor=cast.superior, at=AT, data={"reason": "缺党费"})
    [task] = tasks(cast.admin, on=TODAY)
    assert (task.title, task.kind, task.state_label) == ("修改目录：支部目录", "draft", "上级退回")
    draft.refresh_from_db()
    actions.publish_version(draft, effective_on=TODAY, actor=cast.admin, at=AT)
    assert list(tasks(cast.admin, on=TODAY)) == []

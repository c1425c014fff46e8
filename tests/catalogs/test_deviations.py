"""May a unit tighten, decline and be exempt, and is everything that would loosen an item refused with its reason?"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django_tenants.utils import tenant_context

from accounts import actions as accounts_actions
from accounts import actors
from accounts.models import Post, User
from catalogs import actions, effective
from catalogs.flows import exemption_flow, override_flow
from catalogs.kinds import Standing
from catalogs.models import CatalogVersion, Exemption, Item, Override
from core import errors
from core.audit.models import AuditEntry
from core.notifications.models import Notification
from hierarchy.models import Unit
from tests.catalogs.conftest import TODAY, next_edition, publish, refused, write
from tests.databases import AT

DAY = datetime.timedelta(days=1)
YEARLY = {
    "time_mode": "periodic",
    "period": "half_year",
    "scopes": ["unit"],
    "channels": ["文件", "会议"],
    "due_rule": "期满后20个工作日内",
    "notice_days": 5,
    "shows_process": True,
}


@pytest.fixture
def rules(units: Any) -> CatalogVersion:
    """The district committee's catalog: a periodic item, a prompt one, an optional one."""
    return publish(write(units.QW, {"党费": YEARLY, "发展": {}, "活动": {"obligation_level": "optional"}}))


@pytest.fixture
def fees(rules: CatalogVersion) -> Item:
    return rules.items.for_detail().get(title="党费")


@pytest.fixture
def optional(rules: CatalogVersion) -> Item:
    return rules.items.for_detail().get(title="活动")


def tighten(unit: Unit, item: Item, actor: actors.Actor, **data: Any) -> Override:
    return actions.tighten(unit, item, data={"reason": "更好地公开", **data}, actor=actor, at=AT)


def grant(override: Override, actor: actors.Actor, at: datetime.datetime = AT) -> Override:
    return override_flow.perform("grant", override, actor=actor, at=at)


def ask(unit: Unit, item: Item, actor: actors.Actor, **data: Any) -> Exemption:
    days = {"ends_on": (TODAY + 100 * DAY).isoformat()}
    return actions.ask_exemption(unit, item, data={"reason": "本支部没有", **days, **data}, actor=actor, at=AT)


def holding(unit: Unit, item: Item, on: datetime.date = TODAY) -> effective.EffectiveItem:
    found = effective.for_unit(unit, on=on, released=True)
    return next(entry for entry in found if entry.item.lineage == item.lineage)


def file_only(cast: Any) -> None:
    actions.settle_consent(data={"consent": "filing", "reason": "领导小组会议"}, actor=cast.admin, at=AT)


# Tightening


def test_what_is_stricter_holds_for_the_unit_and_those_below_it(units: Any, cast: Any, fees: Item) -> None:
    wanted = {
        "period": "quarter",
        "scopes": ["party"],
        "channels": ["文件", "会议", "网站"],
        "departments": ["党总支办公室"],
        "due_rule": "期满后10个工作日内",
        "notice_days": 7,
    }
    override = tighten(units.JG, fees, cast.leader_above, **wanted)
    assert (override.state, holding(units.JG, fees).tightened) == ("requested", ())
    grant(override, cast.superior)
    for code in ("JG", "JG1", "JG2"):
        entry = holding(getattr(units, code), fees)
        assert {name: getattr(entry.item, name) for name in wanted} == wanted
        assert entry.was == {name: getattr(fees, name) for name in wanted}
        assert {unit.code for unit in entry.tightened_by.values()} == {"JG"}
        assert (entry.origin_unit.code, entry.is_own) == ("QW", False)
    for code in ("QW", "SQ1"):
        assert holding(getattr(units, code), fees).tightened == ()
    fees.refresh_from_db()
    assert fees.period == "half_year"


LOOSER: dict[str, tuple[str, Any, str]] = {
    "a longer period": ("period", "year", "override.period_longer"),
    "narrower readers": ("scopes", ["audience"], "override.scope_narrower"),
    "a channel less": ("channels", ["文件", "网站"], "override.channel_removed"),
    "more days": ("due_rule", "期满后30个工作日内", "override.due_rule_looser"),
    "another rule": ("due_rule", "上会后3日内办结", "override.due_rule_unclear"),
    "a shorter notice": ("notice_days", 3, "override.notice_shorter"),
    "no notice": ("notice_days", 0, "override.notice_shorter"),
    "the result alone": ("shows_process", False, "override.process_dropped"),
}


@pytest.mark.parametrize(("field", "value", "code"), LOOSER.values(), ids=LOOSER.keys())
def test_what_is_looser_is_refused_with_its_reason(
    units: Any, cast: Any, fees: Item, field: str, value: Any, code: str
) -> None:
    with pytest.raises(errors.Invalid) as caught:
        tighten(units.JG1, fees, cast.leader, **{field: value})
    (found,) = caught.value.errors[field]
    assert found.code == code
    assert "示例区委" in str(found.reason)
    assert "党费" in str(found.reason)
    assert not Override.objects.exists()


def test_every_looser_field_is_named_at_once(units: Any, cast: Any, fees: Item) -> None:
    with pytest.raises(errors.Invalid) as caught:
        tighten(units.JG1, fees, cast.leader, **{field: value for field, value, _code in LOOSER.values()})
    assert set(caught.value.errors) == {field for field, _value, _code in LOOSER.values()}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ({"period": "month"}, "override.due_rule_needed"),
        ({"period": "month", "due_rule": "每季度首月5日前"}, "due_rule.other_period"),
        ({"period": "month", "due_rule": "每月31日前"}, "override.due_rule_looser"),
        ({"due_rule": "2月30日前"}, "due_rule.never_due"),
    ],
)
def test_a_due_rule_has_to_fit_the_period(units: Any, cast: Any, data: dict[str, str], code: str) -> None:
    quarterly = {"time_mode": "periodic", "period": "quarter", "due_rule": "每季度首月10日前"}
    item = publish(write(units.QW, {"按季": quarterly})).items.for_detail().get()
    with pytest.raises(errors.Invalid) as caught:
        tighten(units.JG1, item, cast.leader, **data)
    assert caught.value.errors["due_rule"][0].code == code
    grant(tighten(units.JG1, item, cast.leader, period="month", due_rule="每月10日前"), cast.deputy)
    assert (holding(units.JG1, item).item.period, holding(units.JG1, item).item.due_rule) == ("month", "每月10日前")


def test_an_item_without_a_period_gets_none(units: Any, cast: Any, rules: CatalogVersion) -> None:
    with pytest.raises(errors.Invalid) as caught:
        tighten(units.JG1, rules.items.get(title="发展"), cast.leader, period="month")
    assert caught.value.errors["period"][0].code == "override.not_periodic"


def test_saying_what_holds_anyway_is_no_override(units: Any, cast: Any, fees: Item) -> None:
    with refused(errors.Invalid, "override.nothing_tightened"):
        tighten(units.JG1, fees, cast.leader, period="half_year", channels=["会议", "文件"], shows_process=True)


def test_a_nearer_override_may_not_loosen_what_a_farther_one_tightened(units: Any, cast: Any, fees: Item) -> None:
    grant(tighten(units.JG, fees, cast.leader_above, period="month", channels=["文件", "会议", "网站"]), cast.superior)
    with pytest.raises(errors.Invalid) as caught:
        tighten(units.JG1, fees, cast.leader, period="quarter", channels=["文件", "会议", "公开栏"])
    found = {name: each[0] for name, each in caught.value.errors.items()}
    assert {name: each.code for name, each in found.items()} == {
        "period": "override.period_longer",
        "channels": "override.channel_removed",
    }
    assert "区直机关党总支" in str(found["period"].reason)


def test_two_that_contradict_are_refused_also_when_they_are_decided(units: Any, cast: Any, fees: Item) -> None:
    nearer = tighten(units.JG1, fees, cast.leader, period="quarter")
    grant(tighten(units.JG, fees, cast.leader_above, period="month"), cast.superior)
    with refused(errors.Invalid, "input.invalid"):
        grant(nearer, cast.deputy)
    nearer.refresh_from_db()
    assert nearer.state == "requested"


def test_nearest_tightening_wins_and_none_makes_looser(units: Any, cast: Any, fees: Item) -> None:
    grant(tighten(units.JG1, fees, cast.leader, notice_days=10, period="quarter"), cast.deputy)
    grant(tighten(units.JG, fees, cast.leader_above, notice_days=7, period="month"), cast.superior)
    entry = holding(units.JG1, fees)
    assert (entry.item.notice_days, entry.item.period) == (10, "month")
    assert [(change.field, change.was, change.now, change.unit.code) for change in entry.tightened] == [
        ("period", "half_year", "month", "JG"),
        ("notice_days", 5, 7, "JG"),
        ("notice_days", 7, 10, "JG1"),
    ]
    assert entry.was == {"period": "half_year", "notice_days": 5}


def test_an_edition_that_overtakes_an_override_prevails(
    units: Any, cast: Any, rules: CatalogVersion, fees: Item
) -> None:
    grant(tighten(units.JG1, fees, cast.leader, period="quarter", channels=["文件", "会议", "网站"]), cast.deputy)
    draft = next_edition(rules)
    draft.items.filter(title="党费").update(period="month", channels=["广播"])
    publish(draft, on=TODAY + 10 * DAY)
    before, after = (holding(units.JG1, fees, on) for on in (TODAY + 9 * DAY, TODAY + 10 * DAY))
    assert (before.item.period, before.item.channels) == ("quarter", ["文件", "会议", "网站"])
    assert (after.item.period, after.item.channels) == ("month", ["广播", "网站"])
    assert after.was == {"channels": ["广播"]}


def test_a_later_override_of_the_same_unit_takes_the_place_of_the_former(units: Any, cast: Any, fees: Item) -> None:
    first = grant(tighten(units.JG1, fees, cast.leader, period="month", notice_days=9), cast.deputy)
    later = TODAY + 5 * DAY
    grant(tighten(units.JG1, fees, cast.leader, period="quarter", from_on=later.isoformat()), cast.deputy)
    first.refresh_from_db()
    assert (first.state, first.ends_on) == ("ended", later)
    found = [holding(units.JG1, fees, on).item for on in (later - DAY, later)]
    assert [(item.period, item.notice_days) for item in found] == [("month", 9), ("quarter", 5)]
    assert AuditEntry.objects.about(first).filter(verb="catalog_override.replace").exists()


def test_a_unit_revises_its_own_items_in_its_own_catalog(units: Any, cast: Any, fees: Item) -> None:
    with refused(errors.Conflict, "override.own_item"):
        tighten(units.QW, fees, cast.admin, period="month")


def test_what_does_not_come_to_the_unit_cannot_be_adapted(units: Any, cast: Any) -> None:
    beside = publish(write(units.JD, {"社区": {}})).items.for_detail().get()
    own = publish(write(units.JG, {"本级": {"obligation_level": "local"}})).items.for_detail().get()
    for item in (beside, own):
        with refused(errors.Conflict, "override.not_inherited"):
            tighten(units.JG1, item, cast.leader, notice_days=5)


def test_nothing_is_overridden_from_a_day_that_has_passed(units: Any, cast: Any, fees: Item) -> None:
    with refused(errors.Invalid, "override.from_in_past"):
        tighten(units.JG1, fees, cast.leader, period="month", from_on=(TODAY - DAY).isoformat())


def test_one_override_awaits_at_a_time(units: Any, cast: Any, fees: Item) -> None:
    first = tighten(units.JG1, fees, cast.leader, period="month")
    with refused(errors.Conflict, "override.awaiting"):
        tighten(units.JG1, fees, cast.leader, notice_days=9)
    override_flow.perform("withdraw", first, actor=cast.leader, at=AT)
    tighten(units.JG1, fees, cast.leader, notice_days=9)


def test_an_ended_override_gives_the_inherited_value_back(units: Any, cast: Any, fees: Item) -> None:
    override = grant(tighten(units.JG1, fees, cast.leader, period="month"), cast.deputy)
    ends_on = TODAY + 3 * DAY
    data = {"reason": "人手不足", "ends_on": ends_on.isoformat()}
    override_flow.perform("end", override, actor=cast.leader, at=AT, data=data)
    assert [holding(units.JG1, fees, on).item.period for on in (ends_on - DAY, ends_on)] == ["month", "half_year"]


def test_where_filing_is_enough_it_holds_at_once_and_the_superior_is_told(units: Any, cast: Any, fees: Item) -> None:
    file_only(cast)
    override = tighten(units.JG1, fees, cast.leader, period="month")
    assert (override.state, override.decided_by_id) == ("granted", None)
    assert holding(units.JG1, fees).item.period == "month"
    told = Notification.objects.filter(kind="catalog_override.filed")
    assert {notice.recipient_id for notice in told} == {cast.deputy.user_id}


def test_where_approval_is_needed_nobody_files(units: Any, cast: Any, fees: Item) -> None:
    override = tighten(units.JG1, fees, cast.leader, period="month")
    with refused(errors.Denied, "override.needs_approval"):
        override_flow.perform("file", override, actor=cast.leader, at=AT)


def test_only_the_root_settles_what_units_below_need(cast: Any) -> None:
    for person in (cast.leader, cast.superior, cast.public):
        with refused(errors.Denied, "catalog_policy.not_yours"):
            actions.settle_consent(data={"consent": "filing", "reason": "会议"}, actor=person, at=AT)
    file_only(cast)
    entry = AuditEntry.objects.filter(verb="catalog_policy.settle").get()
    assert (entry.before, entry.after) == ({"consent": "approval"}, {"consent": "filing"})


# Declining


def test_an_optional_item_is_declined_for_the_unit_alone(units: Any, cast: Any, optional: Item) -> None:
    override = actions.decline(units.JG, optional, data={"reason": "不开展"}, actor=cast.leader_above, at=AT)
    grant(override, cast.superior)
    assert holding(units.JG, optional).standing == Standing.DECLINED
    assert optional not in [entry.item for entry in effective.for_unit(units.JG, on=TODAY)]
    assert holding(units.JG1, optional).standing == Standing.REQUIRED
    assert optional in [entry.item for entry in effective.for_unit(units.JG1, on=TODAY)]


def test_a_mandatory_item_cannot_be_declined(units: Any, cast: Any, fees: Item) -> None:
    with refused(errors.Conflict, "decline.mandatory") as caught:
        actions.decline(units.JG1, fees, data={"reason": "不想公开"}, actor=cast.leader, at=AT)
    assert "豁免" in str(caught.value.reason)
    assert not Override.objects.exists()


def test_an_item_that_becomes_mandatory_is_owed_again(
    units: Any, cast: Any, rules: CatalogVersion, optional: Item
) -> None:
    asked = actions.decline(units.JG1, optional, data={"reason": "不开展"}, actor=cast.leader, at=AT)
    grant(asked, cast.deputy)
    draft = next_edition(rules)
    draft.items.filter(title="活动").update(obligation_level="mandatory")
    publish(draft, on=TODAY + DAY)
    assert [holding(units.JG1, optional, on).standing for on in (TODAY, TODAY + DAY)] == ["declined", "required"]


# Exemptions


def test_an_exemption_frees_one_unit_until_its_end(units: Any, cast: Any, fees: Item) -> None:
    asked = ask(units.JG1, fees, cast.clerk)
    assert holding(units.JG1, fees).standing == Standing.REQUIRED
    granted = exemption_flow.perform("grant", asked, actor=cast.deputy, at=AT, data={"reason": "情况属实"})
    assert (granted.state, granted.decided_by_id, granted.decision_reason) == (
        "granted",
        cast.deputy.user_id,
        "情况属实",
    )
    assert "蒋某" in granted.decided_by_name
    assert holding(units.JG1, fees).standing == Standing.EXEMPT
    assert holding(units.JG2, fees).standing == Standing.REQUIRED


def test_the_days_of_an_exemption_are_half_open(units: Any, cast: Any, fees: Item) -> None:
    asked = ask(units.JG1, fees, cast.clerk, from_on=(TODAY + 2 * DAY).isoformat())
    exemption_flow.perform("grant", asked, actor=cast.deputy, at=AT)
    days = (TODAY + DAY, TODAY + 2 * DAY, asked.ends_on - DAY, asked.ends_on)
    assert [holding(units.JG1, fees, on).standing for on in days] == ["required", "exempt", "exempt", "required"]
    assert [Exemption.objects.in_force(on).count() for on in days] == [0, 1, 1, 0]


def test_a_refused_exemption_frees_nobody_and_the_asker_learns_why(units: Any, cast: Any, fees: Item) -> None:
    asked = ask(units.JG1, fees, cast.clerk)
    with refused(errors.Invalid, "input.invalid"):
        exemption_flow.perform("refuse", asked, actor=cast.deputy, at=AT)
    exemption_flow.perform("refuse", asked, actor=cast.deputy, at=AT, data={"reason": "应当公开"})
    assert holding(units.JG1, fees).standing == Standing.REQUIRED
    notice = Notification.objects.get(kind="catalog_exemption.refused")
    assert (notice.recipient_id, notice.body) == (cast.clerk.user_id, "应当公开")


def test_the_nearest_superior_is_asked(units: Any, cast: Any, fees: Item) -> None:
    ask(units.JG1, fees, cast.clerk)
    ask(units.SQ1, fees, cast.admin)
    told = {notice.title: notice.recipient_id for notice in Notification.objects.filter(kind="catalog_exemption.asked")}
    assert told == {
        "机关第一党支部申请豁免：党费": cast.deputy.user_id,
        "第一社区党支部申请豁免：党费": cast.superior.user_id,
    }


def test_nobody_decides_on_what_they_asked_for(units: Any, cast: Any, fees: Item) -> None:
    user = User.objects.get(username="deputy")
    accounts_actions.appoint(user, unit=units.JG1, role="clerk", from_on=TODAY, actor=actors.SYSTEM, at=AT)
    both = actors.of(user, on=TODAY)
    asked = ask(units.JG1, fees, both)
    with refused(errors.Denied, "catalog.own_request"):
        exemption_flow.perform("grant", asked, actor=both, at=AT)
    assert list(Exemption.objects.awaiting(both)) == []
    exemption_flow.perform("grant", asked, actor=cast.superior, at=AT)


def test_who_acts_for_the_asker_does_not_decide_either(units: Any, cast: Any, fees: Item) -> None:
    """The deputy asks as a clerk; whoever is lent the deputy's seat does not decide for her."""
    user = User.objects.get(username="deputy")
    accounts_actions.appoint(user, unit=units.JG1, role="clerk", from_on=TODAY, actor=actors.SYSTEM, at=AT)
    asked = ask(units.JG1, fees, actors.of(user, on=TODAY))
    accounts_actions.delegate(
        Post.objects.get(user=user, role="superior"),
        to=User.objects.get(username="leader_above"),
        from_on=TODAY,
        to_on=TODAY + DAY,
        reason="出差",
        actor=cast.deputy,
        at=AT,
    )
    lent = actors.of(User.objects.get(username="leader_above"), on=TODAY)
    with refused(errors.Denied, "catalog.own_request"):
        exemption_flow.perform("grant", asked, actor=lent, at=AT)


def test_an_optional_item_needs_no_exemption(units: Any, cast: Any, optional: Item) -> None:
    with refused(errors.Conflict, "exemption.optional"):
        ask(units.JG1, optional, cast.clerk)


BAD_DAYS: dict[str, tuple[dict[str, str], str]] = {
    "no end": ({"ends_on": ""}, "input.invalid"),
    "an end before the beginning": ({"ends_on": TODAY.isoformat()}, "exemption.ends_before_begin"),
    "a beginning in the past": ({"from_on": (TODAY - DAY).isoformat()}, "override.from_in_past"),
    "no ground": ({"reason": " "}, "input.invalid"),
}


@pytest.mark.parametrize(("data", "code"), BAD_DAYS.values(), ids=BAD_DAYS.keys())
def test_an_exemption_has_a_ground_and_an_end(
    units: Any, cast: Any, fees: Item, data: dict[str, str], code: str
) -> None:
    with pytest.raises(errors.Invalid) as caught:
        ask(units.JG1, fees, cast.clerk, **data)
    assert caught.value.code == code
    assert not Exemption.objects.exists()


def test_an_exemption_never_reaches_back(units: Any, cast: Any, fees: Item) -> None:
    asked = ask(units.JG1, fees, cast.clerk)
    granted = exemption_flow.perform("grant", asked, actor=cast.deputy, at=AT + 10 * DAY)
    assert granted.from_on == TODAY + 10 * DAY


def test_an_exemption_whose_end_has_come_is_not_granted(units: Any, cast: Any, fees: Item) -> None:
    asked = ask(units.JG1, fees, cast.clerk)
    with refused(errors.Conflict, "exemption.over"):
        exemption_flow.perform("grant", asked, actor=cast.deputy, at=AT + 100 * DAY)


@pytest.mark.parametrize("person", ["deputy", "clerk"])
def test_an_exemption_ends_early_by_the_superior_or_the_unit(units: Any, cast: Any, fees: Item, person: str) -> None:
    asked = ask(units.JG1, fees, cast.clerk)
    exemption_flow.perform("grant", asked, actor=cast.deputy, at=AT)
    exemption_flow.perform("end", asked, actor=getattr(cast, person), at=AT + 5 * DAY, data={"reason": "情况变化"})
    days = (TODAY + 4 * DAY, TODAY + 5 * DAY)
    assert [holding(units.JG1, fees, on).standing for on in days] == ["exempt", "required"]
    told = Notification.objects.filter(kind="catalog_exemption.ended", recipient_id=cast.clerk.user_id)
    assert told.exists() is (person == "deputy")


@pytest.mark.parametrize(
    ("days", "code"), [(-1, "end.in_past"), (101, "end.after_planned")], ids=["in the past", "after its end"]
)
def test_an_exemption_only_becomes_shorter(units: Any, cast: Any, fees: Item, days: int, code: str) -> None:
    asked = ask(units.JG1, fees, cast.clerk)
    exemption_flow.perform("grant", asked, actor=cast.deputy, at=AT)
    data = {"reason": "改期", "ends_on": (TODAY + days * DAY).isoformat()}
    with refused(errors.Invalid, code):
        exemption_flow.perform("end", asked, actor=cast.deputy, at=AT, data=data)


def test_requests_and_decisions_stand_in_the_trail_of_the_unit(units: Any, cast: Any, fees: Item) -> None:
    asked = ask(units.JG1, fees, cast.clerk)
    exemption_flow.perform("grant", asked, actor=cast.deputy, at=AT, data={"reason": "情况属实"})
    found = [(entry.verb, entry.actor_id, entry.unit_id, entry.reason) for entry in AuditEntry.objects.about(asked)]
    assert sorted(found) == [
        ("catalog_exemption.ask", cast.clerk.user_id, units.JG1.pk, "本支部没有"),
        ("catalog_exemption.grant", cast.deputy.user_id, units.JG1.pk, "情况属实"),
    ]


@pytest.mark.parametrize("person", ["member", "neighbour", "deputy", "public", "system"])
def test_strangers_ask_for_nothing(units: Any, cast: Any, fees: Item, person: str) -> None:
    with refused(errors.Denied, "exemption.not_yours"):
        ask(units.JG1, fees, getattr(cast, person))
    with refused(errors.Denied, "override.not_yours"):
        tighten(units.JG1, fees, getattr(cast, person), period="month")


# The database


def _override(unit: Unit, **values: Any) -> Override:
    common = {"unit": unit, "lineage": "7c2e5f0e-8a37-4a55-9a40-0ad0b3a1c2d4", "item_title": "事项", "reason": "因"}
    asker = User.objects.get(username="leader")
    return Override(
        **{
            **common,
            "kind": "tighten",
            "from_on": TODAY,
            "asked_by": asker,
            "asker_ids": [asker.pk],
            "asked_at": AT,
            **values,
        }
    )


BROKEN: dict[str, Callable[[Unit], Override]] = {
    "override_kind_known": lambda unit: _override(unit, kind="loosen"),
    "override_reason_given": lambda unit: _override(unit, reason=""),
    "override_decline_changes_nothing": lambda unit: _override(unit, kind="decline", period="month"),
    "override_ended_on_a_day": lambda unit: _override(unit, state="ended"),
    "override_ends_after_begin": lambda unit: _override(unit, ends_on=TODAY - DAY),
    "override_days_apart": lambda unit: _override(unit, state="granted"),
    "override_one_awaiting": _override,
}


@pytest.mark.parametrize("name", BROKEN)
def test_the_database_refuses_overrides_that_make_no_sense(units: Any, name: str) -> None:
    _override(units.JG1, state="granted").save()
    _override(units.JG1).save()
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        BROKEN[name](units.JG1).save()


def test_the_database_lets_nobody_decide_on_their_own_exemption(units: Any, cast: Any, fees: Item) -> None:
    asked = ask(units.JG1, fees, cast.clerk)
    with pytest.raises(IntegrityError, match="exemption_decided_by_another"), transaction.atomic():
        Exemption.objects.filter(pk=asked.pk).update(state="granted", decided_by_id=cast.clerk.user_id, decided_at=AT)


def test_the_two_tenants_keep_their_deviations_apart(units: Any, cast: Any, fees: Item, college: Any) -> None:
    ask(units.JG1, fees, cast.clerk)
    tighten(units.JG1, fees, cast.leader, period="month")
    with tenant_context(college):
        assert not Exemption.objects.exists()
        assert not Override.objects.exists()

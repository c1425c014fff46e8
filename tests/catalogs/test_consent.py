"""Does a unit's own catalog wait for its superior where the tenant asks for that, and go on its way where not?"""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts import actions as accounts_actions
from accounts import actors
from accounts.actors import Actor
from accounts.models import User
from catalogs import actions, effective, policies
from catalogs.flows import catalog_version_flow
from catalogs.models import Catalog, CatalogVersion
from core import errors
from core.audit.models import AuditEntry
from core.notifications.models import Notification
from hierarchy.models import Unit
from tests.catalogs.conftest import TODAY, draft_of, item_input, next_edition, publish, refused, write
from tests.databases import AT

DAY = datetime.timedelta(days=1)


def hand_in(version: CatalogVersion, actor: Actor, on: datetime.date = TODAY) -> CatalogVersion:
    return actions.publish_version(version, effective_on=on, actor=actor, at=AT)


def perform(
    verb: str, version: CatalogVersion, actor: Actor, at: datetime.datetime = AT, **data: Any
) -> CatalogVersion:
    return catalog_version_flow.perform(verb, version, actor=actor, at=at, data=data)


def file_only(cast: Any) -> None:
    actions.settle_consent(data={"consent": "filing", "reason": "领导小组会议"}, actor=cast.admin, at=AT)


def titles(unit: Unit, on: datetime.date = TODAY) -> list[str]:
    return [entry.item.title for entry in effective.for_unit(unit, on=on)]


@pytest.fixture
def waiting(units: Any, cast: Any) -> CatalogVersion:
    """A branch's own catalog that awaits approval."""
    return hand_in(write(units.JG1, {"支部事项": {"obligation_level": "local"}}), cast.admin)


def test_the_root_publishes_on_its_own(units: Any, cast: Any) -> None:
    version = hand_in(write(units.QW, {"事项": {}}), cast.admin)
    assert (version.state, version.number, version.filed_with) == ("published", 1, None)


def test_below_the_root_an_edition_waits_for_approval(waiting: CatalogVersion, units: Any, cast: Any) -> None:
    assert (waiting.state, waiting.number, waiting.effective_on, waiting.wanted_on) == ("submitted", None, None, TODAY)
    assert titles(units.JG1) == []
    assert list(CatalogVersion.objects.awaiting(cast.deputy)) == [waiting]
    told = Notification.objects.filter(kind="catalog.submitted")
    assert {notice.recipient_id for notice in told} == {cast.deputy.user_id}
    assert not Notification.objects.filter(kind="catalog.published").exists()


def test_approved_it_is_numbered_holds_and_is_filed_with_the_superior(
    waiting: CatalogVersion, units: Any, cast: Any
) -> None:
    version = perform("approve", waiting, cast.deputy, reason="同意")
    assert (version.state, version.number, version.effective_on, version.wanted_on) == ("published", 1, TODAY, None)
    assert (version.decided_by_id, version.filed_with) == (cast.deputy.user_id, units.JG)
    assert titles(units.JG1) == ["支部事项"]
    entry = AuditEntry.objects.about(version).filter(verb="catalog_version.approve").get()
    assert (entry.actor_id, entry.reason) == (cast.deputy.user_id, "同意")
    assert Notification.objects.filter(kind="catalog.approved", recipient_id=cast.admin.user_id).exists()


def test_approved_late_it_holds_from_today(units: Any, cast: Any) -> None:
    first = publish(write(units.JG1, {"旧": {"obligation_level": "local"}}))
    second = hand_in(next_edition(first), cast.admin, TODAY + 2 * DAY)
    approved = perform("approve", second, cast.deputy, AT + 5 * DAY)
    first.refresh_from_db()
    assert (approved.effective_on, first.ends_on, first.state) == (TODAY + 5 * DAY, TODAY + 5 * DAY, "superseded")


def test_returned_it_is_a_draft_again_with_the_reason(waiting: CatalogVersion, cast: Any) -> None:
    with refused(errors.Invalid, "input.invalid"):
        perform("return", waiting, cast.deputy)
    version = perform("return", waiting, cast.deputy, reason="请补充依据")
    assert (version.state, version.returned_reason, version.wanted_on) == ("draft", "请补充依据", None)
    notice = Notification.objects.get(kind="catalog.returned")
    assert (notice.recipient_id, notice.body) == (cast.admin.user_id, "请补充依据")
    actions.add_category(version, title="补充", actor=cast.admin, at=AT)
    again = hand_in(draft_of(version.catalog), cast.admin)
    assert (again.state, again.returned_reason) == ("submitted", "")


def test_who_handed_it_in_takes_it_back(waiting: CatalogVersion, cast: Any) -> None:
    with refused(errors.Denied, "catalog.not_publisher"):
        perform("recall", waiting, cast.deputy)
    assert perform("recall", waiting, cast.admin).is_draft


def test_while_one_edition_waits_nothing_else_is_begun_changed_or_published(waiting: CatalogVersion, cast: Any) -> None:
    with refused(errors.Conflict, "catalog.awaiting_approval"):
        next_edition(waiting)
    with refused(errors.WrongState, "catalog.awaiting_approval"):
        actions.add_item(waiting.categories.get(), data=item_input("新"), actor=cast.admin, at=AT)
    with refused(errors.WrongState, "catalog.awaiting_approval"):
        actions.discard_draft(waiting, actor=cast.admin, at=AT)
    with refused(errors.WrongState, "state.wrong"):
        hand_in(waiting, cast.admin)
    with pytest.raises(IntegrityError, match="version_one_draft"), transaction.atomic():
        CatalogVersion.objects.create(catalog=waiting.catalog, created_at=AT)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.items.count(), waiting.catalog.versions.count()) == ("submitted", 1, 1)


def test_nothing_incomplete_is_handed_in(units: Any, cast: Any) -> None:
    draft = write(units.JG1, {"事项": {}})
    draft.items.update(scopes=[])
    with refused(errors.Conflict, "catalog.incomplete"):
        hand_in(draft, cast.admin)


def test_where_filing_is_enough_it_is_published_and_the_superior_is_told(units: Any, cast: Any) -> None:
    file_only(cast)
    version = hand_in(write(units.JG1, {"事项": {}}), cast.admin)
    assert (version.state, version.filed_with) == ("published", units.JG)
    told = Notification.objects.filter(kind="catalog.filed")
    assert {notice.recipient_id for notice in told} == {cast.deputy.user_id}


def test_what_waits_goes_on_waiting_when_filing_becomes_enough(waiting: CatalogVersion, cast: Any) -> None:
    file_only(cast)
    assert perform("approve", waiting, cast.deputy).state == "published"


def test_nobody_approves_what_they_wrote_or_handed_in(units: Any, cast: Any) -> None:
    user = User.objects.get(username="superior")
    accounts_actions.appoint(user, unit=units.QW, role="admin", from_on=TODAY, actor=actors.SYSTEM, at=AT)
    both = actors.of(user, on=TODAY)
    draft = write(units.JG, {"事项": {}})
    actions.add_category(draft, title="我写的", actor=both, at=AT)
    version = hand_in(draft_of(draft.catalog), cast.admin)
    with refused(errors.Denied, "catalog.own_request"):
        perform("approve", version, both)
    assert list(CatalogVersion.objects.awaiting(both)) == []
    waiting = hand_in(write(units.JD, {"事项": {}}), cast.admin)
    assert list(CatalogVersion.objects.awaiting(both)) == [waiting]
    assert perform("approve", waiting, both).state == "published"


@pytest.mark.parametrize("person", ["admin", "leader_above", "inspector", "clerk", "leader", "system"])
def test_only_superior_approvers_above_decide(waiting: CatalogVersion, cast: Any, person: str) -> None:
    actor = getattr(cast, person)
    assert not policies.approve(actor, waiting)
    with pytest.raises(errors.Refusal):
        perform("approve", waiting, actor)


def test_a_superior_approver_decides_on_nothing_of_her_own_unit(units: Any, cast: Any) -> None:
    version = hand_in(write(units.JG, {"事项": {}}), cast.admin)
    with refused(errors.Denied, "catalog.not_superior"):
        perform("approve", version, cast.deputy)
    assert perform("approve", version, cast.superior).state == "published"


def test_waiting_and_deciding_are_one_rule(units: Any, cast: Any) -> None:
    for unit in (units.JG, units.JG1, units.SQ1):
        hand_in(write(unit, {"事项": {}}), cast.admin)
    for person in vars(cast).values():
        allowed = {version for version in CatalogVersion.objects.submitted() if policies.approve(person, version)}
        assert set(CatalogVersion.objects.awaiting(person)) == allowed


def test_the_database_refuses_what_waits_without_a_day(units: Any) -> None:
    catalog = Catalog.objects.create(unit=units.JG1, name="目录", created_at=AT)
    with pytest.raises(IntegrityError, match="version_submitted_with_day"), transaction.atomic():
        CatalogVersion.objects.create(catalog=catalog, state="submitted", created_at=AT)

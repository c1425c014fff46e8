"""Does a secret address answer with what its owner may see, and only as long as she may?"""

from __future__ import annotations

import datetime
from types import SimpleNamespace
from typing import Any

import pytest

from accounts import actions as accounts_actions
from accounts.models import Post, User
from catalogs.kinds import TimeMode
from core import errors
from core.audit.models import AuditEntry
from obligations import actions, feeds, opening
from obligations.models import CalendarFeed, Obligation
from tests.obligations.conftest import FIRST_QUARTER, NEW_YEAR, close_unit, morning, one, refused

pytestmark = pytest.mark.django_db
AT = morning(NEW_YEAR)


@pytest.fixture
def owed(items: SimpleNamespace) -> SimpleNamespace:
    """What every unit owes for the first quarter."""
    opening.open_period(TimeMode.PERIODIC, FIRST_QUARTER, on=NEW_YEAR, begins=True)
    return items


def shown(secret: str, on: datetime.date = NEW_YEAR) -> set[int]:
    return {found.pk for found in feeds.owed(feeds.find(secret), on=on)}


def test_a_person_reads_what_she_drafts_for(owed: SimpleNamespace, cast: Any, units: Any) -> None:
    issued = actions.issue_feed(None, actor=cast.clerk, at=AT)
    own = set(Obligation.objects.owed_by(cast.clerk).values_list("pk", flat=True))
    assert shown(issued.secret) == own > set()
    dues = one(owed.dues, units.JG1)
    second = {"assignee": str(User.objects.get(username="second_clerk").public_id)}
    actions.assign(dues, data=second, actor=cast.clerk, at=AT)
    assert shown(issued.secret) == own - {dues.pk}
    actions.fulfil(1, unit_id=units.JG1.pk, lineage=owed.budget.lineage, at=morning(NEW_YEAR))
    assert shown(issued.secret) == own - {dues.pk, one(owed.budget, units.JG1).pk}


def test_a_unit_is_read_by_whoever_sees_what_it_owes(owed: SimpleNamespace, cast: Any, units: Any) -> None:
    issued = actions.issue_feed(units.JG2, actor=cast.deputy, at=AT)
    assert shown(issued.secret) == set(Obligation.objects.of_unit(units.JG2).values_list("pk", flat=True))
    with refused(errors.Denied, "obligation.not_visible"):
        actions.issue_feed(units.JG2, actor=cast.clerk, at=AT)
    with refused(errors.Denied, "feed.nothing_to_do"):
        actions.issue_feed(None, actor=cast.inspector, at=AT)
    with refused(errors.Denied, "feed.not_signed_in"):
        actions.issue_feed(units.JG2, actor=cast.public, at=AT)


def test_only_the_digest_is_kept_and_each_step_is_in_the_trail(cast: Any) -> None:
    issued = actions.issue_feed(None, actor=cast.clerk, at=AT)
    kept = CalendarFeed.objects.values().get(pk=issued.feed.pk)
    assert issued.secret not in str(kept)
    assert len(issued.secret) >= 43
    renewed = actions.renew_feed(issued.feed, actor=cast.clerk, at=AT)
    actions.revoke_feed(renewed.feed, actor=cast.clerk, at=AT)
    actions.revoke_feed(renewed.feed, actor=cast.clerk, at=AT)
    verbs = list(AuditEntry.objects.filter(verb__startswith="feed.").order_by("pk").values_list("verb", flat=True))
    assert verbs == ["feed.issue", "feed.revoke", "feed.issue", "feed.revoke"]
    assert issued.secret not in str(list(AuditEntry.objects.values()))


def test_a_renewed_address_takes_the_place_of_the_old_one(cast: Any, owed: SimpleNamespace) -> None:
    first = actions.issue_feed(None, actor=cast.clerk, at=AT)
    with refused(errors.Conflict, "feed.exists"):
        actions.issue_feed(None, actor=cast.clerk, at=AT)
    with pytest.raises(errors.Missing):
        actions.renew_feed(first.feed, actor=cast.second_clerk, at=AT)
    second = actions.renew_feed(first.feed, actor=cast.clerk, at=AT)
    with refused(feeds.FeedEnded, "feed.ended"):
        shown(first.secret)
    assert shown(second.secret)
    with refused(errors.WrongState, "feed.revoked"):
        actions.renew_feed(first.feed, actor=cast.clerk, at=AT)
    with pytest.raises(errors.Missing):
        actions.revoke_feed(second.feed, actor=cast.admin, at=AT)


def test_it_ends_with_the_post_the_person_and_the_unit(owed: SimpleNamespace, cast: Any, units: Any) -> None:
    clerk = actions.issue_feed(None, actor=cast.clerk, at=AT)
    neighbour = actions.issue_feed(units.JG2, actor=cast.neighbour, at=AT)
    superior = actions.issue_feed(units.SQ1, actor=cast.superior, at=AT)
    assert all(shown(issued.secret) for issued in (clerk, neighbour, superior))
    Post.objects.filter(user__username="clerk").update(to_on=NEW_YEAR)
    assert shown(clerk.secret)
    person = User.objects.get(username="neighbour")
    accounts_actions.deactivate(person, reason="调离", actor=cast.admin, at=AT)
    close_unit(units.SQ1, on=NEW_YEAR)
    for issued in (clerk, neighbour, superior):
        with refused(feeds.FeedEnded, "feed.ended"):
            shown(issued.secret, NEW_YEAR + datetime.timedelta(days=1))


def test_it_says_since_when_it_has_answered_the_same(cast: Any) -> None:
    feed = actions.issue_feed(None, actor=cast.clerk, at=AT).feed
    hour = datetime.timedelta(hours=1)
    assert feeds.note_read(feed, b"one", at=AT) == AT
    assert feeds.note_read(feed, b"one", at=AT + 2 * hour) == AT
    assert feeds.note_read(feed, b"two", at=AT + 3 * hour) == AT + 3 * hour
    feed.refresh_from_db()
    assert feed.read_at == AT + 3 * hour

"""Two at once: does exactly one decision, one publication, one number, one edit come of it?"""

from __future__ import annotations

import datetime
import threading
from collections import Counter
from collections.abc import Callable

import pytest
from django.db import connections
from django_tenants.utils import tenant_context

from accounts.actors import Actor
from core import errors
from core.audit.models import AuditEntry
from core.ledger.models import Entry
from core.notifications.models import Notification
from disclosures import actions, inputs
from disclosures.afterwards import following_up, on_time
from disclosures.flows import disclosure_flow
from disclosures.kinds import State
from disclosures.models import Audience, Disclosure
from disclosures.readers import lists
from tenants.models import Tenant
from tests.databases import AT
from tests.disclosures.conftest import fresh_walker, newcomer, person_line

pytestmark = pytest.mark.usefixtures("committed")

PATIENCE = 30


def at_once(*doings: Callable[[], object]) -> Counter[str]:
    """Do all at the same moment, each on its own connection, and count how they ended."""
    tenant = Tenant.objects.get(slug="district")
    gate = threading.Barrier(len(doings), timeout=PATIENCE)
    ends: Counter[str] = Counter()

    def run(doing: Callable[[], object]) -> None:
        try:
            with tenant_context(tenant):
                gate.wait()
                doing()
            ends["done"] += 1
        except errors.Refusal as refused:
            ends[refused.code] += 1
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(doing,)) for doing in doings]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert sum(ends.values()) == len(doings)
    return ends


def performing(verb: str, disclosure: Disclosure, actor: Actor, **data: str) -> Callable[[], object]:
    return lambda: disclosure_flow.perform(
        verb, disclosure, actor=actor, at=AT, revision=disclosure.revision, data=data
    )


def test_of_two_decisions_one_wins() -> None:
    walk = fresh_walker()
    other = newcomer("other", walk.units.JG1, "leader")
    for first, second, data in (("approve", "approve", {}), ("approve", "return", {"reason": "再核对"})):
        disclosure = walk.to(State.SECRECY_CHECKED)
        ends = at_once(performing(first, disclosure, walk.cast.leader), performing(second, disclosure, other, **data))
        assert ends == {"done": 1, "revision.stale": 1}
        assert disclosure.decisions.filter(step="leader").count() == 1


def test_without_a_revision_the_second_hears_that_the_state_is_another() -> None:
    walk = fresh_walker()
    disclosure = walk.to(State.SECRECY_CHECKED)
    other = newcomer("other", walk.units.JG1, "leader")
    ends = at_once(
        lambda: walk.do("approve", disclosure, by=walk.cast.leader), lambda: walk.do("approve", disclosure, by=other)
    )
    assert ends == {"done": 1, "state.wrong": 1}


def test_publishing_many_gives_each_its_own_number() -> None:
    walk = fresh_walker()
    ready = [walk.to(State.APPROVED) for _ in range(6)]
    ends = at_once(*[performing("publish", disclosure, walk.cast.clerk) for disclosure in ready for _ in range(2)])
    assert ends == {"done": 6, "revision.stale": 6}
    numbers = Disclosure.objects.published().values_list("index_no", flat=True)
    assert sorted(map(str, numbers)) == [f"JG1-2026-{serial:04d}" for serial in range(1, 7)]
    assert Notification.objects.filter(kind="disclosure.publish").count() == 0


def test_of_an_edit_and_a_submission_one_wins() -> None:
    walk = fresh_walker()
    disclosure = walk.draft()
    data = {**inputs.values_of(disclosure), "title": "改过"}

    def edit() -> object:
        return actions.edit_draft(disclosure, data=data, revision=0, actor=walk.cast.second_clerk, at=AT)

    ends = at_once(edit, performing("submit", disclosure, walk.cast.clerk))
    assert ends == {"done": 1, "revision.stale": 1}


def test_of_two_changes_of_one_text_one_is_begun() -> None:
    walk = fresh_walker()
    original = walk.to(State.PUBLISHED)
    data = {"relation": "amends", "reason": "金额有误"}

    def begin(who: Actor) -> Callable[[], object]:
        return lambda: following_up.follow_up(original, data=data, actor=who, at=AT)

    ends = at_once(begin(walk.cast.clerk), begin(walk.cast.second_clerk))
    assert ends == {"done": 1, "disclosure.change_open": 1}
    assert Disclosure.objects.filter(refers_to=original).count() == 1


def test_two_merges_into_one_another_do_not_wait_for_ever() -> None:
    walk = fresh_walker()
    left, right = walk.to(State.PUBLISHED), walk.to(State.PUBLISHED)
    ends = at_once(
        performing("merge", left, walk.cast.leader, into=str(right.public_id), reason="同一件事"),
        performing("merge", right, walk.cast.leader, into=str(left.public_id), reason="同一件事"),
    )
    assert ends["done"] <= 1
    assert Disclosure.objects.filter(state=State.MERGED).count() == ends["done"]
    assert set(ends) <= {"done", "disclosure.target_busy", "into.not_public"}


def test_two_workers_publish_what_is_due_once() -> None:
    walk = fresh_walker()
    texts = [walk.to(State.SCHEDULED) for _ in range(4)]
    due = AT + datetime.timedelta(hours=1)
    ends = at_once(*[lambda: on_time.publish_due(at=due) for _ in range(3)])
    assert ends == {"done": 3}
    assert Disclosure.objects.published().count() == len(texts)
    assert Entry.objects.filter(kind="published").count() == len(texts)


def test_of_a_withdrawal_and_the_publication_of_a_change_one_wins() -> None:
    walk = fresh_walker()
    original = walk.to(State.PUBLISHED)
    change = walk.onward(walk.follow_up(original), State.APPROVED)
    ends = at_once(
        performing("withdraw", original, walk.cast.leader, reason="数字有误"),
        performing("publish", change, walk.cast.clerk),
    )
    assert ends["done"] == 1, ends
    original.refresh_from_db()
    change.refresh_from_db()
    assert (original.state, change.state) in [
        (State.WITHDRAWN, State.APPROVED),
        (State.CHANGED, State.PUBLISHED),
    ]


def test_of_two_editors_of_a_kept_list_one_wins() -> None:
    walk = fresh_walker()
    data = {"name": "支部委员", "readers": [person_line("clerk")]}
    kept = lists.keep(walk.units.JG1, data=data, actor=walk.cast.clerk, at=AT)

    def change(reader: str, actor: Actor) -> Callable[[], object]:
        changed = {"name": "支部委员", "readers": [person_line(reader)]}
        return lambda: lists.change(kept, data=changed, revision=0, actor=actor, at=AT)

    ends = at_once(change("member", walk.cast.clerk), change("villager", walk.cast.second_clerk))
    assert ends == {"done": 1, "audience.stale": 1}
    (entry,) = AuditEntry.objects.filter(verb="audience.changed")
    standing = Audience.objects.get()
    assert standing.revision == 1
    assert [str(each) for each in standing.readers.all()] == entry.after["readers"]

"""When a unit is merged or abolished, is nothing lost of its texts, and does the past keep its name?"""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from celery import Celery, current_app
from django.conf import settings
from kombu.exceptions import OperationalError

from accounts import actors
from core import events
from core.audit.models import AuditEntry
from core.notifications.models import Notification
from disclosures import handing_over, reactions
from disclosures.handing_over import HandedOver
from disclosures.kinds import ISSUED_STATES, State
from disclosures.models import Decision, Disclosure
from hierarchy import actions as hierarchy_actions
from hierarchy.events import UnitClosed
from hierarchy.models import Unit
from tests.databases import AT
from tests.disclosures.conftest import TODAY, Walker, newcomer

pytestmark = pytest.mark.django_db

UNFINISHED = [state for state in State if state not in ISSUED_STATES]


def close(unit: Unit, successor: Unit | None = None) -> None:
    hierarchy_actions.close_unit(
        Unit.objects.get(pk=unit.pk),
        successor=Unit.objects.get(pk=successor.pk) if successor else None,
        reason="机构调整",
        actor=actors.SYSTEM,
        at=AT,
    )


def hand_over() -> HandedOver:
    return handing_over.hand_over(on=TODAY, at=AT)


def told(user_id: int | None) -> list[str]:
    kinds = ("disclosure.handed_over", "disclosure.left_behind")
    return [note.path for note in Notification.objects.filter(recipient_id=user_id, kind__in=kinds)]


def test_a_merge_loses_nothing_and_the_past_keeps_its_name(walk: Walker) -> None:
    texts = {state: walk.to(state) for state in State}
    decided = Decision.objects.count()
    close(walk.units.JG1, walk.units.JG2)
    assert hand_over() == HandedOver(len(UNFINISHED), 0)
    for state, text in texts.items():
        now = Disclosure.objects.select_related("unit").get(pk=text.pk)
        if state in ISSUED_STATES:
            assert (now.unit_id, now.state, now.shown_unit_name) == (walk.units.JG1.pk, state, "机关第一党支部")
            continue
        assert now.unit_id == walk.units.JG2.pk
        assert now.state == (State.RETURNED if state == State.RETURNED else State.DRAFT)
        assert (now.body, now.item_id, now.content_hash) == (text.body, text.item_id, text.content_hash)
        assert (now.approved_hash, now.approved_at, now.step, now.round_no) == ("", None, "", text.round_no)
        assert now.revision > text.revision
    assert Decision.objects.count() == decided, "what was decided stays on record"


def test_clerks_of_the_successor_and_the_drafter_are_told_and_the_trail_says_so(walk: Walker) -> None:
    text = walk.to(State.APPROVED)
    close(walk.units.JG1, walk.units.JG2)
    hand_over()
    assert told(walk.cast.neighbour.user_id) == [f"/work/disclosures/?unit={walk.units.JG2.public_id}"]
    assert len(told(walk.cast.clerk.user_id)) == 1
    entry = AuditEntry.objects.get(verb="disclosure.handed_over")
    assert (entry.subject_id, entry.unit_id, entry.actor_label) == (text.pk, walk.units.JG2.pk, actors.SYSTEM.label)
    assert entry.before == {"unit": "机关第一党支部", "unit_id": walk.units.JG1.pk, "state": "approved"}
    assert entry.after == {"unit": "机关第二党支部", "unit_id": walk.units.JG2.pk, "state": "draft"}


def test_repeating_it_does_nothing(walk: Walker) -> None:
    walk.to(State.SUBMITTED)
    close(walk.units.JG1, walk.units.JG2)
    hand_over()
    before = (AuditEntry.objects.count(), Notification.objects.count(), Disclosure.objects.get().revision)
    assert hand_over() == HandedOver(0, 0)
    assert (AuditEntry.objects.count(), Notification.objects.count(), Disclosure.objects.get().revision) == before


def test_the_successor_takes_it_to_publication_under_its_own_name(walk: Walker) -> None:
    text = walk.to(State.APPROVED)
    close(walk.units.JG1, walk.units.JG2)
    hand_over()
    head = newcomer("head", walk.units.JG2, "leader")
    for verb, who in (
        ("submit", walk.cast.neighbour),
        ("pass_secrecy", walk.cast.secrecy),
        ("approve", head),
        ("publish", walk.cast.neighbour),
    ):
        text = walk.do(verb, Disclosure.objects.get(pk=text.pk), by=who)
    assert (text.state, text.unit_name, text.round_no) == (State.PUBLISHED, "机关第二党支部", 2)


def test_it_goes_to_the_last_of_several_successors(walk: Walker) -> None:
    walk.draft()
    close(walk.units.JG1, walk.units.JG2)
    close(walk.units.JG2, walk.units.SQ1)
    assert hand_over() == HandedOver(1, 0)
    assert Disclosure.objects.get().unit_id == walk.units.SQ1.pk


def test_without_a_successor_it_stays_readable_and_the_superior_has_the_list(walk: Walker) -> None:
    texts = [walk.to(state) for state in (State.DRAFT, State.APPROVED)]
    close(walk.units.JG1)
    for _day in range(2):
        assert hand_over() == HandedOver(0, 2)
    assert [(row.unit_id, row.state) for row in Disclosure.objects.order_by("id")] == [
        (walk.units.JG1.pk, text.state) for text in texts
    ]
    assert told(walk.cast.deputy.user_id) == [f"/work/disclosures/?unit={walk.units.JG1.public_id}"]
    assert not told(walk.cast.superior.user_id), "the nearest superior, not all of them"
    assert Disclosure.objects.workable_by(walk.cast.deputy).within(walk.units.JG1).count() == 2


def test_a_unit_that_closes_later_keeps_its_texts_until_then(walk: Walker) -> None:
    walk.draft()
    Unit.objects.filter(pk=walk.units.JG1.pk).update(
        closed_on=TODAY + datetime.timedelta(days=1), successor=walk.units.JG2
    )
    assert hand_over() == HandedOver(0, 0)


def test_the_event_asks_for_it_and_the_clock_does_too(monkeypatch: pytest.MonkeyPatch) -> None:
    assert reactions.unit_closed in events.subscriptions()[UnitClosed]
    asked: list[str] = []
    monkeypatch.setattr(Celery, "send_task", lambda _app, name, *_args, **_options: asked.append(name))
    reactions.unit_closed(UnitClosed(1, None, TODAY))
    assert asked == ["disclosures.hand_over"]
    scheduled = [row["args"][0] for row in settings.CELERY_BEAT_SCHEDULE.values() if row.get("args")]
    assert "disclosures.hand_over" in scheduled
    assert "disclosures.hand_over" in current_app.tasks


def test_a_broker_that_is_down_undoes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def down(*_args: Any, **_options: Any) -> None:
        raise OperationalError

    monkeypatch.setattr(Celery, "send_task", down)
    reactions.unit_closed(UnitClosed(1, None, TODAY))

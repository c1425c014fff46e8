"""Two at once about a notice: does exactly one answer, one closing, and no objection behind a result come of it?"""

from __future__ import annotations

import datetime
import uuid

import pytest

from accounts import actors
from core import clock
from core.ledger.models import Entry
from disclosures.kinds import State
from disclosures.models import Disclosure, Objection, PublicNotice
from disclosures.noticing import closing, objecting
from disclosures.noticing.flows import notice_flow, objection_flow
from disclosures.noticing.kinds import NoticeState
from tests.databases import AT
from tests.disclosures.conftest import Walker, fresh_walker
from tests.disclosures.test_concurrency import at_once

pytestmark = pytest.mark.usefixtures("committed")

OVER = clock.start_of(datetime.date(2026, 11, 28))
SECOND = datetime.timedelta(seconds=1)


def on_notice() -> tuple[Walker, Disclosure]:
    walk = fresh_walker()
    walk.items.open.notice_days = 7
    walk.items.open.save()
    return walk, walk.to(State.PUBLISHED)


def object_to(text: Disclosure) -> Objection:
    data = {"text": "程序不全"}
    return objecting.object_to(text, data=data, actor=actors.ANONYMOUS, at=OVER - SECOND, source=str(uuid.uuid4()))


def test_of_two_answers_one_stands() -> None:
    walk, text = on_notice()
    found = object_to(text)

    def answer(actor: actors.Actor, said: str) -> None:
        objection_flow.perform("answer", found, actor=actor, at=AT, data={"gist": said, "answer": said})

    ends = at_once(lambda: answer(walk.cast.clerk, "一"), lambda: answer(walk.cast.leader, "二"))
    assert ends == {"done": 1, "state.wrong": 1}
    found.refresh_from_db()
    assert found.gist == found.answer


def test_an_objection_in_the_last_second_and_the_closing_never_both() -> None:
    _walk, text = on_notice()
    notice = PublicNotice.objects.get(disclosure=text)
    ends = at_once(
        lambda: object_to(text),
        lambda: notice_flow.perform("close", notice, actor=actors.SYSTEM, at=OVER),
    )
    notice.refresh_from_db()
    assert ends["done"] == 1
    if notice.state == NoticeState.CLOSED:
        assert ends["notice.over"] == 1
        assert not Objection.objects.exists()
    else:
        assert ends["notice.objections_open"] == 1
        assert Objection.objects.count() == 1


def test_two_workers_close_it_once() -> None:
    _walk, text = on_notice()
    at_once(lambda: closing.close_due(at=OVER), lambda: closing.close_due(at=OVER))
    assert PublicNotice.objects.get(disclosure=text).state == NoticeState.CLOSED
    assert Entry.objects.filter(subject_id=text.public_id, kind="notice_closed").count() == 1


def test_withdrawing_and_closing_leave_one_end() -> None:
    walk, text = on_notice()
    notice = PublicNotice.objects.get(disclosure=text)
    ends = at_once(
        lambda: walk.do("withdraw", text, by=walk.cast.leader, reason="人选有变"),
        lambda: notice_flow.perform("close", notice, actor=actors.SYSTEM, at=OVER),
    )
    notice.refresh_from_db()
    assert ends["done"] + ends["state.wrong"] == 2
    assert Disclosure.objects.get(pk=text.pk).state == State.WITHDRAWN
    kinds = Entry.objects.filter(subject_id=text.public_id).values_list("kind", flat=True)
    assert ("notice_closed" in kinds) is (notice.state == NoticeState.CLOSED)

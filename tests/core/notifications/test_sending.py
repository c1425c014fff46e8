"""Is each person told once per cause, and never told of what did not happen?"""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from celery import Celery
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from accounts.models import User
from config import celery_app
from core import errors
from core.notifications import actions, sending
from core.notifications.messages import Message
from core.notifications.models import MailState, Notification
from tests.core.notifications.conftest import AT, Clock, Person

pytestmark = pytest.mark.django_db


def returned(*recipients: User, cause: str = "disclosure.returned:7:3", **changes: object) -> Message:
    values: dict[str, object] = {
        "recipient_ids": tuple(person.pk for person in recipients),
        "kind": "disclosure.returned",
        "title": "您的稿件被退回",
        "body": "缺第三项明细",
        "path": "/work/disclosures/7/",
        "cause": cause,
    }
    return Message(**{**values, **changes})  # type: ignore[arg-type]  # the values of the fields, by name


@pytest.fixture
def broken_broker() -> Iterator[None]:
    """Nothing listens where the broker should be."""
    gone = Celery("gone", broker="amqp://guest@127.0.0.1:1//", set_as_current=True)
    gone.conf.update(task_publish_retry=False, broker_connection_timeout=1)
    yield
    gone.close()
    celery_app.set_current()


def test_one_query_tells_everybody_once_per_cause(
    clerk: User, leader: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        sending.send(returned(clerk, leader), returned(clerk, cause="disclosure.overdue:8"), at=AT)
    assert Notification.objects.count() == 3
    with django_assert_num_queries(1):
        sending.send(returned(clerk, leader, title="又一次"), at=AT)
    assert sorted(Notification.objects.values_list("title", flat=True)) == ["您的稿件被退回"] * 3


def test_the_same_person_named_twice_is_told_once(clerk: User) -> None:
    sending.send(returned(clerk, clerk), returned(clerk), at=AT)
    assert Notification.objects.count() == 1


def test_a_person_who_read_it_is_not_told_again(clerk: User) -> None:
    sending.send(returned(clerk), at=AT)
    actions.mark_all_read(actor=Person(clerk.pk), at=AT)
    sending.send(returned(clerk), at=AT)
    assert not Notification.objects.unread_of(Person(clerk.pk)).exists()


def test_without_recipients_nothing_is_asked(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        sending.send(returned(), at=AT)
        sending.send(at=AT)


def test_what_is_rolled_back_was_not_told(
    clerk: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks() as callbacks, transaction.atomic():
        sending.send(returned(clerk), at=AT)
        transaction.set_rollback(True)
    assert callbacks == []
    assert not Notification.objects.exists()


def test_mail_is_asked_for_after_commit_only_when_there_is_one(
    clerk: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks() as callbacks:
        sending.send(returned(clerk, by_mail=False), at=AT)
    assert callbacks == []
    assert Notification.objects.get().mail_state == MailState.UNWANTED
    with django_capture_on_commit_callbacks() as callbacks:
        sending.send(returned(clerk, cause="disclosure.overdue:8"), at=AT)
    assert len(callbacks) == 1


def test_a_broker_that_is_down_does_not_undo_the_decision(
    clerk: User,
    broken_broker: None,
    caplog: pytest.LogCaptureFixture,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with caplog.at_level(logging.WARNING), django_capture_on_commit_callbacks(execute=True):
        sending.send(returned(clerk), at=AT)
    assert [record.message[:26] for record in caplog.records] == ["the broker does not answer"]
    assert Notification.objects.mail_due(AT).count() == 1  # what the sweep will find


def test_notices_are_written_in_the_language_of_the_platform(clerk: User) -> None:
    with translation.override("en"):
        sending.send(returned(clerk, title=gettext_lazy("Yes")), at=AT)
    assert Notification.objects.get().title == "是"


def test_a_long_title_is_cut_and_does_not_undo_the_decision(clerk: User) -> None:
    sending.send(returned(clerk, title="长" * 500), at=AT)
    assert Notification.objects.get().title == "长" * 299 + "…"


@pytest.mark.parametrize("path", ["https://evil.example/", "//evil.example/", "work/", ""])
def test_a_notice_leads_into_the_own_site(path: str) -> None:
    with pytest.raises(ValueError, match="own site"):
        returned(path=path)


def test_a_notice_has_a_cause() -> None:
    with pytest.raises(ValueError, match="cause"):
        returned(cause="")


def test_reading_is_noted_once_and_only_by_the_recipient(clerk: User, leader: User, clock: Clock) -> None:
    sending.send(returned(clerk), at=AT)
    notice = Notification.objects.get()
    for stranger in (Person(leader.pk), Person(None)):
        with pytest.raises(errors.Missing):
            actions.mark_read(notice, actor=stranger, at=AT)
    assert Notification.objects.unread_of(Person(clerk.pk)).count() == 1
    actions.mark_read(notice, actor=Person(clerk.pk), at=AT)
    actions.mark_read(notice, actor=Person(clerk.pk), at=AT.replace(hour=9))
    notice.refresh_from_db()
    assert notice.read_at == AT


def test_nobody_reads_the_notices_of_another(clerk: User, leader: User) -> None:
    sending.send(returned(clerk), returned(leader, cause="disclosure.overdue:8"), at=AT)
    assert [found.recipient_id for found in Notification.objects.for_actor(Person(leader.pk))] == [leader.pk]
    assert not Notification.objects.for_actor(Person(None)).exists()
    assert actions.mark_all_read(actor=Person(leader.pk), at=AT) == 1
    assert Notification.objects.unread_of(Person(clerk.pk)).count() == 1


def test_a_notice_that_came_meanwhile_stays_unread(clerk: User) -> None:
    sending.send(returned(clerk), at=AT.replace(minute=5))
    assert actions.mark_all_read(actor=Person(clerk.pk), at=AT) == 0

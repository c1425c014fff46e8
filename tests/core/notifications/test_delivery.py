"""Does each mail go out once, whatever breaks?"""

from __future__ import annotations

import logging
import threading
from datetime import timedelta

import pytest
from django.db import connection
from django_tenants.utils import tenant_context
from pytest_django import Settings

from accounts.models import User
from core import errors, schemas
from core.notifications import delivery, sending, tasks
from core.notifications.messages import Message
from core.notifications.models import MailState, Notification
from tenants import current
from tenants.models import Tenant
from tenants.tasks import HEADER
from tests.core.notifications.conftest import AT, Clock
from tests.core.notifications.mail_server import MailServer


def tell(*recipients: User, cause: str = "disclosure.returned:7:3", title: str = "您的稿件被退回") -> None:
    message = Message(
        recipient_ids=tuple(person.pk for person in recipients),
        kind="disclosure.returned",
        title=title,
        body="缺第三项明细",
        path="/work/disclosures/7/",
        cause=cause,
    )
    sending.send(message, at=AT)


@pytest.mark.django_db
def test_the_mail_is_plain_chinese_text_with_a_link_into_the_tenant(
    clerk: User, mail_server: MailServer, clock: Clock
) -> None:
    tell(clerk)
    assert delivery.deliver_due(clock=clock) == 1
    (mail,) = mail_server.mails
    notice = Notification.objects.get()
    assert mail["Subject"] == "您的稿件被退回"
    assert mail["To"] == "chen@example.org"
    assert mail.get_content_type() == "text/plain"
    assert str(notice.public_id) in mail["Message-ID"]
    text = mail.get_content()
    assert text.startswith("陈某，您好：")
    assert "缺第三项明细" in text
    assert "://district." in text
    assert "/work/disclosures/7/" in text
    assert (notice.mail_state, notice.mailed_at, notice.mail_attempts) == (MailState.SENT, AT, 1)


@pytest.mark.django_db
def test_a_mail_goes_out_once_however_often_the_task_runs(clerk: User, leader: User, mail_server: MailServer) -> None:
    tell(clerk, leader)
    for _turn in range(3):
        tell(clerk, leader)
        tasks.deliver_due.run()
    assert sorted(mail["To"] for mail in mail_server.mails) == ["chen@example.org", "zhou@example.org"]


@pytest.mark.django_db
def test_the_task_sends_the_mails_of_its_tenant_and_of_no_other(
    clerk: User, district: Tenant, college: Tenant, mail_server: MailServer
) -> None:
    tell(clerk, title="区委的通知")
    with tenant_context(college):
        tell(User.objects.create(username="notice-teacher", name="吴某", email="wu@example.org"), title="学院的通知")
    tasks.deliver_due.apply(headers={HEADER: str(college.public_id)}, throw=True)
    (mail,) = mail_server.mails
    assert (mail["To"], mail["Subject"]) == ("wu@example.org", "学院的通知")
    assert "://college." in mail.get_content()
    with tenant_context(district):
        assert Notification.objects.get().mail_state == MailState.WAITING


@pytest.mark.django_db
def test_the_task_without_a_tenant_sends_nothing(clerk: User, mail_server: MailServer) -> None:
    tell(clerk)
    with pytest.raises(errors.Missing):
        tasks.deliver_due.apply(throw=True)
    assert mail_server.mails == []


@pytest.mark.django_db
def test_while_the_mail_server_is_away_everything_waits(clerk: User, settings: Settings, clock: Clock) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    tell(clerk)
    assert delivery.deliver_due(clock=clock) == 0
    notice = Notification.objects.get()
    assert (notice.mail_state, notice.mail_attempts) == (MailState.WAITING, 0)


@pytest.mark.django_db
def test_a_refused_mail_waits_longer_each_time_and_is_given_up(
    clerk: User, leader: User, mail_server: MailServer, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    mail_server.refused = {"chen@example.org"}
    tell(clerk, leader)
    assert delivery.deliver_due(clock=clock) == 1  # the other's mail is not held up
    refused = Notification.objects.get(recipient=clerk)
    assert (refused.mail_state, refused.mail_due_at) == (MailState.WAITING, AT + timedelta(minutes=5))
    assert "no such mailbox" in refused.mail_problem
    clock.wait(timedelta(minutes=4))
    delivery.deliver_due(clock=clock)
    refused.refresh_from_db()
    assert refused.mail_attempts == 1
    for _attempt in range(delivery.ATTEMPTS):
        clock.wait(timedelta(days=1))
        delivery.deliver_due(clock=clock)
    refused.refresh_from_db()
    assert (refused.mail_state, refused.mail_attempts) == (MailState.REFUSED, delivery.ATTEMPTS)
    assert len(mail_server.mails) == 1


@pytest.mark.django_db
def test_a_mailbox_that_works_again_gets_its_mail(clerk: User, mail_server: MailServer, clock: Clock) -> None:
    mail_server.refused = {"chen@example.org"}
    tell(clerk)
    delivery.deliver_due(clock=clock)
    mail_server.refused = set()
    clock.wait(timedelta(minutes=5))
    assert delivery.deliver_due(clock=clock) == 1


@pytest.mark.django_db
def test_an_unknown_outcome_is_left_to_the_lease_and_repeated_under_the_same_identity(
    clerk: User, mail_server: MailServer, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    mail_server.breaks_after_taking = True
    tell(clerk)
    assert delivery.deliver_due(clock=clock) == 0
    assert Notification.objects.get().mail_state == MailState.CLAIMED
    mail_server.breaks_after_taking = False
    clock.wait(delivery.LEASE - timedelta(seconds=1))
    assert delivery.deliver_due(clock=clock) == 0
    clock.wait(timedelta(seconds=1))
    assert delivery.deliver_due(clock=clock) == 1
    first, second = mail_server.mails
    assert first["Message-ID"] == second["Message-ID"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "reason"),
    [({"email": ""}, "no address"), ({"is_active": False}, "no longer here")],
)
def test_who_cannot_be_reached_by_mail_is_settled(
    clerk: User, mail_server: MailServer, clock: Clock, changes: dict[str, object], reason: str
) -> None:
    User.objects.filter(pk=clerk.pk).update(**changes)
    tell(clerk)
    assert delivery.deliver_due(clock=clock) == 0
    assert Notification.objects.get().mail_state == MailState.NO_ADDRESS, reason
    assert mail_server.mails == []


@pytest.mark.django_db
def test_a_hostile_title_adds_no_header(clerk: User, mail_server: MailServer, clock: Clock) -> None:
    tell(clerk, title="您的稿件\r\nBcc: victim@example.org")
    delivery.deliver_due(clock=clock)
    (mail,) = mail_server.mails
    assert mail["Bcc"] is None
    assert mail["Subject"] == "您的稿件 Bcc: victim@example.org"


@pytest.mark.django_db
def test_an_address_that_no_mail_can_have_does_not_stop_the_others(
    clerk: User, leader: User, mail_server: MailServer, clock: Clock
) -> None:
    User.objects.filter(pk=clerk.pk).update(email="chen@\nexample.org")
    tell(clerk, leader)
    assert delivery.deliver_due(clock=clock) == 1
    assert Notification.objects.get(recipient=clerk).mail_state == MailState.WAITING


def test_workers_side_by_side_never_take_the_same_mail(committed: None) -> None:
    clerk = User.objects.create(username="notice-clerk", name="陈某", email="chen@example.org")
    for number in range(40):
        tell(clerk, cause=f"disclosure.overdue:{number}")
    tenant = current.tenant()
    start = threading.Barrier(3)
    taken: list[int] = []

    def work() -> None:
        schemas.enter(tenant)  # each thread has a connection of its own
        start.wait()
        while (claimed := delivery.claim_next(AT)) is not None:
            taken.append(claimed.pk)
        connection.close()

    workers = [threading.Thread(target=work) for _worker in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(timeout=30)
    assert len(taken) == len(set(taken)) == 40

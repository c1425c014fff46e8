"""The people who are told, and the mail server that they are told through."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from pytest_django import Settings

from accounts.models import User
from tests.core.notifications.mail_server import MailServer

AT = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Person:
    """An actor, as far as notices ask."""

    user_id: int | None
    label: str = ""


@dataclass
class Clock:
    """Time that passes only when the test says so."""

    at: datetime = AT

    def __call__(self) -> datetime:
        return self.at

    def wait(self, length: timedelta) -> None:
        self.at += length


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def clerk(db: None) -> User:
    person: User = User.objects.create(username="notice-clerk", name="陈某", email="chen@example.org")
    return person


@pytest.fixture
def leader(db: None) -> User:
    person: User = User.objects.create(username="notice-leader", name="周某", email="zhou@example.org")
    return person


@pytest.fixture
def mail_server(settings: Settings) -> Iterator[MailServer]:
    server = MailServer()
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", server.port, 5
    yield server
    server.stop()

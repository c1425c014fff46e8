"""What do tests of the calendar share? A process that has read nothing, and people who may load a year."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from core import schemas
from core.workdays import tables
from tenants import policies


@pytest.fixture(autouse=True)
def _unread_calendar() -> Iterator[None]:
    """A rolled-back test must not leave its table to the next one."""
    tables.forget()
    yield
    tables.forget()


@pytest.fixture
def operators() -> SimpleNamespace:
    """Two operators of the platform, and the console that is nobody in particular."""
    return SimpleNamespace(
        first=policies.OperatorActor("赵某", operator_id="11111111-1111-4111-8111-111111111111"),
        second=policies.OperatorActor("钱某", operator_id="22222222-2222-4222-8222-222222222222"),
        console=policies.CONSOLE,
    )


@pytest.fixture
def in_public(_in_district: None) -> None:
    """Outside of tenants, where the country's calendar is kept."""
    schemas.leave()

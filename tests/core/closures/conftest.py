"""What do tests of a tenant's own days share? A process that has read nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from core.workdays import tables


@pytest.fixture(autouse=True)
def _unread_calendar() -> Iterator[None]:
    """A rolled-back test must not leave its days to the next one."""
    tables.forget()
    yield
    tables.forget()

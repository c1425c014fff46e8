"""Which request or task is being served? Set by the interfaces, read by the audit trail and the log."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_request_id: ContextVar[str] = ContextVar("request_id", default="")


def current_request_id() -> str:
    """Return the identifier of the request or task being served, or an empty string outside of one."""
    return _request_id.get()


@contextmanager
def serving(request_id: str = "") -> Iterator[str]:
    """Name what is being served for the length of the block."""
    identifier = request_id or uuid.uuid4().hex
    token = _request_id.set(identifier)
    try:
        yield identifier
    finally:
        _request_id.reset(token)

"""Did the database give a transaction up for the sake of another one? Then nothing of it was written; it may be redone.

Two transactions that wait for each other, one that was overtaken, one that waited for a lock as long as it may: each
is no fault of anybody's, and is told as the refusal `errors.Busy`. The connection itself tells it
(`core.commits.database`), so that pages, programs, tasks and loops over many things meet it as any other refusal.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import OperationalError

from core import errors

logger = logging.getLogger(__name__)

GIVEN_UP = {"40001": "serialization failure", "40P01": "deadlock", "55P03": "lock not available"}
"""PostgreSQL's codes for what succeeds when it is repeated."""


@contextmanager
def told() -> Iterator[None]:
    """Refuse as `errors.Busy` what the database gave up; leave every other problem as it is."""
    try:
        yield
    except OperationalError as problem:
        why = GIVEN_UP.get(getattr(problem.__cause__, "pgcode", None) or "")
        if why is None:
            raise
        logger.warning("given up for another transaction, %s: %s", why, str(problem).strip())
        raise errors.Busy from problem


def watch(execute: Callable[..., Any], statement: Any, params: Any, many: bool, context: Any) -> Any:
    """Execute a statement as told: what a connection wraps its statements in."""
    with told():
        return execute(statement, params, many, context)

"""A process that publishes what is due in children of its own, each of which may be killed at any moment.

It has Django loaded and no connection open, so that a child costs a fork. For each line of its input it forks once:
`go` publishes everything; `before 57` and `after 57` kill the child by SIGKILL around its 57th statement from when it
began; whoever reads the child's number may kill it by the clock. Says `<pid>` once the child begins, then how it ended.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Callable
from datetime import timedelta
from itertools import count
from typing import Any

import django
from django.db import connection

from core import schemas
from tests.databases import AT

HOUR = AT + timedelta(hours=1)
"""When all of them are due."""
AFTERWARDS = {"before": False, "after": True}


def main() -> None:
    """Fork for each line, and wait for the child."""
    django.setup()
    from disclosures.afterwards import on_time
    from tenants.models import Tenant

    def publish(order: list[str]) -> None:
        """Publish every text whose hour has come, as the task does each minute."""
        schemas.enter(Tenant.objects.get(slug="district"))
        say(os.getpid())
        with connection.execute_wrapper(_dying(*order)) if len(order) > 1 else contextlib.nullcontext():
            on_time.publish_due(at=HOUR)

    for line in sys.stdin:
        pid = os.fork()
        if not pid:
            publish(line.split())
            os._exit(0)
        _pid, status = os.waitpid(pid, 0)
        say(os.waitstatus_to_exitcode(status))


def _dying(when: str, statement: str) -> Callable[..., Any]:
    """Return what kills this process around its statement of that number."""
    numbers, last, ends_after = count(1), int(statement), AFTERWARDS[when]

    def execute(execute: Callable[..., Any], *arguments: Any) -> Any:
        is_last = next(numbers) == last
        if is_last and not ends_after:
            os.kill(os.getpid(), signal.SIGKILL)
        found = execute(*arguments)
        if is_last:
            os.kill(os.getpid(), signal.SIGKILL)
        return found

    return execute


def say(word: object) -> None:
    """Tell the test."""
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()

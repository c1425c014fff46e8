"""A real worker on the test's database and on the broker of the settings."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.db import connection

PATIENCE_SECONDS = 60


class Worker:
    """One worker process group."""

    def __init__(self, log: Path) -> None:
        self.log = log
        command = [sys.executable, "-m", "celery", "-A", "config.celery", "worker", "--pool", "prefork"]
        command += ["--concurrency", "1", "--without-gossip", "--without-mingle", "--loglevel", "INFO"]
        with log.open("wb") as output:
            self.process = subprocess.Popen(
                command, env=environment(), stdout=output, stderr=subprocess.STDOUT, start_new_session=True
            )

    def said(self) -> str:
        return self.log.read_text(errors="replace")

    def kill(self) -> None:
        """End it as the kernel would, in the middle of whatever it does."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@contextmanager
def running(log: Path) -> Iterator[Worker]:
    """Run a worker until the end of the block."""
    make_broker()
    worker = Worker(log)
    try:
        eventually(lambda: " ready." in worker.said(), worker.said)
        yield worker
    finally:
        worker.kill()


def make_broker() -> None:
    """Make the folders of the broker, where it is one of folders."""
    if settings.BROKER_URL.startswith("filesystem:"):
        for folder in ("broker", "broker-control"):
            (Path(settings.DATA) / folder).mkdir(parents=True, exist_ok=True)


def eventually(done: Callable[[], bool], explained: Callable[[], str] = lambda: "") -> None:
    """Wait until something is so, or fail with what was said meanwhile."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not done():
        assert time.monotonic() < deadline, explained()
        time.sleep(0.1)


def environment() -> dict[str, str]:
    """The environment of this process, with the test's own database."""
    found = dict(os.environ)
    for name in ("GONGKAI_DATABASE_URL", "GONGKAI_DATABASE_OWNER_URL"):
        parts = urlsplit(found[name])
        found[name] = urlunsplit(parts._replace(path=f"/{connection.settings_dict['NAME']}"))
    return found | {"GONGKAI_LOG_LEVEL": "INFO", "GONGKAI_CONN_MAX_AGE": "0"}

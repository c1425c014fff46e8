"""How do several processes live and end together?

Each runs in a session of its own, so that Ctrl-C reaches the supervisor alone, which then ends them in order. One that
ends by itself is started again, after a pause that grows; one that keeps ending brings all down. If the supervisor is
killed, the lifeline (`config.lifeline`) ends them.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import IO

from config import lifeline

MAX_QUICK_ENDS = 4
QUICK_SECONDS = 15.0
STOP_SECONDS = 8.0
POLL_SECONDS = 0.2


@dataclass(frozen=True)
class Program:
    """What to run: a Python module with arguments, under a name that its log has too."""

    name: str
    module: str
    arguments: tuple[str, ...] = ()
    descriptors: tuple[int, ...] = ()
    """File descriptors that it inherits, such as a listening socket."""


@dataclass
class _Running:
    program: Program
    process: subprocess.Popen[bytes]
    started: float
    quick_ends: int = 0
    due: float | None = None
    """When to start it again, if it ended."""


@dataclass
class Supervisor:
    """Runs programs until it is told to stop."""

    environment: Mapping[str, str]
    logs: Path | None
    """Folder of one log per program; without it they write where the supervisor writes."""
    said: Callable[[str], None]
    _running: list[_Running] = field(default_factory=list)
    _stopping: bool = False
    _pipe: tuple[int, int] = field(default_factory=os.pipe)

    def start(self, *programs: Program) -> None:
        """Start the programs, in this order."""
        for program in programs:
            self._running.append(_Running(program, self._spawn(program), time.monotonic()))

    def obey_signals(self) -> None:
        """Stop at SIGINT and SIGTERM; a second one is not needed and does no harm."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._asked_to_stop)

    def watch(self) -> int:
        """Keep the programs running until asked to stop; return 0, or 1 when one of them would not stay up."""
        while not self._stopping:
            for row in self._running:
                if not self._keep_up(row):
                    return 1
            time.sleep(POLL_SECONDS)
        return 0

    def stop(self) -> None:
        """End all programs, the last started first, each with time to finish what it is doing."""
        for row in reversed(self._running):
            _signal(row.process, signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        for row in self._running:
            try:
                row.process.wait(timeout=max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                self.said(f"{row.program.name} 没有按时结束，已强制结束。")
            _signal(row.process, signal.SIGKILL)
            row.process.wait()
        self._running.clear()

    def _keep_up(self, row: _Running) -> bool:
        now = time.monotonic()
        if row.due is not None:
            if now >= row.due:
                row.process, row.started, row.due = self._spawn(row.program), now, None
            return True
        code = row.process.poll()
        if code is None:
            return True
        row.quick_ends = row.quick_ends + 1 if now - row.started < QUICK_SECONDS else 1
        if row.quick_ends > MAX_QUICK_ENDS:
            self.said(f"{row.program.name} 反复退出（代码 {code}），已停止全部进程。{self._where(row.program)}")
            return False
        row.due = now + 2.0 ** (row.quick_ends - 1)
        self.said(f"{row.program.name} 意外退出（代码 {code}），即将重新启动。{self._where(row.program)}")
        return True

    def _spawn(self, program: Program) -> subprocess.Popen[bytes]:
        read_end = self._pipe[0]
        with self._log(program) as log:
            return subprocess.Popen(  # noqa: S603  (our own programs)
                [sys.executable, "-m", "config.lifeline", program.module, *program.arguments],
                env={**self.environment, lifeline.VARIABLE: str(read_end)},
                pass_fds=(read_end, *program.descriptors),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def _log(self, program: Program) -> IO[bytes]:
        if self.logs is None:
            return os.fdopen(os.dup(sys.stderr.fileno()), "ab", closefd=True)
        self.logs.mkdir(parents=True, exist_ok=True)
        return (self.logs / f"{program.name}.log").open("ab")

    def _where(self, program: Program) -> str:
        return f"日志：{self.logs / program.name}.log" if self.logs else ""

    def _asked_to_stop(self, number: int, frame: FrameType | None) -> None:
        self._stopping = True


def web(*, descriptor: int, workers: int) -> Program:
    """Return the web server on a socket that is already listening."""
    arguments = ("-c", "python:config.web", "--bind", f"fd://{descriptor}", "--workers", str(workers))
    return Program("web", "gunicorn", arguments, (descriptor,))


def worker(*, concurrency: int) -> Program:
    """Return the task worker."""
    quiet = ("--without-gossip", "--without-mingle", "--loglevel", "INFO")
    return Program(
        "worker",
        "celery",
        ("-A", "config.celery", "worker", "--pool", "prefork", "--concurrency", str(concurrency), *quiet),
    )


def beat(*, schedule: Path) -> Program:
    """Return the clock that sends the periodic tasks; `schedule` is where it remembers what it sent."""
    arguments: Sequence[str] = ("-A", "config.celery", "beat", "--schedule", str(schedule), "--pidfile", "")
    return Program("beat", "celery", (*arguments, "--loglevel", "INFO"))


def _signal(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    """Signal a program; SIGKILL also reaches whatever it left behind in its session."""
    with suppress(ProcessLookupError, PermissionError):
        if number == signal.SIGKILL:
            os.killpg(process.pid, number)
        elif process.poll() is None:
            process.send_signal(number)

"""`gongkai up` and `gongkai demo`: web server, worker and beat under one supervisor."""

from __future__ import annotations

import argparse
import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from config import supervisor
from config.gongkai import arguments, output, ports, surroundings
from config.gongkai.surroundings import Access

DEFAULT_PORT = 8000
PARTS = ("web", "worker", "beat")


def declare(commands: arguments.Commands) -> None:
    """Declare both commands."""
    from config.gongkai import demonstration

    started = arguments.command(
        commands, "up", "按当前设置运行网站、任务进程和定时进程", up, access=Access.NOTHING, as_json=False
    )
    started.add_argument("--only", action="append", choices=PARTS, help="只运行其中一部分，可多次写")
    started.add_argument("--workers", type=int, default=2, help="网站进程数（默认 2）")
    started.add_argument("--concurrency", type=int, default=2, help="任务进程数（默认 2）")
    shown = arguments.command(
        commands,
        "demo",
        "运行带示例数据的完整平台（内置数据库）",
        demonstration.run,
        access=Access.NOTHING,
        as_json=False,
    )
    for declared in (started, shown):
        port = int(os.environ.get("PORT") or DEFAULT_PORT)
        declared.add_argument("--host", default="127.0.0.1", help="监听地址（默认 127.0.0.1）")
        declared.add_argument(
            "--port", type=int, default=port, help=f"监听端口（默认 {DEFAULT_PORT}，也可用环境变量 PORT）"
        )
        declared.add_argument(
            "--data", type=Path, default=os.environ.get("DATA") or None, help="数据目录（也可用环境变量 DATA）"
        )


def up(args: argparse.Namespace) -> int:
    """Run the parts until told to stop; their logs go where the command writes."""
    parts = tuple(args.only or PARTS)
    with ExitStack() as stack:
        use_folder(args.data)
        if not surroundings.has_own_database():
            server = stack.enter_context(surroundings.embedded_server(surroundings.data_folder()))
            surroundings.use_embedded(server)
        folder = surroundings.data_folder()
        surroundings.make_folders(folder)
        programs = []
        if "web" in parts:
            listening = stack.enter_context(ports.listening(args.host, args.port))
            programs.append(supervisor.web(descriptor=listening.fileno(), workers=args.workers))
        if "worker" in parts:
            programs.append(supervisor.worker(concurrency=args.concurrency))
        if "beat" in parts:
            programs.append(supervisor.beat(schedule=folder / "beat-schedule"))
        running = stack.enter_context(supervised(folder, logs=None))
        running.start(*programs)
        running.obey_signals()
        return running.watch()


@contextmanager
def supervised(folder: Path, *, logs: Path | None) -> Iterator[supervisor.Supervisor]:
    """Run programs, and end them all at the end, however impatiently Ctrl-C is pressed meanwhile."""
    environment = {name: value for name, value in os.environ.items() if name != "GONGKAI_AS_OWNER"}
    environment["TMPDIR"] = str(folder / "tmp")  # on the broker's file system, so that taking a message is one rename
    running = supervisor.Supervisor(environment, logs, output.note)
    try:
        yield running
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
        running.stop()


def use_folder(data: Path | None) -> None:
    """Use this data folder from here on."""
    if data is not None:
        os.environ["GONGKAI_DATA"] = str(Path(data).expanduser().resolve())

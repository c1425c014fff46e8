"""How many pages of the portal does a server give, against Wagtail's pages with the same texts, and in how much memory?

Run with `make bench-wagtail` or `python -m tests.benchmarks.bench_wagtail_pages`. Both behind gunicorn with the same
number of sync workers on the same PostgreSQL; nothing is cached on either side but what each does by itself: the
product keeps strangers' pages until the next commit, so each page is also asked for in a way that has it made anew (a
parameter that no page knows). The sides take turns, asked by as many readers at once as there are workers. On a machine
that does other work too, the processor time of a page (of the workers) says more than pages a second.
"""

from __future__ import annotations

import contextlib
import json
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path

from psycopg2 import sql

from tests.benchmarks import beside_wagtail
from tests.benchmarks.beside_wagtail import Answering, Side, processor_seconds

PUBLIC = 400
WORKERS, ROUNDS, SECONDS, WARM_UP = 2, 6, 4.0, 3.0
PATIENCE = 60
HOST = "district.localhost"
PAGES = ("front page", "one text")
ANEW = "?made=anew"
"""A parameter that no page knows: the product keeps no page for it, and Wagtail shows the same."""
BUSY = f"{PAGES[0]}, a commit each second"
KINDS = (*PAGES, BUSY, *(f"{page}, made anew" for page in PAGES))


@dataclass
class Served:
    """What one side gave of one kind of page: pages a second, milliseconds of processor time, bytes."""

    rates: list[float] = field(default_factory=list)
    process: list[float] = field(default_factory=list)
    size: int = 0


@dataclass
class Server:
    """A running server of one side, and what it served."""

    side: Side
    port: int
    process: subprocess.Popen[bytes]
    paths: dict[str, str] = field(default_factory=dict)
    served: dict[str, Served] = field(default_factory=lambda: {kind: Served() for kind in KINDS})

    def workers(self) -> list[int]:
        """Return the numbers of the workers."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(pid) for pid in children.split()]


def main() -> None:
    """Measure and print."""
    with beside_wagtail.sides() as both, tempfile.TemporaryDirectory() as folder:
        wanted = Path(folder) / "wanted.json"
        wanted.write_text(json.dumps(beside_wagtail.texts(PUBLIC, 0)))
        for side in both:
            answering = Answering(side)
            answering.ask(f"plant {wanted}")
            answering.end()
        with serving(both[0], "python:config.web") as ours, serving(both[1], None) as theirs:
            servers = (ours, theirs)
            for server in servers:
                warm(server)
            for _round in range(ROUNDS):
                for kind in KINDS:
                    for server in servers:
                        measure(server, kind)
            report(*servers)


@contextmanager
def serving(side: Side, settings: str | None) -> Iterator[Server]:
    """Run one side's application: the product's own settings of gunicorn, and the same ones for the other."""
    port = free_port()
    command = [side.python, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", str(WORKERS)]
    command += ["--worker-class", "sync", "--preload", "--max-requests", "0", "--access-logfile", "-"]
    command += ["--no-control-socket", *(["-c", settings] if settings else ["wagtail_site.wsgi:application"])]
    process = subprocess.Popen(
        command, env=side.variables, cwd=side.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield Server(side, port, process)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=PATIENCE)


def free_port() -> int:
    with contextlib.closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def warm(server: Server) -> None:
    """Wait until it answers, learn the address of a text from the front page, and let its workers load what they do."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            front = get(server.port, "/")
            break
        except (OSError, AssertionError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)
    found = re.search(rb'href="(?:http://[^/"]+)?(/[^"]*(?:disclosures/[0-9a-f-]{36}|notice-\d+)/)"', front)
    if found is None:
        raise SystemExit(f"{server.side.name} lists no text on its front page")
    paths = ("/", found[1].decode())
    server.paths = dict(zip(KINDS, (*paths, "/", *(path + ANEW for path in paths)), strict=True))
    for kind, path in server.paths.items():
        body = get(server.port, path)
        if beside_wagtail.SENTENCES[-1].encode() not in body and kind.startswith(PAGES[1]):
            raise SystemExit(f"{server.side.name} shows no text at {path}")
        server.served[kind].size = len(body)
        ask(server.port, path, WARM_UP)


def get(port: int, path: str) -> bytes:
    """Return a page, which must be there."""
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    with contextlib.closing(connection):
        connection.request("GET", path, headers={"Host": f"{HOST}:{port}", "Accept-Language": "zh-CN"})
        answer = connection.getresponse()
        body = answer.read()
    if answer.status != 200:
        raise AssertionError(f"{path} answers {answer.status}")
    return body


def ask(port: int, path: str, seconds: float) -> int:
    """Ask for a page again and again, by as many readers as there are workers; return how often it came."""
    counts = [0] * WORKERS
    until = time.monotonic() + seconds

    def reader(number: int) -> None:
        while time.monotonic() < until:
            get(port, path)
            counts[number] += 1

    threads = [threading.Thread(target=reader, args=(number,)) for number in range(WORKERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts)


def measure(server: Server, kind: str) -> None:
    """Ask one side for some seconds and note what it gave and took."""
    workers = server.workers()
    with committing() if kind == BUSY else contextlib.nullcontext():
        begin, before = time.monotonic(), sum(map(processor_seconds, workers))
        count = ask(server.port, server.paths[kind], SECONDS)
    served = server.served[kind]
    served.rates.append(count / (time.monotonic() - begin))
    served.process.append((sum(map(processor_seconds, workers)) - before) * 1000 / count)


@contextmanager
def committing() -> Iterator[None]:
    """Let the product count a commit in every tenant each second, as if somebody wrote; Wagtail keeps no page."""
    over = threading.Event()

    def commit() -> None:
        with contextlib.closing(beside_wagtail.connected_to_ours()) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT table_schema FROM information_schema.tables WHERE table_name = 'commits_tally'")
            tallies = [sql.Identifier(schema, "commits_tally") for (schema,) in cursor.fetchall()]
            while not over.wait(1.0):
                for tally in tallies:
                    cursor.execute(sql.SQL("UPDATE {} SET commits = commits + 1").format(tally))

    thread = threading.Thread(target=commit)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def memory(server: Server) -> tuple[float, float]:
    """Return the megabytes of a worker: all that it has, and its share of what it has in common with others."""
    found = []
    for pid in server.workers():
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text()
        found.append([int(re.search(rf"^{name}:\s+(\d+)", lines, re.MULTILINE)[1]) / 1024 for name in ("Rss", "Pss")])  # type: ignore[index]  # the kernel writes both
    rss, pss = zip(*found, strict=True)
    return max(rss), max(pss)


def report(ours: Server, theirs: Server) -> None:
    """Print both sides and the ratios."""
    write, aims = sys.stdout.write, dict.fromkeys(PAGES, " (aim ≥ 2)")
    for kind in KINDS:
        mine, other = ours.served[kind], theirs.served[kind]
        for label, left, right, aim in (
            ("pages a second", statistics.median(mine.rates), statistics.median(other.rates), aims.get(kind, "")),
            ("processor ms a page", statistics.median(mine.process), statistics.median(other.process), ""),
            ("kilobytes of the page", mine.size / 1024, other.size / 1024, ""),
        ):
            line = f"{kind}, {label}"
            write(f"{line:58} the product {left:8.1f}   Wagtail {right:8.1f}   {left / right:5.2f} ×{aim}\n")
    for label, left, right in zip(("resident", "proportional"), memory(ours), memory(theirs), strict=True):
        line = f"{label} memory of a worker, MB"
        write(f"{line:58} the product {left:8.1f}   Wagtail {right:8.1f}   {left / right:5.2f} × (aim ≤ 1)\n")
    write(f"\nMedians of {ROUNDS} rounds of {SECONDS:.0f} s that take turns; {WORKERS} workers on either side.\n")


if __name__ == "__main__":
    main()

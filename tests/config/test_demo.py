"""`gongkai demo` from an empty folder to the first page, and back to nothing running."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http import HTTPStatus
from pathlib import Path

import psutil
import pytest

from tests.config.test_command import clean_environment, data_folder, gongkai
from tests.tenants import worker

READY, STOP = 120, 40


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with data_folder() as found:
        yield found


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def demo(folder: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    """A demo that has said that it is ready; whatever is left of it in the end is killed."""
    process = subprocess.Popen(
        [sys.executable, "-m", "config.gongkai", "demo"],
        env=clean_environment(folder) | {"PORT": str(port)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        assert process.stdout is not None
        said = [""]
        for line in process.stdout:
            said.append(line)
            if "Ctrl-C" in line:
                break
        assert "Ctrl-C" in said[-1], "".join(said)
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        for left in those_of(folder):
            with suppress(psutil.NoSuchProcess):
                left.kill()
                left.wait(timeout=10)


def those_of(folder: Path) -> list[psutil.Process]:
    """Every process that works for the folder."""
    found = []
    for process in psutil.process_iter(["cmdline", "environ"]):
        words = [*(process.info["cmdline"] or []), (process.info["environ"] or {}).get("GONGKAI_DATA", "")]
        if process.pid != os.getpid() and any(str(folder) in word for word in words):
            found.append(process)
    return found


def page(port: int, path: str, host: str = "district.localhost") -> tuple[int, str]:
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={"Host": f"{host}:{port}"})
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read().decode()


def signed_in(port: int, username: str, password: str) -> int:
    body = json.dumps({"username": username, "password": password}).encode()
    headers = {"Host": f"district.localhost:{port}", "Content-Type": "application/json"}
    request = urllib.request.Request(f"http://127.0.0.1:{port}/api/v1/sign-in/", data=body, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        return refused.code


def answers(folder: Path) -> bool:
    """Whether the doctor finds one worker that answers."""
    found = gongkai(folder, "doctor", "--json").json["checks"]
    return {"name": "任务进程", "outcome": "ok", "found": "1 个在应答", "mend": ""} in found


def test_it_serves_both_organisations_and_ends_cleanly(folder: Path) -> None:
    port = free_port()
    with demo(folder, port) as process:
        assert json.loads(page(port, "/readyz")[1])["status"] == "ready"
        for host, name in (("district.localhost", "示例区委"), ("college.localhost", "示例职业技术学院")):
            status, text = page(port, "/", host)
            assert (status, name in text) == (200, True)
        assert page(port, "/", "nowhere.localhost")[0] == 404
        assert page(port, "/static/frontend/theme.css")[0] == 200

        refused = gongkai(folder / "other", "demo", "--port", str(port))
        assert (refused.code, f"端口 {port}" in refused.err) == (1, True)
        second = gongkai(folder, "demo", "--port", str(free_port()))
        assert (second.code, "demo.running" in second.err) == (1, True)
        worker.eventually(lambda: answers(folder), lambda: gongkai(folder, "doctor").out)

        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=STOP) == 0
        assert those_of(folder) == []
    assert not (folder / "pg" / "postmaster.pid").exists()


def test_it_recovers_from_being_killed_and_keeps_its_data(folder: Path) -> None:
    """SIGKILL leaves no orphan that serves, a stale pid does not mislead, and the people can still sign in."""
    port = free_port()
    with demo(folder, port) as process:
        process.kill()
        deadline = time.monotonic() + STOP
        while [found for found in those_of(folder) if "postgres" not in found.name()]:
            assert time.monotonic() < deadline, those_of(folder)
            time.sleep(0.2)
    (folder / "pg" / "postmaster.pid").write_text(f"{os.getpid()}\n{folder / 'pg'}\n", encoding="ascii")

    with demo(folder, port) as process:
        status, text = page(port, "/disclosures/")
        assert status == 200
        assert "示例区委" in text
        assert signed_in(port, "clerk", "gongkai-demo-2026") == HTTPStatus.CREATED
        assert signed_in(port, "clerk", "another-password") >= HTTPStatus.BAD_REQUEST
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=STOP) == 0
        assert those_of(folder) == []


def test_its_ledger_verifies_without_a_database(folder: Path, tmp_path: Path) -> None:
    for slug in ("district", "college"):
        out = tmp_path / f"{slug}.jsonl"
        exported = gongkai(folder, "ledger", "export", "--tenant", slug, str(out), "--json")
        assert (exported.code, exported.json["sound"]) == (0, True)
        assert exported.json["opened"] < exported.json["entries"]
        nowhere = tmp_path / "nowhere"
        alone = gongkai(nowhere, "ledger", "verify", str(out), "--json")
        assert (alone.code, alone.json["head"], nowhere.exists()) == (0, exported.json["head"], False)
        assert gongkai(folder, "ledger", "verify", "--tenant", slug).code == 0
        assert gongkai(folder, "ledger", "take-in", "--tenant", slug, "--json").json == {"recorded": 0}

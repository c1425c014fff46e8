"""Wagtail's environment, two databases on one server, the same texts for both sides, and a process on either side.

Wagtail is installed from its own lock into `.gongkai/bench-wagtail`, never into the product's environment.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

from tests import environment  # isort: skip  (starts the database before Django reads its settings)

import django
import psycopg2
from django.conf import settings
from django.db import connections

ROOT = environment.ROOT
HERE = Path(__file__).resolve().parent
LOCK = ROOT / "requirements" / "bench.txt"
OURS, THEIRS = "gk_bench_ours", "gk_bench_wagtail"
SENTENCES = (
    "根据《中国共产党党务公开条例（试行）》的要求，现将有关情况公开如下。",
    "经支部委员会集体讨论，决定按照规定程序办理。",
    "本次收缴范围为全体在册党员，标准按照工资收入的一定比例核定。",
    "欢迎广大党员群众监督，如有意见请在公示期内反映。",
    "有关经费已经按照财务制度报销，单据由专人保管。",
    "下一步将继续完善制度，按季度公布进展。",
)
PARAGRAPHS = 12


@dataclass(frozen=True)
class Side:
    """One of the two: its name, how its processes start, and where."""

    name: str
    python: str
    variables: dict[str, str]
    folder: Path
    module: str


@contextmanager
def sides() -> Iterator[tuple[Side, Side]]:
    """Give both sides a database of their own on the same server, dropped afterwards."""
    django.setup()
    from tests import databases, world

    databases.clone(databases.ensure_base(), OURS)
    databases.use(OURS)
    world.build()
    connections.close_all()
    with databases.administration() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{THEIRS}" WITH (FORCE)')
        cursor.execute(f"""CREATE DATABASE "{THEIRS}" TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C'
                           LC_CTYPE 'C.UTF-8'""")
    try:
        yield _ours(), _theirs()
    finally:
        connections.close_all()
        databases.drop(OURS, THEIRS)


def _ours() -> Side:
    variables = dict(os.environ) | {"PYTHONPATH": f"{ROOT}:{ROOT / 'platform'}", "GONGKAI_BASE_PORT": ""}
    for name in ("GONGKAI_DATABASE_URL", "GONGKAI_DATABASE_OWNER_URL"):
        variables[name] = _at(OURS, variables[name])
    return Side("the product", sys.executable, variables, ROOT, "tests.benchmarks.ours_answering")


def _theirs() -> Side:
    where = {name: settings.DATABASE_OWNER[name] for name in ("USER", "PASSWORD", "HOST", "PORT")}
    variables = {name: value for name, value in os.environ.items() if not name.startswith(("GONGKAI_", "DJANGO_"))}
    variables |= {
        "BENCH_DATABASE": json.dumps(where | {"NAME": THEIRS}),
        "PYTHONPATH": str(HERE),
        "PYTHONWARNINGS": "ignore",
    }
    return Side("Wagtail", wagtail_python(), variables, HERE, "wagtail_site.answering")


def connected_to_ours() -> psycopg2.extensions.connection:
    """Connect to the product's database as its owner, each statement a transaction of its own."""
    found = psycopg2.connect(_at(OURS, os.environ["GONGKAI_DATABASE_OWNER_URL"]))
    found.autocommit = True
    return found


def _at(database: str, address: str) -> str:
    return urlsplit(address)._replace(path=f"/{database}").geturl()


def wagtail_python() -> str:
    """Return the interpreter of Wagtail's environment, made from its lock when that has changed."""
    folder = ROOT / ".gongkai" / "bench-wagtail"
    stamp, wanted = folder / "installed", hashlib.sha256(LOCK.read_bytes()).hexdigest()
    python = folder / "bin" / "python"
    if not stamp.exists() or stamp.read_text() != wanted:
        uv = Path(sys.executable).with_name("uv")
        subprocess.run([uv, "venv", "-q", "--clear", "--python", sys.executable, folder], check=True)
        install: list[str | Path] = [uv, "pip", "sync", "-q", "--python", python, "--require-hashes", LOCK]
        subprocess.run(install, check=True)
        stamp.write_text(wanted)
    return str(python)


def texts(public: int, waiting: int) -> dict[str, Any]:
    """Return the same units, items and texts for both sides: so many public, so many that wait to be published."""
    from tests import world

    units = world.TREE["district"]
    names = {code: name for code, _parent, name, _kind, _sector in units}
    body = "".join(f"<p>{''.join(SENTENCES)}</p>" for _number in range(PARAGRAPHS))
    return {
        "units": [(name, names.get(parent or "")) for _code, parent, name, _kind, _sector in units],
        "items": [("党费和经费", f"公开事项{number}") for number in range(6)],
        "texts": [
            {
                "title": f"第{number}号楼维修资金使用情况",
                "unit": units[number % len(units)][2],
                "body": body,
                "public": number < public,
            }
            for number in range(public + waiting)
        ],
    }


class Answering:
    """A process of one side that answers line by line."""

    def __init__(self, side: Side) -> None:
        command = [side.python, "-m", side.module]
        self.process = subprocess.Popen(
            command, env=side.variables, cwd=side.folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def ask(self, line: str) -> Any:
        """Return the answer to a line."""
        given, taken = cast("Any", self.process.stdin), cast("Any", self.process.stdout)
        given.write(f"{line}\n")
        given.flush()
        answer = taken.readline()
        if not answer:
            raise SystemExit(f"no answer to {line}")
        return json.loads(answer)

    def end(self) -> None:
        """Let the process end."""
        self.process.communicate()


def processor_seconds(pid: int) -> float:
    """Return the processor time that a process of this machine has taken."""
    spent, _waited, _slices = Path(f"/proc/{pid}/schedstat").read_text().split()
    return int(spent) / 1e9

"""The `gongkai` command as scripts and people use it: a real process, an embedded database of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from config import embedded
from config.gongkai import surroundings

ROOT = Path(__file__).resolve().parents[2]
UNITS = ROOT / "platform" / "config" / "demo" / "examples" / "college-units.csv"
CATALOG = ROOT / "catalogs" / "samples" / "polytechnic-college-2019.csv"


@dataclass(frozen=True)
class Done:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Done]


def clean_environment(folder: Path) -> dict[str, str]:
    """The environment of somebody who has set nothing but the data folder."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GONGKAI_", "DJANGO_", "COV_"))}
    return kept | {"GONGKAI_DATA": str(folder)}


def gongkai(folder: Path, *arguments: str, **environment: str) -> Done:
    done = subprocess.run(
        [sys.executable, "-m", "config.gongkai", *arguments],
        env=clean_environment(folder) | environment,
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
        timeout=600,  # a machine may be busy with other things; a hanging command is still found
    )
    return Done(done.returncode, done.stdout, done.stderr)


@contextmanager
def data_folder() -> Iterator[Path]:
    """A folder that the database's own user can reach, which pytest's are not when run as root."""
    with tempfile.TemporaryDirectory(prefix="gongkai-") as name:
        yield Path(name)


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A data folder whose server runs while the module's tests do, with one tenant that has a tree."""
    with data_folder() as found:
        yield from _with_a_tree(found)


def _with_a_tree(found: Path) -> Iterator[Path]:
    embedded.start(found, durable=False)
    with surroundings.embedded_server(found):
        assert gongkai(found, "migrate", "--json").json == {"migrated": [], "failed": {}}
        assert gongkai(found, "tenant", "create", "college", "--name", "示例学院", "--json").json["state"] == "ready"
        assert gongkai(found, "units", "import", str(UNITS), "--tenant", "college").code == 0
        yield found


@pytest.fixture(scope="module")
def run(folder: Path) -> Run:
    return lambda *arguments, **environment: gongkai(folder, *arguments, **environment)


def test_the_life_of_a_tenant(run: Run, tmp_path: Path) -> None:
    kept = str(tmp_path / "kept.gkbackup")
    made = run("tenant", "create", "wuhou", "--name", "武侯示例", "--json")
    assert (made.code, made.json["state"], made.json["url"]) == (0, "ready", "http://wuhou.localhost")
    assert "没有任务进程应答" in made.err

    assert run("tenant", "suspend", "wuhou", "--reason", "欠费", "--json").json["state"] == "suspended"
    again = run("tenant", "suspend", "wuhou", "--reason", "欠费", "--json")
    assert (again.code, again.json["error"]["code"]) == (1, "state.wrong")
    assert run("tenant", "resume", "wuhou", "--json").json["state"] == "ready"

    backup = run("tenant", "backup", "wuhou", "--to", kept, "--json")
    assert backup.json["bytes"] == Path(kept).stat().st_size
    assert run("tenant", "delete", "wuhou").code == 2, "without --yes and a terminal nothing is removed"
    assert run("tenant", "delete", "wuhou", "--yes", "--json").json["state"] == "deleted"
    back = run("tenant", "restore", kept, "--json").json
    assert (back["state"], back["mails_set_aside"]) == ("ready", 0)
    refused = run("tenant", "restore", kept)
    assert (refused.code, "backup.tenant_exists" in refused.err) == (1, True)
    slugs = [row["slug"] for row in run("tenant", "list", "--json").json["tenants"]]
    assert slugs == ["college", "wuhou"]


def test_an_import_answers_with_one_object(run: Run) -> None:
    found = run("catalog", "import", str(CATALOG), "--tenant", "college", "--dry-run", "--json").json
    assert (found["rows"], found["read"], found["dry_run"]) == (33, 33, True)
    for problem in found["needs_person"]:
        assert {"row", "column", "value", "reason", "code"} <= problem.keys()

    written = run("catalog", "import", str(CATALOG), "--tenant", "college", "--unit", "JD", "--json").json
    assert written["needs_person"] == found["needs_person"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("单位编码,单位名称,上级单位编码\nA,甲,\nA,乙,\n", 1),
        ("甲,乙\n1,2\n", 1),
        ("", 1),
    ],
    ids=["doubled code", "no known column", "empty"],
)
def test_a_wrong_spreadsheet_writes_nothing(run: Run, tmp_path: Path, text: str, code: int) -> None:
    path = tmp_path / "units.csv"
    path.write_text(text, encoding="utf-8")
    before = run("tree", "check", "--json").json
    done = run("units", "import", str(path), "--tenant", "college", "--json")
    assert done.code == code
    found = done.json
    assert found.get("needs_person") or found["error"]["code"]
    assert run("tree", "check", "--json").json == before


def test_a_damaged_tree_is_found_and_mended(run: Run, folder: Path) -> None:
    assert run("tree", "check", "--tenant", "college", "--json").json["sound"] is True
    schema = next(row["schema"] for row in run("tenant", "list", "--json").json["tenants"] if row["slug"] == "college")
    server = embedded.start(folder)
    with server.connect(surroundings.DATABASE) as connection, connection.cursor() as cursor:
        cursor.execute(f"UPDATE {schema}.hierarchy_unit SET lft = lft - 1 WHERE code = 'JD01'")

    broken = run("tree", "check", "--tenant", "college", "--json")
    assert (broken.code, broken.json["sound"]) == (1, False)
    assert run("tree", "check", "--repair", "--json").json["sound"] is True
    assert run("tree", "check").code == 0


def test_the_doctor_finds_this_machine_healthy(run: Run) -> None:
    found = run("doctor", "--json")
    failed = [row for row in found.json["checks"] if row["outcome"] == "failed"]
    assert failed == []
    assert found.code == 0
    assert {"版本", "数据库", "字符编码", "锁的数量", "运行角色", "连接池", "字体", "工作日历"} <= {
        row["name"] for row in found.json["checks"]
    }


@pytest.mark.parametrize(
    ("environment", "name", "mend"),
    [
        ({"GONGKAI_BROKER_URL": "amqp://guest:guest@127.0.0.1:1//"}, "消息服务", "GONGKAI_BROKER_URL"),
        (
            {"GONGKAI_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none", "GONGKAI_SECRET_KEY": "x" * 50},
            "数据库",
            "PostgreSQL",
        ),
    ],
    ids=["broker down", "database down"],
)
def test_the_doctor_says_how_to_mend(run: Run, environment: dict[str, str], name: str, mend: str) -> None:
    found = run("doctor", "--json", **environment)
    assert found.code == 1
    row = next(row for row in found.json["checks"] if row["name"] == name)
    assert row["outcome"] == "failed"
    assert mend in row["mend"]


def test_a_tenant_is_provisioned_though_the_broker_is_down(run: Run) -> None:
    made = run(
        "tenant", "create", "lonely", "--name", "示例", "--json", GONGKAI_BROKER_URL="amqp://guest:guest@127.0.0.1:1//"
    )
    assert (made.code, made.json["state"]) == (0, "ready")
    assert run("tenant", "delete", "lonely", "--yes").code == 0


def test_refusals_are_one_plain_line_with_their_code(run: Run) -> None:
    done = run("tree", "check", "--tenant", "nowhere")
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("错误 [tenant.unknown] 没有子域名为“nowhere”的租户")
    assert done.err.count("\n") == 1


@pytest.mark.parametrize("arguments", [("tenant",), ("tenant", "create"), ("nonsense",), ()])
def test_what_is_not_understood_exits_with_2(run: Run, arguments: tuple[str, ...]) -> None:
    assert run(*arguments).code == 2


@pytest.mark.parametrize("host", ["gongkai.example", "192.168.1.5", "localhost.example.com"])
def test_demo_mode_is_refused_at_a_public_host(run: Run, host: str) -> None:
    done = run("tenant", "list", GONGKAI_BASE_DOMAIN=host)
    assert done.code == 1
    assert "GONGKAI_DEMO=off" in done.err


def test_without_demo_mode_a_secret_is_required(run: Run) -> None:
    done = run("tenant", "list", GONGKAI_DEMO="off")
    assert done.code == 1
    assert "GONGKAI_SECRET_KEY" in done.err


def test_an_operator_gets_an_account_with_a_good_password(folder: Path) -> None:
    def create(password: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "config.gongkai", "operator", "create", "ops", "--name", "运营", "--json"],
            env=clean_environment(folder),
            input=f"{password}\n",
            capture_output=True,
            text=True,
            check=False,
        )

    assert "password.weak" in create("12345").stderr
    assert json.loads(create("a-long-enough-password").stdout)["username"] == "ops"
    assert "operator.username_taken" in create("a-long-enough-password").stderr


def test_the_database_stops_when_the_last_command_leaves() -> None:
    """Started by the first, kept while a second uses it, stopped by whoever leaves last."""
    with data_folder() as found:
        pid = found / "pg" / "postmaster.pid"
        assert gongkai(found, "migrate").code == 0
        assert not pid.exists()
        with surroundings.embedded_server(found):
            assert gongkai(found, "tenant", "list").code == 0
            assert pid.exists()
        assert not pid.exists()
        assert (found / "secret_key").stat().st_mode & 0o077 == 0

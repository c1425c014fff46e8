"""What does a script, or the person at the console, read when a command is given what it cannot take?

Each refusal: exit code 1, one line on stderr with the code in brackets, one object with `--json`, nothing written.

Shown elsewhere: wrong arguments, secrets and hosts, the life of a tenant, restoring over a tenant, damaged trees, taken
ports (`tests/config/test_command.py`); broken backups (`tests/tenants/test_backups.py`).
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django_tenants.utils import tenant_context

from catalogs.models import Item
from core import schemas
from hierarchy.models import Unit
from tenants import actions, policies
from tenants.models import Tenant
from tests.bad_input import tables
from tests.bad_input.tables import Wrong
from tests.bad_input.traces import changed, content
from tests.databases import AT
from tests.tenants import worker

pytestmark = pytest.mark.usefixtures("committed")
UNITS = [wrong for wrong in tables.WRONG_UNITS if wrong.row or wrong.problem in ("missing column", "picture", "blank")]
CATALOGS = [wrong for wrong in tables.UNREADABLE_CATALOGS if wrong.problem in ("column twice", "archive")]
"""One of each kind: the pages meet all of them, and the verb behind both is the same."""
A_CATALOG = tables.csv(tables.CATALOG, tables.GOOD_ITEM)
DEAD_BROKER = "amqp://guest:guest@127.0.0.1:1//"


@dataclass(frozen=True)
class Done:
    """What a command answered."""

    code: int
    found: Any
    err: str


def gongkai(*arguments: str, **environment: str) -> Done:
    """Run a command on the test's own database and read its one object."""
    done = subprocess.run(
        [sys.executable, "-m", "config.gongkai", *arguments, "--json"],
        env=worker.environment() | {"GONGKAI_LOG_LEVEL": "ERROR"} | environment,
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
        timeout=120,
    )
    assert "Traceback" not in done.stderr
    return Done(done.returncode, json.loads(done.stdout), done.stderr)


@pytest.fixture
def write(tmp_path: Path) -> Callable[[Wrong], str]:
    """Write a spreadsheet where the command finds it."""

    def _write(wrong: Wrong) -> str:
        path = tmp_path / wrong.name
        path.write_bytes(wrong.content)
        return str(path)

    return _write


def assert_refused(done: Done, code: str, *said: str) -> None:
    """Expect the code and the words in the object and, in one line, on stderr."""
    error = done.found["error"]
    assert (done.code, error["code"]) == (1, code)
    for words in said:
        assert words in error["reason"]
    (line,) = [line for line in done.err.splitlines() if line.startswith("错误")]
    assert line == f"错误 [{code}] {error['reason']}"
    assert line.count(said[0]) == 1, "said once"


@pytest.mark.parametrize("wrong", UNITS, ids=str)
def test_a_wrong_table_of_units(wrong: Wrong, write: Callable[[Wrong], str]) -> None:
    before = content()
    done = gongkai("units", "import", write(wrong), "--tenant", "district")
    assert changed(before) == []
    if wrong.row is None:
        assert_refused(done, wrong.code, *wrong.said)
        return
    assert (done.code, done.found["written"]) == (1, False)
    found = next(problem for problem in done.found["needs_person"] if problem["code"] == wrong.code)
    assert found["row"] == wrong.row
    assert wrong.said[0] in found["reason"]


@pytest.mark.parametrize("wrong", CATALOGS, ids=str)
def test_what_is_no_catalog(wrong: Wrong, write: Callable[[Wrong], str]) -> None:
    before = content()
    assert_refused(gongkai("catalog", "import", write(wrong), "--tenant", "district"), wrong.code, *wrong.said)
    assert changed(before) == []


@pytest.mark.parametrize("wrong", tables.DOUBTFUL_CATALOGS[:2], ids=str)
def test_a_doubtful_row_is_told_and_not_written(wrong: Wrong, write: Callable[[Wrong], str]) -> None:
    done = gongkai("catalog", "import", write(wrong), "--tenant", "district")
    assert (done.code, done.found["rows"], done.found["read"]) == (0, 2, 1)
    (problem,) = done.found["needs_person"]
    assert (problem["row"], problem["code"]) == (3, wrong.code)
    assert [item.channels for item in Item.objects.all()] == [["公开栏"]]


@pytest.mark.parametrize("kind", ["units", "catalog"])
def test_a_hundred_megabytes(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "全部.csv"
    with path.open("wb") as file:
        file.truncate(tables.HUNDRED_MEGABYTES)
    before = content()
    done = gongkai(kind, "import", str(path), "--tenant", "district")
    assert_refused(done, "sheet.too_large", "文件超过 20 MB", "分成几个文件")
    assert changed(before) == []


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    missing = str(tmp_path / "没有.csv")
    assert_refused(gongkai("units", "import", missing, "--tenant", "district"), "file.problem", "没有找到文件", missing)
    folder = str(tmp_path)
    assert_refused(gongkai("units", "import", folder, "--tenant", "district"), "file.problem", "不是可以读写的文件")


class TestWrongTenants:
    @pytest.fixture
    def good(self, write: Callable[[Wrong], str]) -> str:
        """A catalog that could be imported."""
        return write(Wrong("", "目录.csv", A_CATALOG, "", ()))

    @pytest.mark.parametrize("kind", ["units", "catalog"])
    def test_an_unknown_tenant(self, kind: str, good: str) -> None:
        done = gongkai(kind, "import", good, "--tenant", "nowhere")
        assert_refused(done, "tenant.unknown", "没有子域名为“nowhere”的租户", "district")

    @pytest.mark.parametrize("kind", ["units", "catalog"])
    def test_a_suspended_tenant_takes_nothing(self, kind: str, good: str) -> None:
        tenant = Tenant.objects.get(slug="district")
        schemas.leave()
        actions.suspend(tenant, actor=policies.CONSOLE, at=AT, reason="欠费")
        schemas.enter(tenant)
        before = content()
        done = gongkai(kind, "import", good, "--tenant", "district")
        assert_refused(done, "tenant.suspended", "没有写入任何内容", "gongkai tenant resume district")
        assert changed(before) == []

    def test_a_tenant_that_is_still_being_made(self, good: str) -> None:
        schemas.leave()
        actions.create(actor=policies.CONSOLE, at=AT, slug="newcomer", name="新租户")
        done = gongkai("catalog", "import", good, "--tenant", "newcomer")
        assert_refused(done, "tenant.provisioning", "正在开通")

    def test_a_unit_of_the_other_tenant(self, good: str) -> None:
        district, college = Tenant.objects.get(slug="district"), Tenant.objects.get(slug="college")
        with tenant_context(college):
            Unit.objects.filter(code="SQ2").update(code="XS2")
        schemas.enter(district)
        before = content()
        for code in ("XS2", "NOWHERE"):
            done = gongkai("catalog", "import", good, "--tenant", "district", "--unit", code)
            assert_refused(done, "unit.unknown", f"没有编码为“{code}”的单位")
        assert gongkai("catalog", "import", good, "--tenant", "college", "--unit", "XS2").code == 0
        assert changed(before) == []


def test_a_tenant_is_made_without_broker() -> None:
    done = gongkai("tenant", "create", "newcomer", "--name", "新租户", GONGKAI_BROKER_URL=DEAD_BROKER)
    assert (done.code, done.found["state"]) == (0, "ready")
    assert "没有任务进程应答，改由本命令直接开通" in done.err

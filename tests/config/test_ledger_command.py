"""Does `gongkai ledger verify` need nothing but the file, and does its exit code say what it found?"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from core.ledger import chain, exports
from tests.config.test_command import ROOT, Done
from tests.core.ledger.conftest import deed, everybody
from tests.databases import AT

pytestmark = pytest.mark.django_db


def verify(*arguments: object) -> Done:
    """Verify in a process that knows of no settings, no database and no data folder."""
    return run("-m", "config.gongkai", "ledger", "verify", *arguments)


def run(*arguments: object) -> Done:
    done = subprocess.run(
        [sys.executable, *map(str, arguments)],
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": f"{ROOT}:{ROOT / 'platform'}", "LC_ALL": "C.UTF-8"},
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return Done(done.returncode, done.stdout, done.stderr)


def written(path: Path, lines: Any) -> Path:
    path.write_bytes(b"".join(lines))
    return path


@pytest.fixture
def file(tmp_path: Path, db: None, _in_district: None) -> Path:
    for _number in range(6):
        chain.append(deed())
    chain.make_checkpoint(at=AT)
    chain.append(deed(open=False))
    shown = exports.export(name="示例区委", at=AT, shown=lambda entries: everybody([e for e in entries if e.open]))
    return written(tmp_path / "ledger.jsonl", shown)


def test_verifying_takes_python_and_nothing_else(file: Path) -> None:
    program = (
        "import sys; from core.ledger import verifying; "
        "assert verifying.verify(open(sys.argv[1], 'rb')).fault is None; "
        "sys.exit('django' in sys.modules)"
    )
    assert run("-S", "-c", program, file) == Done(0, "", "")


def test_a_sound_file(file: Path) -> None:
    done = verify(file)
    assert (done.code, done.err) == (0, "")
    assert "核对通过：示例区委的账本共 8 条，其中 1 条只有校验值" in done.out
    found = verify(file, "--json").json
    assert (found["sound"], found["entries"], found["checkpoints"], found["fault"]) == (True, 8, 1, None)


def test_the_first_bad_entry_is_named(file: Path) -> None:
    text = file.read_bytes()
    file.write_bytes(text.replace(b'"number":5', b'"number":9', 1))
    done = verify(file)
    assert (done.code, done.out) == (1, "")
    assert done.err == "错误 [entry.missing] 核对没有通过。第 5 条，文件第 6 行：这一条缺失。\n"
    told = verify(file, "--json")
    assert (told.code, told.json["fault"]["number"]) == (1, 5)


def test_a_file_against_an_older_one(file: Path, tmp_path: Path) -> None:
    kept = written(tmp_path / "older.jsonl", file.read_bytes().splitlines(keepends=True))
    chain.append(deed())
    newer = written(tmp_path / "newer.jsonl", exports.export(name="", at=AT, shown=everybody))
    assert verify(newer, "--older", kept).code == 0
    done = verify(kept, "--older", newer)
    assert (done.code, "第 9 条" in done.err) == (1, True)
    head = json.loads(kept.read_bytes().splitlines()[-1])["head"]
    assert verify(newer, "--anchor", f"8:{head}").code == 0
    done = verify(newer, "--anchor", f"8:{'0' * 64}")
    assert (done.code, "entry.differs_from_older" in done.err) == (1, True)


def test_the_proof_of_one_record(tmp_path: Path) -> None:
    first = chain.append(deed())
    for _number in range(5):
        chain.append(deed())
    chain.make_checkpoint(at=AT)
    done = verify(written(tmp_path / "proof.jsonl", exports.proof(first.subject_id, name="示例区委", at=AT)))
    assert (done.code, f"记录 {first.subject_id} 在账本里" in done.out) == (0, True)


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n", b"title,unit\n", b"{}\n", b"\n"])
def test_what_is_no_ledger_is_said_to_be_unreadable(tmp_path: Path, content: bytes) -> None:
    done = verify(written(tmp_path / "other", [content]))
    assert done.code == 2
    assert "不是公开账本的导出文件" in done.err


def test_files_that_are_not_there_and_questions_that_make_no_sense(tmp_path: Path, file: Path) -> None:
    for arguments in (
        [tmp_path / "none"],
        [tmp_path],
        [],
        [file, "--anchor", "8"],
        [file, "--older", tmp_path / "none"],
    ):
        done = verify(*arguments)
        assert (done.code, done.out) == (2, "")
        assert done.err.startswith("错误 [")
        assert "Traceback" not in done.err


def test_a_file_with_other_line_ends_is_not_called_altered(file: Path) -> None:
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    done = verify(file)
    assert (done.code, done.out) == (1, "")
    assert "[file.line_ends]" in done.err
    assert "请用" in done.err


@pytest.mark.parametrize("left", [-1, -40, 0.5])
def test_a_file_that_broke_off_within_a_line_is_cut_off(file: Path, left: float) -> None:
    whole = file.read_bytes()
    file.write_bytes(whole[:left] if isinstance(left, int) else whole[: int(len(whole) * left)])
    done = verify(file)
    assert (done.code, "[file.cut_off]" in done.err, "缺失" in done.err) == (1, True, True)


def test_an_absent_file_is_named_in_the_language_of_the_console(tmp_path: Path) -> None:
    done = verify(tmp_path / "none.jsonl")
    assert (done.code, "没有找到文件" in done.err, "No such file" in done.err) == (2, True, False)


def test_an_older_copy_of_another_ledger_is_no_proof_of_forgery(tmp_path: Path) -> None:
    other = ROOT / "docs" / "explanation" / "ledger-example.jsonl"
    chain.append(deed())
    mine = written(tmp_path / "mine.jsonl", exports.export(name="示例区委", at=AT, shown=everybody))
    done = verify(mine, "--older", other)
    assert (done.code, "[ledger.another]" in done.err, done.out) == (2, True, "")

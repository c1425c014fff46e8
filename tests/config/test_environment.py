"""Does `deploy/env.sample` name every variable that the code asks for, and no other?"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from config import env

ROOT = Path(__file__).resolve().parents[2]
ROOMS = (
    "platform",
    "tenants",
    "hierarchy",
    "accounts",
    "catalogs",
    "rollouts",
    "obligations",
    "disclosures",
    "api",
    "frontend",
)
ASKED = re.compile(r"""env\.(?:text|flag|integer|choice|listed|folder)\(\s*"([A-Z_]+)\"""")
NAMED = re.compile(r"GONGKAI_([A-Z_]+[A-Z])")
SAMPLE = re.compile(r"^GONGKAI_([A-Z_]+)=", re.MULTILINE)


def asked_for() -> set[str]:
    found: set[str] = set()
    for room in ROOMS:
        for path in (ROOT / room).rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            found |= set(ASKED.findall(text)) | set(NAMED.findall(text))
    return {name.removesuffix("_FILE") for name in found}


def test_the_sample_names_each_variable_once_and_no_other() -> None:
    sample = SAMPLE.findall((ROOT / "deploy" / "env.sample").read_text(encoding="utf-8"))
    assert len(sample) == len(set(sample))
    assert set(sample) == asked_for()


def test_a_secret_comes_from_a_file_too(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("secret\n")
    monkeypatch.delenv("GONGKAI_SECRET_KEY")
    monkeypatch.setenv("GONGKAI_SECRET_KEY_FILE", str(tmp_path / "key"))
    assert env.text("SECRET_KEY") == "secret"


@pytest.mark.parametrize(
    ("value", "read"),
    [("maybe", lambda: env.flag("X")), ("-1", lambda: env.integer("X", 3)), ("three", lambda: env.integer("X", 3))],
)
def test_an_unknown_value_raises_and_names_the_variable(
    monkeypatch: pytest.MonkeyPatch, value: str, read: object
) -> None:
    monkeypatch.setenv("GONGKAI_X", value)
    assert callable(read)
    with pytest.raises(env.EnvironmentProblem, match="GONGKAI_X"):
        read()


@pytest.mark.parametrize(
    ("host", "local"),
    [
        ("localhost", True),
        ("demo.localhost", True),
        ("127.0.0.1", True),
        ("[::1]", True),
        ("localhost.example.com", False),
        ("10.0.0.1", False),
        ("gongkai.example", False),
        ("", False),
    ],
)
def test_what_counts_as_local(host: str, local: bool) -> None:
    assert env.is_local(host) is local


def test_a_database_address_is_read_part_by_part() -> None:
    found = env.database(
        "postgresql://a%40b:p%2Fw@/name?host=%2Frun%2Fpg&port=5433&sslmode=require", name="DATABASE_URL"
    )
    assert found == {
        "NAME": "name",
        "USER": "a@b",
        "PASSWORD": "p/w",
        "HOST": "/run/pg",
        "PORT": "5433",
        "OPTIONS": {"sslmode": "require"},
    }

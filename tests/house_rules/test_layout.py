"""Does the house keep its own rules? Those that no linter knows."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOMAIN = (
    "tenants",
    "hierarchy",
    "accounts",
    "catalogs",
    "rollouts",
    "obligations",
    "disclosures",
    "channels",
    "archives",
)
ROOMS = (*DOMAIN, "api", "frontend")
SOURCES = [ROOT / "platform", *(ROOT / room for room in ROOMS)]
LONGEST_FILE = 400
LONGEST_FUNCTION = 40
LISTS_OF_DATA = {"frontend/specimens.py"}
BANNED_NAMES = {"manager", "managers", "helper", "helpers", "util", "utils", "handler", "handlers", "common", "misc"}


def _modules() -> list[Path]:
    found = [path for source in SOURCES for path in source.rglob("*.py")]
    return sorted(path for path in found if "migrations" not in path.parts)


MODULES = _modules()


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_platform_is_no_package() -> None:
    assert not (ROOT / "platform" / "__init__.py").exists()


@pytest.mark.parametrize(
    "room",
    [*ROOMS, *(f"platform/core/{app}" for app in ("audit", "closures", "ledger", "notifications", "workdays"))],
)
def test_each_room_has_a_readme(room: str) -> None:
    assert (ROOT / room / "README.md").stat().st_size > 200


def test_each_module_says_which_question_it_answers() -> None:
    silent = [_name(path) for path in MODULES if path.stat().st_size and not ast.get_docstring(_tree(path))]
    assert not silent


def test_files_hold_one_subject() -> None:
    long = {_name(path): n for path in MODULES if (n := len(path.read_text().splitlines())) > LONGEST_FILE}
    assert not long


def test_functions_are_short() -> None:
    long = [
        f"{_name(path)}:{node.lineno} {node.name} {length}"
        for path in MODULES
        if _name(path) not in LISTS_OF_DATA
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.FunctionDef) and (length := _length(node)) > LONGEST_FUNCTION
    ]
    assert not long


def test_modules_are_named_after_their_subject() -> None:
    assert not [_name(path) for path in MODULES if path.stem in BANNED_NAMES]


def test_no_signal_receivers() -> None:
    assert not list(_mentions(r"@receiver\b|\.connect\(receiver"))


def test_tenants_are_switched_in_one_way_only() -> None:
    assert not list(_mentions(r"@tenant_context|@schema_context|with schema_context|with tenant:"))


def test_the_domain_is_told_the_time() -> None:
    spoken = [
        line
        for line in _mentions(r"timezone\.now\(\)|datetime\.now\(|date\.today\(|timezone\.localdate\(")
        if line.split("/")[0] in (*DOMAIN, "platform") and "/tasks.py" not in line and "platform/config" not in line
    ]
    assert not spoken


def test_nothing_in_the_product_reads_the_folder_beside_it() -> None:
    assert not list(_mentions(r"\.\./shared|/shared/"))


def test_links_between_documents_lead_somewhere() -> None:
    documents = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *(ROOT / room / "README.md" for room in ROOMS)]
    broken = [
        f"{_name(document)} → {target}"
        for document in documents
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", document.read_text())
        if not (document.parent / target).exists()
    ]
    assert not broken


def _length(function: ast.FunctionDef) -> int:
    """Return how many lines the work of a function takes, without its signature and docstring."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def _mentions(pattern: str) -> Iterator[str]:
    wanted = re.compile(pattern)
    for path in MODULES:
        for number, line in enumerate(path.read_text().splitlines(), start=1):
            if wanted.search(line):
                yield f"{_name(path)}:{number} {line.strip()}"

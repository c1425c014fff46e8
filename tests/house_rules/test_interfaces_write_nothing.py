"""Do the interfaces leave writing to the actions? A write in a view would skip policy, trail and notice."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
INTERFACES = ("api", "frontend")
WRITES = {
    "save",
    "create",
    "acreate",
    "update",
    "delete",
    "bulk_create",
    "bulk_update",
    "get_or_create",
    "update_or_create",
    "set_password",
    "select_for_update",
}
MODULES = sorted(path for room in INTERFACES for path in (ROOT / room).rglob("*.py"))


def writes_in(source: str) -> Iterator[str]:
    """Return the calls in a module that could write a row."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        if node.func.attr in WRITES and not _is_plain(node):
            yield f"line {node.lineno}: {ast.unparse(node.func)}(…)"


def _is_plain(node: ast.Call) -> bool:
    """Say whether the receiver is a dict or set written out, or a method of the same name on `super()`."""
    receiver = node.func.value if isinstance(node.func, ast.Attribute) else None
    if isinstance(receiver, ast.Dict | ast.Set):
        return True
    return isinstance(receiver, ast.Call) and isinstance(receiver.func, ast.Name) and receiver.func.id == "super"


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_interface_writes_through_the_orm(module: Path) -> None:
    found = list(writes_in(module.read_text(encoding="utf-8")))
    assert not found, f"{module.relative_to(ROOT)}: call an action or flow.perform instead: {found}"


@pytest.mark.parametrize(
    "source",
    [
        "disclosure.save()",
        "Unit.objects.filter(pk=1).update(name='x')",
        "Item.objects.create(title='x')",
        "rows.bulk_create([])",
        "request.user.posts.all().delete()",
        "Unit.objects.select_for_update().get(pk=1)",
    ],
)
def test_the_rule_sees_a_write(source: str) -> None:
    assert list(writes_in(source))


@pytest.mark.parametrize("source", ["{'a': 1}.update(b=2)", "super().save()", "found.append(1)", "words.date(day)"])
def test_the_rule_leaves_the_rest_alone(source: str) -> None:
    assert not list(writes_in(source))

"""Which left, right and level number does each node of a tree get?

Pure, one pass over the nodes, no recursion: a tree may be as deep as it is large. The same numbers as mptt's own
`rebuild()` gives, except that siblings stand by `order` and then by the order in which they were given.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Node(Generic[Key]):
    """A node as its parent pointer tells it."""

    key: Key
    parent: Key | None
    order: int = 0


@dataclass(frozen=True)
class Numbers:
    """Where a node stands in the nested set."""

    lft: int
    rght: int
    level: int


class UnreachableError(ValueError):
    """Some nodes hang on no root: their parent is unknown, or they form a circle."""

    def __init__(self, keys: frozenset[Hashable]) -> None:
        self.keys = keys
        super().__init__(f"{len(keys)} nodes hang on no root")


def children_by_parent(nodes: Iterable[Node[Key]]) -> dict[Key | None, list[Key]]:
    """Return the children of each node in the order of siblings; the roots under None."""
    ordered = sorted(enumerate(nodes), key=lambda pair: (pair[1].order, pair[0]))
    children: dict[Key | None, list[Key]] = {}
    for _position, node in ordered:
        children.setdefault(node.parent, []).append(node.key)
    return children


def number(nodes: Iterable[Node[Key]]) -> dict[Key, Numbers]:
    """Number the nodes in tree order; a second root continues where the first one ended.

    Raises `UnreachableError` with the nodes that no walk from a root meets.
    """
    given = list(nodes)
    children = children_by_parent(given)
    numbered: dict[Key, Numbers] = {}
    left: dict[Key, int] = {}
    counter = 0
    path: list[tuple[Key | None, Iterator[Key]]] = [(None, iter(children.get(None, ())))]
    while path:
        key, rest = path[-1]
        child = next(rest, None)
        counter += 1
        if child is not None:
            left[child] = counter
            path.append((child, iter(children.get(child, ()))))
            continue
        path.pop()
        if key is not None:
            numbered[key] = Numbers(left[key], counter, len(path) - 1)
    if len(numbered) != len(given):
        raise UnreachableError(frozenset(node.key for node in given) - numbered.keys())
    return numbered

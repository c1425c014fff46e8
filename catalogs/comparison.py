"""What would a file change in an edition of a catalog?

Pure: nothing is read from or written to the database. An item is known by its heading and title. What the file does
not speak of, and what could not be read with certainty, leaves an item that is there already as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from catalogs.models import Item
from catalogs.reading import Doubt

Key = tuple[str, str]
"""Heading and title."""

TIME = frozenset({"time_mode", "period", "due_rule"})


@dataclass(frozen=True)
class Entry:
    """An item as a file has it: the fields that the file speaks of, and which of them a person has to look at."""

    row: int
    category: str
    title: str
    values: Mapping[str, Any]
    doubts: Sequence[Doubt] = ()
    """What a person has to decide; the value of such a field is as much as could be read."""

    @property
    def key(self) -> Key:
        """What the item is known by."""
        return (self.category, self.title)

    @property
    def certain(self) -> dict[str, Any]:
        """What the file says without doubt; mode, period and rule stand in one cell and are doubtful together."""
        doubtful = {doubt.field for doubt in self.doubts}
        if doubtful & TIME:
            doubtful |= TIME
        return {name: value for name, value in self.values.items() if name not in doubtful}

    @property
    def notes(self) -> list[dict[str, Any]]:
        """What is left to a person, as it is kept with the item."""
        return [doubt.as_json() for doubt in self.doubts]


@dataclass(frozen=True)
class Change:
    """An item of the edition that the file has otherwise."""

    item: Item
    entry: Entry
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    notes: Sequence[Mapping[str, Any]]
    """What of the item is still left to a person."""


@dataclass(frozen=True)
class Comparison:
    """A file held against an edition."""

    new: Sequence[Entry]
    changed: Sequence[Change]
    unchanged: Sequence[Entry]
    missing: Sequence[Item]
    """Items of the edition that the file does not name: they stay, until a person removes them."""

    @property
    def changes_nothing(self) -> bool:
        """Whether the edition says already what the file says."""
        return not self.new and not self.changed

    def counts(self) -> dict[str, int]:
        """Return how many items are what."""
        return {
            "new": len(self.new),
            "changed": len(self.changed),
            "unchanged": len(self.unchanged),
            "missing": len(self.missing),
        }

    def as_json(self) -> list[dict[str, Any]]:
        """Return each difference for programs, in the order of the file, missing items last."""
        new: list[dict[str, Any]] = [
            {"kind": "new", "row": entry.row, "category": entry.category, "title": entry.title} for entry in self.new
        ]
        changed: list[dict[str, Any]] = [
            {
                "kind": "changed",
                "row": change.entry.row,
                "category": change.entry.category,
                "title": change.entry.title,
                "before": dict(change.before),
                "after": dict(change.after),
            }
            for change in self.changed
        ]
        missing: list[dict[str, Any]] = [
            {"kind": "missing", "row": None, "category": item.category.title, "title": item.title}
            for item in self.missing
        ]
        return [*sorted([*new, *changed], key=lambda difference: int(difference["row"])), *missing]


def compare(entries: Sequence[Entry], items: Iterable[Item]) -> Comparison:
    """Hold the entries of a file against the items of an edition, whose categories are loaded."""
    known = {(item.category.title, item.title): item for item in items}
    new: list[Entry] = []
    changed: list[Change] = []
    unchanged: list[Entry] = []
    for entry in entries:
        item = known.pop(entry.key, None)
        if item is None:
            new.append(entry)
        elif change := _change(item, entry):
            changed.append(change)
        else:
            unchanged.append(entry)
    return Comparison(new, changed, unchanged, list(known.values()))


def _change(item: Item, entry: Entry) -> Change | None:
    certain = entry.certain
    differing = [name for name, value in certain.items() if getattr(item, name) != value]
    settled = [note for note in item.needs_person if note.get("field") in certain]
    if not differing and not settled:
        return None
    return Change(
        item,
        entry,
        before={name: getattr(item, name) for name in differing},
        after={name: certain[name] for name in differing},
        notes=[note for note in item.needs_person if note not in settled],
    )

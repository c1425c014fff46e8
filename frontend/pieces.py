"""What do the components take? Plain values that views hand to templates."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field

from core.errors import Text
from core.search.marking import Piece
from frontend import words


@dataclass(frozen=True)
class Crumb:
    """One place on the way from the root; the last one is the page itself and has no path."""

    label: Text
    path: str = ""


@dataclass(frozen=True)
class Fact:
    """A term and what it is here; `was` is the former or fuller value under it."""

    term: Text
    value: Text
    path: str = ""
    was: Text = ""


@dataclass(frozen=True)
class Figure:
    """A plain number of one set, with its unit."""

    term: Text
    value: int | str
    unit: Text = ""

    @property
    def shown(self) -> str:
        """The number with its thousands set apart; a share is given as text."""
        return words.number(self.value) if isinstance(self.value, int) else self.value


@dataclass(frozen=True)
class Step:
    """A known step of one task; `current` is where it stands now."""

    label: Text
    note: Text = ""
    done: bool = False
    current: bool = False


@dataclass(frozen=True)
class Event:
    """What happened or will happen, on a line of time."""

    label: Text
    note: Text = ""
    path: str = ""
    done: bool = False
    current: bool = False


@dataclass(frozen=True)
class Check:
    """A condition that is met or not; one that is not has a link to where it is mended."""

    text: Text
    met: bool
    path: str = ""
    link: Text = ""


@dataclass(frozen=True)
class Column:
    """A column of a table: numbers stand at the right, actions are not printed."""

    label: Text
    is_number: bool = False
    is_action: bool = False


@dataclass(frozen=True)
class Tab:
    """One of several views of one list, with its count."""

    label: Text
    path: str
    count: int | None = None
    current: bool = False


@dataclass(frozen=True)
class Door:
    """One errand for which people come to the portal."""

    label: Text
    note: Text
    path: str
    icon: str


@dataclass(frozen=True)
class File:
    """An attachment as it is listed."""

    name: str
    path: str
    size: int
    content_type: str = ""
    note: Text = ""
    thumbnail: str = ""
    """Where the small picture of an image lies."""
    lend_path: str = ""
    """Where a reader makes a link for somebody who cannot sign in."""


@dataclass(frozen=True)
class Node:
    """A unit in the tree; `children_path` gives the fragment with what hangs below when that is not listed yet."""

    label: str
    path: str
    note: Text = ""
    current: bool = False
    has_children: bool = False
    children: Sequence[Node] = field(default=())
    children_path: str = ""


@dataclass(frozen=True)
class Row:
    """A title with what belongs to it and its date, in a list."""

    title: str
    path: str
    meta: Sequence[Text] = ()
    on: datetime.date | None = None
    marked: Sequence[Piece] = ()
    """The title with the words looked for apart."""
    excerpt: Sequence[Piece] = ()

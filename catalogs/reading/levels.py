"""Which kinds of unit does an item mean (公开层级), as far as the cell says so?

The national standards tick levels of government there (县级, 乡级), which say nothing about units of a tree: what is no
kind of unit is passed over, and so is an empty cell.
"""

from __future__ import annotations

from functools import cache

from django.conf import settings
from django.utils import translation

from catalogs.reading.cells import split
from hierarchy.kinds import UnitKind


def read(text: str) -> tuple[str, ...] | None:
    """Return the kinds that a cell names if it names nothing else; None where it does not speak of them."""
    names = split(text)
    known = _by_name()
    if not names or any(name not in known for name in names):
        return None
    return tuple(dict.fromkeys(known[name] for name in names))


def name_of(kind: str) -> str:
    """Return the word for a kind of unit in tables, whatever language the pages are in."""
    return next((name for name, known in _by_name().items() if known == kind), kind)


@cache
def _by_name() -> dict[str, str]:
    with translation.override(settings.LANGUAGE_CODE):
        return {str(kind.label): kind.value for kind in UnitKind}

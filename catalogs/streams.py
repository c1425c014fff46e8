"""How are the rows of all units gone through, unit by unit, without holding them all?"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import Any, Generic, TypeVar, cast

from django.db.models import F, Model, QuerySet
from django.utils.translation import gettext_lazy as _

from core import errors
from hierarchy.models import Unit

Row = TypeVar("Row", bound=Model)


class ByUnit(Generic[Row]):
    """The rows of a table in tree order, read in chunks and taken by one unit after the other."""

    def __init__(self, rows: QuerySet[Row], unit: str, order: Sequence[str], chunk: int) -> None:
        """Begin to read; `unit` leads from a row to the unit, `order` is the one within a unit."""
        placed = rows.annotate(at_unit=F(f"{unit}_id"), at_place=F(f"{unit}__lft")).order_by("at_place", *order)
        self._rows: Generator[Any] = cast("Generator[Any]", placed.iterator(chunk_size=chunk))
        self._next: Any = next(self._rows, None)

    def close(self) -> None:
        """Stop reading: what is open in the database is closed while its transaction still stands."""
        self._rows.close()

    def take(self, unit: Unit) -> list[Row]:
        """Return the rows of the unit, which comes after all units taken for before."""
        if self._next is not None and self._next.at_place < unit.lft:
            raise errors.Conflict("tree.changed", _("组织树刚刚有变动，请稍后重新办理。"))
        taken: list[Row] = []
        while self._next is not None and self._next.at_unit == unit.pk:
            taken.append(self._next)
            self._next = next(self._rows, None)
        return taken

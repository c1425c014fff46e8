"""Which columns does a caller want, and by which names do offices call them?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils import translation

from core.errors import Text

_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|〔[^〔〕]*〕|<[^<>]*>")
_SERIAL_KEYS = frozenset({"序号", "编号", "no", "行号"})


@dataclass(frozen=True)
class Column:
    """One column that a caller reads.

    `label` is the header that offices are asked to write, `synonyms` are further header texts for it; below a two-row
    header the text of the upper cell followed by that of the lower one counts as one name (`公开对象全社会`). In a
    `fill_down` column a blank cell repeats the value above.
    """

    name: str
    label: Text
    synonyms: Sequence[str] = ()
    required: bool = True
    fill_down: bool = False

    @property
    def header(self) -> str:
        """Return the label as offices write it, in whichever language it may be shown elsewhere."""
        with translation.override(None):
            return str(self.label)


@dataclass(frozen=True)
class Layout:
    """A set of columns that stand together in one kind of table."""

    name: str
    columns: Sequence[Column]

    @cached_property
    def names_by_key(self) -> dict[str, str]:
        """Return the column name for each comparable header text."""
        names: dict[str, str] = {}
        for column in self.columns:
            for text in (column.header, *column.synonyms):
                if names.setdefault(key(text), column.name) != column.name:
                    raise ValueError(f"two columns of layout {self.name} share the header {text}")
        return names

    @cached_property
    def required(self) -> tuple[Column, ...]:
        """Return the columns without which the table says nothing."""
        return tuple(column for column in self.columns if column.required)


def key(text: str) -> str:
    """Return what is compared of a header: letters, digits and ideographs, in one width and one case."""
    return "".join(letter for letter in unicodedata.normalize("NFKC", text).casefold() if letter.isalnum())


def key_without_remarks(text: str) -> str:
    """Return the comparable header without what stands in brackets: `公开时限（年度/半年）` is `公开时限`."""
    return key(_BRACKETED.sub("", unicodedata.normalize("NFKC", text)))


def is_serial_number(text: str) -> bool:
    """Tell whether a header announces nothing but running numbers."""
    return key(text) in _SERIAL_KEYS

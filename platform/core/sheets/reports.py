"""What came of reading a file: how much was read, and what needs a person?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.errors import Text


@dataclass(frozen=True)
class Problem:
    """One value that was not taken over as it stands; `row` is the row that the spreadsheet shows."""

    row: int
    column: str
    value: str
    code: str
    reason: Text

    def as_json(self) -> dict[str, Any]:
        """Return the problem for programs; the reason is the sentence that people read."""
        return {
            "row": self.row,
            "column": self.column,
            "value": self.value,
            "reason": str(self.reason),
            "code": self.code,
        }


@dataclass(frozen=True)
class ImportReport:
    """The outcome of an import or of its dry run.

    `rows` counts the rows of the file, `read` those taken over; `needs_person` lists what somebody has to look at.
    `extra` holds further counts of one kind of import, such as `created` and `changed`.
    """

    rows: int
    read: int
    needs_person: Sequence[Problem] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return the report for programs: `rows`, `read`, `needs_person`, then what this import adds."""
        return {
            **self.extra,
            "rows": self.rows,
            "read": self.read,
            "needs_person": [problem.as_json() for problem in self.needs_person],
        }

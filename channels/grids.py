"""Where does each cell of a table stand, and how wide is each column?

Texts come from word processors: spans run out of the table or into one another. Each cell is given a place of its own,
by the rule that browsers follow, so that no table can be set wrongly or not at all.
"""

from __future__ import annotations

import re
from typing import Any

MOST_COLUMNS = 40
"""Columns that a sheet is divided into; what stands further right is put below its row's last cell."""
NARROWEST, WIDEST = 3, 24
"""Weights of columns, in letters."""
_UNBROKEN = re.compile(r"[\x21-\x7e]+")

Block = dict[str, Any]
Place = tuple[int, int]


def lay_out(table: Block) -> None:
    """Replace the rows of a table by placed cells, the number of its rows on top, and the weights of its columns."""
    rows = table.pop("rows")
    taken: set[Place] = set()
    cells: list[Block] = []
    head = _rows_on_top(rows)
    for y, row in enumerate(rows):
        last = head if y < head else len(rows)
        cells += [_placed(cell, y, taken, last=last) for cell in row["cells"]]
    _trim(cells)
    table["cells"] = cells
    table["head"] = head
    table["weights"] = _weights(cells)


def _placed(cell: Block, y: int, taken: set[Place], *, last: int) -> Block:
    x = 0
    while (x, y) in taken:
        x += 1
    width = 1
    while width < min(cell["colspan"], MOST_COLUMNS - x) and (x + width, y) not in taken:
        width += 1
    height = 1
    while height < cell["rowspan"] and y + height < last and not _is_taken(taken, x, y + height, width):
        height += 1
    taken |= {(x + right, y + down) for right in range(width) for down in range(height)}
    shown = {"head": cell["head"], "blocks": cell["blocks"]}
    return {**shown, "x": x, "y": y, "colspan": width, "rowspan": height}


def _trim(cells: list[Block]) -> None:
    """Leave out columns on the right in which no cell begins: word processors let spans run out of the table."""
    columns = max((cell["x"] for cell in cells), default=0) + 1
    for cell in cells:
        cell["colspan"] = min(cell["colspan"], columns - cell["x"])


def _is_taken(taken: set[Place], x: int, y: int, width: int) -> bool:
    return any((x + right, y) in taken for right in range(width))


def _rows_on_top(rows: list[Block]) -> int:
    """Return how many rows head the table on each of its sheets: those marked so, or a first one of headings."""
    marked = 0
    while marked < len(rows) and rows[marked]["head"]:
        marked += 1
    if not marked and rows and rows[0]["cells"] and all(cell["head"] for cell in rows[0]["cells"]):
        marked = 1
    return marked if marked < len(rows) else 0


def _weights(cells: list[Block]) -> list[int]:
    columns = max((cell["x"] + cell["colspan"] for cell in cells), default=1)
    weights = [NARROWEST] * columns
    for cell in cells:
        if cell["colspan"] == 1:
            weights[cell["x"]] = max(weights[cell["x"]], _weight(cell["blocks"]))
    return weights


def _weight(blocks: list[Block]) -> int:
    """Return how much room the words of a cell want: their number, and at least the longest that cannot be broken."""
    text = "".join(run["text"] for block in blocks for run in block.get("runs", ()))
    unbroken = max((len(word) for word in _UNBROKEN.findall(text)), default=0) // 2 + 1
    return max(unbroken, min(len(text), WIDEST))

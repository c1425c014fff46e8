"""`gongkai doctor`: is everything here that the platform needs, and if not, how is it mended?"""

from __future__ import annotations

import argparse
from typing import Any

from config.gongkai import arguments, output
from config.gongkai.surroundings import Access

MARKS = {"ok": "✓", "warning": "!", "failed": "✗"}


def declare(commands: arguments.Commands) -> None:
    """Declare the command."""
    arguments.command(commands, "doctor", "检查运行环境，并说明如何修复", run, access=Access.RUNTIME)


def run(args: argparse.Namespace) -> int:
    """Run every check; 1 if one failed. A warning is no failure."""
    from config import checkup

    found = [_as_json(row) for row in checkup.examine()]
    healthy = not any(row["outcome"] == "failed" for row in found)
    output.result({"healthy": healthy, "checks": found}, _lines(found), as_json=args.as_json)
    return 0 if healthy else 1


def _as_json(row: Any) -> dict[str, str]:
    return {"name": row.name, "outcome": str(row.outcome), "found": row.found, "mend": row.mend}


def _lines(found: list[dict[str, str]]) -> list[str]:
    lines = []
    for row in found:
        lines.append(f"{MARKS[row['outcome']]} {row['name']}：{row['found']}")
        if row["mend"]:
            lines.append(f"    → {row['mend']}")
    return lines

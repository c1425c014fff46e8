"""How does a sheet of paper come about? A layout written in Typst, and facts that it is given.

Facts never become part of the layout's source: they are handed over as JSON, so nothing that people write is taken for
a command. The fonts are embedded, and nothing is fetched; the same facts and the same time give the same bytes.
"""

from __future__ import annotations

import datetime
import json
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pylopdf_fonts_zh_cn

from core.paper import letters

ARCHIVAL = "a-2b"
"""PDF/A: what is needed to show it is inside, now and in thirty years."""


def render(
    layout: Path, facts: Mapping[str, Any], *, at: datetime.datetime, pictures: Mapping[str, bytes] | None = None
) -> bytes:
    """Return the .pdf of a layout with these facts, which it reads by `json(bytes(sys.inputs.facts))`.

    `pictures` are files by the name under which the layout shows them: it can read these and nothing else.
    """
    import typst  # large, and few requests need it

    compiler: Any = typst  # its overloads confuse the type checker
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "layout.typ")
        source.write_bytes(_source(layout))
        for name, content in (pictures or {}).items():
            Path(folder, Path(name).name).write_bytes(content)
        made: bytes = compiler.compile(
            source,
            root=folder,
            font_paths=[_fonts()],
            ignore_system_fonts=True,
            sys_inputs={"facts": json.dumps(letters.printable(facts, Path(_fonts())), ensure_ascii=False)},
            pdf_standards=[ARCHIVAL],
            timestamp=at.astimezone(datetime.UTC).replace(microsecond=0),
        )
    return made


@cache
def _source(layout: Path) -> bytes:
    return layout.read_bytes()


@cache
def _fonts() -> str:
    return str(Path(pylopdf_fonts_zh_cn.__file__).parent)

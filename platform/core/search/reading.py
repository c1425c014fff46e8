"""What does a file say in words? Read by a process of its own, which may die of the file without taking work with it.

Files come from anywhere. A .pdf that never ends or a table that unpacks to gigabytes ends its reader by the limits of
time and memory below; whoever asked is told that the file cannot be read.
"""

from __future__ import annotations

import io
import json
import resource
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import BinaryIO

from core import richtext
from core.documents import word
from core.files import kinds

MOST_LETTERS = 500_000
MOST_PAGES = 500
MOST_SECONDS = 60
MOST_BYTES = 1_500_000_000
"""Address space, of which a Python with its libraries takes a fifth before it reads anything."""


@dataclass(frozen=True)
class Reading:
    """The words of a file; `is_cut` when there were more than are read, `is_readable` when it could be opened."""

    text: str = ""
    is_cut: bool = False
    is_readable: bool = True


def is_offered(content_type: str) -> bool:
    """Say whether files of this type have words that can be read."""
    return content_type in _READERS


def read(stream: BinaryIO, *, content_type: str) -> Reading:
    """Return the words of a file; never raises because of what is in it."""
    if not is_offered(content_type):
        return Reading()
    command = [sys.executable, "-m", "core.search.reading", content_type]
    try:
        # The arguments are ours: the interpreter, this module, a type out of the list below.
        done = subprocess.run(  # noqa: S603
            command, input=stream.read(), capture_output=True, timeout=2 * MOST_SECONDS, check=True
        )
        return Reading(**json.loads(done.stdout))
    except (subprocess.SubprocessError, ValueError):
        return Reading(is_readable=False)


def main() -> None:
    """Read the file on the standard input and write what it says, within the limits."""
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
    parts = _READERS[sys.argv[1]](io.BytesIO(sys.stdin.buffer.read()))
    sys.stdout.write(json.dumps(asdict(_gathered(parts))))


def _gathered(parts: Iterable[str]) -> Reading:
    found: list[str] = []
    room = MOST_LETTERS
    for part in parts:
        if part is _MORE or len(part) > room:
            found.append("" if part is _MORE else part[:room])
            return Reading(_plain(found), is_cut=True)
        found.append(part)
        room -= len(part)
    return Reading(_plain(found))


def _plain(parts: list[str]) -> str:
    """Return the parts as lines; characters that no database keeps are left out."""
    text = "\n".join(parts).replace("\x00", " ").encode("utf-8", "ignore").decode()
    return "\n".join(line for line in (" ".join(line.split()) for line in text.splitlines()) if line)


def _pdf(stream: BinaryIO) -> Iterator[str]:
    import pypdf  # large, and few requests need it

    for number, page in enumerate(pypdf.PdfReader(stream).pages):
        if number >= MOST_PAGES:
            yield _MORE
            return
        yield page.extract_text()


def _word(stream: BinaryIO) -> Iterator[str]:
    yield richtext.to_text(word.read(stream, name="").html())


def _sheet(stream: BinaryIO) -> Iterator[str]:
    import openpyxl  # large, and few requests need it

    book = openpyxl.load_workbook(stream, read_only=True, data_only=True)
    for sheet in book.worksheets:
        yield sheet.title
        for row in sheet.iter_rows(values_only=True):
            yield " ".join(str(cell) for cell in row if cell is not None)


def _lines(stream: BinaryIO) -> Iterator[str]:
    content = stream.read()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            yield content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return


_MORE = "\x00more"
"""Stands for what is not read any more."""

_READERS: dict[str, Callable[[BinaryIO], Iterator[str]]] = {
    kinds.PDF.content_type: _pdf,
    kinds.DOCX.content_type: _word,
    kinds.XLSX.content_type: _sheet,
    kinds.TXT.content_type: _lines,
    kinds.CSV.content_type: _lines,
}

if __name__ == "__main__":
    main()

"""Can the body of a request be read as it was meant? Settled before Django reads it, which takes much for granted.

* A form that was cut in the middle reads like a complete one with a shorter text and empty fields after it: Django
  takes the end of the connection for the end of the body. Here a body that breaks off cannot be read.
* In the encoding that a caller names Django reads the address too, and fails where that is an encoding for no text.
  Here everything is UTF-8, and a body that says otherwise is refused (`config.middleware.Refusals`).
"""

from __future__ import annotations

import codecs
from collections.abc import Callable
from typing import Any, BinaryIO

from django.core.exceptions import BadRequest
from django.utils.http import parse_header_parameters

FOREIGN_CHARSET = "gongkai.foreign_charset"
"""Under this name a request says whether its body claims to be in another encoding than UTF-8."""


class Body:
    """The body of a request, which may not end before the length that was told."""

    def __init__(self, stream: BinaryIO, length: int) -> None:
        self._stream = stream
        self._missing = length

    def read(self, size: int = -1) -> bytes:
        """Return as much as is asked for, or all."""
        wanted = self._bounded(size)
        return self._arrived(self._stream.read, wanted, is_enough=lambda found: len(found) == wanted)

    def readline(self, size: int = -1) -> bytes:
        """Return what stands before the next line break, and the break."""
        wanted = self._bounded(size)
        return self._arrived(
            self._stream.readline, wanted, is_enough=lambda found: len(found) == wanted or found.endswith(b"\n")
        )

    def _bounded(self, size: int) -> int:
        return self._missing if size < 0 else min(size, self._missing)

    def _arrived(self, read: Callable[[int], bytes], wanted: int, *, is_enough: Callable[[bytes], bool]) -> bytes:
        try:
            found = read(wanted)
        except OSError as problem:
            raise BadRequest("the connection broke off") from problem
        self._missing -= len(found)
        if not is_enough(found):
            raise BadRequest("the body broke off")
        return found


def prepared(environ: dict[str, Any]) -> dict[str, Any]:
    """Return what a server says of a request, such that Django reads it in UTF-8 and whole, or not at all."""
    length = environ.get("CONTENT_LENGTH") or ""
    if length.isascii() and length.isdigit():
        environ["wsgi.input"] = Body(environ["wsgi.input"], int(length))
    try:
        kind, options = parse_header_parameters(environ.get("CONTENT_TYPE") or "")
    except ValueError:  # it would fail again where nobody answers yet
        kind, options = "", {}
        environ["CONTENT_TYPE"] = kind
    if charset := options.pop("charset", ""):
        environ[FOREIGN_CHARSET] = _is_foreign(charset)
        environ["CONTENT_TYPE"] = "; ".join([kind, *(f"{name}={_quoted(value)}" for name, value in options.items())])
    return environ


def _is_foreign(charset: str) -> bool:
    """Tell whether an encoding is known and not ours; of one that nobody knows it is not known what it changes."""
    try:
        return codecs.lookup(charset).name != "utf-8"
    except (LookupError, ValueError):
        return False


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'

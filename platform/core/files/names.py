"""By which name is a file shown and saved again, on any system and without deceit?"""

from __future__ import annotations

import re
import unicodedata

MAX_STEM_BYTES = 200
"""File systems accept names of 255 bytes; a Chinese character takes three."""

_FORBIDDEN = re.compile(r'[<>:"|?*\x00-\x1f\x7f]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)", re.IGNORECASE)
_EXTENSION = re.compile(r"\.([A-Za-z][A-Za-z0-9]{0,7})$")
_UNNAMED = "附件"


def split(name: str) -> tuple[str, str]:
    """Return the harmless stem of a name and its extension in lower case, empty if it has none.

    Folders, control characters and marks that turn the direction of writing (`fdp.exe` shown as `exe.pdf`) are gone.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    visible = "".join(letter for letter in last if unicodedata.category(letter) not in {"Cf", "Cc", "Cs", "Co", "Cn"})
    cleaned = " ".join(_FORBIDDEN.sub(" ", visible).split()).rstrip(". ")
    found = _EXTENSION.search(cleaned)
    extension = found.group(1).lower() if found else ""
    stem = cleaned[: found.start()].strip(". ") if found else cleaned.strip(". ")
    return _shortened(f"_{stem}" if _RESERVED.match(stem) else stem) or _UNNAMED, extension


def _shortened(stem: str) -> str:
    return stem.encode()[:MAX_STEM_BYTES].decode(errors="ignore").strip(". ")

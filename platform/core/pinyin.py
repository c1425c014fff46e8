"""How is a Chinese name typed by somebody who uses only Latin letters?

Names are found by their pinyin and by its initials. Readings of characters that have several come from the phrases in
which they stand (重庆 is `chongqing`); a name outside the phrase book may get the commoner reading.
"""

from __future__ import annotations

import functools
import unicodedata
from types import ModuleType

OWN_PHRASES = {
    "支行": [["zhī"], ["háng"]],
    "六安": [["lù"], ["ān"]],
    "长清": [["cháng"], ["qīng"]],
    "长治": [["cháng"], ["zhì"]],
    "朝阳": [["cháo"], ["yáng"]],
    "单县": [["shàn"], ["xiàn"]],
}
"""Names of places and offices that the phrase book lacks or reads as a verb."""


def initials(text: str) -> str:
    """Return the first letters: `第一社区党支部` gives `dysqdzb`. Latin letters and digits are kept, in lower case."""
    return _spelled(text, "FIRST_LETTER")


def full(text: str) -> str:
    """Return the syllables without tones or spaces: `第一社区` gives `diyishequ`; `ü` is written `v`."""
    return _spelled(text, "NORMAL")


def _spelled(text: str, style: str) -> str:
    book = _phrase_book()
    name = unicodedata.normalize("NFKC", text).casefold()
    return "".join(book.lazy_pinyin(name, style=book.Style[style], errors=_kept))


@functools.cache
def _phrase_book() -> ModuleType:
    """Load what knows the readings when a name is first spelled: it takes 100 MB, which few processes ever need."""
    import pypinyin

    pypinyin.load_phrases_dict(OWN_PHRASES)
    return pypinyin


def _kept(run: str) -> str:
    """Return what stays of characters without a reading: letters and digits."""
    return "".join(letter for letter in run if letter.isalnum())

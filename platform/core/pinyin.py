"""How is a Chinese name typed by somebody who uses only Latin letters?

Names are found by their pinyin and by its initials. Readings of characters that have several come from the phrases in
which they stand (重庆 is `chongqing`); a name outside the phrase book may get the commoner reading.
"""

from __future__ import annotations

import unicodedata

from pypinyin import Style, lazy_pinyin, load_phrases_dict

# Names of places and offices that the phrase book lacks or reads as a verb.
load_phrases_dict(
    {
        "支行": [["zhī"], ["háng"]],
        "六安": [["lù"], ["ān"]],
        "长清": [["cháng"], ["qīng"]],
        "长治": [["cháng"], ["zhì"]],
        "朝阳": [["cháo"], ["yáng"]],
        "单县": [["shàn"], ["xiàn"]],
    }
)


def initials(text: str) -> str:
    """Return the first letters: `第一社区党支部` gives `dysqdzb`. Latin letters and digits are kept, in lower case."""
    return _spelled(text, Style.FIRST_LETTER)


def full(text: str) -> str:
    """Return the syllables without tones or spaces: `第一社区` gives `diyishequ`; `ü` is written `v`."""
    return _spelled(text, Style.NORMAL)


def _spelled(text: str, style: Style) -> str:
    syllables = lazy_pinyin(unicodedata.normalize("NFKC", text).casefold(), style=style, errors=_kept)
    return "".join(syllables)


def _kept(run: str) -> str:
    """Return what stays of characters without a reading: letters and digits."""
    return "".join(letter for letter in run if letter.isalnum())

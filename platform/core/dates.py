"""How is a day written in a sentence? As the visual standard asks, in the language of the sentence."""

from __future__ import annotations

import datetime

from django.utils import formats, translation
from django.utils.functional import lazy

LONG = {"zh": "Y年n月j日", "en": "j F Y"}


def language() -> str:
    """Return the language that is being written: `en`, else `zh`."""
    return "en" if (translation.get_language() or "").startswith("en") else "zh"


def _written(day: datetime.date) -> str:
    return formats.date_format(day, LONG[language()], use_l10n=False)


written = lazy(_written, str)
"""Takes a day and gives 2026年11月21日, in the language of whoever reads the sentence: said when it is used."""

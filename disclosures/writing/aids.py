"""What does the unit's own past suggest for a text: its keywords, its next document number, its index number?"""

from __future__ import annotations

import datetime

from disclosures.models import Disclosure, IndexSerial
from disclosures.writing import suggestions
from disclosures.writing.suggestions import Suggestions

TEXTS_READ = 50


def suggest(disclosure: Disclosure, *, on: datetime.date) -> Suggestions:
    """Return suggestions for what is still empty, from the unit's latest texts: two queries at most."""
    latest = Disclosure.objects.filter(unit=disclosure.unit_id).exclude(pk=disclosure.pk).order_by("-id")
    rows = list(latest.values_list("document_no", "keywords")[:TEXTS_READ])
    serial = IndexSerial.objects.filter(unit=disclosure.unit_id, year=on.year).values_list("last", flat=True).first()
    known = [word for _number, words in rows for word in words]
    words = suggestions.keywords(disclosure.title, disclosure.body_text, known=known)
    number = suggestions.document_no([number for number, _words in rows if number], year=on.year)
    return Suggestions(
        keywords=() if disclosure.keywords else tuple(words),
        document_no="" if disclosure.document_no else number,
        index_no=suggestions.index_no(disclosure.unit.code, serial or 0, year=on.year),
    )

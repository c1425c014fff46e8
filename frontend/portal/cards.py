"""What do chat programs and search engines show of a page that somebody passes on?"""

from __future__ import annotations

from dataclasses import dataclass

from accounts import actors
from disclosures import visibility
from disclosures.kinds import State
from disclosures.models import Disclosure

BEGINNING = 120


@dataclass(frozen=True)
class Card:
    """What is shown beside the title."""

    words: str


def card_of(found: Disclosure) -> Card | None:
    """Return the card of a text that society reads now; of any other there is none, whoever looks at the page.

    Programs that make cards keep them: what is for members alone, or has ended, is not handed to them.
    """
    if found.state != State.PUBLISHED or not visibility.sees(actors.ANONYMOUS, found):
        return None
    beginning = " ".join(found.body_text.split())
    cut = beginning if len(beginning) <= BEGINNING else beginning[:BEGINNING] + "…"
    facts = "　".join(part for part in (found.unit_name, found.index_no or "") if part)
    return Card(f"{facts}　{cut}")

"""Under which address is a disclosure read, and worked on? For notices and the inbox, which know no routes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from disclosures.models import Disclosure


def portal(disclosure: Disclosure) -> str:
    """Return where it is read."""
    return f"/disclosures/{disclosure.public_id}/"


def workspace(disclosure: Disclosure) -> str:
    """Return where it is worked on."""
    return f"/work/disclosures/{disclosure.public_id}/"

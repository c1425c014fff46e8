"""Under which address is an edition, an amendment, or what a unit asks, seen? For the inbox, which knows no routes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from catalogs.models import Amendment, CatalogVersion, Exemption, Override

ROOM = "/work/catalog/"


def edition(version: CatalogVersion) -> str:
    """Return where an edition is read and decided."""
    return f"{ROOM}editions/{version.public_id}/"


def override(found: Override) -> str:
    """Return where what a unit has of its own about an item is read and decided."""
    return f"{ROOM}overrides/{found.public_id}/"


def exemption(found: Exemption) -> str:
    """Return where an exemption is read and decided."""
    return f"{ROOM}exemptions/{found.public_id}/"


def amendment(found: Amendment) -> str:
    """Return where the change or end of an item is read and decided."""
    return f"{ROOM}amendments/{found.public_id}/"

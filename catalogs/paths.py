"""Under which address is an edition, or what a unit asks about an item, seen? For the inbox, which knows no routes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from catalogs.models import CatalogVersion, Exemption, Override

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

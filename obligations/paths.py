"""Under which address is what a unit owes seen, and begun? For notices and the inbox, which know no routes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from obligations.models import Obligation, Withholding

LIST = "/work/obligations/"


def detail(obligation: Obligation) -> str:
    """Return where one obligation stands with its explanation and its extensions."""
    return f"{LIST}{obligation.public_id}/"


def draft_for(obligation: Obligation) -> str:
    """Return where a draft that fulfils it is begun."""
    return f"/work/disclosures/new/?obligation={obligation.public_id}"


def withholding(found: Withholding) -> str:
    """Return where it stands why something is not disclosed, and where that is decided."""
    return f"{LIST}withholdings/{found.public_id}/"

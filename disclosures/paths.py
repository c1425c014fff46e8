"""Under which address is a disclosure read, and worked on? For notices and the inbox, which know no routes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from disclosures.models import Disclosure, Objection, OutsidePlan
    from hierarchy.models import Unit

LIST = "/work/disclosures/"
PLANS = "/work/plans/"


def portal(disclosure: Disclosure) -> str:
    """Return where it is read."""
    return f"/disclosures/{disclosure.public_id}/"


def workspace(disclosure: Disclosure) -> str:
    """Return where it is worked on."""
    return f"{LIST}{disclosure.public_id}/"


def list_of(unit: Unit) -> str:
    """Return where the texts of a unit are listed for those who work on them."""
    return f"{LIST}?unit={unit.public_id}"


def plan(found: OutsidePlan) -> str:
    """Return where a plan to disclose outside the catalog is read and decided."""
    return f"{PLANS}{found.public_id}/"


def notice(disclosure: Disclosure) -> str:
    """Return where its notice is planned, watched and looked at when it closed."""
    return f"{workspace(disclosure)}notice/"


def objection(row: Objection) -> str:
    """Return where an objection is answered."""
    return f"/work/objections/{row.public_id}/"

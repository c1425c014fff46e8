"""How is a step signed? In the language of the site, whatever language the signer reads: it is kept for good."""

from __future__ import annotations

from django.conf import settings
from django.utils import translation

from accounts.actors import Actor, Place, Seat


def of_seat(actor: Actor, seat: Seat) -> str:
    """Return how a decision taken from this seat is signed; on behalf of somebody absent with both names."""
    with translation.override(settings.LANGUAGE_CODE):
        return seat.label_for(actor.name)


def under(actor: Actor, permission: str, unit: Place) -> str:
    """Return how what is done under this permission at this unit is signed."""
    with translation.override(settings.LANGUAGE_CODE):
        return actor.label_for(permission, unit)

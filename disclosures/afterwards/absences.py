"""What is answered at the address of a text that the reader does not see: was it never hers, or was it taken down?

That something was taken down is told to whom it was public, without a word of what it was; to everybody else there is
nothing, as there was before.
"""

from __future__ import annotations

import uuid

from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from core import errors
from disclosures import visibility
from disclosures.kinds import State
from disclosures.models import Disclosure


class TakenDown(errors.Gone):
    """The text was published in error, and this reader was among those who could read it."""

    default_code = "disclosure.taken_down"
    default_reason = _("这条公开信息因误发已经撤下，不再提供。需要了解情况的，请联系公开单位。")


def refusal(public_id: uuid.UUID, *, actor: Actor) -> errors.Refusal:
    """Return what is answered to this reader in the place of a text that she does not see."""
    found = Disclosure.objects.filter(public_id=public_id, state=State.IN_ERROR).select_related("unit").first()
    return TakenDown() if found is not None and visibility.reaches(actor, found) else errors.Missing()

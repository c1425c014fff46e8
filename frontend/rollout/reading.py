"""Which rollout, or which unit's part in one, does a page show, and how is its state said?"""

from __future__ import annotations

import uuid

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import errors
from core.errors import Text
from core.inbox import StateTone
from frontend import pieces
from frontend.account.requests import SignedIn
from rollouts import paths
from rollouts.kinds import RolloutState, UnitState
from rollouts.models import Rollout, RolloutUnit

TONES: dict[str, StateTone] = {
    UnitState.NOT_STARTED: StateTone.DRAFT,
    UnitState.LOCALISING: StateTone.DRAFT,
    UnitState.AWAITING_APPROVAL: StateTone.AWAITING,
    UnitState.ADOPTED: StateTone.AWAITING,
    UnitState.ACCEPTED: StateTone.DONE,
    UnitState.RETURNED: StateTone.RETURNED,
    RolloutState.RUNNING: StateTone.SOON,
    RolloutState.PAUSED: StateTone.DRAFT,
    RolloutState.FINISHED: StateTone.DONE,
}
"""In which tone each state is shown; what was adopted waits for the administrator."""
LONGEST_REVISION = 9


def rollout(request: SignedIn, public_id: uuid.UUID) -> Rollout:
    """Return a rollout that the person follows."""
    found = Rollout.objects.visible_to(request.actor).for_list().filter(public_id=public_id).first()
    if found is None:
        raise errors.Missing
    return found


def unit_row(request: SignedIn, public_id: uuid.UUID) -> RolloutUnit:
    """Return a unit's part in a rollout, as far as the person may see it."""
    found = RolloutUnit.objects.visible_to(request.actor).for_list().filter(public_id=public_id).first()
    if found is None:
        raise errors.Missing
    return found


def revision(request: SignedIn) -> int:
    """Return which copy the person saw; a form that does not say is treated as one that has grown old."""
    sent = request.POST.get("revision", "")
    if not (sent.isascii() and sent.isdigit() and len(sent) <= LONGEST_REVISION):
        raise errors.Stale
    return int(sent)


def trail_of(found: Rollout, last: Text = "") -> list[pieces.Crumb]:
    """Return the way to a rollout, and on to a page of it."""
    here = pieces.Crumb(str(found.version), paths.board(found) if last else "")
    return [list_crumb(), here, *([pieces.Crumb(last)] if last else [])]


def list_crumb() -> pieces.Crumb:
    """Return the first place on the way."""
    return pieces.Crumb(_("目录推行"), reverse("work:rollouts"))

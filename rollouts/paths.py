"""Under which address is a rollout, or a unit's part in it, seen? For notices and the inbox, which know no routes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rollouts.models import Rollout, RolloutUnit

LIST = "/work/rollouts/"


def board(rollout: Rollout) -> str:
    """Return where a rollout is followed."""
    return f"{LIST}{rollout.public_id}/"


def task(row: RolloutUnit) -> str:
    """Return where a unit sees what it has to do in a rollout."""
    return f"{LIST}tasks/{row.public_id}/"

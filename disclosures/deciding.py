"""How are several texts decided at once? Each on its own, with one opinion for all; a refusal of one stops no other."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from accounts.actors import Actor
from core import errors
from disclosures.flows import disclosure_flow
from disclosures.models import Disclosure

MOST_AT_ONCE = 100
VERBS: tuple[str, ...] = ("pass_secrecy", "pass_review", "approve", "advise", "return")
"""What can be done to several texts at once: deciding on them, and saying what one thinks."""


@dataclass(frozen=True)
class Outcome:
    """What became of one text: it was decided, or the refusal says why not."""

    disclosure: Disclosure
    refusal: errors.Refusal | None = None

    @property
    def done(self) -> bool:
        """Whether it was decided."""
        return self.refusal is None


def decide_each(
    verb: str,
    seen: Iterable[tuple[Disclosure, int | None]],
    *,
    data: Mapping[str, Any],
    actor: Actor,
    at: datetime.datetime,
) -> list[Outcome]:
    """Take one step on each of these texts, each as the revision that the person saw, one after the other.

    Each is judged by itself under its own lock: by the rule of four eyes, its state, its own checklist.
    """
    if verb not in VERBS:
        raise errors.Missing("verb.unknown", _("没有“%(verb)s”这个办理步骤。") % {"verb": verb})
    return [_decided(verb, disclosure, revision, data=data, actor=actor, at=at) for disclosure, revision in seen]


def _decided(
    verb: str,
    disclosure: Disclosure,
    revision: int | None,
    *,
    data: Mapping[str, Any],
    actor: Actor,
    at: datetime.datetime,
) -> Outcome:
    try:
        done = disclosure_flow.perform(verb, disclosure, actor=actor, at=at, revision=revision, data=data)
    except errors.Refusal as refusal:
        return Outcome(disclosure, refusal)
    return Outcome(done)

"""How are several texts decided at once? Each on its own, with one opinion for all; a refusal of one stops no other."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from accounts.actors import Actor
from core import errors, inputs
from disclosures.deciding.inputs import TogetherInput
from disclosures.flows import disclosure_flow
from disclosures.models import Disclosure


@dataclass(frozen=True)
class Outcome:
    """What became of one text: it was decided, or the refusal says why not."""

    public_id: uuid.UUID
    disclosure: Disclosure | None
    """The text as it stands now; None when the person sees no such text."""
    refusal: errors.Refusal | None = None

    @property
    def done(self) -> bool:
        """Whether it was decided."""
        return self.refusal is None


def decide_together(*, data: Mapping[str, Any], actor: Actor, at: datetime.datetime) -> list[Outcome]:
    """Take one step on each of the texts, each as the revision that the person saw, one after the other.

    Each is judged by itself under its own lock: by the rule of four eyes, its state, its own checklist. Two queries to
    find them all.
    """
    wanted = inputs.cleaned(TogetherInput, data)
    seen = wanted["texts"]
    rows = Disclosure.objects.visible_to(actor).select_related("unit")
    found = {row.public_id: row for row in rows.filter(public_id__in=[each.public_id for each in seen])}
    return [
        _decided(
            wanted["verb"], each.public_id, found.get(each.public_id), each.revision, data=data, actor=actor, at=at
        )
        for each in seen
    ]


def _decided(
    verb: str,
    public_id: uuid.UUID,
    disclosure: Disclosure | None,
    revision: int,
    *,
    data: Mapping[str, Any],
    actor: Actor,
    at: datetime.datetime,
) -> Outcome:
    if disclosure is None:
        return Outcome(public_id, None, errors.Missing())
    try:
        done = disclosure_flow.perform(verb, disclosure, actor=actor, at=at, revision=revision, data=data)
    except errors.Refusal as refusal:
        return Outcome(public_id, disclosure, refusal)
    return Outcome(public_id, done)

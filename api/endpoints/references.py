"""Which published texts does an answer name around one of them? Those that the caller sees."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from accounts.actors import Actor
from disclosures.afterwards import relations
from disclosures.kinds import State
from disclosures.models import Disclosure


class Reference(NamedTuple):
    """What another text is to this one."""

    how: str
    text: Disclosure


def of(found: Disclosure, actor: Actor) -> Iterator[Reference]:
    """Yield what this text points at, then what points at it."""
    related = relations.around(found, actor=actor)
    if found.state == State.MERGED and found.merged_into_id is not None:
        target = Disclosure.objects.visible_to(actor).filter(pk=found.merged_into_id).first()
        yield from [Reference("merged_into", target)] if target else []
    if related.successor is not None:
        yield Reference("changed_by", related.successor)
    if related.original is not None:
        yield Reference("original", related.original)
    yield from (Reference("changed", each) for each in related.earlier if each != related.original)
    yield from (Reference(each.relation, each) for each in related.pointing)
    yield from (Reference("merged_from", each) for each in related.merged)

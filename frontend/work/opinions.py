"""Who said what beside the deciders, and whose opinion is still open?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.errors import Text
from disclosures.deciding import parties, routes
from disclosures.kinds import Decider, Stance, Step
from disclosures.models import Disclosure
from frontend import words
from hierarchy.models import Unit


@dataclass(frozen=True)
class Said:
    """An opinion beside a decision, given or still open."""

    step: Text
    what: Text
    who: str
    reason: str = ""
    objects: bool = False
    waits: bool = False

    @property
    def icon(self) -> str:
        """The picture beside it; the words say the same."""
        if self.waits:
            return "clock"
        return "circle-x" if self.objects else "circle-check"


def said_of(disclosure: Disclosure) -> list[Said]:
    """Return the opinions of this round, and whose is still open; no query where the round asks nobody."""
    if not any(step.asks or step.invites for step in routes.of(disclosure)):
        return []
    given = [
        Said(
            step=Step(each.step).label,
            what=each.get_stance_display(),
            who=f"{each.given_by_name}　{words.moment(each.given_at)}",
            reason=each.reason,
            objects=each.stance == Stance.OBJECTS,
        )
        for each in disclosure.opinions.filter(round_no=disclosure.round_no)
    ]
    return [*given, *_open(disclosure)]


def _open(disclosure: Disclosure) -> Iterator[Said]:
    """Yield whose opinion is still open at this step, and whether the step waits for it."""
    if not disclosure.asked:
        return
    needed = routes.step_of(disclosure, disclosure.step).asks
    names = names_of(disclosure.asked)
    for party in disclosure.asked:
        what = _("等待意见") if party in needed else _("可以提意见")
        yield Said(Step(disclosure.step).label, what, str(names[party]), waits=True)


def names_of(asked: list[str]) -> dict[str, Text]:
    """Return how those who are asked are called: an office, or the unit whose leader speaks; at most one query."""
    keys = {party: pk for party in asked if (pk := parties.unit_of(party)) is not None}
    units = Unit.objects.in_bulk(set(keys.values())) if keys else {}
    return {
        party: units[keys[party]].name
        if party in keys and keys[party] in units
        else Decider(party.partition("@")[0]).label
        for party in asked
    }

"""Through whose hands does a text go, in which order, and who of them may decide now?

The chain of approval is a declared list of steps beside the flow; which of them a text goes through is settled when it
is submitted and kept with it. The rule of four eyes (DOMAIN section 1) stands here once, as a verdict and as a filter:

* nobody decides on a text that they drafted or edited, whoever else edited it since;
* nobody takes two adjacent decisions on one text, unless the unit may join them: then two, never three;
* whoever exercises a post for somebody absent is held to both persons' hands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts import roles
from accounts.actors import NOWHERE, Actor, Place, Seat
from core import errors, verdicts
from core.verdicts import Verdict
from disclosures.kinds import State, Step

if TYPE_CHECKING:
    from disclosures.models import Disclosure


@dataclass(frozen=True)
class ChainStep:
    """One step of the chain: in which state a text waits for it, and who decides."""

    code: Step
    state: State
    permission: str
    who: errors.Text
    above: bool = False
    """Whether the decider's post must be at a unit above."""
    applies: Callable[[Disclosure], bool] = lambda _disclosure: True

    def seats(self, actor: Actor, unit: Place) -> list[Seat]:
        """Return the seats from which the actor decides at this unit, own posts first."""
        found = [seat for seat in actor.seats if self.permission in seat.role.permissions and self._covers(seat, unit)]
        return sorted(found, key=lambda seat: bool(seat.on_behalf_of))

    def reach(self, seat: Seat) -> Q:
        """Return the filter for disclosures of units at which this seat decides: `seats` as a filter."""
        if self.permission not in seat.role.permissions:
            return NOWHERE
        if self.above:
            return Q(unit__lft__gt=seat.lft, unit__rght__lt=seat.rght)
        if seat.role.reach is roles.SUBTREE:
            return Q(unit__lft__gte=seat.lft, unit__rght__lte=seat.rght)
        return Q(unit=seat.unit_id)

    def _covers(self, seat: Seat, unit: Place) -> bool:
        if self.above:
            return seat.lft < unit.lft and unit.rght < seat.rght
        return seat.covers(unit)


def _beyond_own_authority(disclosure: Disclosure) -> bool:
    """Say whether the item leaves the decision to the superior; the root has none."""
    return disclosure.item is not None and disclosure.item.superior_approval and disclosure.unit.parent_id is not None


CHAIN: tuple[ChainStep, ...] = (
    ChainStep(Step.SECRECY, State.SUBMITTED, "disclosures.review_secrecy", _("本单位或上级单位的保密审查员审查")),
    ChainStep(Step.LEADER, State.SECRECY_CHECKED, "disclosures.approve", _("本单位负责人审批")),
    ChainStep(
        Step.SUPERIOR,
        State.SECRECY_CHECKED,
        "disclosures.approve_below",
        _("上级单位的上级审批人审批"),
        above=True,
        applies=_beyond_own_authority,
    ),
)
STEPS: dict[str, ChainStep] = {step.code: step for step in CHAIN}


def chain_for(disclosure: Disclosure) -> list[str]:
    """Return the codes of the steps that a text goes through if it is submitted now."""
    return [step.code.value for step in CHAIN if step.applies(disclosure)]


def next_step(disclosure: Disclosure) -> str:
    """Return the code of the step after the current one, or "" at the end of the chain."""
    following = disclosure.chain[disclosure.chain.index(disclosure.step) + 1 :]
    return following[0] if following else ""


@dataclass(frozen=True)
class Standing:
    """Where a person stands to a decision: whether she may take it, from which seat, and whether it joins two."""

    verdict: Verdict
    seat: Seat | None = None
    joins: bool = False


def persons(actor: Actor, seat: Seat | None) -> frozenset[int]:
    """Return everyone who answers for what is done from this seat: who acts, and on whose behalf."""
    return frozenset(found for found in (actor.user_id, seat.holder_id if seat else None) if found is not None)


def answerable(actor: Actor) -> int:
    """Return the person who acts: nothing is drafted or decided by the public or by the system."""
    if actor.user_id is None:
        raise errors.Denied("decision.nobody", _("这一步须由具体的人办理，请先登录。"))
    return actor.user_id


def standing(actor: Actor, disclosure: Disclosure, code: str) -> Standing:
    """Answer whether the actor may take this decision on the text as it stands."""
    step = STEPS[code]
    seats = step.seats(actor, disclosure.unit)
    if not seats:
        return Standing(_outside(actor, disclosure, step))
    answers = [_from_seat(actor, disclosure, step, seat) for seat in seats]
    return next((answer for answer in answers if answer.verdict), answers[0])


def returning(actor: Actor, disclosure: Disclosure) -> Standing:
    """Answer whether the actor may send back a text that was approved: from a seat of its approval, not its author."""
    steps = [STEPS[code] for code in disclosure.chain if STEPS[code].state is State.SECRECY_CHECKED]
    seats = [(step, seat) for step in steps for seat in step.seats(actor, disclosure.unit)]
    own = set(disclosure.editor_ids)
    for _step, seat in seats:
        if not persons(actor, seat) & own:
            return Standing(verdicts.ALLOW, seat)
    if seats:
        return Standing(_own_draft(actor, disclosure, seats[0][0]))
    return Standing(
        verdicts.deny("decision.not_yours", _("审批以后由审批人退回，信息员可以重新修改。"), concerns=False)
    )


def awaiting(actor: Actor) -> Q:
    """Return the filter for texts on which the actor may decide now: `standing` as a filter."""
    found = NOWHERE
    for step, seat in _seats_in_chain(actor):
        hands = sorted(persons(actor, seat))
        apart = ~Q(last_decider_ids__overlap=hands) | Q(may_join=True, joined=False)
        found |= Q(step=step.code) & step.reach(seat) & ~Q(editor_ids__overlap=hands) & apart
    return found


def _seats_in_chain(actor: Actor) -> Iterator[tuple[ChainStep, Seat]]:
    return ((step, seat) for step in CHAIN for seat in actor.seats if step.permission in seat.role.permissions)


def _from_seat(actor: Actor, disclosure: Disclosure, step: ChainStep, seat: Seat) -> Standing:
    hands = persons(actor, seat)
    if hands & set(disclosure.editor_ids):
        return Standing(_own_draft(actor, disclosure, step))
    if hands & set(disclosure.last_decider_ids):
        if disclosure.may_join and not disclosure.joined:
            return Standing(verdicts.ALLOW, seat, joins=True)
        return Standing(
            verdicts.deny(
                "decision.adjacent", _("上一环节由您办理，相邻两个环节不能由同一人办理，这一步须由其他人办理。")
            )
        )
    return Standing(verdicts.ALLOW, seat)


def _own_draft(actor: Actor, disclosure: Disclosure, step: ChainStep, *, concerns: bool = True) -> Verdict:
    if actor.user_id in disclosure.editor_ids:
        reason = _("您是起草人或修改人，须由%(who)s。") % {"who": step.who}
    else:
        reason = _("您代行的同志是起草人或修改人，须由%(who)s。") % {"who": step.who}
    return verdicts.deny("decision.own_draft", reason, concerns=concerns)


def _outside(actor: Actor, disclosure: Disclosure, step: ChainStep) -> Verdict:
    if actor.user_id is not None and actor.user_id in disclosure.editor_ids:
        return _own_draft(actor, disclosure, step, concerns=False)
    return verdicts.deny("decision.not_yours", _("这一步须由%(who)s。") % {"who": step.who}, concerns=False)

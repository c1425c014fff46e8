"""Who may decide on a text now, and who may say what she thinks of it?

Which steps a text goes through is settled at submission and kept with it (`disclosures.deciding.routes`). The rule of
four eyes (DOMAIN section 1) stands here once, as a verdict and as a filter:

* nobody decides on a text that they drafted or edited, whoever else edited it since;
* nobody takes two adjacent decisions on one text, unless the unit may join them: then two, never three;
* nobody gives two opinions at one step, nor one at the step after their own decision, nor decides where they gave one;
* whoever exercises a post for somebody absent is held to both persons' hands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.actors import NOWHERE, Actor, Seat
from core import errors, verdicts
from core.verdicts import Verdict
from disclosures.deciding import parties, routes
from disclosures.deciding.offices import OFFICES
from disclosures.kinds import APPROVALS

if TYPE_CHECKING:
    from disclosures.models import Disclosure


@dataclass(frozen=True)
class Standing:
    """Where a person stands to a decision: whether she may take it, from which seat, and whether it joins two."""

    verdict: Verdict
    seat: Seat | None = None
    joins: bool = False
    party: str = ""
    """For an opinion: which of those asked she speaks for."""


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
    step = routes.step_of(disclosure, code)
    seats = step.office.seats(actor, disclosure)
    if not seats:
        return Standing(_outside(actor, disclosure, step.who))
    answers = [_from_seat(actor, disclosure, step.who, seat) for seat in seats]
    return next((answer for answer in answers if answer.verdict), answers[0])


def passing(actor: Actor, disclosure: Disclosure, code: str) -> Standing:
    """Answer whether the actor may pass the text at this step: every opinion asked must be there."""
    found = standing(actor, disclosure, code)
    if found.verdict and disclosure.opinions_due:
        text = _("还有%(count)d方的意见没有到，到齐以后才能办理；现在可以退回。") % {"count": disclosure.opinions_due}
        return Standing(verdicts.deny("decision.opinions_due", text))
    return found


def returning(actor: Actor, disclosure: Disclosure) -> Standing:
    """Answer whether the actor may send back a text that was approved: from a seat of its approval, not its author."""
    approvals = [step.office for step in routes.of(disclosure) if step.step in APPROVALS]
    seats = [(office, seat) for office in approvals for seat in office.seats(actor, disclosure)]
    own = set(disclosure.editor_ids)
    for _office, seat in seats:
        if not persons(actor, seat) & own:
            return Standing(verdicts.ALLOW, seat)
    if seats:
        return Standing(_own_draft(actor, disclosure, seats[0][0].who))
    return Standing(
        verdicts.deny("decision.not_yours", _("审批以后由审批人退回，信息员可以重新修改。"), concerns=False)
    )


def advising(actor: Actor, disclosure: Disclosure) -> Standing:
    """Answer whether the actor may say what she thinks at this step, and for whom of those who are asked."""
    found = [(party, seat) for party in disclosure.asked for seat in parties.seats(actor, disclosure, party)]
    answers = [_opinion_from(actor, disclosure, party, seat) for party, seat in found]
    if not answers:
        return Standing(
            verdicts.deny("opinion.not_asked", _("这一步没有征求您的意见，或者意见已经提出。"), concerns=False)
        )
    return next((answer for answer in answers if answer.verdict), answers[0])


def awaiting(actor: Actor) -> Q:
    """Return the filter for texts on which the actor may decide now: `passing` as a filter."""
    found = NOWHERE
    for seat in actor.seats:
        hands = sorted(persons(actor, seat))
        apart = ~Q(last_decider_ids__overlap=hands) | Q(may_join=True, joined=False)
        free = ~Q(editor_ids__overlap=hands) & ~Q(advised_ids__overlap=hands) & apart
        for office in OFFICES.values():
            if office.permission in seat.role.permissions:
                found |= Q(decider=office.code.value, opinions_due=0) & office.reach(seat) & free
    return found


def advised_by(actor: Actor) -> Q:
    """Return the filter for texts that wait for this person's opinion: `advising` as a filter."""
    found = NOWHERE
    for seat in actor.seats:
        hands = sorted(persons(actor, seat))
        barred = Q(editor_ids__overlap=hands) | Q(last_decider_ids__overlap=hands) | Q(advised_ids__overlap=hands)
        found |= parties.reach(seat) & ~barred
    return found


def _from_seat(actor: Actor, disclosure: Disclosure, who: errors.Text, seat: Seat) -> Standing:
    hands = persons(actor, seat)
    if hands & set(disclosure.editor_ids):
        return Standing(_own_draft(actor, disclosure, who))
    if hands & set(disclosure.advised_ids):
        return Standing(_already_spoke())
    if hands & set(disclosure.last_decider_ids):
        if disclosure.may_join and not disclosure.joined:
            return Standing(verdicts.ALLOW, seat, joins=True)
        return Standing(_adjacent())
    return Standing(verdicts.ALLOW, seat)


def _opinion_from(actor: Actor, disclosure: Disclosure, party: str, seat: Seat) -> Standing:
    hands = persons(actor, seat)
    if hands & set(disclosure.editor_ids):
        text = _("您或者您代行的同志是起草人或修改人，这一步的意见须由其他人提出。")
        return Standing(verdicts.deny("decision.own_draft", text))
    if hands & set(disclosure.advised_ids):
        return Standing(verdicts.deny("opinion.given", _("您在这一步已经提过意见，每人一次。")))
    if hands & set(disclosure.last_decider_ids):
        return Standing(_adjacent())
    return Standing(verdicts.ALLOW, seat, party=party)


def _adjacent() -> Verdict:
    return verdicts.deny(
        "decision.adjacent", _("上一环节由您办理，相邻两个环节不能由同一人办理，这一步须由其他人办理。")
    )


def _already_spoke() -> Verdict:
    return verdicts.deny("decision.advised", _("您在这一步已经提过意见，须由其他人办理。"))


def _own_draft(actor: Actor, disclosure: Disclosure, who: errors.Text, *, concerns: bool = True) -> Verdict:
    if actor.user_id in disclosure.editor_ids:
        reason = _("您是起草人或修改人，须由%(who)s。") % {"who": who}
    else:
        reason = _("您代行的同志是起草人或修改人，须由%(who)s。") % {"who": who}
    return verdicts.deny("decision.own_draft", reason, concerns=concerns)


def _outside(actor: Actor, disclosure: Disclosure, who: errors.Text) -> Verdict:
    if actor.user_id is not None and actor.user_id in disclosure.editor_ids:
        return _own_draft(actor, disclosure, who, concerns=False)
    return verdicts.deny("decision.not_yours", _("这一步须由%(who)s。") % {"who": who}, concerns=False)


def hands_of(decisions: Sequence[tuple[int, int | None]]) -> list[int]:
    """Return everyone who answers for these decisions: who decided, and on whose behalf."""
    return sorted({person for pair in decisions for person in pair if person is not None})

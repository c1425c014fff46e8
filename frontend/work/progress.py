"""How far has a text come, and what happened to it on the way?"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from itertools import groupby

from django.utils.translation import gettext as _

from accounts.actors import Actor
from core.audit.models import AuditEntry
from core.errors import Text
from disclosures.deciding import deadlines, officers, routes, settling, turns
from disclosures.deciding.routes import RouteStep
from disclosures.kinds import ISSUED_STATES, Outcome, State, Step
from disclosures.models import Decision, Disclosure
from frontend import pieces, words
from frontend.work import wording

EDITED = "disclosure.edited"
_ENDED = frozenset(ISSUED_STATES) - {State.PUBLISHED}
PASSED_LABELS: dict[str, Text] = {step.value: step.label for step in Step}


def steps_of(
    disclosure: Disclosure, decisions: Iterable[Decision], actor: Actor, *, on: datetime.date
) -> list[pieces.Step]:
    """Return the known steps of the text and where it stands: drafting, each step of its chain, publication.

    Steps that are still to be taken say who can take them and, for the current one, by when: two queries for all.
    """
    under_way = not disclosure.is_editable
    taken = {each.step: each for each in decisions if under_way and _counts(each, disclosure)}
    steps = routes.of(disclosure) if under_way else settling.route_for(disclosure).steps
    ahead = [step for step in steps if step.step not in taken]
    names = officers.names_by_step(disclosure.unit, disclosure.maker, ahead, on=on) if ahead else {}
    return [
        _first(disclosure, under_way=under_way),
        *(_decided(disclosure, step, taken.get(step.step), actor, names.get(step.step, "")) for step in steps),
        _last(disclosure),
    ]


def _counts(decision: Decision, disclosure: Disclosure) -> bool:
    """Say whether a decision holds: taken in this round, and not sent back since to its step or before."""
    if decision.round_no != disclosure.round_no or decision.outcome != Outcome.PASSED:
        return False
    chain = list(disclosure.chain)
    reached = chain.index(disclosure.step) if disclosure.step in chain else len(chain)
    return decision.step in chain and chain.index(decision.step) < reached


def _first(disclosure: Disclosure, *, under_way: bool) -> pieces.Step:
    if under_way:
        note = _("，").join((words.date(disclosure.submitted_at), disclosure.edited_by_name))
        return pieces.Step(_("提交"), note, done=True)
    label = _("修改") if disclosure.state == State.RETURNED else _("起草")
    return pieces.Step(label, disclosure.edited_by_name, current=True)


def _decided(
    disclosure: Disclosure, step: RouteStep, decision: Decision | None, actor: Actor, names: str
) -> pieces.Step:
    label = PASSED_LABELS[step.step]
    if decision is not None:
        note = _("，").join((words.date(decision.decided_at), wording.signer(decision.decided_by_name)))
        return pieces.Step(label, note, done=True)
    if disclosure.step != step.step:
        return pieces.Step(label, names or step.who)
    mine = turns.passing(actor, disclosure, disclosure.step).verdict
    parts = [_("等您办理") if mine else names or str(step.who)]
    due = deadlines.due_on(disclosure)
    if due is not None:
        parts.append(_("%(day)s前办完") % {"day": words.date(due)})
    if disclosure.opinions_due:
        parts.append(_("还缺%(count)s方意见") % {"count": words.number(disclosure.opinions_due)})
    return pieces.Step(label, _("，").join(parts), current=True)


def _last(disclosure: Disclosure) -> pieces.Step:
    if disclosure.state in _ENDED:
        ended = disclosure.withdrawn_at or disclosure.ended_at
        return pieces.Step(State(disclosure.state).label, words.date(ended), done=True)
    if disclosure.publish_at:
        return pieces.Step(_("定时公开"), words.moment(disclosure.publish_at), current=True)
    if disclosure.published_at:
        return pieces.Step(_("公开"), words.date(disclosure.published_at), done=True)
    waits = disclosure.state == State.APPROVED
    return pieces.Step(_("公开"), _("由信息员或负责人公开") if waits else "", current=waits)


def chain_of(disclosure: Disclosure) -> list[pieces.Event]:
    """Return who will have the text in hand once it is submitted, in order, by their roles."""
    will = [pieces.Event(PASSED_LABELS[step.step], step.who) for step in settling.route_for(disclosure).steps]
    return [
        pieces.Event(_("起草"), disclosure.edited_by_name, current=True),
        *will,
        pieces.Event(_("公开"), _("审批同意后，由信息员或负责人公开")),
    ]


def trail_of(disclosure: Disclosure, decisions: Iterable[Decision]) -> list[pieces.Event]:
    """Return what happened to the text, newest first: the trail, with what was said at each decision."""
    entries = AuditEntry.objects.about(disclosure).only("at", "verb", "label", "actor_label", "reason")
    said: dict[tuple[str, datetime.datetime], list[Decision]] = {}
    for each in decisions:
        said.setdefault((_verb_of(each), each.decided_at), []).append(each)
    found = [_event(group, said) for group in _joined(entries)]
    return found[::-1]


def _verb_of(decision: Decision) -> str:
    """Return the verb by which a decision stands in the trail."""
    if decision.outcome == Outcome.RETURNED:
        return "disclosure.return"
    if decision.step in (Step.NECESSITY, Step.TRUTH):
        return "disclosure.pass_review"
    return "disclosure.pass_secrecy" if decision.step == Step.SECRECY else "disclosure.approve"


def _joined(entries: Iterable[AuditEntry]) -> Iterator[list[AuditEntry]]:
    """Put edits that one person made one after the other together: a draft saves itself every few seconds."""
    for (verb, _actor), group in groupby(entries, key=lambda entry: (entry.verb, entry.actor_label)):
        if verb == EDITED:
            yield list(group)
        else:
            yield from ([entry] for entry in group)


def _event(group: list[AuditEntry], said: dict[tuple[str, datetime.datetime], list[Decision]]) -> pieces.Event:
    last = group[-1]
    decided = said.get((last.verb, last.at), [])
    decision = decided.pop(0) if decided else None
    label = _(last.label)  # the trail keeps the source text
    if len(group) > 1:
        label = _("%(what)s %(count)s 次") % {"what": label, "count": words.number(len(group))}
    parts = [f"{words.moment(last.at)}　{last.actor_label}", *_words_of(decision), last.reason]
    return pieces.Event(label, "　".join(dict.fromkeys(part for part in parts if part)), done=True)


def _words_of(decision: Decision | None) -> Iterator[str]:
    if decision is None:
        return
    if decision.checklist:
        labels = words.listing(str(routes.checkpoint_label(point)) for point in decision.checklist)
        yield _("已核对：%(what)s") % {"what": labels}
    for point, said in decision.remarks.items():
        yield _("%(point)s：%(said)s") % {"point": routes.checkpoint_label(point), "said": said}
    yield decision.reason
    if decision.joined:
        yield _("与上一环节合并办理")

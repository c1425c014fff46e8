"""Which text is put on notice first (公示、预公开), for how many days at least, and which text continues it?

The day of publication is day 0. The last full day is the latest that any rule asks for: the item's days, the tenant's
rule for the kind of notice, and what the drafter arranged. The notice is over at the local midnight after it.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts import actors
from catalogs.effective import EffectiveItem
from catalogs.kinds import Scope
from core import clock, dates, errors, workflow
from core.workdays import clocks, tables
from core.workdays.calendar import DayKind, Deadline
from disclosures.kinds import Relation
from disclosures.models import Disclosure, NoticeRule, PublicNotice
from disclosures.noticing.kinds import CountedDays, NoticeKind, NoticeState, NoticeTerm

FLOW = "public_notice"


@dataclass(frozen=True)
class Term:
    """One rule that asks for days, with its source."""

    days: int
    counted: CountedDays
    source: str

    def deadline(self, start: datetime.date) -> Deadline:
        """Return the last full day that it asks for, explained day by day."""
        return clocks.due(clocks.Clock(start, self.days, DayKind(self.counted)), tables.load_table(), on=start)


@dataclass(frozen=True)
class Length:
    """How long a notice lasts: the rule that asks for most, and the days that it makes."""

    term: Term
    deadline: Deadline


def settle(disclosure: Disclosure, entry: EffectiveItem | None) -> PublicNotice | None:
    """Settle when a text is submitted whether it is put on notice first, with the days that its item asks for.

    What the drafter arranged stays; a notice that the item alone asked for goes when the item asks no more.
    """
    plan = of(disclosure)
    days = item_days(disclosure, entry)
    model = _notice_of_amended(disclosure)
    if plan is None and model is None and not days:
        return None
    if plan is not None and not plan.is_chosen and model is None and not days:
        plan.delete()
        return None
    plan = plan or PublicNotice(disclosure=disclosure)
    plan.item_days = days
    if model is not None:
        plan.kind = model.kind
        plan.wanted_days = max(filter(None, (model.wanted_days, plan.wanted_days)), default=None)
    elif not plan.is_chosen:
        plan.kind = kind_by_title(disclosure.item_title, NoticeRule.objects.by_term())
    plan.save()
    return plan


def begin_or_continue(disclosure: Disclosure, *, at: datetime.datetime) -> None:
    """Begin the notice of a text that is being published; refuse what continues a notice that is not closed.

    A text on notice is listed until its notice is over, whatever day of display was set.
    """
    if disclosure.relation == Relation.FOLLOWS:
        original = PublicNotice.objects.select_for_update().filter(disclosure=disclosure.refers_to_id).first()
        if original is not None:
            _require_closed(original)
    plan = of(disclosure)
    if plan is None:
        return
    first = {"counted_from": starts_on(disclosure, on=clock.local_date(at))}
    begun = workflow.registry()[FLOW].perform("begin", plan, actor=actors.SYSTEM, at=at, data=first)
    _remember(disclosure, begun)
    list_until_over(disclosure, begun)


def end(disclosure: Disclosure, *, at: datetime.datetime) -> None:
    """Break off the notice of a text that is public no more: it has no result, and nothing continues it."""
    if of(disclosure) is None:
        return
    rows = PublicNotice.objects.select_for_update()  # one that is just being closed is waited for
    running = rows.filter(disclosure=disclosure, state=NoticeState.RUNNING).first()
    if running is not None:
        workflow.registry()[FLOW].perform("end", running, actor=actors.SYSTEM, at=at)


def require_shown(disclosure: Disclosure, until: datetime.date | None) -> None:
    """Refuse a last day of display before the notice of the text is over."""
    if until is None:
        return
    notice = PublicNotice.objects.filter(disclosure=disclosure, state=NoticeState.RUNNING).first()
    if notice is not None and notice.last_on is not None and until < notice.last_on:
        raise errors.Invalid.field(
            "display_until",
            "display_until.before_notice_ends",
            _t("公示到%s结束，请写这一天或以后的日期，或者不写。") % dates.written(notice.last_on),
        )


def list_until_over(disclosure: Disclosure, notice: PublicNotice) -> bool:
    """Move the last day of display on to that of the notice, unless it is later; say whether it had to be moved."""
    assert notice.last_on is not None  # noqa: S101  (by constraint, once it runs)
    if disclosure.display_until is None or disclosure.display_until >= notice.last_on:
        return False
    disclosure.display_until = notice.last_on
    return True


def length_of(notice: PublicNotice, *, start: datetime.date) -> Length:
    """Return how long a notice lasts that begins on this day."""
    lengths = [Length(term, term.deadline(start)) for term in terms_of(notice)]
    return max(lengths, key=lambda each: each.deadline.due_on)


def terms_of(notice: PublicNotice) -> list[Term]:
    """Return every rule that asks for days: the item's, the tenant's for this kind, and what was arranged.

    A notice that has begun keeps the term by which it began: what the tenant has set since holds for later ones, and
    only the least days of its rules are asked anew, since a corrected calendar may let another of them last longer.
    """
    rules = NoticeRule.objects.by_term()
    names = {_term_of(notice.kind, notice.disclosure.scope), *_terms_by_title(notice.disclosure.item_title, rules)}
    chosen = [rules[name] for name in sorted(names) if name in rules]
    has_begun = notice.counted_from is not None and notice.days is not None
    found = [
        Term(rule.least_days if has_begun else rule.days, CountedDays(rule.counted), rule.source) for rule in chosen
    ]
    if notice.item_days:
        found.append(Term(notice.item_days, CountedDays.CALENDAR, _t("公开目录规定的公示天数")))
    if notice.wanted_days:
        counted = found[0].counted if chosen else CountedDays.CALENDAR
        found.append(Term(notice.wanted_days, counted, _t("起草时安排的天数")))
    return _with_term_of_begin(notice, found) if has_begun else found


def starts_on(disclosure: Disclosure, *, on: datetime.date) -> datetime.date:
    """Return from which day its readers have it: what is held inside is on notice once society reads it."""
    opened = disclosure.outside_from or disclosure.opened_outside_at
    return max(on, clock.local_date(opened)) if opened is not None else on


def kind_by_title(title: str, rules: dict[str, NoticeRule]) -> str:
    """Return the kind of notice that the title of an item stands for, by the words that the rules name."""
    named = set(_terms_by_title(title, rules))
    return NoticeKind.APPOINTMENT if NoticeTerm.APPOINTMENT in named else NoticeKind.PUBLIC


def item_days(disclosure: Disclosure, entry: EffectiveItem | None) -> int:
    """Return the days that its item asks of this text; none of what has no item, clarifies or continues another one."""
    return entry.item.notice_days if entry is not None and _begins_anew(disclosure, entry) else 0


def is_to_lengthen(notice: PublicNotice) -> bool:
    """Say whether a corrected calendar, or readers who had the text later, ask for a later last day."""
    assert notice.counted_from is not None  # noqa: S101  (by constraint, once it runs)
    assert notice.last_on is not None  # noqa: S101  (by constraint, once it runs)
    if notice.disclosure.outside_from is not None:
        return True
    start = starts_on(notice.disclosure, on=notice.counted_from)
    return length_of(notice, start=start).deadline.due_on > notice.last_on


def over_at(notice: PublicNotice) -> datetime.datetime:
    """Return the instant at which the notice is over: the local midnight after its last full day."""
    assert notice.last_on is not None  # noqa: S101  (by constraint, once it runs)
    return clock.start_of(notice.last_on + datetime.timedelta(days=1))


def days_left(notice: PublicNotice, *, on: datetime.date) -> int:
    """Return how many days are left after this one; negative once it is over."""
    assert notice.last_on is not None  # noqa: S101  (by constraint, once it runs)
    return (notice.last_on - on).days


def of(disclosure: Disclosure) -> PublicNotice | None:
    """Return the notice of a text, or None; no query for one that was read with it."""
    try:
        return disclosure.notice
    except PublicNotice.DoesNotExist:
        return None


def _remember(disclosure: Disclosure, notice: PublicNotice | None) -> None:
    """Keep with the text what was just read, so that its entry in the ledger asks no query for it."""
    PublicNotice._meta.get_field("disclosure").remote_field.set_cached_value(disclosure, notice)


def _begins_anew(disclosure: Disclosure, entry: EffectiveItem) -> bool:
    """Say whether the item's days hold for this text: not for what clarifies, changes or continues another one."""
    original = disclosure.refers_to
    if original is None:
        return True
    if disclosure.relation == Relation.AMENDS:
        return of(original) is not None
    if disclosure.relation == Relation.CLARIFIES:
        return False
    same = original.item is not None and original.item.lineage == entry.item.lineage
    continued = of(original) is not None or original.refers_to_id is not None
    return not (disclosure.relation == Relation.FOLLOWS and same and continued)


def _notice_of_amended(disclosure: Disclosure) -> PublicNotice | None:
    """Return the notice of the text that this one changes: a changed text is put on notice anew, as the first was."""
    if disclosure.relation != Relation.AMENDS or disclosure.refers_to is None:
        return None
    return of(disclosure.refers_to)


def _require_closed(notice: PublicNotice) -> None:
    if notice.state == NoticeState.RUNNING:
        assert notice.last_on is not None  # noqa: S101  (by constraint)
        raise errors.Conflict(
            "notice.running",
            _t("公示到%s结束，期满并且异议都已答复、系统办结以后才能公开结果。") % dates.written(notice.last_on),
        )
    if notice.state == NoticeState.ENDED:
        raise errors.Conflict("notice.ended", _("公示已经中止，没有结果，不能公开后续。请另行起草，重新公示。"))


def _with_term_of_begin(notice: PublicNotice, others: list[Term]) -> list[Term]:
    """Return these terms with the one by which the notice began, said once, in the place of its rule's least days."""
    assert notice.days is not None  # noqa: S101  (by constraint, once it runs)
    begun = Term(notice.days, CountedDays(notice.counted), notice.source)
    if any((term.days, term.counted) == (begun.days, begun.counted) for term in others):
        return others
    return [begun, *(term for term in others if term.source != begun.source)]


def _term_of(kind: str, scope: str) -> str:
    if kind == NoticeKind.PRE:
        return NoticeTerm.PRE_SOCIETY if scope == Scope.SOCIETY else NoticeTerm.PRE_INSIDE
    return NoticeTerm(kind)


def _terms_by_title(title: str, rules: dict[str, NoticeRule]) -> Iterable[str]:
    return (name for name, rule in rules.items() if any(word in title for word in rule.title_words))

"""By which day is something owed, by which rule, and by which calendar?

A catalog's words are followed where they name a day with certainty and fit the item; where they do not, or where it
says nothing, the tenant's own rule for that kind holds. What was followed is returned as words that read back as the
same rule, so that the day can be explained, and computed again, from the row alone.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field

from catalogs.effective import EffectiveItem
from core import errors
from core.workdays import rules, tables
from core.workdays.calendar import Deadline, WorkdayTable
from core.workdays.periods import Period, PeriodKind, containing
from obligations.models import Obligation, ObligationPolicy


@dataclass(frozen=True, slots=True)
class Term:
    """The last day in time, whether it may still move, and the rule in words."""

    due_on: datetime.date
    provisional: bool
    rule_text: str


@dataclass
class Terms:
    """The tenant's rules and calendar as they stand for one run; equal questions are computed once."""

    policy: ObligationPolicy
    table: WorkdayTable
    revision: int
    _known: dict[tuple[str, ...], Term] = field(default_factory=dict)

    @classmethod
    def now(cls) -> Terms:
        """Return the rules and the calendar that hold now."""
        return cls(ObligationPolicy.objects.current(), tables.load_table(), tables.calendar_revision())

    def for_period(self, words: str, period: Period) -> Term:
        """Return when a period's disclosure is due."""
        return self._once(("period", words, period.key), lambda: self._period(words, period))

    def for_standing(self, words: str, period: Period, opened_on: datetime.date) -> Term:
        """Return when what stands for the year is to be published: by its own date of the year, or after it arose."""
        key = ("standing", words, period.key, opened_on.isoformat())
        return self._once(key, lambda: self._standing(words, period, opened_on))

    def for_event(self, words: str, happened_on: datetime.date) -> Term:
        """Return when what happened on a day is to be disclosed; that day is day 0."""
        return self._after(words, happened_on) or self._own(self.policy.prompt_rule, happened_on)

    def for_summary(self, last_stage_due_on: datetime.date) -> Term:
        """Return when the summary of a matter is due: after its last stage."""
        return self._own(self.policy.summary_rule, last_stage_due_on)

    def _once(self, key: tuple[str, ...], compute: Callable[[], Term]) -> Term:
        if key not in self._known:
            self._known[key] = compute()
        return self._known[key]

    def _period(self, words: str, period: Period) -> Term:
        rule = _read(words)
        if rule is not None:
            try:
                return _term(rule, rules.due(rule, self.table, period=period))
            except errors.Invalid:
                pass  # about another period, or about an event: the tenant's own rule holds
        rule = rules.parse(self.policy.periodic_rule)
        return _term(rule, rules.due(rule, self.table, period=period))

    def _standing(self, words: str, period: Period, opened_on: datetime.date) -> Term:
        after = self._after(words, opened_on)
        if after is not None:
            return after
        rule = _read(words)
        if rule is not None:
            try:
                dated = _term(rule, rules.due(rule, self.table, period=period))
            except errors.Invalid:
                dated = None
            if dated is not None and dated.due_on >= opened_on:
                return dated
        return self._own(self.policy.standing_rule, opened_on)

    def _after(self, words: str, happened_on: datetime.date) -> Term | None:
        rule = _read(words)
        if rule is None or not _counts_from_event(rule):
            return None
        return _term(rule, rules.due(rule, self.table, event_on=happened_on))

    def _own(self, words: str, happened_on: datetime.date) -> Term:
        rule = rules.parse(words)
        return _term(rule, rules.due(rule, self.table, event_on=happened_on))


def held_at_unit(entry: EffectiveItem, by: Callable[[str], Term]) -> Term:
    """Return the term of an item as it holds at a unit, `by` telling the term for words.

    Where the edition says nothing of a day, the tenant's rule is what a unit could loosen: its own rule is followed
    only where it is no later.
    """
    found = by(entry.item.due_rule)
    if entry.was.get("due_rule") != "":
        return found
    return min(found, by(""), key=lambda term: term.due_on)


def deadline_of(obligation: Obligation, table: WorkdayTable) -> Deadline | None:
    """Return the deadline as its own rule gives it under this calendar, day by day; None when a person set the day."""
    rule = _read(obligation.rule_text)
    if rule is None:
        return None
    if _counts_from_event(rule):
        return rules.due(rule, table, event_on=obligation.counted_from or obligation.opened_on)
    return rules.due(rule, table, period=period_of(obligation))


def period_of(obligation: Obligation) -> Period:
    """Return the period that a periodic or standing obligation is about."""
    if obligation.period_start is None:
        raise ValueError("only periodic and standing obligations have a period")
    return containing(obligation.period_start, PeriodKind(obligation.period_kind))


def _counts_from_event(rule: rules.DueRule) -> bool:
    return isinstance(rule, rules.Term) and rule.anchor is rules.Anchor.EVENT


def _read(words: str) -> rules.DueRule | None:
    try:
        return rules.parse(words) if words.strip() else None
    except errors.Invalid:
        return None


def _term(rule: rules.DueRule, deadline: Deadline) -> Term:
    return Term(deadline.due_on, deadline.provisional, rules.text_of(rule))

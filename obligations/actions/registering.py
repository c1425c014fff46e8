"""How does what nobody can foresee become owed? By registering an event, or a matter with its stages."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Prefetch
from django.utils import translation
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from catalogs.effective import EffectiveItem
from catalogs.kinds import TimeMode
from core import clock, dates, errors, inputs
from core.audit import trail
from hierarchy.models import Unit
from obligations import policies, rules
from obligations.inputs import EventInput, MatterInput, Stage, StagesToAddInput
from obligations.models import Event, Matter, Obligation
from obligations.terms import Terms, held_at_unit

SUMMARY_NO = 1000
"""The summary stands behind every stage, however many are added."""
IN_ORDER = ("stage_no", "pk")
"""A stage that a successor took over stands behind that of the merged unit, whose day nobody moves any more."""


def register_event(*, unit: Unit, data: Mapping[str, Any], actor: Actor, at: datetime.datetime) -> Event:
    """Note that something happened that is to be disclosed at once; it is due within the set days of that day.

    Refuses a day to come (`event.in_future`), and the same event twice (`event.twice`).
    """
    policies.register(actor, unit).enforce()
    rules.open_unit(unit)
    cleaned = inputs.cleaned(EventInput, data)
    today = clock.local_date(at)
    rules.not_ahead("happened_on", cleaned["happened_on"], on=today)
    entry = rules.owed_item(unit, cleaned["item"], TimeMode.PROMPT, on=today)
    event = Event(
        unit=unit,
        item=cleaned["item"],
        lineage=entry.item.lineage,
        title=cleaned["title"],
        happened_on=cleaned["happened_on"],
        registered_by_name=actor.label,
        created_at=at,
    )
    try:
        with transaction.atomic():
            event.save(force_insert=True)
            _owe_event(event, entry, on=today)
            after = {"happened_on": event.happened_on, "item": cleaned["item"].title}
            trail.record("event.register", event, actor=actor, at=at, label=_("登记事由"), after=after)
    except IntegrityError:
        raise errors.Conflict(
            "event.twice", _("“%(title)s”已经登记过，不用再登记。") % {"title": cleaned["title"]}
        ) from None
    return event


def begin_matter(*, unit: Unit, data: Mapping[str, Any], actor: Actor, at: datetime.datetime) -> Matter:
    """Note that a matter has begun and which stages of it will be disclosed by when.

    A matter that crosses the year closes with a summary (DOMAIN section 5).
    """
    policies.register(actor, unit).enforce()
    rules.open_unit(unit)
    cleaned = inputs.cleaned(MatterInput, data)
    today = clock.local_date(at)
    rules.not_ahead("started_on", cleaned["started_on"], on=today)
    entry = rules.owed_item(unit, cleaned["item"], TimeMode.STAGED, on=today)
    _require_after(cleaned["stages"], cleaned["started_on"])
    matter = Matter(
        unit=unit,
        item=cleaned["item"],
        lineage=entry.item.lineage,
        title=cleaned["title"],
        started_on=cleaned["started_on"],
        begun_by_name=actor.label,
        created_at=at,
    )
    try:
        with transaction.atomic():
            matter.save(force_insert=True)
            _owe_stages(matter, cleaned["stages"], entry.item.departments, first=1, on=today)
            _record("matter.begin", matter, cleaned["stages"], actor, at, label=_("登记分期事项"))
    except IntegrityError:
        raise errors.Conflict(
            "matter.twice", _("“%(title)s”已经登记过，请在原事项上增加阶段。") % {"title": cleaned["title"]}
        ) from None
    return matter


@transaction.atomic
def add_stages(matter: Matter, *, data: Mapping[str, Any], actor: Actor, at: datetime.datetime) -> Matter:
    """Add stages behind those of a matter; its summary, if it has or now needs one, comes after the last of them."""
    current = Matter.objects.select_for_update(of=("self",)).select_related("unit").get(pk=matter.pk)
    policies.register(actor, current.unit).enforce()
    rules.open_unit(current.unit)
    stages: list[Stage] = inputs.cleaned(StagesToAddInput, data)["stages"]
    known = list(current.stages.filter(is_summary=False).order_by(*IN_ORDER))
    _require_after(stages, known[-1].due_on)
    last_no = max(stage.stage_no or 0 for stage in known)
    _owe_stages(current, stages, known[-1].responsible, first=last_no + 1, on=clock.local_date(at))
    _record("matter.add_stages", current, stages, actor, at, label=_("增加阶段"))
    return current


@transaction.atomic
def close_year(*, on: datetime.date) -> int:
    """Let matters that began in an earlier year and still go on close with a summary; return how many now do.

    Whoever adds stages takes the same turn; where these brought a summary meanwhile, it stands.
    """
    crossing = Matter.objects.without_summary().unfinished(on).filter(started_on__lt=on.replace(month=1, day=1))
    stages = Prefetch("stages", queryset=Obligation.objects.order_by(*IN_ORDER))
    found = list(crossing.order_by("pk").select_for_update(of=("self",)).prefetch_related(stages))
    if not found:
        return 0
    terms = Terms.now()
    last = [(matter, list(matter.stages.all())[-1]) for matter in found]
    summaries = [
        _summary(matter, stage.responsible, _summary_due(max(on, stage.due_on), terms), on=on) for matter, stage in last
    ]
    Obligation.objects.bulk_create(summaries, ignore_conflicts=True)
    return len(found)


def _owe_event(event: Event, entry: EffectiveItem, *, on: datetime.date) -> None:
    terms = Terms.now()
    term = held_at_unit(entry, lambda words: terms.for_event(words, event.happened_on))
    Obligation.objects.create(
        unit_id=event.unit_id,
        item_id=event.item_id,
        lineage=event.lineage,
        kind=TimeMode.PROMPT,
        label=event.title,
        event=event,
        opened_on=on,
        counted_from=event.happened_on,
        due_on=term.due_on,
        provisional=term.provisional,
        rule_text=term.rule_text,
        calendar_revision=terms.revision,
        responsible=entry.item.departments,
    )


def _owe_stages(
    matter: Matter, stages: Sequence[Stage], responsible: list[str], *, first: int, on: datetime.date
) -> None:
    Obligation.objects.bulk_create(
        _stage(matter, f"{matter.title}：{stage.label}", number, stage.due_on, responsible, on)
        for number, stage in enumerate(stages, start=first)
    )
    if stages[-1].due_on.year > matter.started_on.year:
        owe_summary(matter, responsible, last_due_on=stages[-1].due_on, on=on)


def owe_summary(matter: Matter, responsible: list[str], *, last_due_on: datetime.date, on: datetime.date) -> None:
    """Let the summary be due after the last stage; one that is still owed moves with it."""
    values = _summary_due(last_due_on, Terms.now())
    summary = matter.stages.filter(is_summary=True, unit_id=matter.unit_id)
    if summary.exists():
        Obligation.objects.open(on).filter(pk__in=summary.values("pk")).update(**values)
        return
    _summary(matter, responsible, values, on=on).save(force_insert=True)


def _summary_due(last_due_on: datetime.date, terms: Terms) -> dict[str, Any]:
    """Return when the summary of a matter is due, and from what that follows."""
    term = terms.for_summary(last_due_on)
    return {
        "counted_from": last_due_on,
        "due_on": term.due_on,
        "provisional": term.provisional,
        "rule_text": term.rule_text,
        "calendar_revision": terms.revision,
    }


def _summary(matter: Matter, responsible: list[str], values: Mapping[str, Any], *, on: datetime.date) -> Obligation:
    with translation.override(settings.LANGUAGE_CODE):
        label = f"{matter.title}：{_t('终结小结')}"
    row = _stage(matter, label, SUMMARY_NO, values["due_on"], responsible, on)
    row.is_summary = True
    for name, value in values.items():
        setattr(row, name, value)
    return row


def _stage(
    matter: Matter, label: str, number: int, due_on: datetime.date, responsible: list[str], on: datetime.date
) -> Obligation:
    return Obligation(
        unit_id=matter.unit_id,
        item_id=matter.item_id,
        lineage=matter.lineage,
        kind=TimeMode.STAGED,
        label=label[:200],
        matter=matter,
        stage_no=number,
        opened_on=on,
        due_on=due_on,
        responsible=responsible,
    )


def _require_after(stages: Sequence[Stage], day: datetime.date) -> None:
    if stages[0].due_on < day:
        raise errors.Invalid.field(
            "stages",
            "matter.stage_too_early",
            _("阶段“%(label)s”的期限早于%(day)s，请核对日期。") % {"label": stages[0].label, "day": dates.written(day)},
        )


def _record(
    verb: str, matter: Matter, stages: Sequence[Stage], actor: Actor, at: datetime.datetime, *, label: errors.Text
) -> None:
    after = {"stages": [f"{stage.due_on:%Y-%m-%d} {stage.label}" for stage in stages]}
    trail.record(verb, matter, actor=actor, at=at, label=label, after=after)

"""How does a tenant decide about its own days, and take it back?

Days that have gone by are not changed: what was late stays late.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from core import clock, errors, events, inputs
from core.audit import trail
from core.closures import policies, spans
from core.closures.events import LocalDaysChanged
from core.closures.inputs import DeclareInput, WithdrawInput
from core.closures.models import LocalSpan, SpanKind
from core.workdays import tables

SHOWN = ("kind", "first_on", "last_on", "occasion", "withdrawn_at")


def declare(root: policies.Root, *, actor: policies.Actor, at: datetime, data: Mapping[str, Any]) -> LocalSpan:
    """Close all units of the tenant on these days, or let them work on a weekend: its deadlines count accordingly.

    Refused: days that have begun (`local_span.past`), days off that are off anyway and the like
    (`local_span.no_effect`), work on a public holiday (`local_span.holiday`), days that another span holds
    (`local_span.overlaps`).
    """
    span = plan(root, actor=actor, at=at, data=data)
    try:
        with transaction.atomic():
            span.save(force_insert=True)
            _record("declare", span, actor=actor, at=at, before={}, reason=span.reason)
            _publish(span.first_on, span.last_on)
    except IntegrityError:
        raise _overlap(span) from None
    return span


def plan(root: policies.Root, *, actor: policies.Actor, at: datetime, data: Mapping[str, Any]) -> LocalSpan:
    """Return what `declare` would write, or its refusal, and write nothing: to show first what follows from it."""
    policies.decide(actor, root).enforce()
    cleaned = inputs.cleaned(DeclareInput, data)
    _require_ahead(cleaned["first_on"], clock.local_date(at))
    span = LocalSpan(**cleaned, unit_id=root.pk, declared_at=at, declared_by_name=actor.label[:200])
    _require_effect(span)
    if LocalSpan.objects.holding().touching(span.first_on, span.last_on).exists():
        raise _overlap(span)
    return span


def withdraw(
    span: LocalSpan,
    root: policies.Root,
    *,
    actor: policies.Actor,
    at: datetime,
    data: Mapping[str, Any],
    revision: int | None = None,
) -> LocalSpan:
    """Let the country's calendar hold again: on all days of a span that has not begun, else from tomorrow on."""
    policies.decide(actor, root).enforce()
    cleaned = inputs.cleaned(WithdrawInput, data)
    today = clock.local_date(at)
    with transaction.atomic():
        current = LocalSpan.objects.select_for_update().filter(pk=span.pk).first()
        if current is None:
            raise errors.Missing
        if revision is not None and current.revision != revision:
            raise errors.Stale
        _require_lasting(current, today)
        before, last_on = _shown(current), current.last_on
        first_freed = current.first_on
        if today < current.first_on:
            current.withdrawn_at = at
        else:
            first_freed, current.last_on = today + timedelta(days=1), today
        current.revision += 1
        current.save()
        _record("withdraw", current, actor=actor, at=at, before=before, reason=cleaned["reason"])
        _publish(first_freed, last_on)
    return current


def _require_ahead(first_on: date, today: date) -> None:
    if first_on < today:
        raise errors.Invalid.field(
            "first_on",
            "local_span.past",
            _("%(day)s已经过去。过去的日子不能改，请从今天或以后的日子开始。") % {"day": first_on},
        )


def _require_effect(span: LocalSpan) -> None:
    """Refuse work on a public holiday, and what changes no day as far as the calendar is announced."""
    table = tables.load_public_table()
    days = spans.days_from(span.first_on, span.last_on)
    if span.kind == SpanKind.WORKED:
        holiday = next((day for day in days if not table.is_working(day) and table.name_of(day)), None)
        if holiday is not None:
            raise errors.Invalid.field(
                "first_on",
                "local_span.holiday",
                _("%(day)s是%(name)s放假，不能登记为上班。请只登记周末。")
                % {"day": holiday, "name": table.name_of(holiday)},
            )
    changes = [day for day in days if table.is_working(day) is not (span.kind == SpanKind.WORKED)]
    if not changes and all(table.is_confirmed(day) for day in days):
        raise errors.Invalid.field(
            "first_on",
            "local_span.no_effect",
            _("这几天按全国日历本来就是这样安排的，不用登记。请核对日期。"),
        )


def _require_lasting(span: LocalSpan, today: date) -> None:
    if span.withdrawn_at is not None:
        raise errors.WrongState("local_span.withdrawn", _("这项安排已经撤销。"))
    if span.last_on <= today:
        raise errors.WrongState("local_span.over", _("这项安排已经结束，过去的日子不能改。"))


def _overlap(span: LocalSpan) -> errors.Conflict:
    other = LocalSpan.objects.holding().touching(span.first_on, span.last_on).first()
    return errors.Conflict(
        "local_span.overlaps",
        _("与已登记的“%(other)s”日期重叠。请先撤销原来的安排，或者改用其他日期。") % {"other": other or ""},
    )


def _shown(span: LocalSpan) -> dict[str, Any]:
    return {name: getattr(span, name) for name in SHOWN}


def _record(
    verb: str, span: LocalSpan, *, actor: policies.Actor, at: datetime, before: Mapping[str, Any], reason: str
) -> None:
    labels = {"declare": _("登记本单位日历安排"), "withdraw": _("撤销本单位日历安排")}
    trail.record(
        f"local_span.{verb}",
        span,
        actor=actor,
        at=at,
        label=labels[verb],
        before=before,
        after=_shown(span),
        reason=reason,
    )


def _publish(first: date, last: date) -> None:
    """Let this process read the days anew, and owners of deadlines compute theirs."""
    transaction.on_commit(tables.forget)
    events.publish(LocalDaysChanged(first, last))

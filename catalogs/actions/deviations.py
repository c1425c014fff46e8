"""What a unit wants of its own about an inherited item: stricter, not chosen, or not applicable.

A stricter rule and a choice hold once the superior agrees, or at once where the tenant settled on filing; an exemption
is always decided by the superior (DOMAIN section 4).
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from catalogs import deviations, notices, policies, rules, superiors, tightening
from catalogs.events import OverrideAsked
from catalogs.flows import override_flow
from catalogs.inputs import DeclineInput, ExemptionInput, PolicyInput, TightenInput
from catalogs.kinds import Consent, OverrideKind, RequestState
from catalogs.models import CatalogPolicy, Exemption, Item, Override
from core import clock, errors, events, inputs
from core.audit import trail
from core.notifications import sending
from hierarchy.models import Unit


@transaction.atomic
def tighten(unit: Unit, item: Item, *, data: Mapping[str, Any], actor: Actor, at: datetime.datetime) -> Override:
    """Make an inherited item stricter at a unit and below it; refuse each field that would become looser.

    It replaces what the unit made stricter about the item before, once it holds.
    """
    policies.adapt(actor, unit).enforce()
    cleaned = inputs.cleaned(TightenInput, data)
    from_on = _first_day(cleaned, at)
    entry = deviations.inherited(unit, item, on=from_on)
    values = tightening.settled(entry, cleaned)
    override = Override(kind=OverrideKind.TIGHTEN, **values, **_asking(unit, item, cleaned, from_on, actor, at))
    return _hand_in(override, values, label=_("调整上级事项"), actor=actor, at=at)


@transaction.atomic
def decline(unit: Unit, item: Item, *, data: Mapping[str, Any], actor: Actor, at: datetime.datetime) -> Override:
    """Not choose an optional item at a unit, for that unit alone; mandatory ones need an exemption."""
    policies.adapt(actor, unit).enforce()
    cleaned = inputs.cleaned(DeclineInput, data)
    from_on = _first_day(cleaned, at)
    tightening.declinable(deviations.inherited(unit, item, on=from_on))
    override = Override(kind=OverrideKind.DECLINE, **_asking(unit, item, cleaned, from_on, actor, at))
    return _hand_in(override, {}, label=_("不选上级事项"), actor=actor, at=at)


@transaction.atomic
def ask_exemption(unit: Unit, item: Item, *, data: Mapping[str, Any], actor: Actor, at: datetime.datetime) -> Exemption:
    """Ask the superior to free a unit from a mandatory item until a day, for a ground that is told."""
    policies.ask_exemption(actor, unit).enforce()
    cleaned = inputs.cleaned(ExemptionInput, data)
    from_on, ends_on = _first_day(cleaned, at), cleaned["ends_on"]
    if ends_on <= from_on:
        raise errors.Invalid.field(
            "ends_on", "exemption.ends_before_begin", _("恢复公开日期应晚于开始日期，请改为更晚的日期。")
        )
    tightening.exemptible(deviations.inherited(unit, item, on=from_on))
    exemption = Exemption(ends_on=ends_on, **_asking(unit, item, cleaned, from_on, actor, at, policies.ASKERS))
    rules.none_awaiting(Exemption.objects.filter(unit=unit, lineage=item.lineage), item)
    exemption.save()
    after = {"from_on": from_on, "ends_on": ends_on}
    _record("catalog_exemption.ask", exemption, after, label=_("申请豁免"), actor=actor, at=at)
    sending.send(*notices.asked(exemption, at=at), at=at)
    return exemption


@transaction.atomic
def settle_consent(*, data: Mapping[str, Any], actor: Actor, at: datetime.datetime) -> CatalogPolicy:
    """Settle for the whole tenant whether units below the root need approval or file what they decide themselves.

    What awaits approval already goes on awaiting it.
    """
    policies.settle(actor, Unit.objects.roots().first()).enforce()
    cleaned = inputs.cleaned(PolicyInput, data)
    before = {"consent": CatalogPolicy.objects.consent()}
    policy = CatalogPolicy(consent=Consent(cleaned["consent"]))
    policy.save()
    trail.record(
        "catalog_policy.settle",
        policy,
        actor=actor,
        at=at,
        label=_("设置下级目录的办理方式"),
        before=before,
        after={"consent": policy.consent},
        reason=cleaned["reason"],
    )
    return policy


def _first_day(cleaned: Mapping[str, Any], at: datetime.datetime) -> datetime.date:
    """Return from which day on it is wanted: today, if no day is given; never a day that has passed."""
    today = clock.local_date(at)
    from_on: datetime.date = cleaned["from_on"] or today
    if from_on < today:
        raise errors.Invalid.field(
            "from_on",
            "override.from_in_past",
            _("不能从以前的日期开始：以前的公开任务按当时的规定执行。请填今天或以后。"),
        )
    return from_on


def _asking(
    unit: Unit,
    item: Item,
    cleaned: Mapping[str, Any],
    from_on: datetime.date,
    actor: Actor,
    at: datetime.datetime,
    permissions: tuple[str, ...] = policies.ADAPTERS,
) -> dict[str, Any]:
    """Return what every request says: about what, who asks, why and from when on."""
    permission = next(found for found in permissions if actor.may(found, unit))
    return {
        "unit": unit,
        "lineage": item.lineage,
        "item_title": item.title,
        "reason": cleaned["reason"],
        "from_on": from_on,
        "asked_by_id": superiors.answerable(actor),
        "asked_by_name": actor.label_for(permission, unit),
        "asker_ids": sorted(superiors.answering(actor, permissions, unit)),
        "asked_at": at,
    }


def _hand_in(
    override: Override, values: Mapping[str, Any], *, label: errors.Text, actor: Actor, at: datetime.datetime
) -> Override:
    """Put the override before the superior, or file it at once where the tenant settled on that."""
    same = Override.objects.filter(unit=override.unit, lineage=override.lineage, kind=override.kind)
    rules.none_awaiting(same, override)
    override.consent = CatalogPolicy.objects.consent()
    override.save()
    _record(f"catalog_override.{override.kind}", override, values, label=label, actor=actor, at=at)
    events.publish(OverrideAsked(override.pk, override.unit_id))
    if override.consent == Consent.FILING:
        return override_flow.perform("file", override, actor=actor, at=at)
    sending.send(*notices.asked(override, at=at), at=at)
    return override


def _record(
    verb: str,
    request: Override | Exemption,
    after: Mapping[str, Any],
    *,
    label: errors.Text,
    actor: Actor,
    at: datetime.datetime,
) -> None:
    facts = {"state": RequestState.REQUESTED, "from_on": request.from_on, **after}
    trail.record(verb, request, actor=actor, at=at, label=label, after=facts, reason=request.reason)

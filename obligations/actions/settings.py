"""How are a person's digest and the tenant's numbers set?"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from catalogs import superiors
from core import clock, inputs
from core.audit import trail
from hierarchy.models import Unit
from obligations import policies
from obligations.inputs import DigestInput, PolicyInput
from obligations.models import DigestPreference, ObligationPolicy


def set_digest(*, data: Mapping[str, Any], actor: Actor, at: datetime.datetime) -> DigestPreference:
    """Say how often one wants one's own digest; what is returned, overdue or assigned is told at once all the same."""
    frequency = inputs.cleaned(DigestInput, data)["frequency"]
    found, _created = DigestPreference.objects.update_or_create(
        user_id=superiors.answerable(actor), defaults={"frequency": frequency, "last_on": clock.local_date(at)}
    )
    return found


@transaction.atomic
def set_policy(*, data: Mapping[str, Any], actor: Actor, at: datetime.datetime) -> ObligationPolicy:
    """Set the tenant's numbers; they hold for what arises from now on, and for reminders from today on."""
    policies.set_policy(actor, Unit.objects.get(parent__isnull=True)).enforce()
    cleaned = inputs.cleaned(PolicyInput, data)
    current = ObligationPolicy.objects.select_for_update().current()
    before = {name: getattr(current, name) for name in cleaned}
    for name, value in cleaned.items():
        setattr(current, name, value)
    current.save()
    trail.record(
        "obligation_policy.set",
        current,
        actor=actor,
        at=at,
        label=_("设置公开任务规则"),
        before=before,
        after=cleaned,
    )
    return current

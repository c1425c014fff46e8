"""How is more time asked for? The superior's decision is the flow's."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from catalogs import superiors
from core import clock, errors, inputs
from core.audit import trail
from core.notifications import sending
from obligations import notices, policies, rules
from obligations.inputs import AskExtensionInput
from obligations.models import Extension, Obligation, ObligationPolicy


def ask_extension(obligation: Obligation, *, data: Mapping[str, Any], actor: Actor, at: datetime.datetime) -> Extension:
    """Ask the superior for a later day, with a reason, while the term runs; an obligation is extended once."""
    try:
        with transaction.atomic():
            return _ask(obligation, data=data, actor=actor, at=at)
    except IntegrityError:
        raise rules.already_extended() from None


def _ask(obligation: Obligation, *, data: Mapping[str, Any], actor: Actor, at: datetime.datetime) -> Extension:
    rows = Obligation.objects.select_for_update(of=("self",)).select_related("unit", "item")
    current = rows.filter(pk=obligation.pk).first()
    if current is None or not policies.view(actor, current):
        raise errors.Missing
    policies.ask_extension(actor, current).enforce()
    cleaned = inputs.cleaned(AskExtensionInput, data)
    rules.extensible(current, on=clock.local_date(at))
    rules.later_day(current, cleaned["asked_until"], ObligationPolicy.objects.current())
    asking = (policies.DRAFT, policies.APPROVE)
    permission = next(found for found in asking if actor.may(found, current.unit))
    extension = Extension.objects.create(
        obligation=current,
        reason=cleaned["reason"],
        former_due_on=current.due_on,
        asked_until=cleaned["asked_until"],
        asked_by_id=superiors.answerable(actor),
        asked_by_name=actor.label_for(permission, current.unit),
        asker_ids=sorted(superiors.answering(actor, asking, current.unit)),
        asked_at=at,
    )
    trail.record(
        "extension.ask",
        extension,
        actor=actor,
        at=at,
        label=_("申请延期"),
        after={"former_due_on": extension.former_due_on, "asked_until": extension.asked_until},
        reason=extension.reason,
    )
    sending.send(*notices.extension_asked(extension, at=at), at=at)
    return extension

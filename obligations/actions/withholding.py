"""How does a unit ask not to disclose something that it owes? Signing and deciding are the flow's."""

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
from obligations.inputs import WithholdingInput
from obligations.models import Obligation, ObligationPolicy, Withholding


def ask_withholding(
    obligation: Obligation, *, data: Mapping[str, Any], actor: Actor, at: datetime.datetime
) -> Withholding:
    """Ask that something owed be disclosed later, or not at all, on a ground of the list and with a reason.

    The unit's leader signs it, the superior decides or takes note (DOMAIN sections 5 and 6). Refuses what is done or
    closed (`withholding.not_owed`), a second request (`withholding.once`), a ground that does not fit the kind
    (`withholding.ground_of_other_kind`), and a day beyond a year (`withholding.until_out_of_range`).
    """
    try:
        with transaction.atomic():
            return _ask(obligation, data=data, actor=actor, at=at)
    except IntegrityError:
        raise rules.already_withheld() from None


def _ask(obligation: Obligation, *, data: Mapping[str, Any], actor: Actor, at: datetime.datetime) -> Withholding:
    rows = Obligation.objects.select_for_update(of=("self",)).select_related("unit", "item")
    current = rows.filter(pk=obligation.pk).first()
    if current is None or not policies.view(actor, current):
        raise errors.Missing
    policies.ask_withholding(actor, current).enforce()
    cleaned, on = inputs.cleaned(WithholdingInput, data), clock.local_date(at)
    rules.withholdable(current, on=on)
    rules.ground_fits(cleaned["kind"], cleaned["ground"], cleaned["basis"])
    rules.withheld_until(cleaned["kind"], cleaned["until"], current.due_on, on=on)
    asker_ids = sorted(superiors.answering(actor, (policies.DRAFT,), current.unit))
    asked = Withholding.objects.create(
        obligation=current,
        **cleaned,
        consent=ObligationPolicy.objects.current().withholding_consent,
        unit_name=current.unit.name,
        former_due_on=current.due_on,
        asked_by_id=superiors.answerable(actor),
        asked_by_name=actor.label_for(policies.DRAFT, current.unit),
        asker_ids=asker_ids,
        party_ids=asker_ids,
        asked_at=at,
    )
    trail.record(
        "withholding.ask",
        asked,
        actor=actor,
        at=at,
        label=_("申请暂不公开、不予公开"),
        after={name: getattr(asked, name) for name in ("kind", "ground", "basis", "until")},
        reason=asked.reason,
    )
    sending.send(*notices.withholding_asked(asked, at=at), at=at)
    return asked

"""For how long are texts shown in lists, on boards and screens, and who says so?

Expiry is no state: whether a text is shown is answered from its last day of display on the day that one asks. It stays
public, at its address and in the registers.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from catalogs.models import Item
from core import clock, errors, inputs
from core.audit import trail
from disclosures import policies
from disclosures.afterwards import policies as policies_afterwards
from disclosures.afterwards.inputs import DisplayInput, RuleInput
from disclosures.kinds import ISSUED_STATES, State
from disclosures.models import Disclosure, PublicationRule
from disclosures.noticing import duties
from hierarchy.models import Unit


@transaction.atomic
def set_display(
    disclosure: Disclosure, *, data: Mapping[str, Any], revision: int | None, actor: Actor, at: datetime.datetime
) -> Disclosure:
    """Say until which day the text is shown (`DisplayInput`): today at the earliest, no day for without end.

    It is no part of what was approved, so it may be set at any time until the text ends.
    """
    rows = Disclosure.objects.select_for_update(of=("self",)).select_related("unit", "item")
    current = rows.filter(pk=disclosure.pk).first()
    if current is None or not policies.view(actor, current):
        raise errors.Missing
    if revision is not None and current.revision != revision:
        raise errors.Stale
    policies_afterwards.set_display(actor, current).enforce()
    if current.state in ISSUED_STATES and current.state != State.PUBLISHED:
        raise errors.WrongState
    until = inputs.cleaned(DisplayInput, data)["display_until"]
    if until is not None and until < clock.local_date(at):
        raise errors.Invalid.field(
            "display_until", "display_until.past", _("这一天已经过了，请写今天或以后的日期，或者不写。")
        )
    duties.require_shown(current, until)
    before, current.display_until = current.display_until, until
    current.revision += 1
    current.save(update_fields=["display_until", "revision"])
    trail.record(
        "disclosure.display_set",
        current,
        actor=actor,
        at=at,
        label=_("设置展示日期"),
        before={"display_until": before},
        after={"display_until": until},
    )
    return current


@transaction.atomic
def set_rule(*, data: Mapping[str, Any], actor: Actor, at: datetime.datetime) -> PublicationRule | None:
    """Set the terms of publication (`RuleInput`) of the tenant, or of the item that is named by its public id.

    They hold for what is published from now on. A rule that says nothing any more is removed: None is returned.
    """
    policies_afterwards.set_rule(actor, Unit.objects.roots().first()).enforce()
    values = inputs.cleaned(RuleInput, data)
    lineage = None
    if values["item"] is not None:
        item = Item.objects.visible_to(actor).filter(public_id=values["item"]).first()
        if item is None:
            raise errors.Invalid.field("item", "item.missing", _("没有这个公开事项，请从目录里选。"))
        lineage = item.lineage
    terms = {name: values[name] for name in ("inside_days", "display_days")}
    rule, _created = PublicationRule.objects.update_or_create(lineage=lineage, defaults=terms)
    trail.record(
        "publication_rule.set", rule, actor=actor, at=at, label=_("设置公开规则"), after={"lineage": lineage, **terms}
    )
    if terms["inside_days"] is None and terms["display_days"] is None:
        rule.delete()
        return None
    return rule

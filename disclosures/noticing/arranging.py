"""How is a notice arranged with a draft, how long would it be, and how does a tenant lengthen its terms?"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from core import errors, inputs
from core.audit import trail
from disclosures import policies
from disclosures.models import Disclosure, NoticeRule, PublicNotice
from disclosures.noticing import duties
from disclosures.noticing import policies as policies_noticing
from disclosures.noticing.inputs import NoticeRuleInput, PlanInput
from disclosures.writing import completeness
from hierarchy.models import Unit


@transaction.atomic
def plan(
    disclosure: Disclosure, *, data: Mapping[str, Any], actor: Actor, at: datetime.datetime
) -> PublicNotice | None:
    """Arrange for what a draft is put on notice (`PlanInput`), or leave it to its item: then None is returned.

    Only while the text is written: what is before the deciders keeps the notice that they see. Days that are fewer
    than the rules ask for shorten nothing.
    """
    rows = Disclosure.objects.select_for_update(of=("self",)).select_related("unit", "item")
    current = rows.filter(pk=disclosure.pk).first()
    if current is None or not policies.view(actor, current):
        raise errors.Missing
    policies_noticing.plan(actor, current.unit).enforce()
    if not current.is_editable:
        raise errors.WrongState("notice.not_editable", _("公示在起草时安排。请先退回或收回修改，再安排公示。"))
    values = inputs.cleaned(PlanInput, data)
    PublicNotice.objects.filter(disclosure=current).delete()
    planned = None
    if values["kind"] or values["wanted_days"]:
        planned = PublicNotice.objects.create(
            disclosure=current,
            kind=values["kind"] or duties.kind_by_title(current.item_title, NoticeRule.objects.by_term()),
            wanted_days=values["wanted_days"],
            is_chosen=True,
        )
    after = {"kind": values["kind"], "wanted_days": values["wanted_days"]}
    trail.record("notice.planned", current, actor=actor, at=at, label=_("安排公示"), after=after)
    return planned


def foreseen(disclosure: Disclosure, *, on: datetime.date) -> PublicNotice | None:
    """Return the notice that a text would have if it were submitted now, not to be saved; settled ones as they are."""
    plan = duties.of(disclosure)
    if not disclosure.is_editable:
        return plan
    entry = completeness.entry_of(disclosure, on=on)
    days = duties.item_days(disclosure, entry)
    if plan is None and not days:
        return None
    plan = plan or PublicNotice(
        disclosure=disclosure, kind=duties.kind_by_title(disclosure.item_title, NoticeRule.objects.by_term())
    )
    plan.item_days = days
    return plan


@transaction.atomic
def set_rule(*, data: Mapping[str, Any], actor: Actor, at: datetime.datetime) -> NoticeRule:
    """Lengthen one of the tenant's terms (`NoticeRuleInput`), or set it back; never below what its source says.

    It holds for notices that begin from now on.
    """
    policies_noticing.set_rules(actor, Unit.objects.roots().first()).enforce()
    values = inputs.cleaned(NoticeRuleInput, data)
    rule = NoticeRule.objects.select_for_update().get(term=values["term"])
    if values["days"] < rule.least_days:
        reason = _t("不能少于%(days)d天，依据：%(source)s。") % {"days": rule.least_days, "source": rule.source}
        raise errors.Invalid.field("days", "days.too_few", reason)
    before, rule.days = rule.days, values["days"]
    rule.revision += 1
    rule.save(update_fields=["days", "revision"])
    trail.record(
        "notice_rule.set",
        rule,
        actor=actor,
        at=at,
        label=_("设置公示天数"),
        before={"days": before},
        after={"days": rule.days},
    )
    return rule

"""How is a stage of a matter called otherwise, or moved to another day, while it is still owed?"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from core import clock, dates, errors, inputs
from core.audit import trail
from obligations import policies, rules
from obligations.actions.registering import owe_summary
from obligations.inputs import StageInput
from obligations.models import Extension, Matter, Obligation, Withholding
from obligations.queries import ObligationQuerySet


@transaction.atomic
def edit_stage(stage: Obligation, *, data: Mapping[str, Any], actor: Actor, at: datetime.datetime) -> Obligation:
    """Call a stage otherwise, or move its day, while nobody has disclosed it.

    Its day stays between those of the stages beside it, and is not moved once it has passed or is the superior's
    matter (an extension). A summary that is owed stays owed and comes after the last stage; a matter that now crosses
    the year gets one (DOMAIN section 5).
    """
    current, matter = _locked(stage, actor)
    policies.register(actor, current.unit).enforce()
    on = clock.local_date(at)
    _require_owed(current, on=on)
    cleaned = inputs.cleaned(StageInput, data)
    before = {"label": current.label, "due_on": current.due_on}
    moved = cleaned["due_on"] != current.due_on
    standing = Obligation.objects.filter(matter=matter, is_summary=False, closed_on__isnull=True)
    others = standing.exclude(pk=current.pk)
    if moved:
        _require_movable(current, on=on)
        _require_between(current, matter, others, cleaned, on=on)
    current.label = f"{matter.title}：{cleaned['label']}"[:200]
    current.due_on = cleaned["due_on"]
    current.save(update_fields=["label", "due_on"])
    if moved and not others.filter(stage_no__gt=current.stage_no).exists():
        _let_summary_follow(matter, current, on=on)
    after = {"label": current.label, "due_on": current.due_on}
    reason = cleaned["reason"]
    trail.record(
        "matter.edit_stage", current, actor=actor, at=at, label=_("调整阶段"), before=before, after=after, reason=reason
    )
    return current


def _locked(stage: Obligation, actor: Actor) -> tuple[Obligation, Matter]:
    """Return the stage and its matter, the matter locked first: whoever adds stages takes the same turn."""
    matter = Matter.objects.select_for_update(of=("self",)).filter(stages=stage).first()
    rows = Obligation.objects.select_for_update(of=("self",)).select_related("unit", "item")
    current = rows.filter(pk=stage.pk, matter__isnull=False).first()
    if matter is None or current is None or not policies.view(actor, current):
        raise errors.Missing
    return current, matter


def _require_owed(stage: Obligation, *, on: datetime.date) -> None:
    if stage.is_summary:
        raise errors.Conflict(
            "matter.summary_follows",
            _("终结小结的期限随最后一个阶段计算，不能单独改。需要改的，请调整最后一个阶段。"),
        )
    rules.open_unit(stage.unit)
    if not Obligation.objects.open(on).filter(pk=stage.pk).exists():
        raise errors.WrongState("matter.stage_settled", _("这个阶段已经公开或终结，不能再改。"))


def _require_movable(stage: Obligation, *, on: datetime.date) -> None:
    if stage.due_on < on:
        raise errors.Conflict(
            "matter.stage_overdue",
            _("期限%(day)s已过，不能再改期，只能改名称。请尽快公开并说明逾期原因。")
            % {"day": dates.written(stage.due_on)},
        )
    if Extension.objects.filter(obligation=stage).claiming().exists():
        raise errors.Conflict(
            "matter.stage_extended", _("这个阶段已有待审批或已同意的延期申请，期限由上级决定，不能自行改期。")
        )
    if Withholding.objects.filter(obligation=stage).live(on).exists():
        raise errors.Conflict("matter.stage_withheld", _("这个阶段正在申请或已同意暂不公开、不予公开，不能自行改期。"))


def _require_between(
    stage: Obligation, matter: Matter, others: ObligationQuerySet, cleaned: Mapping[str, Any], *, on: datetime.date
) -> None:
    if not cleaned["reason"].strip():
        raise errors.Invalid.field("reason", "reason.required", _("请写改期理由，上级和监督人员据此核对。"))
    first = max([on, matter.started_on, *_days(others.filter(stage_no__lt=stage.stage_no))])
    last = min(_days(others.filter(stage_no__gt=stage.stage_no)), default=None)
    if cleaned["due_on"] < first:
        raise errors.Invalid.field(
            "due_on",
            "matter.stage_too_early",
            _("期限最早填%(day)s：不早于今天和前一阶段。") % {"day": dates.written(first)},
        )
    if last is not None and cleaned["due_on"] > last:
        raise errors.Invalid.field(
            "due_on",
            "matter.stage_too_late",
            _("期限最晚填%(day)s：不晚于后一阶段。要往后推的，请先改后一阶段。") % {"day": dates.written(last)},
        )


def _let_summary_follow(matter: Matter, last: Obligation, *, on: datetime.date) -> None:
    has_summary = Obligation.objects.filter(matter=matter, is_summary=True).exists()
    if has_summary or last.due_on.year > matter.started_on.year:
        owe_summary(matter, last.responsible, last_due_on=last.due_on, on=on)


def _days(stages: ObligationQuerySet) -> list[datetime.date]:
    return list(stages.values_list("due_on", flat=True))


def name_of(stage: Obligation) -> str:
    """Return what a stage is called, without the matter before it."""
    return stage.label.removeprefix(f"{stage.matter.title}：") if stage.matter else stage.label

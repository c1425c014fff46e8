"""Who is told of plans to disclose outside the catalog? Who decides, and then who wrote it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from core import clock
from core.notifications.messages import Message
from core.workflow import Performed
from disclosures import paths
from disclosures.deciding import officers
from disclosures.models import OutsidePlan
from disclosures.plans import policies
from hierarchy.models import Unit


def submitted(plan: OutsidePlan, performed: Performed) -> Iterator[Message]:
    """Tell those who decide at the unit that made the catalog, at the nearest level where there are any."""
    permission = policies.deciding_permission(plan)
    on = clock.local_date(performed.at)
    yield Message(
        recipient_ids=officers.nearest_free(permission, plan.maker, barred=plan.editor_ids, on=on),
        kind="outside_plan.submit",
        title=format_lazy(_("请审批目录外公开方案：《{title}》"), title=plan.title),
        body=format_lazy(_("{unit}提交，理由：{reason}"), unit=plan.unit.name, reason=plan.reason),
        path=paths.plan(plan),
        cause=f"outside_plan.submit:{plan.public_id}:{plan.revision}",
    )


def decided(plan: OutsidePlan, performed: Performed) -> Iterator[Message]:
    """Tell who wrote the plan what was decided, and why."""
    yield Message(
        recipient_ids=tuple(plan.editor_ids),
        kind=f"outside_plan.{performed.verb}",
        title=format_lazy(_("目录外公开方案{state}：《{title}》"), state=plan.get_state_display(), title=plan.title),
        body=format_lazy(
            _("{who}：{words}"), who=plan.decided_by_name, words=plan.decision_reason or _("没有补充意见。")
        ),
        path=paths.plan(plan),
        cause=f"outside_plan.{performed.verb}:{plan.public_id}:{plan.revision}",
    )


def handed_over(plans: Sequence[OutsidePlan], unit: Unit, heir: Unit, *, clerks: tuple[int, ...]) -> Message:
    """Tell the clerks of the successor, and who wrote the plans, where they went."""
    writers = {pk for plan in plans for pk in plan.editor_ids}
    return Message(
        recipient_ids=tuple(sorted({*clerks, *writers})),
        kind="outside_plan.handed_over",
        title=format_lazy(
            _("{unit}已并入，{count}件目录外公开方案转到{heir}"), unit=unit.name, count=len(plans), heir=heir.name
        ),
        path=paths.PLANS,
        cause=f"outside_plan.handed_over:{unit.public_id}:{heir.public_id}:{plans[0].public_id}",
        body=format_lazy(
            _("还没有批准的，或者目录由另一个单位制定的，回到草稿，请核对后重新提交：{titles}"),
            titles="、".join(f"《{plan.title}》" for plan in plans),
        ),
    )

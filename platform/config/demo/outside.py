"""What does the demo's clerk want to disclose that no catalog names? A plan in each state, decided by the superior."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from accounts.actors import Actor
from catalogs.kinds import Scope
from core import clock
from disclosures.flows import disclosure_flow
from disclosures.kinds import Checkpoint
from disclosures.models import OutsidePlan
from disclosures.plans import planning
from disclosures.plans.flows import outside_plan_flow
from hierarchy.models import Unit

BEGUN_DAYS_AGO, PUBLISHED_DAYS_AGO, LASTS_DAYS = 9, 1, 60
RETURN_REASON = "公开形式只写了公开栏，职工看不到的地方也要公开，请加上网站。"
REFUSAL = "报名人数涉及未成年人信息，改在家长会上通报，不另行公开。"


@dataclass(frozen=True)
class Plan:
    """One plan: what, why, and which verbs it has been through, each by whom, how many days ago and saying what."""

    title: str
    content: str
    reason: str
    scope: Scope
    done: tuple[tuple[str, str, int, str], ...] = ()


PLANS = (
    Plan(
        "机关大院停车位调整情况",
        "调整后的车位数量、分配办法、外来车辆停放区。",
        "目录没有列，职工问得多。",
        Scope.SOCIETY,
        (("submit", "clerk", 8, ""), ("approve", "superior", 6, "同意，公开后听取意见。")),
    ),
    Plan(
        "办公楼外墙维修情况",
        "维修范围、工期、施工单位和预算。",
        "维修占用通道，需要提前告诉来办事的人。",
        Scope.SOCIETY,
        (("submit", "clerk", 2, ""),),
    ),
    Plan(
        "机关图书角购书清单",
        "本年购书目录、金额和供书单位。",
        "购书用的是工会经费，会员要求公开。",
        Scope.UNIT,
        (("submit", "clerk", 7, ""), ("return", "superior", 5, RETURN_REASON)),
    ),
    Plan(
        "暑期托管班报名情况",
        "报名人数、开班安排和收费。",
        "家长希望了解名额。",
        Scope.UNIT,
        (("submit", "clerk", 7, ""), ("refuse", "superior", 5, REFUSAL)),
    ),
    Plan(
        "节假日值班安排",
        "值班人员、电话和交接办法。",
        "方便群众联系。",
        Scope.SOCIETY,
        (("submit", "clerk", 7, ""), ("withdraw", "clerk", 4, "区委办公室统一公布，本支部不再另行公开。")),
    ),
    Plan("机关绿化养护情况", "养护单位、费用和标准。", "费用从办公经费列支，职工关心。", Scope.UNIT),
)
"""The first is in force and has its text; the last is a draft."""
TEXT = "<p>大院车位由96个调整为118个，职工车位按支部分配，西门外22个车位专供办事群众，工作日八时至十八时开放。</p>"


def play(unit: Unit, cast: Mapping[str, Actor], ago: Callable[[int], datetime.datetime]) -> None:
    """Bring each plan to its state, and publish the text of the one in force."""
    begun = list(_begun(unit, cast, ago))
    draft = planning.draft_by(begun[0], data={"body": TEXT}, actor=cast["clerk"], at=ago(5))
    steps = (("submit", "clerk", 4), ("pass_secrecy", "secrecy", 3), ("approve", "leader", 2))
    for verb, who, days_ago in (*steps, ("publish", "clerk", PUBLISHED_DAYS_AGO)):
        said = {"checklist": Checkpoint.values} if verb == "pass_secrecy" else {}
        draft = disclosure_flow.perform(verb, draft, actor=cast[who], at=ago(days_ago), data=said)


def _begun(unit: Unit, cast: Mapping[str, Actor], ago: Callable[[int], datetime.datetime]) -> Iterator[OutsidePlan]:
    from_on = clock.local_date(ago(BEGUN_DAYS_AGO))
    for each in PLANS:
        data: dict[str, Any] = {
            "title": each.title,
            "content": each.content,
            "reason": each.reason,
            "scope": each.scope,
            "channels": "公开栏、网站",
            "from_on": from_on.isoformat(),
            "until_on": (from_on + datetime.timedelta(days=LASTS_DAYS)).isoformat(),
        }
        plan = planning.begin_plan(unit=unit, data=data, actor=cast["clerk"], at=ago(BEGUN_DAYS_AGO))
        for verb, who, days_ago, words in each.done:
            said = {"opinion" if verb == "approve" else "reason": words} if words else {}
            plan = outside_plan_flow.perform(verb, plan, actor=cast[who], at=ago(days_ago), data=said)
        yield plan

"""What became of public texts at the unit of the demo's clerk? One text for each end, something to show on each page.

Scheduled, changed with its amendment, withdrawn, terminated, merged, in error, held inside before it opens outside, for
a certain range of people, for one person, the first stage of a matter, and one that waits for the leader in charge in a
chain of approval of its own.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from accounts.actors import Actor
from accounts.models import User
from catalogs.kinds import Scope
from catalogs.models import Item
from core import clock
from disclosures import actions
from disclosures.afterwards import following_up
from disclosures.deciding import laying_down
from disclosures.flows import disclosure_flow
from disclosures.inputs import values_of
from disclosures.kinds import Checkpoint, Relation
from disclosures.models import Disclosure
from hierarchy.models import Unit

UNIT = "JG01"
INSIDE_FIRST = "领导班子职责分工、议事规则和决策程序"
"""The item whose texts the party reads before society does."""
ITEM = "根据党员群众要求认为有必要公开的事项"
MATTER = "办理涉及党员、群众切身利益重要事项情况"
"""The item with a chain of its own."""
STAGED = "重要工作和活动安排部署及完成情况"
"""The item of the matter with stages that the dealings begin."""
DRAFTED_DAYS_AGO, CHECKED_DAYS_AGO, APPROVED_DAYS_AGO, PUBLISHED_DAYS_AGO, ENDED_DAYS_AGO = 5, 4, 3, 2, 1
AFTER_LUNCH = datetime.timedelta(hours=4)
STEPS = (("submit", "clerk", DRAFTED_DAYS_AGO), ("pass_secrecy", "secrecy", CHECKED_DAYS_AGO))
SAID: Mapping[str, dict[str, Any]] = {"pass_secrecy": {"checklist": Checkpoint.values}}
TEXTS: Mapping[str, tuple[str, str]] = {
    "changed": (
        "机关食堂午餐时间调整安排",
        "<p>自下月起，机关食堂午餐时间调整为十一时四十分至十二时五十分，服务对象和价格不变。</p>",
    ),
    "withdrawn": (
        "机关停车场收费收支情况",
        "<p>上半年停车场收取停车费18600元，支出维护费12400元，结余6200元转入工会账户。</p>",
    ),
    "terminated": (
        "会议室预约办法（试行）",
        "<p>会议室由各支部提前一天预约，先约先用。试行期间有意见的，请向区委办公室党支部反映。</p>",
    ),
    "merged": (
        "职工活动室开放时间",
        "<p>职工活动室工作日十七时至二十时开放，周末九时至十七时开放。</p>",
    ),
    "target": (
        "机关公共场所开放时间",
        "<p>职工活动室、图书角和健身室工作日十七时至二十时开放，周末九时至十七时开放。</p>",
    ),
    "in_error": (
        "困难职工慰问名单",
        "<p>春节前走访慰问困难职工六名，每人发放慰问金500元。</p>",
    ),
    "scheduled": (
        "机关电梯检修通知",
        "<p>本周末对办公楼一、二号电梯进行年度检修，检修期间请走楼梯，货物由东侧货梯运送。</p>",
    ),
}
AMENDED = "<p>自下月起，机关食堂午餐时间调整为十一时三十分至十三时，服务对象和价格不变。</p>"
INSIDE = (
    "支部委员会成员职责分工调整情况",
    "<p>经支部委员会研究，组织委员兼管党员教育，宣传委员兼管意见箱，其他分工不变。</p>",
)
FIRST_STAGE = (
    "办公楼节能改造立项情况",
    "<p>办公楼节能改造已经批准立项，投资概算86万元，改造外窗和照明，年内招标，工期三个月。</p>",
)
FOR_SOME = (
    "岗位交流办法修改征求意见情况",
    "<p>《机关岗位交流办法》修改稿向有关同志征求意见，请在月底以前反馈。</p>",
)
FOR_ONE = (
    "关于党员教育培训学时的答复",
    "<p>您申请查询的本年度教育培训学时，经核对为46学时，其中集中学习32学时、网上学习14学时。</p>",
)
WAITING = (
    "机关老旧空调更换招标结果",
    "<p>机关老旧空调更换已完成招标，中标单位和金额见附件，月底前安装完毕。</p>",
)
ENDS: Mapping[str, str] = {
    "withdraw": "withdrawn",
    "terminate": "terminated",
    "merge": "merged",
    "take_down": "in_error",
}
"""Which verb brings which text to its end."""
REASONS: Mapping[str, str] = {
    "withdraw": "支出金额漏记一笔，核对后重新公开。",
    "terminate": "正式办法已经印发，试行办法不再执行。",
    "merge": "与《机关公共场所开放时间》内容重复，合并公开。",
    "take_down": "名单含个人家庭情况，不应公开，发现后立即撤下。",
}


@dataclass(frozen=True)
class Outcomes:
    """The clerk's unit, its people by user name, the items by title, now, and which moment is so many days ago."""

    cast: Mapping[str, Actor]
    unit: Unit
    items: Mapping[str, Item]
    at: datetime.datetime
    ago: Callable[[int], datetime.datetime]

    @property
    def ended_at(self) -> datetime.datetime:
        """The afternoon of the last working day, when things came to their end."""
        return min(self.ago(ENDED_DAYS_AGO) + AFTER_LUNCH, self.at)

    def publish(self) -> dict[str, Disclosure]:
        """Publish the texts whose ends `end` brings about, and return them by name."""
        at = self.ago(PUBLISHED_DAYS_AGO)
        drafts = {name: self._draft_of(*TEXTS[name], ITEM, Scope.SOCIETY) for name in TEXTS if name != "scheduled"}
        return {name: self._do("publish", self._approve(draft), "clerk", at=at) for name, draft in drafts.items()}

    def end(self, published: Mapping[str, Disclosure]) -> None:
        """Let become of each text what its name says, and let the others reach their readers."""
        self._change(published["changed"])
        for verb, name in ENDS.items():
            target = {"into": str(published["target"].public_id)} if verb == "merge" else {}
            self._do(verb, published[name], "leader", at=self.ended_at, reason=REASONS[verb], **target)
        self._publish(*INSIDE, INSIDE_FIRST, Scope.SOCIETY)
        self._publish(*FIRST_STAGE, STAGED, Scope.SOCIETY)
        self._name_readers()
        self._schedule()
        self._decide_in_two_steps()

    def _change(self, original: Disclosure) -> None:
        at = self.ended_at
        data = {"relation": Relation.AMENDS, "reason": "按职工意见延长午餐时间。"}
        draft = following_up.follow_up(original, data=data, actor=self.cast["clerk"], at=at)
        values = {**values_of(draft), "body": AMENDED}
        draft = actions.edit_draft(draft, data=values, revision=draft.revision, actor=self.cast["clerk"], at=at)
        for verb, who in (
            ("submit", "clerk"),
            ("pass_secrecy", "secrecy"),
            ("approve", "leader"),
            ("publish", "clerk"),
        ):
            draft = self._do(verb, draft, who, at=at)

    def _publish(self, title: str, body: str, item: str, scope: Scope) -> None:
        self._do("publish", self._approve(self._draft_of(title, body, item, scope)), "clerk", at=self.ended_at)

    def _name_readers(self) -> None:
        """Publish a text for those whom it names, one of them without an account, and one for a single person."""
        member = User.objects.get(pk=self.cast["member"].user_id)
        named = {"kind": "person", "person": str(member.public_id)}
        several = [named, {"kind": "guest", "name": "顾文清"}]
        for (title, body), scope, lines in ((FOR_SOME, Scope.AUDIENCE, several), (FOR_ONE, Scope.PERSON, [named])):
            draft = self._draft_of(title, body, ITEM, scope)
            at = self.ago(DRAFTED_DAYS_AGO)
            draft = actions.set_readers(draft, data={"readers": lines}, actor=self.cast["clerk"], at=at)
            self._do("publish", self._approve(draft), "clerk", at=self.ended_at)

    def _schedule(self) -> None:
        draft = self._approve(self._draft_of(*TEXTS["scheduled"], ITEM, Scope.SOCIETY))
        day = clock.start_of(clock.local_date(self.at) + datetime.timedelta(days=2))
        self._do("schedule", draft, "clerk", at=self.ended_at, publish_at=day + datetime.timedelta(hours=9))

    def _decide_in_two_steps(self) -> None:
        """Lay down a chain with the leader in charge before the main leader, and put a text before the former."""
        steps = [
            {"step": "secrecy", "days": 2, "checklist": Checkpoint.values},
            {"step": "in_charge", "days": 2, "checklist": ["数字与账目一致", "办理结果已告知当事人"]},
            {"step": "leader", "days": 3, "invites": ["reviewer"]},
        ]
        item = self.items[MATTER]
        laid = {
            "name": "切身利益事项：先分管、后主要",
            "unit_kind": self.unit.kind,
            "sector": self.unit.sector,
            "item": str(item.public_id),
            "reason": "涉及党员群众切身利益的，由分管领导先把关。",
            "steps": steps,
        }
        laying_down.lay_down_chain(data=laid, actor=self.cast["admin"], at=self.ago(DRAFTED_DAYS_AGO))
        draft = self._draft_of(*WAITING, MATTER, Scope.SOCIETY)
        draft = self._do("submit", draft, "clerk", at=self.ago(PUBLISHED_DAYS_AGO))
        self._do("pass_secrecy", draft, "secrecy", at=self.ended_at)

    def _draft_of(self, title: str, body: str, item: str, scope: Scope) -> Disclosure:
        data = {"title": title, "body": body, "item": str(self.items[item].public_id), "scope": scope}
        at = self.ago(DRAFTED_DAYS_AGO)
        return actions.create_draft(unit=self.unit, data=data, actor=self.cast["clerk"], at=at)

    def _approve(self, draft: Disclosure) -> Disclosure:
        for verb, who, days_ago in STEPS:
            draft = self._do(verb, draft, who, at=self.ago(days_ago))
        return self._do("approve", draft, "leader", at=self.ago(APPROVED_DAYS_AGO))

    def _do(self, verb: str, found: Disclosure, who: str, *, at: datetime.datetime, **data: Any) -> Disclosure:
        return disclosure_flow.perform(verb, found, actor=self.cast[who], at=at, data={**SAID.get(verb, {}), **data})

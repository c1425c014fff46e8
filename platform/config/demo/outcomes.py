"""What became of public texts at the unit of the demo's clerk? One text for each end, something to show on each page.

Scheduled, changed with its amendment, withdrawn, terminated, merged, in error, held inside before it opens outside, for
a certain range of people, and one that waits for the leader in charge in a chain of approval of its own.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
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
PUBLISHED_BEFORE, ENDED_BEFORE = datetime.timedelta(hours=6), datetime.timedelta(hours=2)
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
REASONS: Mapping[str, str] = {
    "withdraw": "支出金额漏记一笔，核对后重新公开。",
    "terminate": "正式办法已经印发，试行办法不再执行。",
    "merge": "与《机关公共场所开放时间》内容重复，合并公开。",
    "take_down": "名单含个人家庭情况，不应公开，发现后立即撤下。",
}


@dataclass(frozen=True)
class Outcomes:
    """The clerk's unit, its people by user name, the items by title, and now."""

    cast: Mapping[str, Actor]
    unit: Unit
    items: Mapping[str, Item]
    at: datetime.datetime

    def play(self) -> None:
        """Publish the texts, then let become of each what its name says."""
        published = {name: self._publish(name) for name in TEXTS if name != "scheduled"}
        self._change(published["changed"])
        self._end("withdraw", published["withdrawn"])
        self._end("terminate", published["terminated"])
        self._end("merge", published["merged"], into=str(published["target"].public_id))
        self._end("take_down", published["in_error"])
        self._hold_inside()
        self._name_readers()
        self._schedule()
        self._decide_in_two_steps()

    def _publish(self, name: str) -> Disclosure:
        at = self.at - PUBLISHED_BEFORE
        return self._do("publish", self._approve(self._draft(name, at=at), at=at), "clerk", at=at)

    def _change(self, original: Disclosure) -> None:
        at = self.at - ENDED_BEFORE
        data = {"relation": Relation.AMENDS, "reason": "按职工意见延长午餐时间。"}
        draft = following_up.follow_up(original, data=data, actor=self.cast["clerk"], at=at)
        values = {**values_of(draft), "body": AMENDED}
        draft = actions.edit_draft(draft, data=values, revision=draft.revision, actor=self.cast["clerk"], at=at)
        self._do("publish", self._approve(draft, at=at), "clerk", at=at)

    def _end(self, verb: str, found: Disclosure, **data: str) -> None:
        self._do(verb, found, "leader", at=self.at - ENDED_BEFORE, reason=REASONS[verb], **data)

    def _hold_inside(self) -> None:
        """Publish what the party reads first; it opens to society by itself after the days of the rule."""
        at = self.at - ENDED_BEFORE
        title = "支部委员会成员职责分工调整情况"
        body = "<p>经支部委员会研究，组织委员兼管党员教育，宣传委员兼管意见箱，其他分工不变。</p>"
        draft = self._draft_of(title, body, INSIDE_FIRST, Scope.SOCIETY, at=at)
        self._do("publish", self._approve(draft, at=at), "clerk", at=at)

    def _name_readers(self) -> None:
        """Publish a text for those whom it names, one of them without an account."""
        at = self.at - ENDED_BEFORE
        body = "<p>《机关岗位交流办法》修改稿向有关同志征求意见，请在月底以前反馈。</p>"
        draft = self._draft_of("岗位交流办法修改征求意见情况", body, ITEM, Scope.AUDIENCE, at=at)
        member = User.objects.get(pk=self.cast["member"].user_id)
        lines = [{"kind": "person", "person": str(member.public_id)}, {"kind": "guest", "name": "顾文清"}]
        draft = actions.set_readers(draft, data={"readers": lines}, actor=self.cast["clerk"], at=at)
        self._do("publish", self._approve(draft, at=at), "clerk", at=at)

    def _schedule(self) -> None:
        draft = self._approve(self._draft("scheduled", at=self.at), at=self.at)
        publish_at = clock.start_of(clock.local_date(self.at) + datetime.timedelta(days=2)) + datetime.timedelta(
            hours=9
        )
        self._do("schedule", draft, "clerk", at=self.at, publish_at=publish_at)

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
        laying_down.lay_down_chain(data=laid, actor=self.cast["admin"], at=self.at)
        body = "<p>机关老旧空调更换已完成招标，中标单位和金额见附件，月底前安装完毕。</p>"
        draft = self._draft_of("机关老旧空调更换招标结果", body, MATTER, Scope.SOCIETY, at=self.at)
        self._do("pass_secrecy", self._do("submit", draft, "clerk", at=self.at), "secrecy", at=self.at)

    def _draft(self, name: str, *, at: datetime.datetime) -> Disclosure:
        title, body = TEXTS[name]
        return self._draft_of(title, body, ITEM, Scope.SOCIETY, at=at)

    def _draft_of(self, title: str, body: str, item: str, scope: Scope, *, at: datetime.datetime) -> Disclosure:
        data = {"title": title, "body": body, "item": str(self.items[item].public_id), "scope": scope}
        return actions.create_draft(unit=self.unit, data=data, actor=self.cast["clerk"], at=at)

    def _approve(self, draft: Disclosure, *, at: datetime.datetime) -> Disclosure:
        for verb, who in (("submit", "clerk"), ("pass_secrecy", "secrecy"), ("approve", "leader")):
            draft = self._do(verb, draft, who, at=at)
        return draft

    def _do(self, verb: str, found: Disclosure, who: str, *, at: datetime.datetime, **data: Any) -> Disclosure:
        return disclosure_flow.perform(verb, found, actor=self.cast[who], at=at, data={**SAID.get(verb, {}), **data})

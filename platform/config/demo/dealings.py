"""What goes on about catalogs and obligations in the demo's district? Something to see on each page, and some to do.

A rollout whose units stand at every step, an edition and exemptions that wait for the superior, an event with more time
asked for, and a matter with its stages; all of it by the people whose it is, counted back from today.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from accounts.actors import Actor
from catalogs import actions as catalog_actions
from catalogs.flows import exemption_flow
from catalogs.models import CatalogVersion, Exemption, Item
from core import clock
from hierarchy.models import Unit
from obligations import actions as obligation_actions
from obligations.flows import extension_flow, withholding_flow
from rollouts import actions as rollout_actions
from rollouts import deriving, filling
from rollouts.flows import rollout_unit_flow
from rollouts.models import Rollout, RolloutUnit

DISTRICT = "district"
"""The organisation that all this is about."""
PHASES = {"mobilise": -15, "compile": -2, "carry_out": 20, "accept": 60}
"""The target date of each phase, in days from today: what should be compiled by now is late where it is not."""
STARTED_DAYS_AGO = 20
ADOPTED = ("JG02", "JG05", "QS01", "QS02", "YH01", "LJ01", "JY01", "WJ01", "GZ02")
ACCEPTED = ("JG02", "QS01", "YH01")
LOCALISING = "JG10"
RETURNED, RETURNED_FOR = "GZ02", "厂务公开的公示栏设在哪里没有写明，请补充后重新确认。"
OWN_CATALOG = "JY"
OWN_ITEMS = {
    "学校重大事项党组织会议决定情况": {"time_mode": "prompt", "scopes": ["unit", "society"]},
    "教师职称评审推荐情况": {"time_mode": "periodic", "period": "year", "scopes": ["unit"]},
}
EXEMPTIONS = (
    ("JG01", "轮岗交流、竞争性选拔、考核和奖惩情况", "本支部没有干部管理权限，轮岗交流由区委组织部统一公开。"),
    ("QS01", "干部考察预告和任前公示", "社区党总支不考察干部，由街道党工委公开。"),
    ("QS02", "干部监督制度及执行情况", "社区没有区管干部。"),
    ("LJ01", "领导班子及成员年度考核情况", "村党支部班子由镇党委考核并公开。"),
    ("WJ01", "违纪党员处理和党员申诉复核情况", "今年没有违纪案件，案件由卫生健康系统党委公开。"),
)
"""Which unit asks to be exempt from what, and why: these wait for the superior."""
REFUSED = ("JG05", "党费收缴、管理和使用情况", "本支部党员少，由机关党工委代收。", "党费必须由各支部公开，不能豁免。")
EVENTS = (
    ("党内选举情况", "支部委员会换届选举结果", 3),
    ("作出的重大决策、决定、决议及执行情况", "关于会议室改造的决定", 5),
)
"""What happened at the clerk's unit, and how many days ago; for the last of these more time is asked for."""
ELSEWHERE = (
    ("LJ01", "党内选举情况", "村党总支委员补选结果", 13),
    ("WJ", "干部考察预告和任前公示", "镇卫生院院长人选考察情况", 15),
    ("GZ02", "作出的重大决策、决定、决议及执行情况", "关于老旧管网改造的决定", 4),
    ("JY01", "作出的重大决策、决定、决议及执行情况", "关于学生宿舍改造的决定", 5),
    ("YH", "作出的重大决策、决定、决议及执行情况", "关于背街小巷整治的决定", 5),
)
"""What happened at other units, and how many days ago: overdue, due soon, and with more time for the last two."""
EXTENDED = ("JY01", "YH")
WITHHELD = (
    (
        "党内选举情况",
        "支部委员补选工作方案",
        {"kind": "not_now", "ground": "in_process", "reason": "方案还在征求意见。"},
    ),
    (
        "作出的重大决策、决定、决议及执行情况",
        "关于困难职工个案救助的决定",
        {"kind": "not_at_all", "ground": "third_party", "reason": "涉及受助职工的个人隐私。"},
    ),
    (
        "作出的重大决策、决定、决议及执行情况",
        "关于来信反映问题处理意见的决定",
        {"kind": "not_at_all", "ground": "internal", "reason": "属于内部办理过程，结果已书面答复来信人。"},
    ),
)
"""What the clerk's unit does not disclose, for now or at all: the first two hold, the last waits for the superior."""
MATTER = ("重要工作和活动安排部署及完成情况", "办公楼节能改造")
STAGES = {"立项": 3, "招标结果": 6, "竣工": 45, "决算和验收": 90}


@dataclass(frozen=True)
class Dealings:
    """The district, its people by user name, its units and items, and which moment is so many days ago."""

    cast: Mapping[str, Actor]
    clerks: Mapping[str, Actor]
    units: Mapping[str, Unit]
    items: Mapping[str, Item]
    at: datetime.datetime
    ago: Callable[[int], datetime.datetime]

    def play(self) -> None:
        """Let it all happen, the oldest first."""
        rollout = self._roll_out()
        self._work_on(rollout)
        self._ask_for_exemptions()
        self._hand_in_a_catalog()
        self._register()
        self._register_elsewhere()
        self._withhold()

    def _roll_out(self) -> Rollout:
        at, today = self.ago(STARTED_DAYS_AGO), clock.local_date(self.at)
        days = {f"{phase}_on": (today + datetime.timedelta(days=days)).isoformat() for phase, days in PHASES.items()}
        version = CatalogVersion.objects.published().get()
        rollout = rollout_actions.start_rollout(
            version, root=version.catalog.unit, data=days, actor=self.cast["admin"], at=at
        )
        filling.take_in(rollout.pk, at=at)
        return rollout

    def _work_on(self, rollout: Rollout) -> None:
        rows = {row.unit.code: row for row in RolloutUnit.objects.filter(rollout=rollout).select_related("unit")}

        def step(verb: str, code: str, actor: Actor, days_ago: int, **data: str) -> None:
            rollout_unit_flow.perform(verb, rows[code], actor=actor, at=self.ago(days_ago), data=data)

        for number, code in enumerate(ADOPTED):
            step("adopt", code, self.clerks[code], 16 - number)
        for code in ACCEPTED:
            step("accept", code, self.cast["admin"], 6)
        step("localise", LOCALISING, self.clerks[LOCALISING], 6)
        step("return", RETURNED, self.cast["admin"], 5, reason=RETURNED_FOR)

    def _ask_for_exemptions(self) -> None:
        code, title, ground, answer = REFUSED
        refused = self._ask(code, title, ground, days_ago=18)
        exemption_flow.perform("refuse", refused, actor=self.cast["superior"], at=self.ago(15), data={"reason": answer})
        for number, (code, title, ground) in enumerate(EXEMPTIONS):
            self._ask(code, title, ground, days_ago=5 - number % 4)

    def _ask(self, code: str, title: str, ground: str, *, days_ago: int) -> Exemption:
        until = clock.local_date(self.at) + datetime.timedelta(days=365)
        data = {"reason": ground, "ends_on": until.isoformat()}
        unit, actor = self.units[code], self.clerks[code]
        return catalog_actions.ask_exemption(unit, self.items[title], data=data, actor=actor, at=self.ago(days_ago))

    def _hand_in_a_catalog(self) -> None:
        """Let the schools' committee hand in a catalog of its own, which the superior has not decided on."""
        at, actor, unit = self.ago(4), self.cast["admin"], self.units[OWN_CATALOG]
        catalog = catalog_actions.create_catalog(unit=unit, name="学校系统公开目录", actor=actor, at=at)
        draft = catalog.versions.get()
        heading = catalog_actions.add_category(draft, title="学校事项", actor=actor, at=at)
        for title, values in OWN_ITEMS.items():
            data: dict[str, Any] = {
                "title": title,
                "channels": ["党务公开栏", "会议"],
                "departments": ["党委办公室"],
                "obligation_level": "mandatory",
                **values,
            }
            catalog_actions.add_item(heading, data=data, actor=actor, at=at)
        catalog_actions.publish_version(
            catalog.versions.get(),
            effective_on=clock.local_date(self.at) + datetime.timedelta(days=14),
            actor=actor,
            at=at,
            note="按教育系统实际增加两项",
        )
        deriving.derive(at=at)

    def _register(self) -> None:
        """Register what happened at the clerk's unit and the matter that goes on there, and ask for more time."""
        unit, clerk, today = self.units["JG01"], self.cast["clerk"], clock.local_date(self.at)
        for title, what, days in EVENTS:
            happened_on = min(clock.local_date(self.ago(days)), today)
            data = {"item": str(self.items[title].public_id), "title": what, "happened_on": happened_on.isoformat()}
            event = obligation_actions.register_event(unit=unit, data=data, actor=clerk, at=self.ago(2))
        owed = event.obligations.get()
        asked = {
            "asked_until": (owed.due_on + datetime.timedelta(days=10)).isoformat(),
            "reason": "施工单位的报价还在核对，核对后一并公开。",
        }
        obligation_actions.ask_extension(owed, data=asked, actor=clerk, at=self.ago(1))
        title, what = MATTER
        stages = [
            {"label": label, "due_on": (today + datetime.timedelta(days=days)).isoformat()}
            for label, days in STAGES.items()
        ]
        begun = {
            "item": str(self.items[title].public_id),
            "title": what,
            "started_on": clock.local_date(self.ago(12)).isoformat(),
            "stages": stages,
        }
        obligation_actions.begin_matter(unit=unit, data=begun, actor=clerk, at=self.ago(2))

    def _register_elsewhere(self) -> None:
        """Let other units register what happened there, and let the superior give two of them more time."""
        for code, title, what, days in ELSEWHERE:
            clerk, at = self.clerks[code], self.ago(days)
            happened_on = clock.local_date(at).isoformat()
            data = {"item": str(self.items[title].public_id), "title": what, "happened_on": happened_on}
            event = obligation_actions.register_event(unit=self.units[code], data=data, actor=clerk, at=at)
            if code in EXTENDED:
                owed = event.obligations.get()
                until = owed.due_on + datetime.timedelta(days=10)
                reason = {"asked_until": until.isoformat(), "reason": "工程预算还在评审，评审后一并公开。"}
                asked = obligation_actions.ask_extension(owed, data=reason, actor=clerk, at=self.ago(2))
                extension_flow.perform("grant", asked, actor=self.cast["superior"], at=self.ago(1))

    def _withhold(self) -> None:
        """Ask not to disclose what happened, let the unit's leader sign, and let the superior decide on the first."""
        unit, clerk, today = self.units["JG01"], self.cast["clerk"], clock.local_date(self.at)
        for number, (title, what, ground) in enumerate(WITHHELD):
            happened = {"item": str(self.items[title].public_id), "title": what, "happened_on": today.isoformat()}
            event = obligation_actions.register_event(unit=unit, data=happened, actor=clerk, at=self.at)
            until = (today + datetime.timedelta(days=60)).isoformat() if ground["kind"] == "not_now" else ""
            found = obligation_actions.ask_withholding(
                event.obligations.get(), data=ground | {"until": until}, actor=clerk, at=self.at
            )
            found = withholding_flow.perform("endorse", found, actor=self.cast["leader"], at=self.at)
            if number < len(WITHHELD) - 1:
                withholding_flow.perform("grant", found, actor=self.cast["superior"], at=self.at)

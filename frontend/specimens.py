"""What is shown in the gallery? Plausible values for every component, on one fixed day."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django import forms
from django.core.paginator import Paginator

from core import days
from core.inbox import InboxTask, StateTone, TaskKind
from core.verdicts import ALLOW, deny
from core.workflow import Offer, Tone
from frontend import pieces

TODAY = datetime.date(2026, 11, 20)
NOON = datetime.datetime(2026, 11, 20, 4, 0, tzinfo=datetime.UTC)
BEFORE = (
    "经公开招标，机关食堂2027年承包单位初步确定为示例餐饮服务有限公司，承包期五年。\n"
    "评标委员会由5人组成，其中党员代表2人、职工代表2人、财务人员1人。\n"
    "对结果有异议的，可以向党总支反映。"
)
AFTER = (
    "经公开招标，机关食堂2027年承包单位确定为示例餐饮服务有限公司，承包期一年，年承包费18.6万元。\n"
    "评标委员会由5人组成，其中党员代表2人、职工代表2人、财务人员1人。\n"
    "对结果有异议的，请在2026年12月3日前向党总支反映。"
)


class Sample(forms.Form):
    """One field of each shape."""

    title = forms.CharField(label="信息名称", help_text="像标题一样写，例如“2025年困难党员帮扶资金发放名单”。")
    content = forms.CharField(
        label="信息内容",
        min_length=10,
        widget=forms.Textarea,
        error_messages={"min_length": "写清楚您要的信息内容，不少于10个字"},
    )
    unit = forms.ChoiceField(
        label="掌握这条信息的单位",
        choices=[("", "请选择"), ("zz", "区委组织部"), ("jd", "第一街道党总支")],
        error_messages={"required": "选择单位；不确定就选“不清楚，由办公室转办”"},
    )
    concern = forms.ChoiceField(
        label="这条信息和您本人有关吗？",
        choices=[("no", "与本人无关"), ("yes", "与本人有关，下一步上传身份证明")],
        widget=forms.RadioSelect,
        error_messages={"required": "选择是否与您本人有关"},
    )
    channels = forms.MultipleChoiceField(
        label="公开形式",
        choices=[("site", "网站"), ("board", "公开栏"), ("screen", "电子屏幕")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    by = days.DayField(label="最迟公开日期", widget=forms.DateInput, required=False)
    attachment = forms.FileField(label="附件", help_text="不超过20 MB。", required=False)
    agreed = forms.BooleanField(label="已核对，没有涉密和个人隐私内容", required=False)
    body = forms.CharField(label="正文", widget=forms.Textarea, required=False)


class Note(forms.Form):
    """What the verb of the example asks for."""


def values() -> dict[str, Any]:
    """Return everything that the templates of the gallery show."""
    return {
        "today": TODAY,
        **_progress(),
        **_lists(),
        **_forms(),
        "before": BEFORE,
        "after": AFTER,
        "days": [
            datetime.date(2026, 11, 18),
            TODAY,
            datetime.date(2026, 11, 25),
            datetime.date(2026, 12, 10),
            datetime.date(2027, 1, 29),
        ],
    }


def _progress() -> dict[str, Any]:
    return {
        "trail": [pieces.Crumb("示例区委", "#"), pieces.Crumb("区直机关党总支", "#"), pieces.Crumb("机关第一党支部")],
        "steps": [
            pieces.Step("提出", "11月17日，黄某", done=True),
            pieces.Step("保密审查通过", "11月18日，吴某", done=True),
            pieces.Step("党总支书记审批", "周某（您）", current=True),
            pieces.Step("公开", "同意后11月26日先在党内公示"),
        ],
        "events": [
            pieces.Event("改造方案", "2026年6月19日公开", "#", done=True),
            pieces.Event("施工进度（本页）", "2026年11月20日公开", current=True),
            pieces.Event("竣工结算", "应在2026年12月25日前公开"),
        ],
        "checks": [
            pieces.Check("内容要素“结余安排明细”没有写到，", met=False, path="#", link="去补写"),
            pieces.Check("经费来源、使用情况都已写到", met=True),
        ],
    }


def _lists() -> dict[str, Any]:
    branches = tuple(
        pieces.Node(name, "#", note=note, current=current)
        for name, note, current in (("机关第一党支部", "22", True), ("机关第二党支部", "21", False))
    )
    return {
        "figures": [
            pieces.Figure("应公开（已到期）", 12_486, "项"),
            pieces.Figure("按时公开", 749, "项，94%"),
            pieces.Figure("逾期至今未公开", 17, "项"),
        ],
        "doors": [
            pieces.Door("查公开目录", "8 类 28 项，按单位查看", "#", "list-search"),
            pieces.Door("找党组织", "按名称或拼音首字母", "#", "sitemap"),
            pieces.Door("看公开信息", "按单位、类别和日期", "#", "file-text"),
            pieces.Door("登录工作台", "起草、审查和审批", "#", "login-2"),
        ],
        "rows": [
            pieces.Row("关于2026年第三季度党费收缴、管理和使用情况的公开", "#", ("区委组织部", "党的组织建设"), TODAY),
            pieces.Row("区医院党总支换届选举结果", "#", ("区医院党总支",), datetime.date(2025, 12, 9)),
        ],
        "facts": [
            pieces.Fact("索引号", "SQ01-0604-2026-0087"),
            pieces.Fact("公开日期", "2026年11月20日"),
            pieces.Fact("公开单位", "第一街道党总支", path="#"),
            pieces.Fact("公开时限", "每季度，季后次月10日前", was="本次已同意延期到11月18日"),
        ],
        "columns": [
            pieces.Column("一级目录"),
            pieces.Column("事项", is_number=True),
            pieces.Column("今年已公开", is_number=True),
        ],
        "tabs": [pieces.Tab("全部", "#", 9, current=True), pieces.Tab("起草", "#", 4), pieces.Tab("审查", "#", 1)],
        "page": Paginator(range(1, 12_487), 20).page(3),
        "tree": pieces.Node(
            "示例区委",
            "#",
            note="28",
            has_children=True,
            children=(
                pieces.Node("区委办公室", "#", note="9"),
                pieces.Node("区直机关党总支", "#", note="24", has_children=True, children=branches),
                pieces.Node("第一街道党总支", "#", note="26", has_children=True, children_path="#"),
            ),
        ),
        "files": [
            pieces.File("工程款支付明细（截至2026年11月18日）", "#", 47_104, "application/vnd.ms-excel"),
            pieces.File("监理月报（2026年10月）", "#", 1_887_437, "application/pdf", "12 页"),
        ],
        "tasks": _tasks(),
    }


def _tasks() -> list[InboxTask]:
    rows = (
        (
            TaskKind.DRAFT,
            "党务工作经费管理和使用情况（第三季度）",
            StateTone.RETURNED,
            "已退回：缺第三项明细",
            18,
            "修改",
        ),
        (TaskKind.REVIEW, "机关食堂承包招标结果：保密审查", StateTone.AWAITING, "等待保密审查", 25, "审查"),
        (TaskKind.APPROVE, "总支委员分工调整", StateTone.AWAITING, "等我审批", 30, "审批"),
        (TaskKind.DRAFT, "党员发展公示（12月批次）", StateTone.DRAFT, "草稿", None, "继续写"),
    )
    return [
        InboxTask(
            kind=kind,
            title=title,
            path="#",
            unit_name="机关第一党支部",
            state_label=label,
            tone=tone,
            due_on=datetime.date(2026, 11, day) if day else None,
            since=NOON,
            verb_label=verb,
            subject_id=uuid.UUID(int=number),
        )
        for number, (kind, title, tone, label, day, verb) in enumerate(rows)
    ]


def _forms() -> dict[str, Any]:
    drafter = deny("disclosure.own_draft", "您是起草人，须由副书记郑某审批。")
    return {
        "form": Sample(
            initial={"title": "2026年老旧小区加装电梯补助名单", "concern": "no", "by": TODAY}, auto_id="ok_%s"
        ),
        "refused": Sample({"title": "补助名单", "content": "补助名单", "body": "<p>正文</p>"}, auto_id="bad_%s"),
        "offers": [
            Offer("publish", "公开", ALLOW, Tone.PRIMARY, "send", None),
            Offer("return", "退回修改", ALLOW, Tone.PLAIN, "arrow-back-up", Note),
            Offer("withdraw", "撤下", ALLOW, Tone.DANGER, "ban", Note),
            Offer("approve", "同意", drafter, Tone.PLAIN, "check", None),
        ],
    }

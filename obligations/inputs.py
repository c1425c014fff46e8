"""What do the verbs on obligations accept?"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NoReturn

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from catalogs.kinds import Consent
from catalogs.models import Item
from core import days
from core.errors import Invalid
from core.inputs import LineField
from core.workdays import rules
from obligations.kinds import Frequency, Weekday, WithholdingGround, WithholdingKind
from obligations.models import Obligation

MOST_STAGES = 40
MOST_PLEDGES = 60

if TYPE_CHECKING:
    ItemChoice = forms.ModelChoiceField[Item]
    UserChoice = forms.ModelChoiceField[User]
    ObligationChoices = forms.ModelMultipleChoiceField[Obligation]
else:
    ItemChoice = forms.ModelChoiceField
    UserChoice = forms.ModelChoiceField
    ObligationChoices = forms.ModelMultipleChoiceField


def _day(label: Any, **options: Any) -> days.DayField:
    return days.DayField(label=label, widget=forms.DateInput(attrs={"type": "date"}), **options)


def _reason(label: Any, *, required: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=1000, widget=forms.Textarea, error_messages={"required": required})


class ItemField(ItemChoice):
    """An item by its public id; what is no id at all is answered like an id that nothing has."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            queryset=Item.objects.select_related("category", "version"),
            to_field_name="public_id",
            label=_("公开事项"),
            error_messages={"invalid_choice": _("目录里没有这个公开事项，请从本单位的公开目录里选。")},
            **options,
        )

    def to_python(self, value: Any) -> Item | None:
        """Return the item."""
        try:
            return super().to_python(value)
        except forms.ValidationError as error:
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice") from error


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of a matter: what it is called, and by when it is to be disclosed."""

    label: str
    due_on: datetime.date


class StagesInput(forms.Textarea):
    """A text box with one stage a line; a program may send each stage as a value of its own."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Return every value sent under the name."""
        return data.getlist(name) if hasattr(data, "getlist") else data.get(name)

    def format_value(self, value: Any) -> str | None:
        """Show one stage a line."""
        if isinstance(value, list | tuple):
            return "\n".join(
                f"{stage.due_on:%Y-%m-%d} {stage.label}" if isinstance(stage, Stage) else str(stage) for stage in value
            )
        found: str | None = super().format_value(value)
        return found


class StagesField(forms.Field):
    """Stages as lines “2026-03-31 招标结果”, or as values `{"label": …, "due_on": …}`, in order of their days."""

    widget = StagesInput
    default_error_messages = {
        "required": _("请写各阶段的名称和期限，每行一个，例如：2026-03-31 招标结果。"),
        "line": _("看不懂“%(line)s”。请写成“2026-03-31 招标结果”，日期在前，中间空一格。"),
        "order": _("第%(number)d个阶段的期限早于前一阶段，请按先后顺序填写。"),
        "too_many": _("最多%(most)d个阶段。"),
        "too_long": _("阶段名称“%(label)s…”太长，不超过%(most)d个字。"),
    }

    def to_python(self, value: Any) -> list[Stage]:
        """Return the stages."""
        found: list[Stage] = []
        for part in value if isinstance(value, list | tuple) else [value]:
            if isinstance(part, Mapping):
                found.append(self._stage(str(part.get("due_on", "")), str(part.get("label", ""))))
                continue
            for line in str(part or "").splitlines():
                if line.strip():
                    day, _blank, label = line.strip().partition(" ")
                    found.append(self._stage(day, label))
        return found

    def validate(self, value: list[Stage]) -> None:
        """Refuse too many stages, and a stage due before the one that precedes it."""
        super().validate(value)
        if len(value) > MOST_STAGES:
            self._refuse("too_many", most=MOST_STAGES)
        for number, (earlier, later) in enumerate(pairwise(value), start=2):
            if later.due_on < earlier.due_on:
                self._refuse("order", number=number)

    def _stage(self, day: str, label: str) -> Stage:
        label = " ".join(label.split())
        try:
            due_on = datetime.date.fromisoformat(day.strip())
        except ValueError:
            due_on = None
        if due_on is None or not days.is_meant(due_on) or not label or not label.isprintable():
            self._refuse("line", line=f"{day} {label}"[:60])
        if len(label) > 100:
            self._refuse("too_long", label=label[:12], most=100)
        return Stage(label, due_on)

    def _refuse(self, code: str, **params: Any) -> NoReturn:
        raise forms.ValidationError(self.error_messages[code], code=code, params=params)


class EventInput(forms.Form):
    """Something that happened."""

    item = ItemField()
    title = LineField(label=_("事由"), max_length=200, help_text=_("例如：关于某同志任职的决定。"))
    happened_on = _day(_("发生日期"))


class MatterInput(forms.Form):
    """A matter that goes on in stages."""

    item = ItemField()
    title = LineField(label=_("事项名称"), max_length=200)
    started_on = _day(_("开始日期"))
    stages = StagesField(label=_("各阶段"), help_text=_("每行一个：期限、空格、阶段名称，例如“2026-03-31 招标结果”。"))


class StagesToAddInput(forms.Form):
    """Further stages of a matter."""

    stages = StagesField(label=_("增加的阶段"))


class StageInput(forms.Form):
    """What a stage is called and by when it is due; a day that moves needs a reason, which the trail keeps."""

    label = LineField(label=_("阶段名称"), max_length=100)
    due_on = _day(_("公开期限"))
    reason = forms.CharField(
        label=_("改期理由"),
        help_text=_("改了期限的，请说明原因，例如：招标流标，重新招标。"),
        max_length=1000,
        required=False,
        widget=forms.Textarea,
    )


class AskExtensionInput(forms.Form):
    """Until when, and why."""

    asked_until = _day(_("申请延至"))
    reason = _reason(_("延期理由"), required=_("请写延期理由，上级据此审批。"))


class GrantExtensionInput(forms.Form):
    """What the superior says beside the consent."""

    opinion = forms.CharField(label=_("审批意见"), max_length=1000, required=False, widget=forms.Textarea)


class RefuseExtensionInput(forms.Form):
    """Why the day stays as it is."""

    reason = _reason(_("不同意的理由"), required=_("请写不同意的理由，申请单位据此安排公开。"))


class WithholdingInput(forms.Form):
    """What is not to be disclosed for now or at all: on which ground, and until when."""

    kind = forms.TypedChoiceField(
        label=_("种类"),
        choices=WithholdingKind.choices,
        coerce=WithholdingKind,
        widget=forms.RadioSelect,
        error_messages={"required": _("请选暂不公开或不予公开。")},
    )
    until = _day(_("暂不公开至"), required=False, help_text=_("只有暂不公开的填写，最长一年；到这一天应当公开。"))
    ground = forms.TypedChoiceField(
        label=_("不公开事由"),
        choices=[("", _("请选择")), *WithholdingGround.choices],
        coerce=WithholdingGround,
        error_messages={"required": _("请选不公开事由。")},
    )
    basis = forms.CharField(
        label=_("依据"),
        help_text=_("文件名称和条款，例如：《党务公开条例》第七条。禁止公开的和其他情形，必须填写。"),
        max_length=300,
        required=False,
    )
    reason = forms.CharField(
        label=_("理由"),
        help_text=_("说明为什么不宜公开，不要写涉密内容。"),
        max_length=1000,
        widget=forms.Textarea,
        error_messages={"required": _("请写理由，本单位负责人和上级据此审批。")},
    )


class OpinionInput(forms.Form):
    """What is said beside the consent."""

    opinion = forms.CharField(label=_("意见"), max_length=1000, required=False, widget=forms.Textarea)


class ReturnWithholdingInput(forms.Form):
    """What is to be written anew."""

    reason = _reason(_("退回的理由"), required=_("请写退回的理由，申请人据此修改。"))


class RefuseWithholdingInput(forms.Form):
    """Why it is to be disclosed all the same."""

    reason = _reason(_("不同意的理由"), required=_("请写不同意的理由，申请单位据此安排公开。"))


class EndWithholdingInput(forms.Form):
    """Why it is disclosed after all, and by when."""

    reason = _reason(_("公开的理由"), required=_("请写现在应当公开的理由。"))
    due_on = _day(_("公开期限"), error_messages={"required": _("请填应当公开的日期。")})


class AssignInput(forms.Form):
    """To whom the work is given; nobody gives it back to all clerks of the unit."""

    assignee = UserChoice(
        label=_("承办人"), queryset=User.objects.filter(is_active=True), to_field_name="public_id", required=False
    )


class PledgeInput(forms.Form):
    """Which obligations a draft is to fulfil."""

    obligations = ObligationChoices(
        label=_("完成的公开任务"),
        queryset=Obligation.objects.all(),
        to_field_name="public_id",
        required=False,
        error_messages={
            "invalid_choice": _("没有这项公开任务，请从本单位的任务里选。"),
            "invalid_pk_value": _("没有这项公开任务，请从本单位的任务里选。"),
        },
    )


class DigestInput(forms.Form):
    """How often a person wants the digest."""

    frequency = forms.ChoiceField(label=_("汇总频率"), choices=Frequency.choices)


class RuleField(forms.CharField):
    """A rule after an event or a period in an office's words; kept as written."""

    def __init__(self, *, after_period: bool = False, **options: Any) -> None:
        super().__init__(max_length=100, **options)
        self.after_period = after_period

    def clean(self, value: Any) -> str:
        """Refuse words that name no day, or count from something else."""
        words = str(super().clean(value))
        try:
            rule = rules.parse(words)
            counts_from_event = isinstance(rule, rules.Term) and rule.anchor is rules.Anchor.EVENT
        except Invalid as problem:
            raise forms.ValidationError(str(problem.reason), code="unknown_words") from problem
        if not isinstance(rule, rules.Term) or counts_from_event is self.after_period:
            example = _("期后10个工作日内") if self.after_period else _("7日内")
            raise forms.ValidationError(
                _("“%(words)s”不能用在这里，请写成“%(example)s”这样的期限。"),
                code="other_anchor",
                params={"words": words, "example": example},
            )
        return words


class PolicyInput(forms.Form):
    """The tenant's numbers."""

    standing_rule = RuleField(label=_("长期公开的期限"))
    periodic_rule = RuleField(label=_("定期公开的期限"), after_period=True)
    prompt_rule = RuleField(label=_("即时公开的期限"))
    summary_rule = RuleField(label=_("跨年度事项小结的期限"))
    longest_extension_days = forms.IntegerField(label=_("最多延期天数"), min_value=1, max_value=366)
    withholding_consent = forms.ChoiceField(label=_("暂不公开、不予公开的办理方式"), choices=Consent.choices)
    due_soon_days = forms.IntegerField(label=_("提前几天提醒"), min_value=0, max_value=60)
    escalate_after_days = forms.IntegerField(label=_("逾期几天后告知上级"), min_value=0, max_value=90)
    digest_weekday = forms.TypedChoiceField(label=_("每周汇总在星期几发出"), choices=Weekday.choices, coerce=int)
    source = forms.CharField(label=_("依据"), max_length=200, required=False)

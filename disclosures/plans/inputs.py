"""What does each verb on a plan to disclose outside the catalog accept?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core import days
from core.inputs import LineField
from disclosures.inputs import KeywordsField
from disclosures.kinds import OFFERED_SCOPE_CHOICES


class PlanInput(forms.Form):
    """The whole plan: what, why, to whom, by which means, from when until when."""

    title = LineField(
        label=_("公开事项"),
        max_length=200,
        error_messages={"required": _("请写要公开什么，例如：办公楼修缮情况。")},
    )
    content = forms.CharField(
        label=_("公开内容"),
        max_length=5000,
        widget=forms.Textarea,
        error_messages={"required": _("请写打算公开哪些内容，审批人据此判断。")},
    )
    reason = forms.CharField(
        label=_("公开理由"),
        max_length=2000,
        widget=forms.Textarea,
        error_messages={"required": _("请写目录里没有、为什么还要公开。")},
    )
    scope = forms.ChoiceField(
        label=_("公开范围"),
        choices=OFFERED_SCOPE_CHOICES,
        error_messages={
            "required": _("请选公开范围。"),
            "invalid_choice": _("公开范围请选社会、全党、本单位、一定范围或申请人。"),
        },
    )
    channels = KeywordsField(
        label=_("公开形式"), error_messages={"required": _("请写用什么形式公开，例如：门户网站、公开栏。")}
    )
    from_on = days.DayField(
        label=_("最早公开日期"),
        error_messages={"required": _("请写从哪一天起可以公开。"), "invalid": _("日期请写成 2026-03-31 的样子。")},
    )
    until_on = days.DayField(
        label=_("最晚公开日期"),
        error_messages={"required": _("请写最晚在哪一天公开。"), "invalid": _("日期请写成 2026-03-31 的样子。")},
    )

    def clean(self) -> dict[str, Any]:
        """Refuse a last day before the first."""
        values = dict(self.cleaned_data)
        first, last = values.get("from_on"), values.get("until_on")
        if first is not None and last is not None and last < first:
            self.add_error(
                "until_on", forms.ValidationError(_("最晚公开日期不能早于最早公开日期。"), code="before_first")
            )
        return values


class ApprovePlanInput(forms.Form):
    """What is said with the consent."""

    opinion = forms.CharField(label=_("意见"), max_length=1000, required=False, widget=forms.Textarea)


class PlanReasonInput(forms.Form):
    """Why a plan goes back, or is refused."""

    reason = forms.CharField(
        label=_("理由"),
        max_length=1000,
        widget=forms.Textarea,
        error_messages={"required": _("请写理由，起草单位据此修改或另作安排。")},
    )


class WithdrawPlanInput(forms.Form):
    """Why a unit gives its plan up."""

    reason = forms.CharField(
        label=_("撤销理由"),
        max_length=1000,
        widget=forms.Textarea,
        error_messages={"required": _("请写为什么不再按这份方案公开。")},
    )

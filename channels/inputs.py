"""What does each verb about channels accept?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from channels.kinds import Channel, Frequency
from core import days
from hierarchy.models import Unit

_DAY = {"invalid": _("请写日期，例如2026-11-21。"), "required": _("请写日期，例如2026-11-21。")}


def _day(label: Any, *, required: bool, text: Any = "") -> days.DayField:
    widget = forms.DateInput(attrs={"type": "date"})
    return days.DayField(label=label, required=required, help_text=text, widget=widget, error_messages=_DAY)


class RecordInput(forms.Form):
    """By which channel a text was shown, where, and from when until when."""

    channel = forms.ChoiceField(
        label=_("公开形式"),
        choices=Channel,
        error_messages={
            "required": _("请选公开形式。"),
            "invalid_choice": _("请选公开栏、会议、文件、广播或电子屏。"),
        },
    )
    place = forms.CharField(
        label=_("地点或名称"),
        max_length=100,
        help_text=_("例如机关大院公开栏、第三季度党员大会、示委办〔2026〕8号。"),
        error_messages={"required": _("请写在哪里公开的，例如机关大院公开栏。")},
    )
    shown_on = _day(_("公开日期"), required=True)
    until = _day(_("计划撤下日期"), required=False, text=_("公开栏和电子屏可以写。不写就是还没有定。"))
    note = forms.CharField(label=_("备注"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def clean(self) -> dict[str, Any]:
        """Refuse an end before the beginning."""
        values = super().clean() or self.cleaned_data
        first, last = values.get("shown_on"), values.get("until")
        if first and last and last < first:
            self.add_error("until", forms.ValidationError(_("撤下日期不能早于公开日期。"), code="before"))
        return values


class TakeDownInput(forms.Form):
    """On which day it was taken down."""

    taken_down_on = _day(_("撤下日期"), required=True)


class StrikeInput(forms.Form):
    """Why a record is wrong."""

    reason = forms.CharField(
        label=_("作废理由"), max_length=500, error_messages={"required": _("请写这条记录哪里不对。")}
    )


class FollowInput(forms.Form):
    """Which address wants to hear of what, and how often."""

    email = forms.EmailField(
        label=_("邮箱"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": _("请写收信的邮箱。"),
            "invalid": _("这个邮箱写得不完整，请写成name@example.cn这样。"),
        },
    )
    frequency = forms.ChoiceField(
        label=_("多久发一次"),
        choices=Frequency,
        widget=forms.RadioSelect,
        initial=Frequency.DAILY,
        error_messages={"required": _("请选多久发一次。"), "invalid_choice": _("请选多久发一次。")},
    )
    unit: forms.ModelChoiceField[Unit] = forms.ModelChoiceField(
        label=_("单位"),
        queryset=Unit.objects.all(),
        to_field_name="public_id",
        required=False,
        widget=forms.HiddenInput,
        error_messages={"invalid_choice": _("没有这个单位，请从单位页面重新订阅。")},
    )
    category = forms.CharField(label=_("一级目录"), max_length=200, required=False, widget=forms.HiddenInput)

    def clean_email(self) -> str:
        """Write an address in one way, so that it follows once."""
        name, _at, host = str(self.cleaned_data["email"]).rpartition("@")
        return f"{name.lower()}@{host.lower()}"

"""What do the verbs on notices and objections accept?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core import days
from disclosures.models.noticing import LONGEST_DAYS
from disclosures.noticing.kinds import NoticeKind, NoticeTerm

LONGEST_TEXT = 2000
_WRONG_DAYS = _("请写1到366之间的整数。")
_DAYS_TOLD = {"invalid": _WRONG_DAYS, "min_value": _WRONG_DAYS, "max_value": _WRONG_DAYS, "required": _WRONG_DAYS}


def _text(label: Any, required: Any, hint: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea,
        help_text=hint,
        error_messages={"required": required},
    )


class BeginInput(forms.Form):
    """From which day a notice is counted; said by the publication of its text."""

    counted_from = days.DayField(label=_("公示开始的日子"))


class PlanInput(forms.Form):
    """For what a draft is put on notice, and for how long if longer than the rules ask."""

    kind = forms.ChoiceField(
        label=_("公示类别"),
        choices=[("", _("不另外安排，按公开事项的规定")), *NoticeKind.choices],
        required=False,
        error_messages={"invalid_choice": _("请选公示、任前公示或预公开。")},
    )
    wanted_days = forms.IntegerField(
        label=_("公示几天"),
        min_value=1,
        max_value=LONGEST_DAYS,
        required=False,
        help_text=_("比规定的天数长才需要写；写短了，仍按规定的天数公示。"),
        error_messages=_DAYS_TOLD,
    )


class ObjectInput(forms.Form):
    """What a reader objects, and how to reach her; without a name it is anonymous."""

    text = _text(_("异议内容"), _("请写您对哪一点有异议，理由是什么。"), _("写清对哪一点有异议，理由是什么。"))
    name = forms.CharField(
        label=_("姓名"), max_length=60, required=False, help_text=_("只给公示单位看，不公开。不写就是匿名。")
    )
    contact = forms.CharField(
        label=_("联系方式"),
        max_length=120,
        required=False,
        help_text=_("电话或电子邮箱，只用来答复您。"),
    )
    anonymous = forms.BooleanField(label=_("匿名提出，不留下我的姓名"), required=False)

    def clean(self) -> dict[str, Any]:
        """Keep nothing of who wants to be nobody; a name comes with a way to answer."""
        values = super().clean() or self.cleaned_data
        if values.get("anonymous"):
            values["name"] = values["contact"] = ""
        if values.get("name") and not values.get("contact"):
            self.add_error(
                "contact",
                forms.ValidationError(_("请写联系方式，以便答复您；不想留下的，姓名也不写。"), code="required"),
            )
        if values.get("contact") and not values.get("name"):
            self.add_error("name", forms.ValidationError(_("请写姓名；不想留下的，联系方式也不写。"), code="required"))
        return values


class EnterInput(forms.Form):
    """What came to the office by letter, telephone or in person."""

    text = _text(_("异议内容"), _("请写收到的异议。"))
    received_on = days.DayField(
        label=_("收到的日子"),
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": _("请写哪一天收到的。"), "invalid": _("请写日期，例如2026-12-01。")},
    )
    name = forms.CharField(label=_("姓名"), max_length=60, required=False, help_text=_("匿名的不写，联系方式也不写。"))
    contact = forms.CharField(label=_("联系方式"), max_length=120, required=False)

    def clean(self) -> dict[str, Any]:
        """Take a way to reach somebody for the name that belongs to it."""
        values = super().clean() or self.cleaned_data
        if values.get("contact") and not values.get("name"):
            self.add_error("name", forms.ValidationError(_("写了联系方式的，请写姓名。"), code="required"))
        return values


class AnswerInput(forms.Form):
    """What was objected, as everybody may read it, and what the unit says to it."""

    gist = _text(
        _("异议要点"),
        _("请写异议要点，公示结束后公开。"),
        _("公示结束后公开，请概括写，不要写出提出人是谁。"),
    )
    answer = _text(_("答复"), _("请写答复。"), _("公示结束后公开，也用来答复提出人。"))


class ReviewInput(forms.Form):
    """What the leader says on looking at how a notice closed."""

    note = forms.CharField(label=_("核对意见"), max_length=1000, widget=forms.Textarea, required=False)


class ReopenInput(EnterInput):
    """The objection that was missed, and why."""

    reason = forms.CharField(
        label=_("漏登的原因"),
        max_length=1000,
        widget=forms.Textarea,
        error_messages={"required": _("请写为什么漏登，会记入办理记录。")},
    )


class NoticeRuleInput(forms.Form):
    """How long one kind of notice lasts at least in this tenant."""

    term = forms.ChoiceField(
        label=_("规则"),
        choices=NoticeTerm,
        error_messages={"required": _("请选一条规则。"), "invalid_choice": _("请选一条规则。")},
    )
    days = forms.IntegerField(label=_("至少几天"), min_value=1, max_value=LONGEST_DAYS, error_messages=_DAYS_TOLD)

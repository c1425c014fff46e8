"""What does each verb after approval accept?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core import days
from disclosures.kinds import Relation
from disclosures.models.publication import LONGEST


def _reason(label: Any, required: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=1000, widget=forms.Textarea, error_messages={"required": required})


class ReleaseInput(forms.Form):
    """Why a result is published before its process, where it is; kept in the trail."""

    reason = forms.CharField(label=_("先公开结果的理由"), max_length=1000, required=False, widget=forms.Textarea)


class ScheduleInput(ReleaseInput):
    """When a text is to be published."""

    publish_at = days.MomentField(
        label=_("公开时间"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={
            "required": _("请写公开时间。"),
            "invalid": _("请写日期和时间，例如2026-12-01 09:00。"),
        },
    )


class TerminateInput(forms.Form):
    """Why an openness ends; readers are shown this in the place of the text."""

    reason = _reason(_("终止理由"), _("请写终止公开的理由，它会代替原文显示。"))


class MergeInput(forms.Form):
    """Into which text another is merged, and why."""

    into = forms.UUIDField(
        label=_("并入哪一件"),
        help_text=_("填并入后那一件的编号，就是它公开页面网址里的最后一段。"),
        error_messages={
            "required": _("请写并入哪一件公开信息。"),
            "invalid": _("请填那一件公开信息的编号，就是它公开页面网址里的最后一段。"),
        },
    )
    reason = _reason(_("合并理由"), _("请写合并的理由，它会显示在并入后的那一件上。"))


class TakeDownInput(forms.Form):
    """Why a text should never have been published; kept for those who audit, shown to nobody else."""

    reason = _reason(_("误发的情况"), _("请写误发的情况和撤下的理由，检查时要看。"))


class FollowUpInput(forms.Form):
    """How a new text refers to a published one, and why it is written."""

    relation = forms.ChoiceField(
        label=_("办什么"),
        choices=Relation,
        error_messages={
            "required": _("请选变更、澄清、再次公开或后续公开。"),
            "invalid_choice": _("请选变更、澄清、再次公开或后续公开。"),
        },
    )
    reason = forms.CharField(
        label=_("理由"),
        max_length=1000,
        widget=forms.Textarea,
        required=False,
        help_text=_("变更必须写明理由，它会显示在原公开信息上。"),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the reason of a change: readers of the old text are shown it."""
        values = super().clean() or self.cleaned_data
        if values.get("relation") == Relation.AMENDS and not values.get("reason"):
            self.add_error(
                "reason",
                forms.ValidationError(_("请写变更的理由，它会显示在原公开信息上。"), code="required"),
            )
        return values


class DisplayInput(forms.Form):
    """Until which day a text is shown in lists, on boards and screens; empty means without end."""

    display_until = days.DayField(
        label=_("展示到哪一天"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("过了这一天不再列出，网址和登记簿里仍可查阅。不写就一直展示。"),
        error_messages={"invalid": _("请写日期，例如2026-12-31。")},
    )


def _days(label: Any, text: Any) -> forms.IntegerField:
    wrong = _("请写1到3660之间的整数。")
    told = {"invalid": wrong, "min_value": wrong, "max_value": wrong}
    return forms.IntegerField(
        label=label, min_value=1, max_value=LONGEST, required=False, help_text=text, error_messages=told
    )


class RuleInput(forms.Form):
    """The terms of publication, of the tenant or of one of its items; empty means as the level above says."""

    item = forms.UUIDField(label=_("公开事项"), required=False, widget=forms.HiddenInput)
    inside_days = _days(_("先在党内公开几天"), _("“先党内后党外”的事项，过了这些天再对社会公开。不写按7天。"))
    display_days = _days(_("公开后展示几天"), _("过了这些天不再列出，网址和登记簿里仍可查阅。不写就一直展示。"))

"""What does each verb of the tree accept? One form per verb, for pages, API and commands alike.

Cleaned data goes to the action by the same names. What may become of the tree is judged by `rules`, under the lock;
here it is only whether the values can be read.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core import days
from hierarchy import rules
from hierarchy.imports import reading
from hierarchy.kinds import Sector, UnitKind
from hierarchy.models import Unit

REASON_MISSING = {"required": _("请写明变动的理由或依据的文件。")}


def _unit(label: Any, **options: Any) -> forms.ModelChoiceField[Unit]:
    """Return the field for an open unit, named by its public identifier."""
    return forms.ModelChoiceField(
        Unit.objects.open(),
        label=label,
        to_field_name="public_id",
        error_messages={
            "invalid_choice": _("没有找到这个单位，它可能已撤销，请重新选择。"),
            "required": _("请选择单位。"),
        },
        **options,
    )


class _Dated(forms.Form):
    """What every reorganisation is decided with."""

    effective_on = days.DayField(
        label=_("生效日期"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("不填写则今天生效；以后的日期到期自动生效。"),
    )
    reason = forms.CharField(
        label=_("理由"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("变动的原因或依据的文件。"),
        error_messages=REASON_MISSING,
    )


class CreateUnit(_Dated):
    """A new unit below a superior."""

    parent = _unit(_("上级单位"))
    code = forms.CharField(
        label=_("单位编码"), max_length=rules.CODE_LENGTH, error_messages={"required": _("请填写单位编码。")}
    )
    name = forms.CharField(
        label=_("单位名称"), max_length=rules.NAME_LENGTH, error_messages={"required": _("请填写单位名称。")}
    )
    kind = forms.ChoiceField(label=_("组织类型"), choices=UnitKind.choices)
    sector = forms.ChoiceField(label=_("领域"), choices=Sector.choices)
    sort_no = forms.IntegerField(label=_("排序"), required=False, help_text=_("不填写则排在同级最后。"))
    departments = forms.CharField(label=_("责任科室"), required=False, help_text=_("多个科室用顿号隔开。"))

    field_order = ("parent", "code", "name", "kind", "sector", "sort_no", "departments", "effective_on", "reason")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["reason"].required = False

    def clean_departments(self) -> tuple[str, ...]:
        """Return the departments, each once."""
        return reading.listed(self.cleaned_data["departments"]) or ()


class RenameUnit(_Dated):
    """Another name."""

    name = forms.CharField(
        label=_("新名称"), max_length=rules.NAME_LENGTH, error_messages={"required": _("请填写新名称。")}
    )

    field_order = ("name", "effective_on", "reason")


class ChangeKind(_Dated):
    """Another kind or sector."""

    kind = forms.ChoiceField(label=_("组织类型"), choices=UnitKind.choices)
    sector = forms.ChoiceField(label=_("领域"), choices=Sector.choices)

    field_order = ("kind", "sector", "effective_on", "reason")


class MoveUnit(_Dated):
    """Another superior, or another place among siblings."""

    parent = _unit(_("新的上级单位"))
    sort_no = forms.IntegerField(label=_("排序"), required=False, help_text=_("不填写则排在同级最后。"))

    field_order = ("parent", "sort_no", "effective_on", "reason")


class CloseUnit(_Dated):
    """The end of a unit, and who takes over."""

    successor = _unit(
        _("承接单位"),
        required=False,
        help_text=_("有下级单位时必须填写，下级单位转到承接单位之下。"),
    )

    field_order = ("successor", "effective_on", "reason")


class CancelChange(forms.Form):
    """Why a planned change is taken back."""

    reason = forms.CharField(
        label=_("理由"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}), error_messages=REASON_MISSING
    )


class AddDepartment(forms.Form):
    """A department of a unit."""

    name = forms.CharField(
        label=_("责任科室名称"), max_length=rules.NAME_LENGTH, error_messages={"required": _("请填写责任科室名称。")}
    )


class CloseDepartment(forms.Form):
    """Why a department is closed."""

    reason = forms.CharField(
        label=_("理由"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}), error_messages=REASON_MISSING
    )


class ImportUnits(forms.Form):
    """A spreadsheet of units; `dry_run` only tells what it would change."""

    file = forms.FileField(label=_("电子表格"), help_text=_(".xlsx 或 .csv，表头含单位名称和上级单位，或者路径。"))
    dry_run = forms.BooleanField(label=_("只预览，不写入"), required=False)

"""What do the verbs on catalogs accept? The same forms serve pages and API."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from catalogs.kinds import Consent, Level, Openness, Period, Scope, TimeMode
from catalogs.models import MAX_NOTICE_DAYS, Item
from core import days
from core.inputs import LineField, require_visible
from hierarchy.kinds import Sector, UnitKind

_SEPARATORS = re.compile(r"[\s、，,；;/／|]+")
"""The same as between words in the tables of offices: Chinese names hold no blank."""
MAX_WORDS = 50


class ParagraphsField(forms.CharField):
    """A text of several lines; browsers send line ends of their own."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        """Return the text with plain line ends."""
        return (super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n")


class WordsInput(forms.TextInput):
    """One line of words; a program may as well send each word as a value of its own."""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        """Return every value sent under the name."""
        return data.getlist(name) if isinstance(data, MultiValueDict) else data.get(name)

    def format_value(self, value: Any) -> str | None:
        """Show a list as offices write it."""
        return "、".join(value) if isinstance(value, list | tuple) else super().format_value(value)


class WordsField(forms.Field):
    """Several short words, separated as offices do (、，；), without doubles, in the order written."""

    widget = WordsInput

    def __init__(self, *, max_length: int, **options: Any) -> None:
        super().__init__(**options)
        self.max_length = max_length

    def to_python(self, value: Any) -> list[str]:
        """Return the words."""
        texts = value if isinstance(value, list | tuple) else [value or ""]
        return list(dict.fromkeys(word for text in texts for word in _SEPARATORS.split(str(text)) if word))

    def validate(self, value: list[str]) -> None:
        """Refuse words that are too long, too many, or that hold characters nobody can type."""
        super().validate(value)
        for word in value:
            if len(word) > self.max_length:
                raise forms.ValidationError(
                    _("“%(word)s…”太长，每项不超过%(most)d个字，各项之间用顿号隔开。"),
                    code="too_long",
                    params={"word": word[:12], "most": self.max_length},
                )
            require_visible(word)
        if len(value) > MAX_WORDS:
            raise forms.ValidationError(_("最多填写%(most)d项。"), code="too_many", params={"most": MAX_WORDS})


class CatalogInput(forms.Form):
    """A catalog: its name and whose affairs it is about."""

    name = LineField(label=_("目录名称"), max_length=200)
    openness = forms.ChoiceField(label=_("公开类别"), choices=Openness.choices)


class CategoryInput(forms.Form):
    """A heading."""

    title = LineField(label=_("一级目录"), max_length=200)


class ItemInput(forms.Form):
    """One item, all of it."""

    title = LineField(label=_("公开事项"), max_length=500)
    elements = ParagraphsField(label=_("内容要素"), max_length=5000, required=False)
    basis = ParagraphsField(label=_("公开依据"), max_length=2000, required=False)
    index_no = LineField(label=_("索引号"), max_length=60, required=False)
    openness = forms.ChoiceField(label=_("公开类别"), choices=Openness.choices)
    scopes = forms.MultipleChoiceField(label=_("公开范围"), choices=Scope.choices, widget=forms.CheckboxSelectMultiple)
    channels = WordsField(label=_("公开形式"), max_length=60, required=False)
    departments = WordsField(label=_("责任科室"), max_length=100, required=False)
    time_mode = forms.ChoiceField(label=_("公开时限"), choices=TimeMode.choices)
    period = forms.ChoiceField(label=_("公开周期"), choices=[("", _("不定期")), *Period.choices], required=False)
    due_rule = LineField(label=_("时限要求"), max_length=500, required=False)
    unit_kinds = forms.MultipleChoiceField(
        label=_("适用组织类型"), choices=UnitKind.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    sectors = forms.MultipleChoiceField(
        label=_("适用领域"), choices=Sector.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    obligation_level = forms.ChoiceField(label=_("公开要求"), choices=Level.choices)
    shows_process = forms.BooleanField(label=_("过程和结果都公开"), required=False)
    inside_first = forms.BooleanField(label=_("先党内后党外"), required=False)
    superior_approval = forms.BooleanField(label=_("须经上级审批"), required=False)
    notice_days = forms.IntegerField(label=_("公示天数"), min_value=0, max_value=MAX_NOTICE_DAYS, required=False)

    def clean_notice_days(self) -> int:
        """No number means no public notice."""
        return int(self.cleaned_data["notice_days"] or 0)

    def clean(self) -> dict[str, Any]:
        """A period belongs to periodic items, and they have one."""
        cleaned = dict(super().clean() or {})
        periodic = cleaned.get("time_mode") == TimeMode.PERIODIC
        if periodic and not cleaned.get("period") and "period" not in self.errors:
            self.add_error("period", forms.ValidationError(_("定期公开的事项，请选择公开周期。"), code="required"))
        if cleaned.get("time_mode") and not periodic and cleaned.get("period"):
            self.add_error(
                "period", forms.ValidationError(_("只有定期公开的事项有公开周期，请选“不定期”。"), code="not_periodic")
            )
        return cleaned


class PublishInput(forms.Form):
    """From which day an edition holds, what is new in it, and that what was uncertain has been looked at."""

    effective_on = days.DayField(label=_("生效日期"), widget=forms.DateInput(attrs={"type": "date"}))
    note = ParagraphsField(label=_("版本说明"), max_length=2000, required=False)
    notes_settled = forms.BooleanField(label=_("导入时待核对的内容已逐条核对"), required=False)


class ConsentInput(forms.Form):
    """A remark of whoever agrees, if there is one."""

    reason = ParagraphsField(label=_("审批意见"), max_length=2000, required=False)


class ReasonInput(forms.Form):
    """Why something is refused or sent back."""

    reason = ParagraphsField(label=_("理由"), max_length=2000)


class EndInput(ReasonInput):
    """Why and from which day on something no longer holds; from today, if no day is given."""

    ends_on = days.DayField(label=_("终止日期"), required=False, widget=forms.DateInput(attrs={"type": "date"}))


class TightenInput(ReasonInput):
    """What a unit makes stricter about an item; what is left empty stays as inherited."""

    period = forms.ChoiceField(label=_("公开周期"), choices=[("", _("不改")), *Period.choices], required=False)
    scopes = forms.MultipleChoiceField(
        label=_("公开范围"), choices=Scope.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    channels = WordsField(label=_("公开形式"), max_length=60, required=False)
    departments = WordsField(label=_("本单位责任科室"), max_length=100, required=False)
    due_rule = LineField(label=_("时限要求"), max_length=500, required=False)
    notice_days = forms.IntegerField(label=_("公示天数"), min_value=0, max_value=MAX_NOTICE_DAYS, required=False)
    shows_process = forms.NullBooleanField(label=_("过程和结果都公开"), required=False)
    from_on = days.DayField(label=_("执行日期"), required=False, widget=forms.DateInput(attrs={"type": "date"}))


class DeclineInput(ReasonInput):
    """Why a unit does not choose an optional item, and from which day on."""

    from_on = days.DayField(label=_("执行日期"), required=False, widget=forms.DateInput(attrs={"type": "date"}))


class ExemptionInput(ReasonInput):
    """Why a mandatory item does not apply at a unit, from which day on, and from which day on it is owed again."""

    from_on = days.DayField(label=_("开始日期"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    ends_on = days.DayField(label=_("恢复公开日期"), widget=forms.DateInput(attrs={"type": "date"}))


class AmendInput(forms.Form):
    """Why one item changes or ends between editions, told to everybody, and from which day on."""

    reason = ParagraphsField(label=_("公开说明"), max_length=2000)
    from_on = days.DayField(label=_("施行日期"), required=False, widget=forms.DateInput(attrs={"type": "date"}))


class ChangeItemInput(ItemInput):
    """One item anew, all of it, with the explanation of what changes."""

    reason = ParagraphsField(label=_("公开说明"), max_length=2000)
    from_on = days.DayField(label=_("施行日期"), required=False, widget=forms.DateInput(attrs={"type": "date"}))


class PolicyInput(ReasonInput):
    """What units below need from their superior."""

    consent = forms.ChoiceField(label=_("下级目录的办理方式"), choices=Consent.choices)


FIELDS: tuple[str, ...] = tuple(ItemInput.base_fields)
"""What makes up an item, apart from where it stands."""


def values_of(item: Item) -> dict[str, Any]:
    """Return the item as the input that would leave it as it is: for filling a form, or changing a part of it."""
    return {name: getattr(item, name) for name in FIELDS}

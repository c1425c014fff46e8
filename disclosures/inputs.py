"""What does each verb accept?"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalogs.kinds import Scope
from catalogs.models import Item
from core.inputs import LineField
from disclosures.deciding.points import PointsField, RemarksField
from disclosures.kinds import CHAIN_STEP_CHOICES, OFFERED_SCOPE_CHOICES, Stance

if TYPE_CHECKING:
    from disclosures.models import Disclosure

KEYWORDS_LIMIT = 10
_BETWEEN = re.compile(r"[\s,，、;；]+")


class _JoinedInput(forms.TextInput):
    """A text box whose name may also come several times, as an API sends a list."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str | None:
        found = data.getlist(name) if hasattr(data, "getlist") else data.get(name)
        if isinstance(found, list | tuple):
            return "、".join(str(part) for part in found)
        return None if found is None else str(found)


class KeywordsField(forms.CharField):
    """Words separated by spaces or by Chinese or Western commas; the same word once."""

    widget = _JoinedInput

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]  # a list of words, not one text
        """Return the words in the order in which they were given."""
        return list(dict.fromkeys(word for word in _BETWEEN.split(str(value or "")) if word))

    def run_validators(self, value: Any) -> None:
        """Refuse too many words, words too long to be one, and what no text may contain."""
        if len(value) > KEYWORDS_LIMIT:
            raise forms.ValidationError(_("关键词不超过%(most)d个。") % {"most": KEYWORDS_LIMIT}, code="too_many")
        for word in value:
            super().run_validators(word)
            if len(word) > 40:
                raise forms.ValidationError(_("每个关键词不超过40个字，中间用顿号隔开。"), code="too_long")

    def prepare_value(self, value: Any) -> Any:
        """Show the words as people write them."""
        return "、".join(value) if isinstance(value, list | tuple) else value


if TYPE_CHECKING:
    ItemChoiceField = forms.ModelChoiceField[Item]
else:
    ItemChoiceField = forms.ModelChoiceField


class ItemField(ItemChoiceField):
    """An item by its public id; what is no id at all is answered like an id that nothing has."""

    def to_python(self, value: Any) -> Any:
        """Return the item, or None when nothing was chosen."""
        try:
            return super().to_python(value)
        except forms.ValidationError as error:
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice") from error


class DraftInput(forms.Form):
    """A draft: only the title is needed to keep it, the rest to submit it."""

    title = LineField(
        label=_("标题"),
        max_length=200,
        error_messages={"required": _("请写标题，草稿靠它在列表里辨认。")},
    )
    item = ItemField(
        label=_("公开事项"),
        queryset=Item.objects.none(),
        to_field_name="public_id",
        required=False,
        error_messages={"invalid_choice": _("目录里没有这个公开事项，请从本单位的公开目录里选。")},
    )
    scope = forms.ChoiceField(
        label=_("公开范围"),
        choices=OFFERED_SCOPE_CHOICES,
        initial=Scope.UNIT,
        required=False,
        error_messages={"invalid_choice": _("公开范围请选社会、全党、本单位、一定范围或申请人。")},
    )
    document_no = LineField(label=_("文号"), max_length=60, required=False)
    keywords = KeywordsField(label=_("关键词"), required=False)
    body = forms.CharField(label=_("正文"), widget=forms.Textarea, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        item = self.fields["item"]
        if isinstance(item, ItemField):
            item.queryset = Item.objects.select_related("category")

    def clean_scope(self) -> str:
        """Read an unsaid scope as the narrowest."""
        return str(self.cleaned_data["scope"] or Scope.UNIT)


class LinesInput(forms.TextInput):
    """A value that is a list of mappings, as programs send it and pages put it together."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Any]:
        """Return every value sent under the name."""
        found = data.getlist(name) if hasattr(data, "getlist") else data.get(name)
        return found if isinstance(found, list) else []


class LinesField(forms.Field):
    """Lines of a list of readers, as `disclosures.readers.lines` reads them."""

    widget = LinesInput

    def to_python(self, value: Any) -> list[Any]:
        """Return the lines as they were sent; whom they name is found out when they are kept."""
        return list(value or [])


class ReadersInput(forms.Form):
    """Who reads a text that is open to a certain range of people, or to one person; the whole list."""

    readers = LinesField(label=_("读者"), required=False)


class AudienceInput(ReadersInput):
    """A list of readers that a unit keeps, and its name."""

    name = LineField(
        label=_("名单名称"),
        max_length=60,
        error_messages={"required": _("请写名单名称，例如：支部委员。")},
    )


class AttachmentInput(forms.Form):
    """What an attachment is called; the file itself is checked where files are taken in."""

    title = LineField(label=_("附件名称"), max_length=200, required=False)


class PassInput(forms.Form):
    """What was looked at before a step is passed, and what is said with it.

    Which points there are is the step's to say: each is ticked, or answered with a remark.
    """

    checklist = PointsField(label=_("已核对"), required=False)
    remarks = RemarksField(label=_("未勾选的说明"), required=False)
    opinion = forms.CharField(label=_("意见"), max_length=1000, required=False, widget=forms.Textarea)


class AdviseInput(forms.Form):
    """What somebody thinks who was asked; whoever objects says why."""

    stance = forms.ChoiceField(
        label=_("是否同意"),
        choices=Stance,
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择同意或不同意。"), "invalid_choice": _("请选择同意或不同意。")},
    )
    reason = forms.CharField(label=_("意见"), max_length=1000, required=False, widget=forms.Textarea)

    def clean(self) -> dict[str, Any]:
        """Refuse an objection without its reason."""
        values = dict(self.cleaned_data)
        if values.get("stance") == Stance.OBJECTS and not values.get("reason"):
            self.add_error("reason", forms.ValidationError(_("不同意的，请写明理由。"), code="required"))
        return values


class ReturnInput(forms.Form):
    """Why a text goes back, and to whom: its drafter, or an earlier step."""

    to = forms.ChoiceField(
        label=_("退回给"),
        choices=[("", _("起草人")), *CHAIN_STEP_CHOICES],
        required=False,
        error_messages={"invalid_choice": _("没有这个环节，请重新选择。")},
    )
    reason = forms.CharField(
        label=_("退回理由"),
        max_length=1000,
        widget=forms.Textarea,
        error_messages={"required": _("请写退回理由，对方据此修改或重新办理。")},
    )


class WithdrawInput(forms.Form):
    """Why a published text is withdrawn; readers are shown this."""

    reason = forms.CharField(
        label=_("撤回理由"),
        max_length=1000,
        widget=forms.Textarea,
        error_messages={"required": _("请写撤回理由，它会与原文一起显示。")},
    )


def values_of(disclosure: Disclosure) -> Mapping[str, Any]:
    """Return what `DraftInput` would have to be sent to give the text as it stands."""
    return {
        "title": disclosure.title,
        "item": str(disclosure.item.public_id) if disclosure.item else None,
        "scope": disclosure.scope,
        "document_no": disclosure.document_no,
        "keywords": list(disclosure.keywords),
        "body": disclosure.body,
    }

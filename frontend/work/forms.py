"""What do the pages of the workspace ask, beyond what the verbs accept?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalogs.effective import EffectiveItem, Standing, by_category
from catalogs.models import Item
from disclosures.inputs import DraftInput
from disclosures.kinds import State
from disclosures.models import Disclosure
from frontend.work import guidance, wording
from hierarchy.models import Unit


class Filters(forms.Form):
    """By what the list of disclosures is narrowed."""

    q = forms.CharField(label=_("关键词"), required=False, max_length=100)
    unit = forms.UUIDField(label=_("单位"), required=False)
    state = forms.ChoiceField(
        label=_("状态"), required=False, choices=[("", _("全部")), *((s.value, wording.SHORT[s]) for s in State)]
    )


class UnitChoice(forms.Form):
    """For which of her units a clerk drafts."""

    unit = forms.ModelChoiceField(
        label=_("为哪个单位起草？"),
        queryset=Unit.objects.none(),
        to_field_name="public_id",
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": _("请选单位。"), "invalid_choice": _("您不是这个单位的信息员，请另选。")},
    )

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"] = _with_queryset(self.fields["unit"], units)


class ItemChoice(forms.Form):
    """On which item of the catalog a clerk drafts."""

    item = forms.ChoiceField(
        label=_("公开事项"),
        error_messages={
            "required": _("请选一个公开事项。"),
            "invalid_choice": _("这个公开事项不在本单位现行的公开目录里，请另选。"),
        },
    )

    def __init__(self, *args: Any, items: Sequence[EffectiveItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._items = {str(each.item.public_id): each.item for each in items}
        field = self.fields["item"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(key, item.title) for key, item in self._items.items()]

    def chosen(self) -> Item:
        """Return the item of a valid form."""
        return self._items[self.cleaned_data["item"]]


class EditorForm(DraftInput):
    """A draft as it is edited: items out of the unit's catalog, scopes that the item allows, and which copy it was."""

    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, disclosure: Disclosure, catalog: Sequence[EffectiveItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._by_lineage = {each.item.lineage: each for each in catalog}
        self._catalog = {self._key(each, disclosure): each for each in catalog}
        self.fields["item"].widget = forms.Select(choices=self._item_choices(disclosure, catalog))
        self.fields["scope"].widget = forms.RadioSelect(
            choices=guidance.scopes_of(self._item(disclosure), disclosure.plan)
        )
        self.fields["title"].widget.attrs["class"] = "form-control gk-title-input"
        self.fields["body"].widget.attrs["rows"] = "18"

    def effective(self, disclosure: Disclosure) -> EffectiveItem | None:
        """Return the item that is chosen now as it holds at the unit; None when none is, or it holds no more."""
        return self._catalog.get(self._item_key(disclosure))

    def entry_of(self, item: Item | None) -> EffectiveItem | None:
        """Return an item as it holds at the unit now, in whichever edition; None when it does not."""
        return self._by_lineage.get(item.lineage) if item else None

    def content(self) -> dict[str, Any]:
        """Return what is sent of the text, as the verb takes it."""
        values = {name: self.cleaned_data[name] for name in DraftInput.base_fields}
        item = values["item"]
        return values | {"item": str(item.public_id) if item else ""}

    @staticmethod
    def _key(each: EffectiveItem, disclosure: Disclosure) -> str:
        """Return by what an item is chosen; the one chosen under an earlier edition keeps that one's key."""
        item = disclosure.item
        chosen = item is not None and item.lineage == each.item.lineage
        return str(item.public_id if item is not None and chosen else each.item.public_id)

    def _item_key(self, disclosure: Disclosure) -> str:
        if self.is_bound:
            return str(self.data.get("item", ""))
        return str(disclosure.item.public_id) if disclosure.item else ""

    def _item(self, disclosure: Disclosure) -> Item | None:
        found = self.effective(disclosure)
        return found.item if found else disclosure.item

    def _item_choices(self, disclosure: Disclosure, catalog: Sequence[EffectiveItem]) -> list[tuple[str, Any]]:
        choices: list[tuple[str, Any]] = [("", _("还没有选"))]
        item, entry = disclosure.item, self.entry_of(disclosure.item)
        if item is not None and entry is None:
            choices.append((str(item.public_id), _("%s（已不在现行目录里）") % item.title))
        elif item is not None and entry is not None and entry.standing != Standing.REQUIRED:
            choices.append((str(item.public_id), f"{entry.item.title}（{entry.standing.label}）"))
        for category in by_category(each for each in catalog if each.standing == Standing.REQUIRED):
            rows = [(self._key(each, disclosure), each.item.title) for each in category.items]
            choices.append((category.title, rows))
        return choices


class Upload(forms.Form):
    """A file to add to the text."""

    file = forms.FileField(
        label=_("添加附件"),
        help_text=_("PDF、Word、Excel、PPT、图片、纯文本或 CSV，每个不超过20 MB。上传时先保存正文。"),
        widget=forms.ClearableFileInput(attrs={"form": "editor"}),
        error_messages={"required": _("请先选文件，再上传。")},
    )


def _with_queryset(field: forms.Field, rows: Any) -> forms.Field:
    if isinstance(field, forms.ModelChoiceField):
        field.queryset = rows
    return field

"""How are the headings and items of a draft written, and how is settled what an import left to a person?"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.forms.boundfield import BoundField
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from catalogs import actions, inputs, policies
from catalogs.models import CatalogVersion, Category, Item
from core.errors import Text
from frontend import fragments, pieces, submit, words
from frontend.account.requests import SignedIn, signed_in
from frontend.workbench import reading, ways
from frontend.workbench.editions import answer_form
from frontend.workbench.lines import of_item, scopes_of, time_in_full
from hierarchy.kinds import Sector, UnitKind

GROUPS: Sequence[tuple[Text, Sequence[str]]] = (
    (_("公开什么"), ("category", "title", "elements", "basis", "index_no", "openness")),
    (_("向谁公开，怎么公开"), ("scopes", "channels", "departments")),
    (_("什么时候公开"), ("time_mode", "period", "due_rule", "notice_days")),
    (_("哪些单位要公开"), ("obligation_level", "unit_kinds", "sectors")),
    (_("办理要求"), ("shows_process", "inside_first", "superior_approval")),
)
HINTS: Mapping[str, Text] = {
    "title": _("写清楚是什么事项，例如“党费收缴、管理和使用情况”。"),
    "elements": _("公开时应当包含哪些内容，一行写一项。"),
    "channels": _("例如“党务公开栏、会议、网站”，用顿号隔开。"),
    "departments": _("写责任单位或责任科室的名称，用顿号隔开。"),
    "period": _("定期公开的事项选择周期，其他的选“不定期”。"),
    "due_rule": _("例如“事项确定后7个工作日内”。"),
    "notice_days": _("需要先公示的事项，写公示几天；不公示的写0。"),
    "unit_kinds": _("都不选表示所有类型的单位都要公开。"),
    "sectors": _("都不选表示所有领域都要公开。"),
}


class ItemForm(inputs.ItemInput):
    """An item and the heading under which it stands."""

    category = forms.ModelChoiceField(
        Category.objects.none(), label=_("一级目录"), to_field_name="public_id", empty_label=None
    )

    def __init__(self, *args: Any, version: CatalogVersion, **options: Any) -> None:
        super().__init__(*args, **options)
        category = self.fields["category"]
        assert isinstance(category, forms.ModelChoiceField)  # noqa: S101  (for the type checker)
        category.queryset = version.categories.order_by("sort_no", "pk")
        for name, hint in HINTS.items():
            self.fields[name].help_text = str(hint)

    @property
    def item_values(self) -> dict[str, Any]:
        """Return what was filled in about the item itself."""
        return {name: self.cleaned_data[name] for name in inputs.FIELDS}


@dataclass(frozen=True)
class Row:
    """A field with what an import left to a person about it."""

    bound: BoundField
    notes: Sequence[Mapping[str, Any]]

    @property
    def optional(self) -> bool:
        """Whether it is to be marked as one that may be left out; a choice of nothing says so itself."""
        says_itself = isinstance(self.bound.field, forms.BooleanField | forms.IntegerField) or isinstance(
            self.bound.field.widget, forms.Select
        )
        return not self.bound.field.required and not says_itself


@dataclass(frozen=True)
class Group:
    """Fields about one question."""

    title: Text
    rows: Sequence[Row]


@signed_in
def add_category(request: SignedIn, edition: uuid.UUID) -> HttpResponse:
    """Add a heading to a draft."""
    draft = reading.draft(request, edition)
    form = inputs.CategoryInput(request.POST or None)
    if request.method == "POST" and submit.attempt(
        form, lambda: actions.add_category(draft, actor=request.actor, at=request.at, **form.cleaned_data)
    ):
        messages.success(request, _("一级目录已增加。"))
        return redirect(reading.edition_path(draft))
    return _category_form(request, form, draft, _("增加一级目录"), "folder-plus")


@signed_in
def edit_category(request: SignedIn, category: uuid.UUID) -> HttpResponse:
    """Give a heading another title."""
    found = reading.category(request, category)
    form = inputs.CategoryInput(request.POST or None, initial={"title": found.title})
    if request.method == "POST" and submit.attempt(
        form, lambda: actions.edit_category(found, actor=request.actor, at=request.at, **form.cleaned_data)
    ):
        messages.success(request, _("一级目录已改名。"))
        return redirect(reading.edition_path(found.version))
    return _category_form(request, form, found.version, _("修改一级目录"), "pencil")


@signed_in
def remove_category(request: SignedIn, category: uuid.UUID) -> HttpResponse:
    """Remove a heading under which nothing stands, after asking."""
    found = reading.category(request, category)
    form = forms.Form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and submit.attempt(
        form, lambda: actions.remove_category(found, actor=request.actor, at=request.at)
    ):
        messages.success(request, _("一级目录已删除。"))
        return redirect(reading.edition_path(found.version))
    title = _("删除一级目录“%(title)s”") % {"title": found.title}
    return _category_form(request, form, found.version, title, "trash", tone="danger")


@signed_in
def add_item(request: SignedIn, category: uuid.UUID) -> HttpResponse:
    """Add an item under a heading."""
    found = reading.category(request, category)
    initial = {"category": found.public_id, "openness": found.version.catalog.openness}
    form = ItemForm(request.POST or None, version=found.version, initial=initial)
    if request.method == "POST" and submit.attempt(
        form,
        lambda: actions.add_item(
            form.cleaned_data["category"], data=form.item_values, actor=request.actor, at=request.at
        ),
    ):
        messages.success(request, _("公开事项已增加。"))
        return redirect(reading.edition_path(found.version))
    return _item_form(request, form, found.version, title=_("增加公开事项"))


@signed_in
def item(request: SignedIn, item: uuid.UUID) -> HttpResponse:
    """Show an item; in a draft, as a form to whoever writes it."""
    found = reading.item(request, item)
    if found.version.is_draft and policies.edit(request.actor, found.version.catalog):
        return _edit_item(request, found)
    page = {
        "item": found,
        "line": of_item(found),
        "facts": facts_of(found),
        "trail": reading.edition_trail(found.version, found.title),
        **ways.beside(request, found),
    }
    return fragments.respond(request, "workbench/item.html", page)


@signed_in
def remove_item(request: SignedIn, item: uuid.UUID) -> HttpResponse:
    """Remove an item from a draft, after asking."""
    found = reading.draft_item(request, item)
    form = forms.Form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and submit.attempt(
        form, lambda: actions.remove_item(found, actor=request.actor, at=request.at)
    ):
        messages.success(request, _("公开事项已从草稿中删除。"))
        return redirect(reading.edition_path(found.version))
    title = _("删除公开事项")
    return answer_form(
        request,
        form,
        title=title,
        facts=_("“%(title)s”只从这份草稿中删除，已发布的版本没有变化。") % {"title": found.title},
        label=_("删除这个事项"),
        icon="trash",
        trail=reading.edition_trail(found.version, title),
        back=reading.edition_path(found.version),
        tone="danger",
    )


def facts_of(item: Item) -> list[pieces.Fact]:
    """Return an item as its terms and values, what is empty left out."""
    rows = (
        (_("一级目录"), item.category.title),
        (_("内容要素"), item.elements),
        (_("公开依据"), item.basis),
        (_("公开范围"), scopes_of(item)),
        (_("公开时限"), time_in_full(item)),
        (_("公开形式"), words.listing(item.channels)),
        (_("责任单位"), words.listing(item.departments)),
        (_("公开要求"), item.get_obligation_level_display()),
        (_("公开类别"), item.get_openness_display()),
        (_("适用组织类型"), words.listing(str(UnitKind(kind).label) for kind in item.unit_kinds) or _("全部")),
        (_("适用领域"), words.listing(str(Sector(sector).label) for sector in item.sectors) or _("全部")),
        (_("公示天数"), str(item.notice_days or "")),
        (_("办理要求"), words.listing(_requirements(item))),
        (_("索引号"), item.index_no),
    )
    return [pieces.Fact(term, value) for term, value in rows if value]


def _edit_item(request: SignedIn, found: Item) -> HttpResponse:
    """Write an item anew; or settle it as it stands, when what was uncertain turns out right."""
    initial = {"category": found.category.public_id, **inputs.values_of(found)}
    sent: Any = None
    if request.method == "POST":
        sent = _as_sent(initial) if "settle" in request.POST else request.POST
    form = ItemForm(sent, version=found.version, initial=initial)
    revision = request.POST.get("revision", "")
    if sent is not None and submit.attempt(
        form,
        lambda: actions.edit_item(
            found,
            data=form.item_values,
            category=form.cleaned_data["category"],
            revision=int(revision) if revision.isdecimal() else None,
            actor=request.actor,
            at=request.at,
        ),
    ):
        messages.success(request, _("公开事项已保存。"))
        return redirect(reading.edition_path(found.version))
    return _item_form(request, form, found.version, title=found.title, item=found)


def _as_sent(values: Mapping[str, Any]) -> QueryDict:
    """Return an item as the form that would leave it as it is."""
    sent = QueryDict(mutable=True)
    for name, value in values.items():
        if value is not None and value is not False:
            sent.setlist(name, [str(each) for each in value] if isinstance(value, list) else [str(value)])
    return sent


def _item_form(
    request: SignedIn, form: ItemForm, version: CatalogVersion, *, title: Text, item: Item | None = None
) -> HttpResponse:
    notes = item.needs_person if item is not None else []
    page = {
        "form": form,
        "version": version,
        "item": item,
        "title": title,
        "groups": [
            Group(label, [Row(form[name], [note for note in notes if note.get("field") == name]) for name in names])
            for label, names in GROUPS
        ],
        "notes": [(note, form[note["field"]].id_for_label) for note in notes if note.get("field") in form.fields],
        "trail": reading.edition_trail(version, title),
        "back": reading.edition_path(version),
    }
    return fragments.respond(request, "workbench/item_form.html", page, status=submit.status_of(form))


def _category_form(
    request: SignedIn, form: forms.Form, version: CatalogVersion, title: Text, icon: str, *, tone: str = "primary"
) -> HttpResponse:
    return answer_form(
        request,
        form,
        title=title,
        facts=str(version),
        label=title,
        icon=icon,
        trail=reading.edition_trail(version, title),
        back=reading.edition_path(version),
        tone=tone,
    )


def _requirements(item: Item) -> list[str]:
    names = ("shows_process", "inside_first", "superior_approval")
    return [str(inputs.ItemInput.base_fields[name].label) for name in names if getattr(item, name)]

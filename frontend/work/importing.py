"""How does a Word notice become a draft? Uploaded, shown as it was read with what was left out, and confirmed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogs import effective
from catalogs.effective import EffectiveItem, Standing
from catalogs.models import Item
from core import errors
from core.documents.word import WordText
from disclosures.models import Disclosure
from disclosures.writing import importing
from frontend import fragments, pieces, submit, uploads, visits, words
from frontend.account.requests import SignedIn, signed_in
from frontend.work import guidance
from hierarchy.models import Unit

PURPOSE = "disclosures.import"


class WordFile(forms.Form):
    """A document, and the unit that it is of."""

    unit = forms.ModelChoiceField(
        label=gettext_lazy("为哪个单位起草？"),
        queryset=Unit.objects.none(),
        to_field_name="public_id",
        empty_label=None,
        error_messages={"invalid_choice": gettext_lazy("您不是这个单位的信息员，请另选。")},
    )
    file = forms.FileField(
        label=gettext_lazy("Word 文件"),
        help_text=gettext_lazy("用 Word 或 WPS 写的 .docx。旧的 .doc 和 .wps 请先另存为 .docx。"),
        widget=forms.ClearableFileInput(attrs={"accept": ".docx"}),
        error_messages={
            "required": gettext_lazy("请选要导入的 Word 文件。"),
            "empty": gettext_lazy("这是空文件，请另选。"),
        },
    )

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit = self.fields["unit"]
        assert isinstance(unit, forms.ModelChoiceField)  # noqa: S101  (for the type checker)
        unit.queryset = units
        if len(units) == 1:
            unit.initial = units[0].public_id
            unit.widget = forms.HiddenInput()


class Confirmed(forms.Form):
    """What the clerk settles when she has seen what was read."""

    title = forms.CharField(label=gettext_lazy("标题"), max_length=200)
    item = forms.ChoiceField(label=gettext_lazy("公开事项"), required=False)
    document_no = forms.CharField(label=gettext_lazy("文号"), max_length=60, required=False)

    def __init__(self, *args: Any, catalog: list[EffectiveItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        item = self.fields["item"]
        assert isinstance(item, forms.ChoiceField)  # noqa: S101  (for the type checker)
        listed = effective.by_category(each for each in catalog if each.standing == Standing.REQUIRED)
        sections = [(row.title, [(str(each.item.public_id), each.item.title) for each in row.items]) for row in listed]
        item.choices = [("", _("以后再选")), *sections]
        self._items = {str(each.item.public_id): each.item for each in catalog}

    def chosen(self) -> Item | None:
        """Return the item of a valid form as it holds at the unit; None when it is left for later."""
        return self._items.get(self.cleaned_data["item"])


@signed_in
def upload(request: SignedIn) -> HttpResponse:
    """Take a document and show what was read of it; nothing is written."""
    units = _units(request)
    form = WordFile(request.POST or None, request.FILES or None, units=units)
    if request.method == "POST":
        told: list[tuple[WordText, str]] = []
        if submit.attempt(form, lambda: told.append(_tell(request, form))):
            return _preview(request, form.cleaned_data["unit"], *told[0])
    status = submit.status_of(form)
    context = {"form": form, "units": units, "trail": _trail()}
    return fragments.respond(request, "work/import.html", context, status=status)


@signed_in
def confirm(request: SignedIn) -> HttpResponse:
    """Begin the draft with what was shown."""
    unit = next((each for each in _units(request) if str(each.public_id) == request.POST.get("unit", "")), None)
    if request.method != "POST" or unit is None:
        return redirect("work:import")
    token = request.POST.get("token", "")
    kept = uploads.find(token, request, purpose=PURPOSE)
    form = Confirmed(request.POST, catalog=effective.for_unit(unit, on=visits.today(request)))
    drafted: list[Disclosure] = []
    if not submit.attempt(form, lambda: drafted.append(_import(request, unit, kept, form))):
        with kept.open() as content:
            text = importing.read_word(content, name=kept.name, unit=unit, actor=request.actor)
        return _preview(request, unit, text, token, form)
    kept.release()
    messages.success(request, _("已导入为草稿。请对照右边的检查，改好后提交审查。"))
    return redirect("work:edit", drafted[0].public_id)


def _units(request: SignedIn) -> QuerySet[Unit]:
    units = Unit.objects.open().filter(request.actor.reach("disclosures.draft", "")).order_by("lft")
    if not units:
        raise errors.Denied(
            "disclosure.not_drafter", _("起草由本单位信息员办理。需要起草的，请联系本单位管理员设置岗位。")
        )
    return units


def _tell(request: SignedIn, form: WordFile) -> tuple[WordText, str]:
    try:
        kept, token = uploads.keep(form.cleaned_data["file"], request, purpose=PURPOSE)
    except errors.TooLarge as refusal:
        raise errors.Invalid.field("file", refusal.code, refusal.reason) from refusal
    try:
        with kept.open() as content:
            return importing.read_word(
                content, name=kept.name, unit=form.cleaned_data["unit"], actor=request.actor
            ), token
    except errors.Refusal:
        kept.release()
        raise


def _import(request: SignedIn, unit: Unit, kept: uploads.Upload, form: Confirmed) -> Disclosure:
    chosen = form.chosen()
    values = {**form.cleaned_data, "scope": guidance.first_scope(chosen) if chosen else ""}
    with kept.open() as content:
        return importing.import_word(
            content, name=kept.name, unit=unit, data=values, actor=request.actor, at=request.at
        )


def _preview(request: SignedIn, unit: Unit, text: WordText, token: str, form: Confirmed | None = None) -> HttpResponse:
    catalog = effective.for_unit(unit, on=visits.today(request))
    context = {
        "unit": unit,
        "token": token,
        "form": form or Confirmed(initial=importing.fields_of(text), catalog=catalog),
        "name": text.name,
        "body": mark_safe(text.html()),  # noqa: S308  (cleaned by core.richtext)
        "left": text.left,
        "changed": text.changed,
        "figures": _figures(text),
        "trail": _trail(last=True),
    }
    status = submit.UNPROCESSABLE if form is not None else 200
    return fragments.respond(request, "work/import_preview.html", context, status=status)


def _figures(text: WordText) -> list[pieces.Fact]:
    layout, html = text.layout, text.markup
    rows = [
        pieces.Fact(_("文件"), text.name),
        pieces.Fact(_("成文日期"), words.date(layout.written_on) if layout.written_on else ""),
        pieces.Fact(
            _("读到"),
            _("小标题 %(h)s 个、表格 %(t)s 个、图片 %(p)s 张")
            % {
                "h": words.number(sum(html.count(f"<h{level}>") for level in (2, 3, 4))),
                "t": words.number(html.count("<table>")),
                "p": words.number(len(text.pictures)),
            },
        ),
    ]
    return [row for row in rows if row.value]


def _trail(*, last: bool = False) -> list[pieces.Crumb]:
    first = pieces.Crumb(_("公开信息"), reverse("work:disclosures"))
    step = pieces.Crumb(_("导入 Word"), reverse("work:import") if last else "")
    return [first, step, *([pieces.Crumb(_("核对导入内容"))] if last else [])]

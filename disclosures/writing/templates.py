"""What does a draft begin with: a text that the maker of the catalog or the unit itself has written for its item?"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from html import escape
from typing import Any

from django import forms
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor, Place
from catalogs import effective
from catalogs.models import Item
from core import clock, errors, inputs, richtext, verdicts
from core.audit import trail
from core.verdicts import Verdict
from disclosures.inputs import ItemField
from disclosures.models import TextTemplate
from disclosures.writing.checks import coverage
from hierarchy.models import Unit

BLANKS = ("{单位}", "{年度}", "{日期}")
"""What stands in a template for what is known only when a draft begins."""


class TemplateInput(forms.Form):
    """A template: for one item, or for every item that has none of its own."""

    item = ItemField(
        label=_("公开事项"),
        queryset=Item.objects.all(),
        to_field_name="public_id",
        required=False,
        error_messages={"invalid_choice": _("目录里没有这个公开事项，请从本单位的公开目录里选。")},
    )
    body = forms.CharField(
        label=_("范文"), widget=forms.Textarea, error_messages={"required": _("请写范文；不要范文的，可以删除。")}
    )


class BodyInput(forms.Form):
    """The text of a template."""

    body = TemplateInput.base_fields["body"]


def see(actor: Actor, template: TextTemplate) -> Verdict:
    """Whoever works here sees what drafts begin with."""
    if actor.unlimited or actor.is_member:
        return verdicts.ALLOW
    return verdicts.deny("template.not_visible", _("范文供本系统的人员使用。"), concerns=False)


def manage(actor: Actor, unit: Place) -> Verdict:
    """Clerks write templates for their own unit, administrators for the units whose catalogs they edit."""
    if actor.user_id is not None and (actor.may("disclosures.draft", unit) or actor.may("catalogs.edit", unit)):
        return verdicts.ALLOW
    return verdicts.deny("template.not_yours", _("范文由本单位信息员或编制目录的管理员维护。"), concerns=False)


@transaction.atomic
def add(unit: Unit, *, data: Mapping[str, Any], actor: Actor, at: datetime.datetime) -> TextTemplate:
    """Let drafts of a unit and those below it begin with a text, on one item or on all that have none."""
    manage(actor, unit).enforce()
    values = inputs.cleaned(TemplateInput, data)
    item = values["item"]
    if item is not None and effective.holding(unit, item.lineage, on=clock.local_date(at)) is None:
        raise errors.Invalid.field("item", "item.not_applicable", _("这个公开事项不在本单位现行的公开目录里，请另选。"))
    lineage = item.lineage if item is not None else None
    template = TextTemplate(unit=unit, lineage=lineage, item_title=item.title if item else "")
    _write(template, values["body"], actor=actor, at=at)
    try:
        with transaction.atomic():
            template.save(force_insert=True)
    except IntegrityError:  # also where two begin one at the same moment
        raise errors.Conflict("template.exists", _("这个事项已经有范文，请直接修改那一份。")) from None
    trail.record("template.added", template, actor=actor, at=at, label=_("新建范文"), after={"body": template.body})
    return template


@transaction.atomic
def edit(
    template: TextTemplate, *, data: Mapping[str, Any], revision: int, actor: Actor, at: datetime.datetime
) -> TextTemplate:
    """Write a template anew; drafts that have begun keep their text."""
    current = _locked(template, actor)
    if current.revision != revision:
        raise errors.Stale("template.stale", _t("这份范文已被%s改过，请刷新后再改。") % current.updated_by_name)
    before = current.body
    _write(current, inputs.cleaned(BodyInput, data)["body"], actor=actor, at=at)
    current.revision += 1
    current.save()
    after = {"body": current.body}
    trail.record(
        "template.edited", current, actor=actor, at=at, label=_("修改范文"), before={"body": before}, after=after
    )
    return current


@transaction.atomic
def remove(template: TextTemplate, *, actor: Actor, at: datetime.datetime) -> None:
    """Take a template away; its text stays in the trail."""
    current = _locked(template, actor)
    trail.record("template.removed", current, actor=actor, at=at, label=_("删除范文"), before={"body": current.body})
    current.delete()


def body_for(unit: Unit, lineage: Any, *, on: datetime.date) -> str:
    """Return what a draft on an item begins with, its blanks filled in; empty where there is no template."""
    found = TextTemplate.objects.holding(unit, lineage)
    if found is None:
        return ""
    known = (unit.name, str(on.year), f"{on.year}年{on.month}月{on.day}日")
    text = found.body
    for blank, words in zip(BLANKS, known, strict=True):
        text = text.replace(blank, escape(words, quote=False))
    return text


def outline_of(elements: str) -> str:
    """Return a text that only names the content elements of an item, as headings to write under."""
    return "".join(f"<h2>{escape(each, quote=False)}</h2><p>……</p>" for each in coverage.elements_of(elements))


def _write(template: TextTemplate, body: str, *, actor: Actor, at: datetime.datetime) -> None:
    template.body = richtext.clean(body)
    if richtext.pictures_in(template.body):
        raise errors.Invalid.field("body", "template.pictures", _("范文里不能放图片，图片由每件公开信息自己上传。"))
    if not template.body:
        raise errors.Invalid.field("body", "body.required", _("请写范文；不要范文的，可以删除。"))
    template.updated_at = at
    template.updated_by_name = actor.name


def _locked(template: TextTemplate, actor: Actor) -> TextTemplate:
    rows = TextTemplate.objects.select_for_update(of=("self",)).select_related("unit")
    current = rows.filter(pk=template.pk).first()
    if current is None or not see(actor, current):
        raise errors.Missing
    manage(actor, current.unit).enforce()
    return current

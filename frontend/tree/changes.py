"""How is the tree changed by hand? Each change is filled in, shown with its effects, and only then confirmed."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from core import clock, verdicts
from core.errors import Text
from frontend import fragments, pieces, submit, visits
from frontend.account.requests import SignedIn, signed_in
from frontend.tree import effects, picker, reading
from hierarchy import actions, inputs, policies, previews, rules
from hierarchy.models import TreeChange, Unit


@dataclass(frozen=True)
class Change:
    """One kind of change as its pages show it."""

    title: Text
    icon: str
    form: forms.Form
    preview: Callable[[dict[str, Any]], previews.Preview]
    verb: Callable[..., TreeChange]
    done: Text
    picked: str = ""
    """The field that chooses a unit by searching."""
    advice: Text = ""
    verdict: Callable[[dict[str, Any]], verdicts.Verdict] = field(default=lambda _cleaned: verdicts.ALLOW)


@signed_in
def create(request: SignedIn, unit: uuid.UUID) -> HttpResponse:
    """Set up a unit below this one."""
    superior = reading.managed(request, unit)
    form = _filled(request, inputs.CreateUnit, {"parent": superior.public_id})
    form.fields["parent"].widget = forms.HiddenInput()
    change = Change(
        title=_("新设下级单位"),
        icon="plus",
        form=form,
        preview=lambda cleaned: previews.preview_create(superior, **_only(cleaned, "code", "name", "kind", "sector")),
        verb=lambda **by: actions.create_unit(**{**by, "parent": superior}),
        done=_("新设单位已登记。"),
    )
    return _two_steps(request, superior, change)


@signed_in
def rename(request: SignedIn, unit: uuid.UUID) -> HttpResponse:
    """Give the unit another name."""
    found = reading.managed(request, unit)
    change = Change(
        title=_("更名"),
        icon="pencil",
        form=_filled(request, inputs.RenameUnit, {"name": found.name}),
        preview=lambda cleaned: previews.preview_rename(found, name=cleaned["name"]),
        verb=lambda **by: actions.rename_unit(found, **by),
        done=_("更名已登记。"),
        advice=_("以前公开的信息保留当时的名称。"),
    )
    return _two_steps(request, found, change)


@signed_in
def reclassify(request: SignedIn, unit: uuid.UUID) -> HttpResponse:
    """Give the unit another kind or sector."""
    found = reading.managed(request, unit)
    change = Change(
        title=_("调整类型和领域"),
        icon="category",
        form=_filled(request, inputs.ChangeKind, {"kind": found.kind, "sector": found.sector}),
        preview=lambda cleaned: previews.preview_change_kind(found, **_only(cleaned, "kind", "sector")),
        verb=lambda **by: actions.change_kind(found, **by),
        done=_("类型和领域的调整已登记。"),
        advice=_("公开目录按组织类型和领域确定适用的事项。"),
    )
    return _two_steps(request, found, change)


@signed_in
def move(request: SignedIn, unit: uuid.UUID) -> HttpResponse:
    """Put the unit, with all below it, under another superior."""
    found = reading.managed(request, unit)
    policies.move(request.actor, found, found.parent or found).enforce()
    form = _filled(request, inputs.MoveUnit, {})
    managed = reading.managed_units(request)
    beside = Q(level=found.level - 1) | Q(parent_id=found.parent_id)
    near = managed.filter(beside).exclude(pk__in=[found.pk, found.parent_id or found.pk]).order_by("level", "lft")
    picker.offer(form, "parent", managed, near=near, text=request.POST.get(picker.FIND, ""))
    change = Change(
        title=_("调整隶属关系"),
        icon="transfer",
        form=form,
        preview=lambda cleaned: previews.preview_move(found, **_only(cleaned, "parent", "sort_no")),
        verb=lambda **by: actions.move_unit(found, **by),
        done=_("隶属关系的调整已登记。"),
        picked="parent",
        verdict=lambda cleaned: policies.move(request.actor, found, cleaned["parent"]),
    )
    return _two_steps(request, found, change)


@signed_in
def close(request: SignedIn, unit: uuid.UUID) -> HttpResponse:
    """Abolish the unit, or merge it into a successor."""
    found = reading.managed(request, unit)
    form = _filled(request, inputs.CloseUnit, {})
    managed = reading.managed_units(request).exclude(pk=found.pk)
    near = managed.filter(parent_id=found.parent_id).order_by("lft")
    text = request.POST.get(picker.FIND, "")
    picker.offer(form, "successor", managed, near=near, text=text, none=_("没有承接单位"))
    change = Change(
        title=_("撤销"),
        icon="circle-minus",
        form=form,
        preview=lambda cleaned: previews.preview_close(found, successor=cleaned["successor"]),
        verb=lambda **by: actions.close_unit(found, **by),
        done=_("撤销已登记。"),
        picked="successor",
        advice=_("撤销以后不能恢复。单位的沿革和已公开的信息保留。"),
        verdict=lambda cleaned: policies.close(request.actor, found, cleaned["successor"]),
    )
    return _two_steps(request, found, change)


def _two_steps(request: SignedIn, unit: Unit, change: Change) -> HttpResponse:
    """Show the form; then the effects of what was filled in; and do it when it is confirmed."""
    form = change.form
    step = request.POST.get("step", "")
    if step == "preview" and submit.attempt(form, lambda: _judge(request, change)):
        return _effects(request, unit, change)
    made: list[TreeChange] = []
    if step == "confirm" and submit.attempt(
        form, lambda: made.append(change.verb(actor=request.actor, at=request.at, **form.cleaned_data))
    ):
        messages.success(request, str(change.done))
        return redirect(reading.path_of(made[0].unit or unit))
    page = {"unit": unit, "change": change, "form": form, "trail": _trail(unit, change), **_picking(request, change)}
    refused = form.is_bound and step in ("preview", "confirm")
    status = submit.UNPROCESSABLE if refused else 200
    return fragments.respond(request, "tree/change.html", page, fragment="tree/_picker.html", status=status)


def _judge(request: SignedIn, change: Change) -> None:
    """Refuse in the preview what the verb would refuse."""
    cleaned = change.form.cleaned_data
    change.verdict(cleaned).enforce()
    rules.days(cleaned["effective_on"], today=visits.today(request))
    if refusal := change.preview(cleaned).refusal:
        raise refusal


def _effects(request: SignedIn, unit: Unit, change: Change) -> HttpResponse:
    cleaned = change.form.cleaned_data
    told = change.preview(cleaned)
    today = clock.local_date(request.at)
    page = {
        "unit": unit,
        "change": change,
        "form": change.form,
        "trail": _trail(unit, change),
        "values": list(_values(change.form)),
        "lines": effects.lines(told, effective_on=cleaned["effective_on"], today=today),
        "path_before": effects.shown_path(told.path_before),
        "path_after": effects.shown_path(told.path_after),
        "planned": told.planned,
    }
    return fragments.respond(request, "tree/effects.html", page)


def _filled(request: SignedIn, form_class: type[forms.Form], initial: dict[str, Any]) -> forms.Form:
    """Return the form as it was sent; while a unit is being searched for, with what was typed and nothing refused."""
    if request.method != "POST":
        return form_class(initial=initial)
    if request.POST.get("step") in ("search", "edit"):
        return form_class(initial={**initial, **request.POST.dict()})
    return form_class(request.POST)


def _values(form: forms.Form) -> list[pieces.Fact]:
    """Return what was filled in, as it is read."""
    facts = []
    for bound in form:
        value = form.cleaned_data.get(bound.name)
        if bound.is_hidden or value in (None, "", ()):
            continue
        choices = dict(getattr(bound.field, "choices", ())) if isinstance(value, str) else {}
        shown = "、".join(value) if isinstance(value, tuple) else choices.get(value, value)
        facts.append(pieces.Fact(bound.label, str(shown) if bound.name != "effective_on" else f"{value:%Y-%m-%d}"))
    return facts


def _picking(request: SignedIn, change: Change) -> dict[str, Any]:
    if not change.picked:
        return {}
    return {
        "picked": change.form[change.picked],
        "find": request.POST.get(picker.FIND, ""),
        "none_found": request.POST.get(picker.FIND, "").strip() and not change.form.fields[change.picked].choices,  # type: ignore[attr-defined]
    }


def _trail(unit: Unit, change: Change) -> list[pieces.Crumb]:
    return reading.trail_of(unit, pieces.Crumb(change.title))


def _only(cleaned: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: cleaned[name] for name in names}

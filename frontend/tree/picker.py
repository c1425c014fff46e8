"""How does one choose a unit among thousands? By searching: a few candidates as choices, without losing the form."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.errors import Text
from hierarchy.models import Unit

FIND = "find"
"""The name under which the searched text is sent with the form."""
NEAR = 8


def offer(
    form: forms.BaseForm, name: str, units: QuerySet[Unit], *, near: QuerySet[Unit], text: str, none: Text = ""
) -> None:
    """Let the field choose among what the text finds, without a text among those near; what was chosen stays offered.

    `units` is all that may be chosen; `none` is the choice of nothing, where a field allows that.
    """
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  (for the type checker)
    field.queryset = units
    found = list(units.search(text)) if text.strip() else list(near[:NEAR])  # type: ignore[attr-defined]  # UnitQuerySet
    chosen = form[name].value()
    if chosen and all(str(unit.public_id) != str(chosen) for unit in found):
        found = [*units.filter(public_id=chosen)[:1], *found] if _is_uuid(field, chosen) else found
    field.widget = forms.RadioSelect()
    field.choices = [*([("", none)] if none else []), *_choices(found)]


def _choices(units: Iterable[Unit]) -> list[tuple[str, Text]]:
    return [(str(unit.public_id), _label(unit)) for unit in units]


def _label(unit: Unit) -> Text:
    if unit.parent is None:
        return unit.name
    return _("%(name)s（隶属%(parent)s）") % {"name": unit.name, "parent": unit.parent.name}


def _is_uuid(field: forms.ModelChoiceField[Unit], value: object) -> bool:
    """Say whether the value can name a unit at all."""
    try:
        field.to_python(value)
    except forms.ValidationError:
        return False
    return True

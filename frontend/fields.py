"""How is a form field shown? With its label, its hint, its errors, and the three tied together for screen readers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString

from core.errors import Invalid

_CLASSES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxSelectMultiple, "form-check-input"),
    (forms.RadioSelect, "form-check-input"),
    (forms.CheckboxInput, "form-check-input"),
    (forms.Select, "form-select"),
    (forms.Widget, "form-control"),
)


@dataclass(frozen=True)
class Refused:
    """One line of the error summary and the id of the input that it leads to."""

    text: str
    target: str


def shown(field: BoundField, **attrs: Any) -> SafeString:
    """Return the input of a field with the classes of the visual standard and its marks for screen readers."""
    dressed(field)
    return field.as_widget(attrs=attrs or None)


def dressed(field: BoundField) -> BoundField:
    """Give the field's widget, which belongs to this form only, the classes of the visual standard."""
    widget = field.field.widget
    widget.attrs.setdefault("class", next(name for kind, name in _CLASSES if isinstance(widget, kind)))
    if isinstance(widget, forms.DateInput):
        widget.input_type = "date"
        widget.format = "%Y-%m-%d"
    if isinstance(widget, forms.Textarea):
        widget.attrs["rows"] = widget.attrs.get("rows") if widget.attrs.get("rows") not in (None, "10") else "5"
    return field


def shape(field: BoundField) -> str:
    """Return how the field is laid out: `choices` (a fieldset), `checkbox` (label after the box) or `plain`."""
    widget = field.field.widget
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "choices"
    if isinstance(widget, forms.CheckboxInput):
        return "checkbox"
    return "plain"


def refused(form: forms.BaseForm) -> Iterator[Refused]:
    """Yield what is wrong with a bound form, in the order of its fields, each with the input to go to."""
    for text in form.non_field_errors():
        yield Refused(str(text), _first_input(form))
    for field in form:
        for text in field.errors:
            yield Refused(str(text), _target(field))


def adopt(form: forms.BaseForm, refusal: Invalid) -> None:
    """Show on the form what a verb refused; an error of a field that the form lacks stands above all fields."""
    if not refusal.errors:
        form.add_error(None, str(refusal.reason))
    for name, found in refusal.errors.items():
        for error in found:
            form.add_error(name if name in form.fields else None, str(error.reason))


def _target(field: BoundField) -> str:
    return f"{field.auto_id}_0" if shape(field) == "choices" else field.id_for_label or field.auto_id


def _first_input(form: forms.BaseForm) -> str:
    return next((_target(field) for field in form if not field.is_hidden), "")

"""How is a form field shown? With its label, its hint, its errors, and the three tied together for screen readers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core.errors import Invalid, Refusal

_CLASSES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxSelectMultiple, "form-check-input"),
    (forms.RadioSelect, "form-check-input"),
    (forms.CheckboxInput, "form-check-input"),
    (forms.Select, "form-select"),
    (forms.Widget, "form-control"),
)


@dataclass(frozen=True)
class Refused:
    """One line of the error summary, the id of the input that it leads to, and the code that the API tells too."""

    text: str
    target: str
    code: str
    is_at_field: bool
    """Whether it stands at a field as well; what is refused as a whole may name nothing that could be changed."""


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
    for error in form.non_field_errors().as_data():
        yield Refused(" ".join(error.messages), _first_input(form), _code("input", error), is_at_field=False)
    for field in form:
        for error in field.errors.as_data():
            yield Refused(_words(field, error), _target(field), _code(field.name, error), is_at_field=True)


def wrong(field: BoundField) -> list[str]:
    """Return what is wrong with one field, in the words of the summary above the form."""
    return [_words(field, error) for error in field.errors.as_data()]


def adopt(form: forms.BaseForm, refusal: Refusal) -> None:
    """Show on the form what a verb refused; an error of a field that the form lacks stands above all fields, once."""
    found = refusal.errors if isinstance(refusal, Invalid) else {}
    told = [(name, error.code, str(error.reason)) for name, listed in found.items() for error in listed]
    places = [(name if name in form.fields else None, code, text) for name, code, text in told]
    for place, code, text in dict.fromkeys(places or [(None, refusal.code, str(refusal.reason))]):
        form.add_error(place, ValidationError(text, code=code))


def _code(name: str, error: ValidationError) -> str:
    """Return the verb's own code, or the one that the API gives to what a form itself refuses."""
    code = error.code or "invalid"
    return code if "." in code else f"{name}.{code}"


def _target(field: BoundField) -> str:
    return f"{field.auto_id}_0" if shape(field) == "choices" else field.id_for_label or field.auto_id


def _first_input(form: forms.BaseForm) -> str:
    return next((_target(field) for field in form if not field.is_hidden), "")


def _words(field: BoundField, error: ValidationError) -> str:
    """Return an error in words; an empty field without words of its own is named, so that a summary can be read."""
    if error.message is not forms.Field.default_error_messages["required"]:
        return " ".join(error.messages)
    chosen = isinstance(field.field.widget, forms.widgets.ChoiceWidget | forms.FileInput)
    return (_("请选择%(field)s。") if chosen else _("请填写%(field)s。")) % {"field": field.label}

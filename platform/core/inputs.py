"""Is what was sent what the verb accepts? One form per verb, for every way in.

HTML forms, API bodies, commands and tasks all end here, so that a rule about input stands once.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from core import errors


def require_visible(text: str) -> None:
    """Refuse characters that are not shown, such as those that turn the direction of writing around."""
    if not text.replace("\x00", "").isprintable():  # of NUL every text field of Django tells by itself
        raise forms.ValidationError(_("含有无法显示的字符，请重新输入。"), code="unprintable")


class LineField(forms.CharField):
    """A name or title on one line, blanks inside it single: by it things are found again."""

    default_validators = [require_visible]

    def to_python(self, value: Any) -> str:
        """Return it on one line."""
        return " ".join((super().to_python(value) or "").split())


def cleaned(form_class: type[forms.Form], data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the validated data, or raise `Invalid` that names each field.

    A key that the form does not know is ignored, as browsers send more than asked.
    """
    form = form_class(data=_as_form_data(data))
    if not form.is_valid():
        raise refusal_of(form)
    return dict(form.cleaned_data)


def refusal_of(form: forms.BaseForm) -> errors.Invalid:
    """Return the refusal that says what a bound form found."""
    found = {
        name: [
            errors.FieldError(f"{name}.{error.code or 'invalid'}", " ".join(str(text) for text in error.messages))
            for error in listed.as_data()
        ]
        for name, listed in form.errors.items()
    }
    return errors.Invalid(found)


def _as_form_data(data: Mapping[str, Any]) -> MultiValueDict[str, Any]:
    """Return plain values as form data: a list is several values of one name, `None` is left out."""
    if isinstance(data, MultiValueDict):
        return data
    values: MultiValueDict[str, Any] = MultiValueDict()
    for name, value in data.items():
        if value is None:
            continue
        values.setlist(name, list(value) if isinstance(value, list | tuple | set | frozenset) else [value])
    return values

"""What becomes of a form that was sent? Checked, handed to one verb, and shown again with what the verb refused."""

from __future__ import annotations

from collections.abc import Callable

from django import forms

from core import errors
from frontend import fields

UNPROCESSABLE = 422
TOO_MANY = 429


def attempt(form: forms.BaseForm, verb: Callable[[], object]) -> bool:
    """Say whether the verb was done; if not, the form shows what it, or the form itself, refused.

    A refusal of the person (403) or of the thing (404) is no matter of what was filled in, and passes through.
    """
    if not form.is_valid():
        return False
    try:
        verb()
    except errors.Invalid as refusal:
        fields.adopt(form, refusal)
    except errors.Refusal as refusal:
        if not isinstance(refusal, errors.Busy) and refusal.status not in (errors.Conflict.status, TOO_MANY):
            raise
        fields.adopt(form, refusal)
    return form.is_valid()


def status_of(form: forms.BaseForm) -> int:
    """Return the status of a page that shows a form: one that was sent and is shown again was refused."""
    return UNPROCESSABLE if form.is_bound else 200

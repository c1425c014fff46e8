"""How is a checklist answered in a form or by a program? What was ticked, and what is said to the rest.

A form sends each remark under a name of its own, `remarks:<point>`; a program sends an object from point to remark.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

BEFORE_POINT = "remarks:"
LONGEST_POINT = 100
LONGEST_REMARK = 500


class PointsField(forms.MultipleChoiceField):
    """The points that were ticked, whichever the step has: the verb compares them with it."""

    widget = forms.CheckboxSelectMultiple

    def validate(self, value: list[str]) -> None:
        """Refuse what cannot be a point."""
        if any(len(point) > LONGEST_POINT for point in value):
            raise forms.ValidationError(_("核对项里没有这一项，请刷新页面。"), code="invalid_choice")


class RemarksWidget(forms.Textarea):
    """Reads one remark a point."""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        """Return the remarks by point, from an object or from fields of their own."""
        sent = data.get(name)
        if sent is not None:
            return sent
        return {key.removeprefix(BEFORE_POINT): data.get(key) for key in data if key.startswith(BEFORE_POINT)}

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        """Never: fields that were left empty say that there is no remark."""
        return False


class RemarksField(forms.Field):
    """What is said to each point that was not ticked; empty remarks are none."""

    widget = RemarksWidget

    def to_python(self, value: Any) -> dict[str, str]:
        """Return the remarks that say something."""
        if not value:
            return {}
        if not isinstance(value, Mapping):
            raise forms.ValidationError(_("说明应按核对项逐项填写。"), code="invalid")
        found = {str(point): str(said or "").replace("\x00", "").strip() for point, said in value.items()}
        if any(len(said) > LONGEST_REMARK for said in found.values()):
            raise forms.ValidationError(_("每项说明不超过%(most)d个字。") % {"most": LONGEST_REMARK}, code="too_long")
        return {point: said for point, said in found.items() if said}

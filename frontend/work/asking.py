"""What does a step ask for on this very text? Its form, with the points of the step's checklist and the ways back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from core.errors import Text
from disclosures.deciding import routes
from disclosures.deciding.points import BEFORE_POINT
from disclosures.kinds import Step
from disclosures.models import Disclosure

PASSES = ("pass_secrecy", "pass_review", "approve")


@dataclass(frozen=True)
class Point:
    """One point of a checklist: to be ticked, or to be answered."""

    key: str
    label: Text
    ticked: bool
    remark_name: str
    remark: str


def tuned(form: forms.Form, found: Disclosure, verb: str) -> forms.Form:
    """Return the form of a verb with what this text asks for, and without what it does not."""
    if verb in PASSES:
        del form.fields["remarks"]  # stands beside each point
        if not _checklist(found):
            del form.fields["checklist"]
    if verb == "return":
        earlier = routes.preceding(found)
        if earlier:
            choices = [("", _("起草人%(name)s") % {"name": found.drafted_by_name})]
            choices += [(code, _("重新办理：%(step)s") % {"step": Step(code).label}) for code in earlier]
            field = form.fields["to"]
            if isinstance(field, forms.ChoiceField):
                field.choices = choices
                field.widget = forms.Select(choices=choices)
        else:
            del form.fields["to"]
    if verb == "schedule" and not form.is_bound:
        del form.fields["reason"]  # asked for when it is refused without one
    for field in form.fields.values():
        field.widget.attrs["rows"] = "3"
    return form


def points_of(found: Disclosure, sent: Mapping[str, Any] | None = None) -> list[Point]:
    """Return the points of the step that the text waits for, as they were sent before where they were."""
    return points(_checklist(found), sent)


def points(checklist: Sequence[str], sent: Mapping[str, Any] | None = None) -> list[Point]:
    """Return the points of a checklist, with what was sent."""
    ticked = sent.getlist("checklist") if isinstance(sent, MultiValueDict) else []
    return [
        Point(
            key=point,
            label=routes.checkpoint_label(point),
            ticked=point in ticked,
            remark_name=f"{BEFORE_POINT}{point}",
            remark=str((sent or {}).get(f"{BEFORE_POINT}{point}") or ""),
        )
        for point in checklist
    ]


def _checklist(found: Disclosure) -> tuple[str, ...]:
    step = routes.current(found)
    return step.checklist if step else ()

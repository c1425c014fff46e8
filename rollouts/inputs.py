"""What does each verb on a rollout accept?"""

from __future__ import annotations

import datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core import days
from rollouts.kinds import PhaseKind

if TYPE_CHECKING:
    from rollouts.models import Rollout

REASON_LENGTH = 2000


def _name(kind: PhaseKind) -> forms.CharField:
    return forms.CharField(
        label=_("“%(phase)s”的名称") % {"phase": kind.label},
        max_length=50,
        required=False,
        error_messages={"max_length": _("阶段名称不超过50个字。")},
    )


def _day(label: Any) -> days.DayField:
    return days.DayField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": _("请填写这个阶段的目标日期。"), "invalid": _("请按“2026-11-30”的样子写日期。")},
    )


class PhasesInput(forms.Form):
    """How the phases are called and by when each is to be done, in their order."""

    mobilise_name = _name(PhaseKind.MOBILISE)
    mobilise_on = _day(_("动员的目标日期"))
    compile_name = _name(PhaseKind.COMPILE)
    compile_on = _day(_("编制目录的目标日期"))
    carry_out_name = _name(PhaseKind.CARRY_OUT)
    carry_out_on = _day(_("实施的目标日期"))
    accept_name = _name(PhaseKind.ACCEPT)
    accept_on = _day(_("检查验收的目标日期"))

    def clean(self) -> dict[str, Any]:
        """A phase does not end before the one that it follows."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for before, after in pairwise(PhaseKind.values):
            first, second = cleaned.get(f"{before}_on"), cleaned.get(f"{after}_on")
            if first and second and second < first:
                self.add_error(
                    f"{after}_on",
                    forms.ValidationError(_("后一阶段的日期不能早于前一阶段，请改到前一阶段之后。"), code="before"),
                )
        return cleaned


class SendBackInput(forms.Form):
    """Why what a unit did is sent back."""

    reason = forms.CharField(
        label=_("退回理由"),
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("请写明退回的理由，让该单位知道要改什么。")},
    )


def values_of(rollout: Rollout) -> dict[str, Any]:
    """Return the data that would leave the phases as they are."""
    found: dict[str, str | datetime.date] = {}
    for phase in rollout.phases.all():
        found |= {f"{phase.kind}_name": phase.name, f"{phase.kind}_on": phase.due_on}
    return found

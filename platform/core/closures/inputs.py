"""What does it take to say that a tenant is closed, or works, on certain days?"""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core import days
from core.closures.models import SpanKind

LONGEST_SPAN = 62
"""Days; a longer closure is no local day off but the end of an office."""


def _day(label: Any, **options: Any) -> days.DayField:
    return days.DayField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)


class DeclareInput(forms.Form):
    """A stretch of days; a single day needs no last one."""

    kind = forms.ChoiceField(label=_("安排"), choices=SpanKind.choices)
    first_on = _day(_("第一天"))
    last_on = _day(_("最后一天"), required=False, help_text=_("只有一天时不用填写。"))
    occasion = forms.CharField(
        label=_("事由"), max_length=60, help_text=_("显示在期限说明里，例如：机关搬迁、校庆停课。")
    )
    reason = forms.CharField(
        label=_("依据和理由"),
        max_length=400,
        help_text=_("例如通知的名称和文号。"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self) -> dict[str, Any]:
        """Let a single day end on itself; refuse what ends before it begins or lasts too long."""
        cleaned = super().clean() or self.cleaned_data
        first_on: datetime.date | None = cleaned.get("first_on")
        last_on: datetime.date | None = cleaned.get("last_on") or first_on
        if first_on is None or last_on is None:
            return cleaned
        if last_on < first_on:
            self.add_error("last_on", ValidationError(_("最后一天早于第一天，请核对两个日期。"), code="before_first"))
        elif (last_on - first_on).days >= LONGEST_SPAN:
            self.add_error(
                "last_on",
                ValidationError(
                    _("一次最多登记%(days)s天，请核对日期，确需更长的分次登记。"),
                    code="too_long",
                    params={"days": LONGEST_SPAN},
                ),
            )
        return {**cleaned, "last_on": last_on}


class WithdrawInput(forms.Form):
    """Why the days are as the country's again."""

    reason = forms.CharField(label=_("理由"), max_length=400, widget=forms.Textarea(attrs={"rows": 3}))

"""What do the verbs of the calendar accept?"""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

FIRST_YEAR, LAST_YEAR = 2000, 2100


class ProposeInput(forms.Form):
    """The year to be loaded; the file comes beside it."""

    year = forms.IntegerField(label=_("年份"), min_value=FIRST_YEAR, max_value=LAST_YEAR)
    fill_weekdays = forms.BooleanField(
        label=_("文件没有列出的日子按周一至周五上班补齐"),
        required=False,
        help_text=_("只列放假和调休日期的文件请选这一项。"),
    )


class DiscardInput(forms.Form):
    """Why an uploaded year is given up."""

    reason = forms.CharField(label=_("理由"), max_length=400)

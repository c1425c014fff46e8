"""What does putting a year away take?"""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from archives.models import FIRST_YEAR, LAST_YEAR, Retention


class CloseInput(forms.Form):
    """Which year, and for how long it is kept."""

    year = forms.IntegerField(label=_("年度"), min_value=FIRST_YEAR, max_value=LAST_YEAR)
    retention = forms.ChoiceField(
        label=_("保管期限"),
        choices=Retention.choices,
        help_text=_("按本单位文书档案保管期限表确定；一般的党务公开信息为30年"),
    )

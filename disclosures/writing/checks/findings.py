"""What does a check of a text say?"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.errors import Text


class Severity(models.TextChoices):
    """Whether a text can be handed in as it is."""

    BLOCKING = "blocking", _("必须改")
    ADVICE = "advice", _("建议改")


@dataclass(frozen=True)
class Finding:
    """One thing found, with what to do about it; `where` quotes the words beside it, never what is to be hidden."""

    code: str
    severity: Severity
    reason: Text
    where: str = ""

"""Registers the local days of a tenant."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ClosuresConfig(AppConfig):
    """What a tenant decided about its own days."""

    name = "core.closures"
    label = "closures"
    verbose_name = _("本单位日历")

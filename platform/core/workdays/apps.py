"""Registers the working-day calendar."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkdaysConfig(AppConfig):
    """The calendar that all tenants share."""

    name = "core.workdays"
    label = "workdays"
    verbose_name = _("工作日历")

    def ready(self) -> None:
        """Register the way of an uploaded year."""
        from core.workdays import flows  # noqa: F401  (models must be loaded first)

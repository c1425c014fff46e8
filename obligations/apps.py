"""Registers the obligations."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ObligationsConfig(AppConfig):
    """Obligations, what fulfils them, extensions and reminders."""

    name = "obligations"
    verbose_name = _("应公开任务")

    def ready(self) -> None:
        """Put the life cycle of extensions into the register of flows."""
        from obligations import flows  # noqa: F401  (models must be loaded first)

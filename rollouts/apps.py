"""Registers the rollouts."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RolloutsConfig(AppConfig):
    """Rollouts of catalogs, their phases, and how far each unit is."""

    name = "rollouts"
    verbose_name = _("目录推行")

    def ready(self) -> None:
        """Put both life cycles into the register of flows."""
        from rollouts import flows  # noqa: F401  (models must be loaded first)

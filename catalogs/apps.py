"""Registers the catalogs of what is to be disclosed."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CatalogsConfig(AppConfig):
    """Catalogs, versions, categories and items."""

    name = "catalogs"
    verbose_name = _("公开目录")

    def ready(self) -> None:
        """Put the life cycle into the register of flows."""
        from catalogs import flows  # noqa: F401  (models must be loaded first)

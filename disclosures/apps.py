"""Registers the disclosures."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DisclosuresConfig(AppConfig):
    """Disclosures, their attachments and the decisions on them."""

    name = "disclosures"
    verbose_name = _("公开信息")

    def ready(self) -> None:
        """Declare the life cycles, so that checks, diagrams and routes find them."""
        for table in ("flows", "noticing.flows", "plans.flows"):  # models must be loaded first
            import_module(f"{self.name}.{table}")

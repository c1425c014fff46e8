"""Registers the disclosures."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DisclosuresConfig(AppConfig):
    """Disclosures, their attachments and the decisions on them."""

    name = "disclosures"
    verbose_name = _("公开信息")

    def ready(self) -> None:
        """Declare the life cycles, so that checks, diagrams and routes find them."""
        # Models must be loaded first; importing a table registers it.
        from disclosures import flows as _flows  # noqa: F401
        from disclosures.noticing import flows as _notices  # noqa: F401
        from disclosures.plans import flows as _plans  # noqa: F401

"""Registers the checks of the machinery."""

from django.apps import AppConfig
from django.core import checks


class CoreConfig(AppConfig):
    """The machinery itself, without tables."""

    name = "core"
    label = "core"

    def ready(self) -> None:
        """Have `manage.py check` prove the declared life cycles."""
        from core.workflow.checks import check_flows

        checks.register(check_flows)

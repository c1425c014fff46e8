"""Puts the rooms together once all are loaded."""

from django.apps import AppConfig


class Config(AppConfig):
    """The composition root."""

    name = "config"
    label = "config"

    def ready(self) -> None:
        """Connect the events to those who listen."""
        from config import subscriptions
        from core import events

        events.subscribe(subscriptions.SUBSCRIPTIONS)

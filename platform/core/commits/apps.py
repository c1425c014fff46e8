"""Registers the tally of commits."""

from django.apps import AppConfig


class CommitsConfig(AppConfig):
    """The tally of a tenant, and that of the platform."""

    name = "core.commits"
    label = "commits"

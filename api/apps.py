"""Registers the API."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """DRF over the domain."""

    name = "api"

"""Registers the tenants."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TenantsConfig(AppConfig):
    """Tenants live in the public schema."""

    name = "tenants"
    verbose_name = _("租户")

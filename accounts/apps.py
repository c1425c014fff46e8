"""Registers people, posts and sign-in."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """The people of a tenant."""

    name = "accounts"
    label = "accounts"
    verbose_name = _("人员和任职")
    default_auto_field = "django.db.models.BigAutoField"

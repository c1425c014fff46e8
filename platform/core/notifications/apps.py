"""Registers the notices."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    """What a tenant's people were told."""

    name = "core.notifications"
    label = "notifications"
    verbose_name = _("通知")

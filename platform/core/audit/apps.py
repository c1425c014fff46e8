"""Registers the audit trail."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    """The trail of a tenant."""

    name = "core.audit"
    label = "audit"
    verbose_name = _("操作记录")

"""Registers the ledger."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LedgerConfig(AppConfig):
    """The chain of a tenant and its checkpoints."""

    name = "core.ledger"
    label = "ledger"
    verbose_name = _("公开账本")

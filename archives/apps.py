"""The app of registers and of what is handed on."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ArchivesConfig(AppConfig):
    """Registers (登记簿), yearly boxes (归档) and open data."""

    name = "archives"
    verbose_name = _("登记归档")

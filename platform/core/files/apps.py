"""Registers the attached files of a tenant."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FilesConfig(AppConfig):
    """The files that are kept for a tenant."""

    name = "core.files"
    label = "files"
    verbose_name = _("附件")

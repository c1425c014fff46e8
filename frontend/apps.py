"""Registers the front end's templates, static files and template tags."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FrontendConfig(AppConfig):
    """The pages."""

    name = "frontend"
    verbose_name = _("页面")

"""Registers the tree of units."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HierarchyConfig(AppConfig):
    """Units, departments and their past."""

    name = "hierarchy"
    verbose_name = _("组织架构")

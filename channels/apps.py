"""The app of the ways by which what is public reaches people."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChannelsConfig(AppConfig):
    """Notices to be posted, records of boards and meetings, feeds, and followers by e-mail."""

    name = "channels"
    verbose_name = _("公开渠道")

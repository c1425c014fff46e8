"""What does the mail of a notice say?"""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import translation
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from core.notifications.models import Notification


def site_address() -> str:
    """Return the address of the tenant being served, from the callable that `settings.SITE_ADDRESS` names."""
    address: str = import_string(settings.SITE_ADDRESS)()
    return address.rstrip("/")


def compose(notification: Notification, *, site: str) -> EmailMessage:
    """Return the mail, plain text, with one link into the tenant's own site.

    Its Message-ID is that of the notice, so that a second copy, sent because nobody knew of the first, can be told
    apart from a second notice.
    """
    with translation.override(settings.LANGUAGE_CODE):
        return _letter(notification, site)


def _letter(notification: Notification, site: str) -> EmailMessage:
    text = [
        _("%(name)s，您好：") % {"name": notification.recipient.name},
        notification.title,
        notification.body,
        _("查看并办理：%(link)s") % {"link": site + notification.path},
        _("这封邮件由公开工作平台自动发出，不必回复。登录平台可以查看全部通知。"),
    ]
    return EmailMessage(
        subject=" ".join(notification.title.split()),  # a header has no line breaks
        body="\n\n".join(part for part in text if part) + "\n",
        to=[notification.recipient.email],
        headers={
            "Message-ID": f"<notice.{notification.public_id}@{urlsplit(site).hostname}>",
            "Auto-Submitted": "auto-generated",
        },
    )

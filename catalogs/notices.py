"""Who is told of a new edition: those who draft disclosures at the maker and below it."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.utils import formats, translation
from django.utils.translation import gettext as _

from accounts import roles
from accounts.models import Post
from catalogs.models import CatalogVersion
from core import clock
from core.notifications.messages import Message
from core.workflow import Performed

_DRAFTING = [role.code for role in roles.ALL if "disclosures.draft" in role.permissions]


def published(version: CatalogVersion, performed: Performed) -> Iterator[Message]:
    """A line in the workspace of each clerk in the subtree, without mail: nothing is to be done at once."""
    unit = version.catalog.unit
    holders = Post.objects.current(clock.local_date(performed.at)).filter(
        role__in=_DRAFTING, unit__lft__gte=unit.lft, unit__rght__lte=unit.rght, user__is_active=True
    )
    recipients = holders.order_by("user_id").values_list("user_id", flat=True).distinct()
    assert version.effective_on is not None  # noqa: S101  (the body of the verb has set it)
    with translation.override(settings.LANGUAGE_CODE):  # the words of the recipients, not of the publisher's browser
        title = _("%(unit)s发布了《%(catalog)s》%(version)s") % {
            "unit": unit.name,
            "catalog": version.catalog.name,
            "version": version.label,
        }
        day = formats.date_format(version.effective_on, _("Y年n月j日"))
        body = _("自%(day)s起执行。请查看本单位的公开目录有什么变化。") % {"day": day}
    yield Message(
        recipient_ids=tuple(recipients),
        kind="catalog.published",
        title=title,
        body=body,
        path="/work/catalog/",
        cause=f"catalog.published:{version.pk}",
        by_mail=False,
    )

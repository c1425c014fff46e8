"""Who is told of a new edition: those who draft disclosures at the maker and below it."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

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
    yield Message(
        recipient_ids=tuple(recipients),
        kind="catalog.published",
        title=_("%(unit)s发布了《%(catalog)s》%(version)s")
        % {"unit": unit.name, "catalog": version.catalog.name, "version": version.label},
        body=_("自%(year)d年%(month)d月%(day)d日起执行。请查看本单位的公开目录有什么变化。")
        % {
            "year": version.effective_on.year,
            "month": version.effective_on.month,
            "day": version.effective_on.day,
        },
        path="/work/catalog/",
        cause=f"catalog.published:{version.pk}",
        by_mail=False,
    )

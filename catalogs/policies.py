"""Who may read, write and publish catalogs?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from catalogs.kinds import PUBLIC_STATES
from catalogs.queries import DRAFT_READERS
from core import verdicts
from core.verdicts import Verdict

if TYPE_CHECKING:
    from accounts.actors import Actor, Place
    from catalogs.models import Catalog, CatalogVersion, Item

EDIT = "catalogs.edit"
PUBLISH = "catalogs.publish"


def make(actor: Actor, unit: Place) -> Verdict:
    """A catalog is made at a unit by the administrators of that unit and of those above it."""
    if actor.may(EDIT, unit):
        return verdicts.ALLOW
    return verdicts.deny(
        "catalog.not_yours", _("只有该单位或其上级单位的管理员可以编制这里的公开目录。"), concerns=False
    )


def edit(actor: Actor, catalog: Catalog) -> Verdict:
    """The same people edit it."""
    return make(actor, catalog.unit)


def publish(actor: Actor, version: CatalogVersion) -> Verdict:
    """An edition is published at the unit whose catalog it is."""
    if actor.may(PUBLISH, version.catalog.unit):
        return verdicts.ALLOW
    return verdicts.deny(
        "catalog.not_publisher",
        _("公开目录由“%(unit)s”或其上级单位的管理员发布。") % {"unit": version.catalog.unit.name},
        concerns=bool(actor.may(EDIT, version.catalog.unit)),
    )


def supersede(actor: Actor, version: CatalogVersion) -> Verdict:
    """An edition is superseded by the publication of the next one and in no other way."""
    if actor.unlimited:
        return verdicts.ALLOW
    return verdicts.deny(
        "catalog.superseded_by_next", _("发布新版目录时，旧版自动停用，不用单独办理。"), concerns=False
    )


def view(actor: Actor, version: CatalogVersion) -> Verdict:
    """What is published everybody reads; a draft only those who write, publish or inspect at its unit.

    The same rule as `visible_to`.
    """
    if version.state in PUBLIC_STATES or _reads_drafts(actor, version.catalog.unit):
        return verdicts.ALLOW
    return verdicts.deny("catalog.draft_hidden", _("目录还没有发布，只有编制和监督人员可以查看。"), concerns=False)


def view_item(actor: Actor, item: Item) -> Verdict:
    """An item is read by whoever may read its edition."""
    return view(actor, item.version)


def _reads_drafts(actor: Actor, unit: Place) -> bool:
    return any(actor.may(permission, unit) for permission in DRAFT_READERS)

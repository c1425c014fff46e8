"""Which unit, edition, heading or item does a page show, and may this person write there?"""

from __future__ import annotations

import datetime
import uuid
from typing import TypeVar

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalogs import policies
from catalogs.kinds import OPEN_STATES, VersionState
from catalogs.models import Catalog, CatalogVersion, Category, Item
from core import errors
from core.errors import Text
from frontend import pieces
from frontend.account.requests import SignedIn
from frontend.tree import reading as tree_reading
from hierarchy.models import Unit

Row = TypeVar("Row")


def chosen_unit(request: SignedIn) -> Unit | None:
    """Return the unit that the address names; without one, the person's own."""
    wanted = request.GET.get("unit", "")
    if not wanted:
        return tree_reading.own_unit(request)
    try:
        return tree_reading.found(uuid.UUID(wanted))
    except ValueError:
        raise errors.Missing from None


def made_at(request: SignedIn, unit: uuid.UUID) -> Unit:
    """Return a unit whose catalogs the person writes; others are refused with the reason."""
    found = tree_reading.found(unit)
    policies.make(request.actor, found).enforce()
    return found


def catalog(request: SignedIn, public_id: uuid.UUID) -> Catalog:
    """Return a catalog of which the person may read an edition."""
    rows = Catalog.objects.visible_to(request.actor).select_related("unit")
    return _one(rows.filter(public_id=public_id).first())


def edition(request: SignedIn, public_id: uuid.UUID) -> CatalogVersion:
    """Return an edition that the person may read."""
    rows = CatalogVersion.objects.visible_to(request.actor).select_related("catalog__unit__parent", "filed_with")
    return _one(rows.filter(public_id=public_id).first())


def draft(request: SignedIn, public_id: uuid.UUID) -> CatalogVersion:
    """Return a draft that the person writes; a published edition is no longer written."""
    found = edition(request, public_id)
    _require_writable(request, found)
    return found


def category(request: SignedIn, public_id: uuid.UUID) -> Category:
    """Return a heading of a draft that the person writes."""
    rows = Category.objects.visible_to(request.actor).select_related("version__catalog__unit")
    found = _one(rows.filter(public_id=public_id).first())
    _require_writable(request, found.version)
    return found


def item(request: SignedIn, public_id: uuid.UUID) -> Item:
    """Return an item of an edition that the person may read."""
    return _one(Item.objects.visible_to(request.actor).for_detail().filter(public_id=public_id).first())


def draft_item(request: SignedIn, public_id: uuid.UUID) -> Item:
    """Return an item of a draft that the person writes."""
    found = item(request, public_id)
    _require_writable(request, found.version)
    return found


def drafts_at(request: SignedIn, unit: Unit) -> list[CatalogVersion]:
    """Return the drafts of a unit's catalogs, and what awaits approval, that the person may read."""
    rows = CatalogVersion.objects.visible_to(request.actor).filter(catalog__unit=unit, state__in=OPEN_STATES)
    return list(rows.for_list())


def coming_to(unit: Unit, today: datetime.date) -> list[CatalogVersion]:
    """Return editions of the unit and of those above it that were published in advance and do not hold yet."""
    above = Q(catalog__unit__in=Unit.objects.ancestors_of(unit, include_self=True).order_by().values("pk"))
    return list(CatalogVersion.objects.published().filter(above, effective_on__gt=today).for_list())


def path_of(unit: Unit) -> str:
    """Return the address of a unit's effective catalog in the workspace."""
    return f"{reverse('work:catalog')}?unit={unit.public_id}"


def edition_path(version: CatalogVersion) -> str:
    """Return the address of an edition."""
    return reverse("work:catalog_edition", args=[version.public_id])


def catalogs_path(unit: Unit) -> str:
    """Return the address of the catalogs that a unit makes."""
    return reverse("work:catalog_made", args=[unit.public_id])


def trail_of(unit: Unit, *more: pieces.Crumb) -> list[pieces.Crumb]:
    """Return the way from the root to a unit's catalog, and on to the pages below it."""
    above = [pieces.Crumb(each.name, path_of(each)) for each in Unit.objects.ancestors_of(unit)]
    return [*above, pieces.Crumb(unit.name, path_of(unit) if more else ""), *more]


def edition_trail(version: CatalogVersion, last: Text = "") -> list[pieces.Crumb]:
    """Return the way to an edition, and on to a page of it."""
    unit = version.catalog.unit
    made = pieces.Crumb(_("编制的目录"), catalogs_path(unit))
    here = pieces.Crumb(str(version), edition_path(version) if last else "")
    return trail_of(unit, made, here, *([pieces.Crumb(last)] if last else []))


def _require_writable(request: SignedIn, version: CatalogVersion) -> None:
    policies.edit(request.actor, version.catalog).enforce()
    if version.state == VersionState.SUBMITTED:
        raise errors.WrongState(
            "catalog.submitted",
            _("%(version)s正在等待上级审批，不能再改。需要修改的，请先撤回。") % {"version": version},
        )
    if not version.is_draft:
        raise errors.WrongState(
            "catalog.published",
            _("%(version)s已经发布，不能再改。请先建立新版草稿，在草稿上修改。") % {"version": version},
        )


def _one(found: Row | None) -> Row:
    if found is None:
        raise errors.Missing
    return found

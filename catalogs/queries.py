"""Which catalogs, versions, items and deviations from them?

`visible_to` is the same rule as the view policies; `applying_to` the same as `effective.applies_to`. Tests hold them
together.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import TYPE_CHECKING, cast

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q

from catalogs import endorsing, superiors
from catalogs.kinds import (
    HELD_STATES,
    PUBLIC_STATES,
    AmendmentState,
    Consent,
    Level,
    OverrideKind,
    RequestState,
    VersionState,
)

if TYPE_CHECKING:
    from accounts.actors import Actor

    # Named in the type parameters of the querysets below.
    from catalogs.models import (  # noqa: F401
        Amendment,
        Catalog,
        CatalogPolicy,
        CatalogVersion,
        Category,
        Exemption,
        Item,
        Override,
    )
    from hierarchy.models import Unit

DRAFT_READERS = ("catalogs.edit", "catalogs.publish", "disclosures.inspect", "audit.read")
"""Permissions that let one read what is not published yet."""
REQUEST_READERS = (*DRAFT_READERS, superiors.DECIDE, "disclosures.draft", "disclosures.approve")
"""Permissions that let one read what a unit asks of its superior."""


def in_force(on: datetime.date, prefix: str = "") -> Q:
    """Versions (under `prefix`) that hold on this day."""
    path = f"{prefix}__" if prefix else ""
    began = Q(**{f"{path}effective_on__lte": on})
    return began & (Q(**{f"{path}ends_on__isnull": True}) | Q(**{f"{path}ends_on__gt": on}))


def readable(actor: Actor, prefix: str = "") -> Q:
    """Versions (under `prefix`) that the actor may read: published ones, and drafts of those she works for."""
    path = f"{prefix}__" if prefix else ""
    return Q(**{f"{path}state__in": PUBLIC_STATES}) | _reached(actor, DRAFT_READERS, f"{path}catalog__unit")


def _reached(actor: Actor, permissions: Iterable[str], prefix: str) -> Q:
    """Rows at whose unit (under `prefix`) the actor has one of the permissions."""
    found = Q()
    for permission in permissions:
        found |= actor.reach(permission, prefix)
    return found


class CatalogQuerySet(models.QuerySet["Catalog"]):
    """Catalogs, narrowed."""

    def made_by(self, unit: Unit) -> CatalogQuerySet:
        """Only those that this unit itself made."""
        return self.filter(unit=unit)

    def editable_by(self, actor: Actor) -> CatalogQuerySet:
        """Only those that the actor edits."""
        return self.filter(actor.reach("catalogs.edit"))

    def visible_to(self, actor: Actor) -> CatalogQuerySet:
        """Only those of which the actor may read an edition."""
        related: type[models.Model] = self.model._meta.get_field("versions").related_model
        versions = cast("CatalogVersionQuerySet", related._default_manager.all())
        mine = _reached(actor, DRAFT_READERS, "unit")
        return self.filter(mine | Exists(versions.filter(catalog=OuterRef("pk"), state__in=PUBLIC_STATES)))


class CatalogVersionQuerySet(models.QuerySet["CatalogVersion"]):
    """Editions of catalogs, narrowed."""

    def drafts(self) -> CatalogVersionQuerySet:
        """Only those that can be edited."""
        return self.filter(state=VersionState.DRAFT)

    def submitted(self) -> CatalogVersionQuerySet:
        """Only those that await the superior's consent."""
        return self.filter(state=VersionState.SUBMITTED)

    def awaiting(self, actor: Actor) -> CatalogVersionQuerySet:
        """Only those on which the actor decides now: the same rule as `policies.approve`."""
        return self.submitted().filter(superiors.awaiting(actor, "catalog__unit", barred="editor_ids"))

    def returned_to(self, actor: Actor) -> CatalogVersionQuerySet:
        """Only drafts that were sent back and wait for the actor, who wrote them and still may."""
        mine = self.drafts().filter(actor.reach("catalogs.edit", "catalog__unit"), editor_ids__contains=[actor.user_id])
        return mine.exclude(returned_reason="")

    def published(self) -> CatalogVersionQuerySet:
        """Only the latest published one of each catalog."""
        return self.filter(state=VersionState.PUBLISHED)

    def published_since(self, since: datetime.datetime) -> CatalogVersionQuerySet:
        """Only those that were published at this instant or later, with their makers, in that order."""
        return self.filter(published_at__gte=since).select_related("catalog__unit").order_by("published_at", "id")

    def published_down_to(self, unit: Unit) -> CatalogVersionQuerySet:
        """Every edition that was published at the unit or above it, with its maker, the latest first."""
        maker = "catalog__unit"
        above = {f"{maker}__tree_id": unit.tree_id, f"{maker}__lft__lte": unit.lft, f"{maker}__rght__gte": unit.rght}
        rows = self.filter(state__in=PUBLIC_STATES, **above).select_related(maker, "filed_with")
        return rows.order_by("-effective_on", "-published_at")

    def in_force(self, on: datetime.date) -> CatalogVersionQuerySet:
        """Only those that hold on this day: at most one of each catalog."""
        return self.filter(in_force(on))

    def visible_to(self, actor: Actor) -> CatalogVersionQuerySet:
        """Only those that the actor may read."""
        return self.filter(readable(actor))

    def for_list(self) -> CatalogVersionQuerySet:
        """With catalog, maker and the number of items in `item_count`, makers in tree order, newest edition first."""
        return (
            self.select_related("catalog__unit")
            .annotate(item_count=Count("items"))
            .order_by("catalog__unit__lft", "catalog_id", models.F("number").desc(nulls_first=True))
        )


class CategoryQuerySet(models.QuerySet["Category"]):
    """Headings of editions."""

    def visible_to(self, actor: Actor) -> CategoryQuerySet:
        """Only those of editions that the actor may read."""
        return self.filter(readable(actor, "version"))


class ItemQuerySet(models.QuerySet["Item"]):
    """Items, narrowed."""

    def visible_to(self, actor: Actor) -> ItemQuerySet:
        """Only items of editions that the actor may read."""
        return self.filter(readable(actor, "version"))

    def in_force(self, on: datetime.date) -> ItemQuerySet:
        """Only items of editions that hold on this day."""
        return self.filter(in_force(on, "version"))

    def applying_to(self, unit: Unit) -> ItemQuerySet:
        """Only items made at the unit or above it that mean a unit of its kind and sector (an empty list means all).

        What a unit adds for itself (本级增加) binds none below it.
        """
        maker = "version__catalog__unit"
        above = Q(
            **{f"{maker}__tree_id": unit.tree_id, f"{maker}__lft__lte": unit.lft, f"{maker}__rght__gte": unit.rght}
        )
        kind = Q(unit_kinds=[]) | Q(unit_kinds__contains=[unit.kind])
        sector = Q(sectors=[]) | Q(sectors__contains=[unit.sector])
        inherited = ~Q(obligation_level=Level.LOCAL) | Q(**{maker: unit})
        return self.filter(above, kind, sector, inherited)

    def effective_for(self, unit: Unit, *, on: datetime.date) -> ItemQuerySet:
        """What applies to a unit on a day, from the root down to the unit's own, in catalog order.

        As the editions say it; what units made stricter, declined or are exempt from is told by `effective`.
        """
        return self.in_force(on).applying_to(unit).for_detail().order_by("version__catalog__unit__lft", *CATALOG_ORDER)

    def uncertain(self) -> ItemQuerySet:
        """Only items with something that an import left to a person."""
        return self.exclude(needs_person=[])

    def search(self, text: str) -> ItemQuerySet:
        """Only items whose title, elements, category or index number contains the text."""
        text = text.strip()
        if not text:
            return self
        return self.filter(
            Q(title__icontains=text)
            | Q(elements__icontains=text)
            | Q(category__title__icontains=text)
            | Q(index_no__iexact=text)
        )

    def for_detail(self) -> ItemQuerySet:
        """With category, edition, catalog and maker: no further query to show where an item comes from."""
        return self.select_related("category", "version__catalog__unit")

    def in_catalog_order(self) -> ItemQuerySet:
        """As the catalog lists them."""
        return self.order_by(*CATALOG_ORDER)


class OverrideQuerySet(models.QuerySet["Override"]):
    """What units made stricter or declined, narrowed."""

    def awaiting(self, actor: Actor) -> OverrideQuerySet:
        """Only those on which the actor decides now: the same rule as `policies.decide`."""
        return self.filter(superiors.awaiting(actor, barred="asker_ids"), state=RequestState.REQUESTED)

    def in_force(self, on: datetime.date) -> OverrideQuerySet:
        """Only those that hold on this day."""
        return self.filter(_held(on))

    def tightening(self) -> OverrideQuerySet:
        """Only those that make an item stricter."""
        return self.filter(kind=OverrideKind.TIGHTEN)

    def bearing_on(self, unit: Unit) -> OverrideQuerySet:
        """What units from the root down to this one made stricter, and what this one itself declined, root first."""
        above = Q(unit__tree_id=unit.tree_id, unit__lft__lte=unit.lft, unit__rght__gte=unit.rght)
        found = self.filter(above, Q(kind=OverrideKind.TIGHTEN) | Q(unit=unit))
        return found.select_related("unit").order_by("unit__lft", "id")

    def visible_to(self, actor: Actor) -> OverrideQuerySet:
        """Only those that the actor may read: what holds or held is as public as the catalog."""
        return self.filter(Q(state__in=HELD_STATES) | _reached(actor, REQUEST_READERS, "unit"))

    def for_list(self) -> OverrideQuerySet:
        """With the unit, the newest first."""
        return self.select_related("unit").order_by("-asked_at", "-id")


class ExemptionQuerySet(models.QuerySet["Exemption"]):
    """Exemptions, narrowed."""

    def awaiting(self, actor: Actor) -> ExemptionQuerySet:
        """Only those on which the actor decides now: the same rule as `policies.decide`."""
        return self.filter(superiors.awaiting(actor, barred="asker_ids"), state=RequestState.REQUESTED)

    def in_force(self, on: datetime.date) -> ExemptionQuerySet:
        """Only those that hold on this day."""
        return self.filter(_held(on))

    def visible_to(self, actor: Actor) -> ExemptionQuerySet:
        """Only those of units for which the actor works or which she supervises; a ground may be confidential."""
        return self.filter(_reached(actor, REQUEST_READERS, "unit"))

    def for_list(self) -> ExemptionQuerySet:
        """With the unit, the newest first."""
        return self.select_related("unit").order_by("-asked_at", "-id")


class AmendmentQuerySet(models.QuerySet["Amendment"]):
    """Changes and endings of single items, narrowed."""

    def awaiting(self, actor: Actor) -> AmendmentQuerySet:
        """Only those on which the actor decides now: the same rule as `policies.decide_amendment`."""
        return self.filter(endorsing.awaiting(actor), state=AmendmentState.PROPOSED)

    def visible_to(self, actor: Actor) -> AmendmentQuerySet:
        """Only those that the actor may read: what was approved is published with its explanation."""
        return self.filter(Q(state=AmendmentState.GRANTED) | _reached(actor, REQUEST_READERS, "unit"))

    def awaiting_at(self, unit: Unit) -> AmendmentQuerySet:
        """Only those of this unit's catalogs that nobody has decided yet."""
        return self.filter(unit=unit, state=AmendmentState.PROPOSED)

    def granted(self) -> AmendmentQuerySet:
        """Only those that were approved."""
        return self.filter(state=AmendmentState.GRANTED)

    def bearing_on(self, unit: Unit, *, since: datetime.date) -> AmendmentQuerySet:
        """What was approved at the unit or above it and took effect since a day, or is still to; the latest first."""
        above = Q(unit__tree_id=unit.tree_id, unit__lft__lte=unit.lft, unit__rght__gte=unit.rght)
        return self.granted().filter(above, from_on__gte=since).for_list().order_by("-from_on", "-id")

    def for_list(self) -> AmendmentQuerySet:
        """With the maker, the item and the edition, the newest first."""
        return self.select_related("unit", "catalog__unit", "item__category", "version").order_by("-asked_at", "-id")


class CatalogPolicyQuerySet(models.QuerySet["CatalogPolicy"]):
    """What the tenant has settled about catalogs."""

    def consent(self) -> Consent:
        """Return what units below need from their superior; approval, until somebody settles it otherwise."""
        found = self.values_list("consent", flat=True).first()
        return Consent(found) if found else Consent.APPROVAL


def _held(on: datetime.date) -> Q:
    began = Q(state__in=HELD_STATES, from_on__lte=on)
    return began & (Q(ends_on__isnull=True) | Q(ends_on__gt=on))


CATALOG_ORDER = ("version__catalog_id", "version_id", "category__sort_no", "category_id", "sort_no", "id")

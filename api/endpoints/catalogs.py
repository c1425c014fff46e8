"""What do units owe, by which catalogs, and how does a catalog come in from a table?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import URLPattern
from drf_spectacular.utils import extend_schema
from rest_framework import parsers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actors import Actor
from api import filters, forms
from api.endpoints import steps
from api.endpoints.base import Endpoint, ListEndpoint, SignedIn, SignedInToWrite
from api.inputs import CatalogFile, NewCatalog
from api.shapes import catalogs as shapes
from catalogs import actions, effective, imports, policies
from catalogs.effective import EffectiveItem
from catalogs.flows import catalog_version_flow
from catalogs.kinds import Openness, Standing
from catalogs.models import Catalog, CatalogVersion, Exemption, Item
from core import inputs
from hierarchy.models import Unit


class Items(ListEndpoint):
    """List items: the effective catalog of `unit`, those of the edition `version`, or all that hold today.

    An effective catalog stands in the order in which it is inherited: the root's items first, the unit's own last. Its
    items carry the values that hold at the unit; `at_unit` says what the edition says, who made it stricter, and
    whether the unit owes the item. What it declined or is exempt from is among them (exemptions for those who may read
    them); `standing=required` leaves what it owes.
    """

    operation = "items_list"
    queryset = Item.objects.none()
    serializer_class = shapes.ListedItem
    filterset_class = filters.ItemFilters

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Answer with one page."""
        asked = self._asked(Item.objects.visible_to(self.actor))
        unit = asked.value_of("unit") if asked.is_valid() else None
        if unit is None:
            return super().list(request, *args, **kwargs)
        found = self._readable(effective.for_unit(unit, on=self.today, released=True), unit)
        kept = set(asked.qs.filter(pk__in=[entry.item.pk for entry in found]).values_list("pk", flat=True))
        return self.paged([each for each in found if each.item.pk in kept and asked.fits(each)], shapes.ListedItem)

    def _readable(self, found: Sequence[EffectiveItem], unit: Unit) -> Sequence[EffectiveItem]:
        """Leave out what the unit is exempt from, except for those who may read its exemptions."""
        if policies.view_exemption(self.actor, Exemption(unit=unit)):
            return found
        return [each for each in found if each.standing != Standing.EXEMPT]

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Choose the rows by edition, then narrow them."""
        asked = self._asked(queryset)
        rows = Item.objects.visible_to(self.actor)
        if asked.is_valid() and asked.value_of("version") is not None:
            rows = rows.filter(version=asked.value_of("version"))
        else:
            rows = rows.in_force(self.today)
        return super().filter_queryset(rows.for_detail().in_catalog_order())

    def _asked(self, rows: QuerySet[Any]) -> filters.ItemFilters:
        return filters.ItemFilters(self.request.query_params, queryset=rows, request=self.request)


class Catalogs(ListEndpoint):
    """List catalogs, in the order of the tree."""

    operations = {"GET": "catalogs_list", "POST": "catalogs_create"}
    permission_classes = (SignedInToWrite,)
    form = NewCatalog
    queryset = Catalog.objects.none()
    serializer_class = shapes.Catalog
    filterset_class = filters.CatalogFilters

    def get_queryset(self) -> QuerySet[Catalog]:
        """Return those of which this person may read an edition."""
        return Catalog.objects.visible_to(self.actor).select_related("unit").order_by("unit__lft", "id")

    @extend_schema(responses={201: shapes.Catalog})
    def post(self, request: Request) -> Response:
        """Create a catalog at a unit, with an empty draft as its first edition."""
        wanted = inputs.cleaned(NewCatalog, self.sent())
        return self.shown(actions.create_catalog(**wanted, actor=self.actor, at=self.at), status=201)


class Versions(ListEndpoint):
    """List the editions of a catalog, the draft first, then the newest."""

    operations = {"GET": "catalogs_versions_list", "POST": "catalogs_start_draft"}
    permission_classes = (SignedInToWrite,)
    queryset = CatalogVersion.objects.none()
    serializer_class = shapes.CountedVersion
    filter_backends = ()

    def get_queryset(self) -> QuerySet[CatalogVersion]:
        """Return those that this person may read."""
        return CatalogVersion.objects.visible_to(self.actor).filter(catalog=self._catalog()).for_list()

    @extend_schema(request=None, responses={201: shapes.Version})
    def post(self, request: Request, catalog_id: UUID) -> Response:
        """Begin the next edition as a copy of the published one; a catalog has one draft at a time."""
        draft = actions.start_draft(self._catalog(), actor=self.actor, at=self.at)
        return Response(shapes.Version(draft).data, status=201)

    def _catalog(self) -> Catalog:
        return self.find(Catalog.objects.visible_to(self.actor).select_related("unit"), self.kwargs["catalog_id"])


class Import(Endpoint):
    """A file."""

    operation = "catalogs_import"
    permission_classes = (SignedIn,)
    parser_classes = (parsers.MultiPartParser,)
    form = CatalogFile
    serializer_class = shapes.ImportReport
    problems = (413,)

    @extend_schema(responses=shapes.ImportReport)
    def post(self, request: Request) -> Response:
        """Make the draft of a unit's catalog say what a .csv or .xlsx file says; with `dry_run`, only tell.

        `needs_person` lists what could not be read with certainty, by row and column.
        """
        wanted = forms.uploaded(request, CatalogFile)
        report = imports.import_catalog(
            wanted["file"].file,
            wanted["file"].name,
            unit=wanted["unit"],
            actor=self.actor,
            at=self.at,
            dry_run=wanted["dry_run"],
            catalog_name=wanted["name"],
            openness=wanted["openness"] or Openness.PARTY_AFFAIRS,
        )
        return Response(report.as_json())


def _visible(actor: Actor) -> QuerySet[CatalogVersion]:
    return CatalogVersion.objects.visible_to(actor).select_related("catalog__unit")


def _as_it_stands(version: CatalogVersion, _actor: Actor) -> CatalogVersion:
    return version


def steps_of_versions() -> list[URLPattern]:
    """Return the addresses of an edition's verbs; superseding is what publishing the next one does."""
    return steps.routes(
        catalog_version_flow,
        prefix="catalog-versions",
        parameter="version_id",
        visible=_visible,
        shape=shapes.Version,
        shown_as=_as_it_stands,
        verbs=tuple(verb for verb in catalog_version_flow.verbs() if verb != "supersede"),
    )

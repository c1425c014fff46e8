"""How do programs write the next edition of a catalog, see in what it differs, and take it away as a table?"""

from __future__ import annotations

from typing import Any
from uuid import UUID

import django_filters
from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import URLPattern, path
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api import filters, forms
from api.endpoints.base import Endpoint, ListEndpoint, SignedIn, SignedInToWrite
from api.inputs import ItemOfDraft
from api.shapes import catalogs as catalog_shapes
from api.shapes import drafting as shapes
from catalogs import actions, differing, effective, exports, inputs
from catalogs.models import CatalogVersion, Category, Item
from core import errors
from hierarchy.models import Unit


class TableFilters(filters.Filters):
    """In whose table, and as what kind of file."""

    layout = django_filters.ChoiceFilter(
        choices=[(each.value, each.value) for each in exports.TableLayout],
        method="pass_on",
        label="`office`: the six columns of party offices, unless told otherwise. `national`: the wide layout.",
    )
    file_format = django_filters.ChoiceFilter(
        choices=[(each.value, each.value) for each in exports.FileFormat],
        method="pass_on",
        label="`xlsx`, unless told otherwise, or `csv`.",
    )

    def pass_on(self, rows: Any, name: str, value: Any) -> Any:
        """Leave the rows alone: the value says how they are written down."""
        return rows


class OneVersion(Endpoint):
    """One edition."""

    operations = {"GET": "catalog_versions_retrieve", "DELETE": "catalog_versions_discard"}
    permission_classes = (SignedInToWrite,)
    serializer_class = catalog_shapes.Version

    def get(self, request: Request, version_id: UUID) -> Response:
        """Show one edition; its items are `items/?version=`."""
        return self.shown(_version(self, version_id))

    @extend_schema(responses={204: None})
    def delete(self, request: Request, version_id: UUID) -> Response:
        """Throw a draft away with all that stands in it; the published edition stays as it is."""
        actions.discard_draft(_version(self, version_id), actor=self.actor, at=self.at)
        return Response(status=204)


class Differences(Endpoint):
    """In what an edition differs."""

    operation = "catalog_versions_differences"
    serializer_class = shapes.Differences

    def get(self, request: Request, version_id: UUID) -> Response:
        """Tell what is new, gone and changed, field by field, since the edition before.

        A draft is held against what is published; of the first edition everything is new.
        """
        after = _version(self, version_id)
        before = differing.predecessor(after)
        found = differing.between(before, after)
        return self.shown({"version": after, "before": before, **vars(found)})


_TABLES = {(200, kind.partition(";")[0]): OpenApiTypes.BINARY for kind in exports.CONTENT_TYPES.values()}


class ExportVersion(Endpoint):
    """An edition as a table."""

    operation = "catalog_versions_export"
    permission_classes = (SignedIn,)
    queryset = Item.objects.none()
    filterset_class = TableFilters

    @extend_schema(responses=_TABLES)
    def get(self, request: Request, version_id: UUID) -> HttpResponse:
        """Take an edition away in a table that offices know; imported again, it says the same."""
        found = _version(self, version_id)
        return _table(self, list(found.items.for_detail().in_catalog_order()), title=str(found))


class ExportUnit(Endpoint):
    """What holds at a unit, as a table."""

    operation = "units_export_catalog"
    permission_classes = (SignedIn,)
    queryset = Item.objects.none()
    filterset_class = TableFilters

    @extend_schema(responses=_TABLES)
    def get(self, request: Request, unit_id: UUID) -> HttpResponse:
        """Take the effective catalog of a unit away, as it holds today."""
        unit = self.find(Unit.objects.all(), unit_id)
        items = [each.item for each in effective.for_unit(unit, on=self.today)]
        return _table(self, items, title=_("%(unit)s公开目录") % {"unit": unit.name})


class Categories(ListEndpoint):
    """List the headings of an edition, in its order."""

    operations = {"GET": "catalog_versions_categories_list", "POST": "catalog_versions_add_category"}
    permission_classes = (SignedInToWrite,)
    queryset = Category.objects.none()
    serializer_class = shapes.Heading
    filter_backends = ()
    form = inputs.CategoryInput

    def get_queryset(self) -> QuerySet[Category]:
        """Return those of the edition."""
        return _version(self, self.kwargs["version_id"]).categories.order_by("sort_no", "pk")

    @extend_schema(responses={201: shapes.Heading})
    def post(self, request: Request, version_id: UUID) -> Response:
        """Add a heading to a draft, behind all others."""
        draft = _version(self, version_id)
        title = self.sent().get("title", "")
        return self.shown(actions.add_category(draft, title=title, actor=self.actor, at=self.at), status=201)


class OneCategory(Endpoint):
    """One heading of a draft."""

    operations = {"PATCH": "categories_edit", "DELETE": "categories_remove"}
    permission_classes = (SignedIn,)
    serializer_class = shapes.Heading
    form = inputs.CategoryInput

    def patch(self, request: Request, category_id: UUID) -> Response:
        """Give a heading of a draft another title."""
        found = self.find(Category.objects.visible_to(self.actor), category_id)
        title = self.sent().get("title", found.title)
        return self.shown(actions.edit_category(found, title=title, actor=self.actor, at=self.at))

    @extend_schema(responses={204: None})
    def delete(self, request: Request, category_id: UUID) -> Response:
        """Remove a heading of a draft, under which nothing stands."""
        found = self.find(Category.objects.visible_to(self.actor), category_id)
        actions.remove_category(found, actor=self.actor, at=self.at)
        return Response(status=204)


class AddItem(Endpoint):
    """A further item of a draft."""

    operation = "categories_add_item"
    permission_classes = (SignedIn,)
    serializer_class = catalog_shapes.Item
    form = inputs.ItemInput

    @extend_schema(responses={201: catalog_shapes.Item})
    def post(self, request: Request, category_id: UUID) -> Response:
        """Add an item under a heading of a draft, behind all others there."""
        found = self.find(Category.objects.visible_to(self.actor), category_id)
        added = actions.add_item(found, data=self.sent(), actor=self.actor, at=self.at)
        return self.shown(_reread(self, added), status=201)


class OneItem(Endpoint):
    """One item."""

    operations = {"GET": "items_retrieve", "PATCH": "items_edit", "DELETE": "items_remove"}
    permission_classes = (SignedInToWrite,)
    serializer_class = catalog_shapes.Item
    form = ItemOfDraft
    revised = True

    def get(self, request: Request, item_id: UUID) -> Response:
        """Show one item with its origin."""
        return self.shown(self._found(item_id))

    def patch(self, request: Request, item_id: UUID) -> Response:
        """Change parts of an item of a draft, or move it under another heading; what a person had to settle is settled.

        A published item is changed by `items/{id}/change/`, with approval and an explanation.
        """
        found, values = self._found(item_id), self.sent()
        revision = forms.revision_of(values)
        heading = values.pop("category", None)
        edited = actions.edit_item(
            found,
            data={**inputs.values_of(found), **values},
            category=self._heading(found, heading) if heading else None,
            revision=found.revision if revision is None else revision,
            actor=self.actor,
            at=self.at,
        )
        return self.shown(_reread(self, edited))

    @extend_schema(responses={204: None})
    def delete(self, request: Request, item_id: UUID) -> Response:
        """Remove an item from a draft; in published editions it stays."""
        actions.remove_item(self._found(item_id), actor=self.actor, at=self.at)
        return Response(status=204)

    def _found(self, item_id: UUID) -> Item:
        return self.find(Item.objects.visible_to(self.actor).for_detail(), item_id)

    def _heading(self, item: Item, given: str) -> Category:
        try:
            found = item.version.categories.filter(public_id=UUID(given)).first()
        except ValueError:
            found = None
        if found is None:
            raise errors.Invalid.field("category", "category.unknown", _("这一版目录没有这个一级目录。"))
        return found


def routes() -> list[URLPattern]:
    """Return the addresses of writing, comparing and exporting editions."""
    version = "catalog-versions/<uuid:version_id>/"
    return [
        path("units/<uuid:unit_id>/catalog/export/", ExportUnit.as_view(), name="unit_catalog_export"),
        path(version, OneVersion.as_view(), name="version"),
        path(f"{version}differences/", Differences.as_view(), name="version_differences"),
        path(f"{version}export/", ExportVersion.as_view(), name="version_export"),
        path(f"{version}categories/", Categories.as_view(), name="version_categories"),
        path("categories/<uuid:category_id>/", OneCategory.as_view(), name="category"),
        path("categories/<uuid:category_id>/items/", AddItem.as_view(), name="category_items"),
        path("items/<uuid:item_id>/", OneItem.as_view(), name="item"),
    ]


def _version(view: Endpoint, version_id: UUID) -> CatalogVersion:
    return view.find(CatalogVersion.objects.visible_to(view.actor).select_related("catalog__unit"), version_id)


def _reread(view: Endpoint, item: Item) -> Item:
    return Item.objects.visible_to(view.actor).for_detail().get(pk=item.pk)


def _table(view: Endpoint, items: list[Item], *, title: str) -> HttpResponse:
    view.filter_queryset(Item.objects.none())
    asked = TableFilters(view.request.query_params, queryset=Item.objects.none(), request=view.request)
    asked.is_valid()
    layout = exports.TableLayout(asked.value_of("layout") or exports.TableLayout.OFFICE)
    file_format = exports.FileFormat(asked.value_of("file_format") or exports.FileFormat.XLSX)
    content = exports.table(items, layout, file_format, title=title)
    headers = {"Content-Disposition": content_disposition_header(True, f"{title}.{file_format}") or ""}
    return HttpResponse(content, content_type=exports.CONTENT_TYPES[file_format], headers=headers)

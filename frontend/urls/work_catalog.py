"""Addresses of the catalog workbench, below /work/catalog/; `frontend.urls.work` gives them its namespace."""

from django.urls import path

from frontend.workbench import (
    adapting,
    contents,
    deciding,
    editions,
    exporting,
    importing,
    overview,
    publishing,
    requests,
    steps,
)

urlpatterns = [
    path("", overview.catalog, name="catalog"),
    path("units/<uuid:unit>/below/", overview.below, name="catalog_below"),
    path("units/<uuid:unit>/export/", exporting.unit, name="catalog_export"),
    path("units/<uuid:unit>/made/", editions.made, name="catalog_made"),
    path("units/<uuid:unit>/new/", editions.create, name="catalog_create"),
    path("units/<uuid:unit>/import/", importing.upload, name="catalog_import"),
    path("units/<uuid:unit>/import/confirm/", importing.confirm, name="catalog_import_confirm"),
    path("units/<uuid:unit>/items/<uuid:item>/tighten/", adapting.tighten, name="catalog_tighten"),
    path("units/<uuid:unit>/items/<uuid:item>/decline/", adapting.decline, name="catalog_decline"),
    path("units/<uuid:unit>/items/<uuid:item>/exempt/", adapting.exempt, name="catalog_exempt"),
    path("awaiting/", deciding.awaiting, name="catalog_awaiting"),
    path("overrides/<uuid:override>/", requests.override, name="catalog_override"),
    path("overrides/<uuid:override>/steps/<str:verb>/", requests.override_step, name="catalog_override_step"),
    path("exemptions/<uuid:exemption>/", requests.exemption, name="catalog_exemption"),
    path("exemptions/<uuid:exemption>/steps/<str:verb>/", requests.exemption_step, name="catalog_exemption_step"),
    path("<uuid:catalog>/start/", editions.start, name="catalog_start"),
    path("editions/<uuid:edition>/", editions.edition, name="catalog_edition"),
    path("editions/<uuid:edition>/compare/", editions.compare, name="catalog_compare"),
    path("editions/<uuid:edition>/export/", exporting.edition, name="catalog_edition_export"),
    path("editions/<uuid:edition>/publish/", publishing.publish, name="catalog_publish"),
    path("editions/<uuid:edition>/steps/<str:verb>/", steps.edition, name="catalog_edition_step"),
    path("editions/<uuid:edition>/discard/", editions.discard, name="catalog_discard"),
    path("editions/<uuid:edition>/categories/new/", contents.add_category, name="catalog_add_category"),
    path("categories/<uuid:category>/edit/", contents.edit_category, name="catalog_edit_category"),
    path("categories/<uuid:category>/remove/", contents.remove_category, name="catalog_remove_category"),
    path("categories/<uuid:category>/items/new/", contents.add_item, name="catalog_add_item"),
    path("items/<uuid:item>/", contents.item, name="catalog_item"),
    path("items/<uuid:item>/remove/", contents.remove_item, name="catalog_remove_item"),
]

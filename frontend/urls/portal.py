"""Addresses of the public portal."""

from django.urls import path

from frontend.portal import (
    afterwards,
    calendars,
    catalog,
    disclosures,
    due,
    files,
    home,
    ledger,
    notice,
    noticing,
    open_data,
    personal,
    search,
    units,
)

app_name = "portal"

urlpatterns = [
    path("", home.home, name="home"),
    path("catalog/", catalog.catalog, name="catalog"),
    path("catalog/editions/", catalog.editions, name="catalog_editions"),
    path("due/", due.due, name="due"),
    path("units/", units.units, name="units"),
    path("units/<uuid:public_id>/", units.unit, name="unit"),
    path("units/<uuid:public_id>/due.ics", calendars.public, name="unit_calendar"),
    path("calendar/<str:feed>.ics", calendars.private, name="feed"),
    path("disclosures/", search.search, name="disclosures"),
    path("disclosures/<uuid:public_id>/", disclosures.disclosure, name="disclosure"),
    path("disclosures/<uuid:change_id>/changes/", afterwards.changes, name="changes"),
    path("disclosures/<uuid:public_id>/proof/", ledger.proof, name="proof"),
    path("disclosures/<uuid:public_id>/proof/file/", ledger.proof_file, name="proof_file"),
    path("disclosures/<uuid:public_id>/notice.pdf", notice.paper, name="notice"),
    path("disclosures/<uuid:public_id>/object/", noticing.object_to, name="object"),
    path("public-notices/", noticing.running, name="public_notices"),
    path("ledger/", ledger.ledger, name="ledger"),
    path("ledger/export/", ledger.export, name="ledger_export"),
    path("open-data/", open_data.page, name="open_data"),
    path("open-data/disclosures.csv", open_data.as_csv, name="open_data_csv"),
    path("open-data/disclosures.json", open_data.as_json, name="open_data_json"),
    path("open-data/schema.json", open_data.schema, name="open_data_schema"),
    path("personal/", personal.personal, name="personal"),
    path("search/", search.search, name="search"),
    path("search/suggestions/", search.suggestions, name="suggestions"),
    path("files/<uuid:public_id>/", files.download, name="file"),
    path("files/<uuid:public_id>/thumbnail/", files.thumbnail, name="thumbnail"),
    path("files/<uuid:public_id>/link/", files.lend, name="lend"),
]

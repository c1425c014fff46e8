"""Addresses of the tree manager, below /work/units/; `frontend.urls.work` gives them its namespace."""

from django.urls import path

from frontend.tree import changes, checking, departments, importing, pages, planned

urlpatterns = [
    path("", pages.units, name="units"),
    path("import/", importing.upload, name="units_import"),
    path("import/confirm/", importing.confirm, name="units_import_confirm"),
    path("check/", checking.check, name="units_check"),
    path("changes/<uuid:change>/cancel/", planned.cancel, name="units_cancel"),
    path("<uuid:unit>/", pages.unit, name="unit"),
    path("<uuid:unit>/below/", pages.below, name="units_below"),
    path("<uuid:unit>/new/", changes.create, name="unit_create"),
    path("<uuid:unit>/rename/", changes.rename, name="unit_rename"),
    path("<uuid:unit>/reclassify/", changes.reclassify, name="unit_reclassify"),
    path("<uuid:unit>/move/", changes.move, name="unit_move"),
    path("<uuid:unit>/close/", changes.close, name="unit_close"),
    path("<uuid:unit>/departments/new/", departments.add, name="unit_department_add"),
    path("<uuid:unit>/departments/close/", departments.close, name="unit_department_close"),
]

"""Addresses of what units owe, below /work/; `frontend.urls.work` gives them its namespace."""

from django.urls import path

from frontend.owed import (
    assigning,
    closures,
    deciding,
    detail,
    listing,
    month,
    overview,
    registering,
    reminding,
    restaging,
    ruling,
    withheld_register,
    withholding,
    withholdings,
)

urlpatterns = [
    path("obligations/", listing.obligations, name="obligations"),
    path("obligations/event/", registering.event, name="obligation_event"),
    path("obligations/matter/", registering.begin_matter, name="obligation_matter"),
    path("obligations/matters/<uuid:matter>/", registering.matter, name="matter"),
    path("obligations/matters/<uuid:matter>/stages/<uuid:stage>/", restaging.stage, name="matter_stage"),
    path("obligations/extensions/", deciding.extensions, name="extensions"),
    path("obligations/extensions/<uuid:extension>/recall/", detail.recall, name="extension_recall"),
    path("obligations/withholdings/", withholdings.withholdings, name="withholdings"),
    path("obligations/withholdings/register/", withheld_register.register, name="withheld_register"),
    path("obligations/withholdings/register/sheet/", withheld_register.sheet, name="withheld_register_sheet"),
    path("obligations/withholdings/register/paper/", withheld_register.paper, name="withheld_register_paper"),
    path("obligations/withholdings/<uuid:withholding>/", withholding.one, name="withholding"),
    path("obligations/withholdings/<uuid:withholding>/amend/", withholding.amend, name="withholding_amend"),
    path("obligations/withholdings/<uuid:withholding>/<slug:verb>/", withholding.step, name="withholding_step"),
    path("obligations/<uuid:obligation>/withhold/", withholding.ask, name="obligation_withhold"),
    path("obligations/<uuid:obligation>/", detail.obligation, name="obligation"),
    path("obligations/<uuid:obligation>/extend/", detail.extend, name="obligation_extend"),
    path("obligations/<uuid:obligation>/assign/", assigning.assign, name="obligation_assign"),
    path("obligations/rules/", ruling.rules, name="obligation_rules"),
    path("closures/", closures.closures, name="closures"),
    path("closures/declare/", closures.declare, name="closure_declare"),
    path("closures/<uuid:span>/withdraw/", closures.withdraw, name="closure_withdraw"),
    path("overview/remind/", reminding.remind, name="overview_remind"),
    path("calendar/", month.month, name="calendar"),
    path("overview/", overview.overview, name="overview"),
    path("overview/export/", overview.export, name="overview_export"),
]

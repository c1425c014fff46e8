"""Addresses of the workspace."""

from django.urls import include, path

from frontend.owed import pledging
from frontend.work import (
    afterwards,
    approvals,
    audit,
    beginning,
    chains,
    detail,
    editor,
    importing,
    inbox,
    insertion,
    listing,
    register,
    steps,
    templates,
)

app_name = "work"

urlpatterns = [
    path("", inbox.home, name="inbox"),
    path("notices/", inbox.notices, name="notices"),
    path("notices/read/", inbox.read_all, name="read_all"),
    path("notices/<uuid:public_id>/", inbox.notice, name="notice"),
    path("disclosures/", listing.disclosures, name="disclosures"),
    path("disclosures/new/", beginning.new, name="new"),
    path("disclosures/import/", importing.upload, name="import"),
    path("disclosures/import/confirm/", importing.confirm, name="import_confirm"),
    path("disclosures/<uuid:public_id>/", detail.disclosure, name="disclosure"),
    path("disclosures/<uuid:public_id>/edit/", editor.edit, name="edit"),
    path("disclosures/<uuid:public_id>/paste/", insertion.paste, name="paste"),
    path("disclosures/<uuid:public_id>/pictures/", insertion.picture, name="picture"),
    path("disclosures/<uuid:public_id>/preview/", editor.preview, name="preview"),
    path("disclosures/<uuid:public_id>/discard/", editor.discard, name="discard"),
    path("disclosures/<uuid:public_id>/obligations/", pledging.pledges, name="pledges"),
    path("disclosures/<uuid:public_id>/follow-up/", afterwards.follow_up, name="follow_up"),
    path("disclosures/<uuid:public_id>/display/", afterwards.display, name="display"),
    path("publication-rules/", afterwards.rules, name="publication_rules"),
    path("disclosures/<uuid:public_id>/<slug:verb>/", steps.step, name="step"),
    path("templates/", templates.listing, name="templates"),
    path("templates/new/", templates.new, name="template_new"),
    path("templates/<uuid:public_id>/", templates.one, name="template"),
    path("approvals/", approvals.approvals, name="approvals"),
    path("approvals/decide/", approvals.together, name="decide"),
    path("chains/", chains.chains, name="chains"),
    path("chains/new/", chains.new, name="chain_new"),
    path("chains/<uuid:chain>/", chains.edit, name="chain"),
    path("chains/<uuid:chain>/lift/", chains.lift, name="chain_lift"),
    path("register/", register.register, name="register"),
    path("register/sheet/", register.sheet, name="register_sheet"),
    path("register/paper/", register.paper, name="register_paper"),
    path("audit/", audit.trail, name="audit"),
    path("catalog/", include("frontend.urls.work_catalog")),
    path("units/", include("frontend.urls.work_units")),
    path("rollouts/", include("frontend.urls.work_rollout")),
    path("", include("frontend.urls.work_owed")),
]

"""Addresses of the console of the platform's operators; they exist at the platform's own host alone."""

from django.urls import path

from frontend.platform import calendar, entrance, own, tenancies, trail

app_name = "console"

urlpatterns = [
    path("", tenancies.tenants, name="tenants"),
    path("sign-in/", entrance.sign_in, name="sign_in"),
    path("sign-out/", entrance.sign_out, name="sign_out"),
    path("password/", own.password, name="password"),
    path("tenants/new/", tenancies.create, name="tenant_create"),
    path("tenants/<uuid:public_id>/", tenancies.tenant, name="tenant"),
    path("tenants/<uuid:public_id>/progress/", tenancies.progress, name="tenant_progress"),
    path("tenants/<uuid:public_id>/suspend/", tenancies.suspend, name="tenant_suspend"),
    path("tenants/<uuid:public_id>/resume/", tenancies.resume, name="tenant_resume"),
    path("calendar/", calendar.years, name="calendar"),
    path("calendar/upload/", calendar.upload, name="calendar_upload"),
    path("calendar/proposals/<uuid:public_id>/", calendar.proposal, name="proposal"),
    path("calendar/proposals/<uuid:public_id>/confirm/", calendar.confirm, name="proposal_confirm"),
    path("calendar/proposals/<uuid:public_id>/discard/", calendar.discard, name="proposal_discard"),
    path("trail/", trail.trail, name="trail"),
]

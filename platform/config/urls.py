"""Where is what, inside a tenant? Each room names its own routes."""

from __future__ import annotations

from django.urls import include, path

handler400 = "config.faults.bad_request"
handler403 = "frontend.errors.permission_denied"
handler404 = "frontend.errors.page_not_found"
handler500 = "config.faults.server_error"

urlpatterns = [
    path("api/", include("api.urls")),
    path("", include("frontend.urls")),
]

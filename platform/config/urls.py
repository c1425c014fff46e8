"""Where is what, inside a tenant? Each room names its own routes."""

from __future__ import annotations

from django.urls import include, path

handler400 = "frontend.errors.bad_request"
handler403 = "frontend.errors.permission_denied"
handler404 = "frontend.errors.page_not_found"
handler500 = "frontend.errors.server_error"

urlpatterns = [
    path("api/", include("api.urls")),
    path("", include("frontend.urls")),
]

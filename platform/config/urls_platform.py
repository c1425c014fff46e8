"""Where is what, at the platform's own host? The operators' console; in the demo a page that leads to the tenants."""

from __future__ import annotations

from django.urls import include, path

from frontend import preferences
from frontend.platform import front

handler400 = "frontend.errors.bad_request"
handler403 = "frontend.errors.permission_denied"
handler404 = "frontend.errors.page_not_found"
handler500 = "frontend.errors.server_error"

PREFERENCES = [
    path("large/<slug:wish>/", preferences.large, name="large"),
    path("language/<slug:code>/", preferences.language, name="language"),
]

urlpatterns = [
    path("", front.home, name="platform-home"),
    path("console/", include("frontend.urls.platform")),
    path("preferences/", include((PREFERENCES, "shell"))),
]

"""Where is what, at the platform's own host? In the demo a page that leads to the tenants; else nothing."""

from __future__ import annotations

from django.urls import path

from frontend.platform import front

handler400 = "frontend.errors.bad_request"
handler403 = "frontend.errors.permission_denied"
handler404 = "frontend.errors.page_not_found"
handler500 = "frontend.errors.server_error"

urlpatterns = [path("", front.home, name="platform-home")]

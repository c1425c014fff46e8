"""Addresses of the pages, one module a namespace."""

from django.urls import include, path

urlpatterns = [
    path("", include("frontend.urls.portal")),
    path("", include("frontend.urls.shell")),
    path("", include("frontend.urls.account")),
    path("work/", include("frontend.urls.work")),
    path("work/people/", include("frontend.urls.people")),
]

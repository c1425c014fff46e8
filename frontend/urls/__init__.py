"""Addresses of the pages, one module a namespace."""

from django.urls import include, path

urlpatterns = [
    path("", include("frontend.urls.shell")),
]

"""Addresses of what surrounds the pages: preferences and the gallery of components."""

from django.urls import path

from frontend import gallery, preferences

app_name = "shell"

urlpatterns = [
    path("preferences/large/<slug:wish>/", preferences.large, name="large"),
    path("preferences/language/<slug:code>/", preferences.language, name="language"),
    path("gallery/", gallery.gallery, name="gallery"),
]

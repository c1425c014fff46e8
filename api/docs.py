"""What does a person see who wants to try the API? Swagger UI from our own static files, with nothing inline."""

from __future__ import annotations

from drf_spectacular.views import SpectacularSwaggerSplitView


class Docs(SpectacularSwaggerSplitView):
    """The browsable page; script and style come as files, as the content security policy asks."""

    url_name = "api:schema"
    template_name = "api/docs.html"

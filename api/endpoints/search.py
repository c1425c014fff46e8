"""What do programs offer while somebody types? Lists are searched by their own `q`."""

from __future__ import annotations

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.endpoints.base import Endpoint
from api.shapes import search as shapes
from disclosures import searching
from disclosures.models import Disclosure

LONGEST = 100


class Suggestions(Endpoint):
    """Titles of published disclosures, as far as the caller sees them."""

    operation = "search_suggestions"
    serializer_class = shapes.Suggestions

    @extend_schema(
        parameters=[OpenApiParameter("q", str, required=True, description=f"At most {LONGEST} letters count.")]
    )
    def get(self, request: Request) -> Response:
        """Offer titles with words that begin as the text does, the newest first."""
        text = request.query_params.get("q", "")[:LONGEST]
        shown = Disclosure.objects.visible_to(self.actor).on_display(self.today)
        return self.shown({"titles": searching.suggest(shown, text)})

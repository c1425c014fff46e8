"""How do programs find the yearly boxes of units, and have one compared with what was put away?"""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.endpoints.base import Endpoint, ListEndpoint, SignedIn
from api.inputs import NoInput
from api.shapes import boxes as shapes
from archives import checking
from archives.models import Box, CheckRequest
from core import errors


class Boxes(ListEndpoint):
    """List the boxes of the units that one works for or supervises, the last year first."""

    operation = "boxes_list"
    queryset = Box.objects.none()
    serializer_class = shapes.Box
    permission_classes = (SignedIn,)
    filter_backends = ()

    def get_queryset(self) -> QuerySet[Box]:
        """Return what this person sees."""
        return _seen(self)


class OneBox(Endpoint):
    """One box."""

    operation = "boxes_retrieve"
    permission_classes = (SignedIn,)
    serializer_class = shapes.Box

    def get(self, request: Request, box_id: UUID) -> Response:
        """Show one box and what it is sealed with."""
        return self.shown(self.find(_seen(self), box_id))


class Check(Endpoint):
    """The comparison of a box with what was put away."""

    operations = {"GET": "boxes_check_retrieve", "POST": "boxes_check"}
    permission_classes = (SignedIn,)
    serializer_class = shapes.Check
    form = NoInput

    def get(self, request: Request, box_id: UUID) -> Response:
        """Show the last comparison that was asked for: how far it is or, once it is over, what was found."""
        found = self.find(_seen(self), box_id)
        asked = CheckRequest.objects.filter(box=found).select_related("found").first()
        if asked is None:
            raise errors.Missing("check.none", _("这一盒还没有核对过，请先要求核对。"))
        return self.shown(asked)

    @extend_schema(responses={201: shapes.Check, 202: shapes.Check})
    def post(self, request: Request, box_id: UUID) -> Response:
        """Have every record and file compared: 201 with the answer, or 202 for a large box, whose answer GET tells."""
        self.sent()
        asked = checking.ask(self.find(_seen(self), box_id), actor=self.actor, at=self.at)
        return self.shown(asked, status=202 if asked.is_running else 201)


def _seen(endpoint: Endpoint) -> QuerySet[Box]:
    return Box.objects.visible_to(endpoint.actor).select_related("unit")


def routes() -> list[URLPattern]:
    """Return the addresses."""
    return [
        path("boxes/", Boxes.as_view(), name="boxes"),
        path("boxes/<uuid:box_id>/", OneBox.as_view(), name="box"),
        path("boxes/<uuid:box_id>/check/", Check.as_view(), name="box_check"),
    ]

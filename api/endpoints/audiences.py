"""How do programs keep the lists of readers that a unit takes over into its texts (常用名单)?"""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api import forms
from api.endpoints.base import Endpoint, ListEndpoint, SignedIn
from api.inputs import NewAudience, WhichUnit
from api.shapes import readers as shapes
from core import errors, inputs
from disclosures.inputs import AudienceInput
from disclosures.models import Audience
from disclosures.readers import lists


class Audiences(ListEndpoint):
    """List the kept lists of the units that one works for or supervises, unit by unit."""

    operations = {"GET": "audiences_list", "POST": "audiences_keep"}
    queryset = Audience.objects.none()
    serializer_class = shapes.Audience
    permission_classes = (SignedIn,)
    filter_backends = ()
    form = NewAudience

    def get_queryset(self) -> QuerySet[Audience]:
        """Return what this person sees."""
        return Audience.objects.visible_to(self.actor).for_list()

    @extend_schema(responses={201: shapes.Audience})
    def post(self, request: Request) -> Response:
        """Keep a list of readers under a name; `{"kind": "list"}` among a text's readers takes a copy of it."""
        values = self.sent()
        unit = inputs.cleaned(WhichUnit, {"unit": values.pop("unit", None)})["unit"]
        return self.shown(lists.keep(unit, data=values, actor=self.actor, at=self.at), status=201)


class OneAudience(Endpoint):
    """One kept list."""

    operations = {"GET": "audiences_retrieve", "PUT": "audiences_change", "DELETE": "audiences_discard"}
    permission_classes = (SignedIn,)
    serializer_class = shapes.Audience
    form = AudienceInput
    revised = True

    def get(self, request: Request, audience_id: UUID) -> Response:
        """Show one list."""
        return self.shown(self._found(audience_id))

    def put(self, request: Request, audience_id: UUID) -> Response:
        """Replace name and lines of a list; `revision` says which list the caller changed."""
        found, values = self._found(audience_id), self.sent()
        revision = forms.revision_of(values)
        if revision is None:
            raise errors.Invalid.field("revision", "revision.required", _("请附上您看到的修订号。"))
        lists.change(found, data=values, revision=revision, actor=self.actor, at=self.at)
        return self.shown(self._found(audience_id))

    @extend_schema(responses={204: None})
    def delete(self, request: Request, audience_id: UUID) -> Response:
        """Throw a list away; what it said stays in the trail."""
        lists.discard(self._found(audience_id), actor=self.actor, at=self.at)
        return Response(status=204)

    def _found(self, audience_id: UUID) -> Audience:
        return self.find(Audience.objects.visible_to(self.actor).for_list(), audience_id)


def routes() -> list[URLPattern]:
    """Return the addresses."""
    return [
        path("audiences/", Audiences.as_view(), name="audiences"),
        path("audiences/<uuid:audience_id>/", OneAudience.as_view(), name="audience"),
    ]

"""How do programs say who reads a text for a certain range of people, and lend a file of it?"""

from __future__ import annotations

from uuid import UUID

from django.urls import URLPattern, path, reverse
from django.utils.http import urlencode
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api import forms
from api.endpoints.base import Endpoint, SignedIn
from api.inputs import NoInput
from api.shapes import readers as shapes
from core.files import links
from disclosures import actions
from disclosures.inputs import ReadersInput
from disclosures.models import Attachment, Disclosure
from disclosures.readers import lending, lines
from tenants import current


class Readers(Endpoint):
    """Who reads a text whose scope lists its readers, for those who work on it or supervise it."""

    operations = {"GET": "disclosures_readers", "PUT": "disclosures_set_readers"}
    serializer_class = shapes.Readers
    permission_classes = (SignedIn,)
    form = ReadersInput
    revised = True

    def get(self, request: Request, disclosure_id: UUID) -> Response:
        """Show the list."""
        return self._listed(self._find(disclosure_id))

    def put(self, request: Request, disclosure_id: UUID) -> Response:
        """Replace the list of a draft; an approved text becomes a draft again, since its readers are approved too."""
        values = self.sent()
        revision = forms.revision_of(values)
        found = self._find(disclosure_id)
        return self._listed(actions.set_readers(found, data=values, revision=revision, actor=self.actor, at=self.at))

    def _find(self, disclosure_id: UUID) -> Disclosure:
        return self.find(Disclosure.objects.visible_to(self.actor).workable_by(self.actor), disclosure_id)

    def _listed(self, found: Disclosure) -> Response:
        return self.shown({"revision": found.revision, "scope": found.scope, "readers": lines.told(lines.of(found))})


class Lend(Endpoint):
    """A link to a file."""

    operation = "attachments_lend"
    permission_classes = (SignedIn,)
    serializer_class = shapes.Link
    form = NoInput

    @extend_schema(responses={201: shapes.Link})
    def post(self, request: Request, attachment_id: UUID) -> Response:
        """Make a link that opens the file for ten minutes without signing in.

        It opens as long as the caller may read the file and the disclosure is published; then it answers 410.
        """
        file = self.find(Attachment.objects.visible_to(self.actor).select_related("file"), attachment_id).file
        token = lending.lend(file, actor=self.actor, at=self.at)
        address = f"{current.base_url()}{reverse('portal:file', args=[file.public_id])}?{urlencode({'link': token})}"
        return self.shown({"address": address, "ends_at": self.at + links.LASTS}, status=201)


def routes() -> list[URLPattern]:
    """Return the addresses."""
    return [
        path("disclosures/<uuid:disclosure_id>/readers/", Readers.as_view(), name="readers"),
        path("attachments/<uuid:attachment_id>/link/", Lend.as_view(), name="attachment_link"),
    ]

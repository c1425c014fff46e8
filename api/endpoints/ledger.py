"""What stands in the public ledger, and how is a record proven? For programs, with or without an account."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.urls import URLPattern, path
from django.utils.http import content_disposition_header
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import signin
from api.endpoints.base import Endpoint, ListEndpoint
from api.shapes import ledger as shapes
from archives import takings
from core.ledger import exports, form
from core.ledger.models import Checkpoint, Entry
from disclosures.recording import agreement, records
from tenants import current

CONTENT_TYPE = "application/x-ndjson"


class Ledger(Endpoint):
    """The ledger."""

    operation = "ledger_retrieve"
    serializer_class = shapes.Ledger

    def get(self, request: Request) -> Response:
        """Say how far the ledger reaches, and what its last checkpoint is."""
        entries, head = Entry.objects.last_link() or (0, form.NOTHING)
        checkpoint = Checkpoint.objects.latest_one()
        return self.shown({"id": exports.ledger_id(), "entries": entries, "head": head, "checkpoint": checkpoint})


class Checkpoints(ListEndpoint):
    """List the checkpoints, the last one first. Keep one, and no entry before it can be altered unnoticed."""

    operation = "ledger_checkpoints_list"
    queryset = Checkpoint.objects.none()
    serializer_class = shapes.Checkpoint
    filter_backends = ()

    def get_queryset(self) -> QuerySet[Checkpoint]:
        """Return the checkpoints."""
        return Checkpoint.objects.order_by("-number")


class Export(Endpoint):
    """The whole ledger as a file."""

    operation = "ledger_export"

    @extend_schema(responses={(200, CONTENT_TYPE): OpenApiTypes.BINARY})
    def get(self, request: Request) -> StreamingHttpResponse:
        """Read the whole ledger, one JSON object a line; of records that the caller may not read there is the hash."""
        takings.require(takings.Whole.LEDGER, actor=self.actor, place=signin.address_of(request._request) or "")
        tenant = current.tenant()
        lines = exports.export(name=tenant.name, at=self.at, shown=records.shown_to(self.actor))
        response = StreamingHttpResponse(current.lines_of(tenant, lines), content_type=CONTENT_TYPE)
        name = f"ledger-{tenant.slug}-{self.today}.jsonl"
        response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
        return response


class Proof(Endpoint):
    """The proof of one record."""

    operation = "disclosures_proof"
    serializer_class = shapes.Proof

    def get(self, request: Request, disclosure_id: UUID) -> Response:
        """Verify one record that is or was public, and return the proof of it."""
        found = self.find(records.readable(self.actor).for_detail(), disclosure_id)
        return self.shown(agreement.prove(found, name=current.tenant().name, at=self.at))


def routes() -> list[URLPattern]:
    """Return the addresses of the ledger and of proofs."""
    return [
        path("ledger/", Ledger.as_view(), name="ledger"),
        path("ledger/checkpoints/", Checkpoints.as_view(), name="ledger_checkpoints"),
        path("ledger/export/", Export.as_view(), name="ledger_export"),
        path("disclosures/<uuid:disclosure_id>/proof/", Proof.as_view(), name="proof"),
    ]

"""How are disclosures read, drafted, decided and published by programs?"""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.http import FileResponse
from django.urls import URLPattern
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import parsers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actors import Actor
from api import filters, forms
from api.endpoints import references, steps
from api.endpoints.base import Endpoint, ListEndpoint, SignedIn, SignedInToWrite
from api.inputs import NewDraft, Upload, WhichUnit
from api.shapes import audit as audit_shapes
from api.shapes import disclosures as shapes
from core import errors, inputs
from core.audit.models import AuditEntry
from core.files import downloads, shelf
from disclosures import actions, visibility
from disclosures.afterwards import absences
from disclosures.afterwards.transitions import BY_THE_SYSTEM
from disclosures.flows import disclosure_flow
from disclosures.inputs import DraftInput, values_of
from disclosures.models import Attachment, Decision, Disclosure
from disclosures.queries import DisclosureQuerySet

NEVER = -1
"""A revision that no text ever has."""


def visible(actor: Actor) -> DisclosureQuerySet:
    """Return the disclosures that this person sees, with what one of them shows."""
    return Disclosure.objects.visible_to(actor).for_detail()


def with_work(found: Disclosure, actor: Actor) -> Disclosure:
    """Add what the disclosure says to this person about its way to publication: nothing to a mere reader."""
    works = actor.user_id is not None and Disclosure.objects.workable_by(actor).filter(pk=found.pk).exists()
    if works:
        setattr(found, "offers", disclosure_flow.offers(found, actor=actor))
    setattr(found, "work", found if works else None)
    closed = found.pk is None or not (works or visibility.reads(actor, found))
    setattr(found, "shown_body", "" if closed else found.body)
    setattr(found, "shown_attachments", () if closed else found.attachments.all())
    setattr(found, "references", [] if found.pk is None else list(references.of(found, actor)))
    return found


def reread(disclosure: Disclosure, actor: Actor) -> Disclosure:
    """Return the disclosure as it stands after something was done to it."""
    found = visible(actor).filter(pk=disclosure.pk).first()
    return with_work(found or out_of_sight(disclosure), actor)


def out_of_sight(disclosure: Disclosure) -> Disclosure:
    """Return what is answered to whoever just took a text down and sees it no more: its number, none of its words."""
    return Disclosure(
        public_id=disclosure.public_id,
        unit=disclosure.unit,
        state=disclosure.state,
        scope=disclosure.scope,
        index_no=disclosure.index_no,
        revision=disclosure.revision,
    )


class Disclosures(ListEndpoint):
    """List what is published, and for those who work on them, the disclosures of their units in every state.

    The last published first. What was withdrawn is read by its address, and listed for those who work on it alone.
    """

    operations = {"GET": "disclosures_list", "POST": "disclosures_create"}
    queryset = Disclosure.objects.none()
    serializer_class = shapes.Disclosure
    filterset_class = filters.DisclosureFilters
    permission_classes = (SignedInToWrite,)
    form = NewDraft

    def get_queryset(self) -> QuerySet[Disclosure]:
        """Return what this person sees listed."""
        seen = Disclosure.objects.visible_to(self.actor)
        return (seen.on_display(self.today) | seen.workable_by(self.actor)).newest().for_list()

    @extend_schema(responses={201: shapes.DisclosureDetail})
    def post(self, request: Request) -> Response:
        """Begin a draft for a unit."""
        values = self.sent()
        unit = inputs.cleaned(WhichUnit, {"unit": values.pop("unit", None)})["unit"]
        drafted = actions.create_draft(unit=unit, data=values, actor=self.actor, at=self.at)
        return Response(shapes.DisclosureDetail(reread(drafted, self.actor)).data, status=201)


class OneDisclosure(Endpoint):
    """One disclosure."""

    operations = {"GET": "disclosures_retrieve", "PATCH": "disclosures_edit", "DELETE": "disclosures_discard"}
    serializer_class = shapes.DisclosureDetail
    permission_classes = (SignedInToWrite,)
    form = DraftInput
    revised = True
    problems = (410,)

    def get(self, request: Request, disclosure_id: UUID) -> Response:
        """Show one disclosure."""
        found = visible(self.actor).with_references().filter(public_id=disclosure_id).first()
        if found is None:
            raise absences.refusal(disclosure_id, actor=self.actor)
        return self.shown(with_work(found, self.actor))

    def patch(self, request: Request, disclosure_id: UUID) -> Response:
        """Change parts of a draft; `revision` says which text the caller changed.

        An approved text becomes a draft again. If somebody else saved meanwhile, the answer is 409 with the text as it
        stands in `current`.
        """
        found = self.find(visible(self.actor), disclosure_id)
        values = self.sent()
        revision = forms.revision_of(values)
        if revision is None:
            raise errors.Invalid.field("revision", "revision.required", _("请附上您看到的修订号。"))
        # The parts not sent come from the text just read, so the caller has to have seen that very text.
        seen = revision if revision == found.revision else NEVER
        edited = actions.edit_draft(
            found, data={**values_of(found), **values}, revision=seen, actor=self.actor, at=self.at
        )
        return self.shown(reread(edited, self.actor))

    @extend_schema(responses={204: None})
    def delete(self, request: Request, disclosure_id: UUID) -> Response:
        """Throw away a draft of one's own that was never submitted."""
        found = self.find(visible(self.actor), disclosure_id)
        actions.discard_draft(found, actor=self.actor, at=self.at)
        return Response(status=204)


class Attachments(ListEndpoint):
    """List the files of a disclosure."""

    operations = {"GET": "disclosures_attachments_list", "POST": "disclosures_attach"}
    queryset = Attachment.objects.none()
    serializer_class = shapes.Attachment
    permission_classes = (SignedInToWrite,)
    parser_classes = (parsers.MultiPartParser,)
    filter_backends = ()
    form = Upload
    problems = (413,)

    def get_queryset(self) -> QuerySet[Attachment]:
        """Return the files of a disclosure that this person sees."""
        disclosure = self.find(Disclosure.objects.visible_to(self.actor), self.kwargs["disclosure_id"])
        return Attachment.objects.visible_to(self.actor).filter(disclosure=disclosure).with_file()

    @extend_schema(responses={201: shapes.Attachment})
    def post(self, request: Request, disclosure_id: UUID) -> Response:
        """Add a file to a draft; its type is told by its content."""
        disclosure = self.find(Disclosure.objects.visible_to(self.actor), disclosure_id)
        wanted = forms.uploaded(request, Upload)
        attachment = actions.attach(
            disclosure,
            stream=wanted["file"].file,
            name=wanted["file"].name,
            title=wanted["title"],
            revision=wanted["revision"],
            actor=self.actor,
            at=self.at,
        )
        return self.shown(attachment, status=201)


class OneAttachment(Endpoint):
    """One file."""

    operation = "attachments_detach"
    permission_classes = (SignedIn,)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, attachment_id: UUID) -> Response:
        """Take a file off a draft; its name and hash stay in the trail."""
        found = self.find(_attachments(self.actor), attachment_id)
        actions.detach(found, actor=self.actor, at=self.at)
        return Response(status=204)


class AttachmentContent(Endpoint):
    """The content of a file."""

    operation = "attachments_content"

    @extend_schema(responses={(200, "*/*"): OpenApiTypes.BINARY})
    def get(self, request: Request, attachment_id: UUID) -> FileResponse:
        """Read the content of a file; whoever reads the disclosure reads its files."""
        file = self.find(_attachments(self.actor), attachment_id).file
        response = FileResponse(shelf.open_stored(file))
        for name, value in downloads.download_headers(file, save=True).items():
            response[name] = value
        return response


class Decisions(ListEndpoint):
    """List what was decided on a disclosure, in order, for those who work on it or supervise it."""

    operation = "disclosures_decisions_list"
    permission_classes = (SignedIn,)
    queryset = Decision.objects.none()
    serializer_class = shapes.Decision
    filter_backends = ()

    def get_queryset(self) -> QuerySet[Decision]:
        """Return the decisions."""
        return Decision.objects.filter(disclosure=self.find(_at_work(self.actor), self.kwargs["disclosure_id"]))


class History(ListEndpoint):
    """List everything that was done to a disclosure, oldest first, for those who work on it or supervise it."""

    operation = "disclosures_history_list"
    permission_classes = (SignedIn,)
    queryset = AuditEntry.objects.none()
    serializer_class = audit_shapes.Entry
    filter_backends = ()

    def get_queryset(self) -> QuerySet[AuditEntry]:
        """Return what the trail says."""
        return AuditEntry.objects.about(self.find(_at_work(self.actor), self.kwargs["disclosure_id"]))


def _at_work(actor: Actor) -> QuerySet[Disclosure]:
    return Disclosure.objects.visible_to(actor).workable_by(actor)


def _attachments(actor: Actor) -> QuerySet[Attachment]:
    return Attachment.objects.visible_to(actor).select_related("file", "disclosure__unit")


def steps_of_disclosures() -> list[URLPattern]:
    """Return the addresses of a disclosure's verbs."""
    return steps.routes(
        disclosure_flow,
        prefix="disclosures",
        parameter="disclosure_id",
        visible=visible,
        shape=shapes.DisclosureDetail,
        shown_as=reread,
        verbs=tuple(verb for verb in disclosure_flow.verbs() if verb not in BY_THE_SYSTEM),
    )

"""Where was a text shown beside the portal, and who wants to hear of new ones by e-mail?"""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.urls import URLPattern, path
from django.utils.translation import get_language
from drf_spectacular.utils import extend_schema
from rest_framework import parsers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import signin
from api import forms
from api.endpoints.base import Endpoint, ListEndpoint, SignedIn, SignedInToWrite
from api.inputs import Evidence
from api.shapes import channels as shapes
from channels import following, postings
from channels.inputs import FollowInput, RecordInput, StrikeInput, TakeDownInput
from channels.models import Posting
from disclosures.models import Disclosure


class Postings(ListEndpoint):
    """List where a text was shown beside the portal."""

    operations = {"GET": "postings_list", "POST": "postings_record"}
    permission_classes = (SignedInToWrite,)
    queryset = Posting.objects.none()
    serializer_class = shapes.Posting
    filter_backends = ()
    form = RecordInput

    def get_queryset(self) -> QuerySet[Posting]:
        """Return the records that this person sees, in the order of the days."""
        disclosure = self.find(Disclosure.objects.visible_to(self.actor), self.kwargs["disclosure_id"])
        return Posting.objects.visible_to(self.actor).of_disclosure(disclosure)

    @extend_schema(responses={201: shapes.Posting})
    def post(self, request: Request, disclosure_id: UUID) -> Response:
        """Record that a public text was shown by another channel; clerks of its unit do."""
        disclosure = self.find(Disclosure.objects.visible_to(self.actor), disclosure_id)
        return self.shown(postings.record(disclosure, data=self.sent(), actor=self.actor, at=self.at), status=201)


class OnePosting(Endpoint):
    """One record, by the verbs below."""

    permission_classes = (SignedIn,)
    queryset = Posting.objects.none()
    serializer_class = shapes.Posting

    def found(self, posting_id: UUID) -> Posting:
        """Return the record."""
        return self.find(Posting.objects.visible_to(self.actor), posting_id)


class TakeDown(OnePosting):
    """It was taken down."""

    operation = "postings_take_down"
    form = TakeDownInput

    @extend_schema(responses=shapes.Posting)
    def post(self, request: Request, posting_id: UUID) -> Response:
        """Note on which day it was taken down."""
        found = self.found(posting_id)
        return self.shown(postings.take_down(found, data=self.sent(), actor=self.actor, at=self.at))


class Strike(OnePosting):
    """It is wrong."""

    operation = "postings_strike"
    form = StrikeInput

    @extend_schema(responses=shapes.Posting)
    def post(self, request: Request, posting_id: UUID) -> Response:
        """Strike out a record that is wrong, with the reason."""
        found = self.found(posting_id)
        return self.shown(postings.strike(found, data=self.sent(), actor=self.actor, at=self.at))


class EvidenceOfPosting(OnePosting):
    """A picture or minutes."""

    operation = "postings_add_evidence"
    parser_classes = (parsers.MultiPartParser,)
    form = Evidence
    problems = (413,)

    @extend_schema(responses=shapes.Posting)
    def post(self, request: Request, posting_id: UUID) -> Response:
        """Keep a picture or minutes beside a record that has none; nobody has to."""
        found, wanted = self.found(posting_id), forms.uploaded(request, Evidence)
        evidence = postings.Evidence(wanted["file"].file, wanted["file"].name)
        return self.shown(postings.add_evidence(found, evidence=evidence, actor=self.actor, at=self.at))


class Follow(Endpoint):
    """Somebody without an account wants to follow."""

    operation = "follow"
    queryset = Posting.objects.none()
    form = FollowInput
    problems = (429,)

    @extend_schema(responses={202: None})
    def post(self, request: Request) -> Response:
        """Ask for an address to follow: a letter goes to it, and says how to confirm. The answer is always the same."""
        place = signin.address_of(request) or ""
        following.ask(data=self.sent(), language=get_language() or "zh-hans", place=place, at=self.at)
        return Response(status=202)


def routes() -> list[URLPattern]:
    """Return the addresses."""
    return [
        path("disclosures/<uuid:disclosure_id>/postings/", Postings.as_view(), name="postings"),
        path("postings/<uuid:posting_id>/take-down/", TakeDown.as_view(), name="posting_take_down"),
        path("postings/<uuid:posting_id>/strike/", Strike.as_view(), name="posting_strike"),
        path("postings/<uuid:posting_id>/evidence/", EvidenceOfPosting.as_view(), name="posting_evidence"),
        path("follows/", Follow.as_view(), name="follow"),
    ]

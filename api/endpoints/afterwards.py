"""How do programs begin what refers to a published text, and say for how long texts are held inside and shown?"""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api import forms
from api.endpoints import disclosures
from api.endpoints.base import Endpoint, ListEndpoint, SignedIn
from api.shapes import afterwards as shapes
from api.shapes import disclosures as disclosure_shapes
from disclosures.afterwards import displaying, following_up, policies
from disclosures.afterwards.inputs import DisplayInput, FollowUpInput, RuleInput
from disclosures.models import PublicationRule
from hierarchy.models import Unit


class FollowUps(Endpoint):
    """A text that refers to this one."""

    operation = "disclosures_follow_up"
    permission_classes = (SignedIn,)
    serializer_class = disclosure_shapes.DisclosureDetail
    form = FollowUpInput

    @extend_schema(responses={201: disclosure_shapes.DisclosureDetail})
    def post(self, request: Request, disclosure_id: UUID) -> Response:
        """Begin a draft that changes, clarifies, publishes again or follows a published text.

        It goes through the whole chain; a published change stands for the original from then on. Of one text there is
        one change at a time.
        """
        found = self.find(disclosures.visible(self.actor), disclosure_id)
        drafted = following_up.follow_up(found, data=self.sent(), actor=self.actor, at=self.at)
        return self.shown(disclosures.reread(drafted, self.actor), status=201)


class Display(Endpoint):
    """The last day on which a text is shown in lists."""

    operation = "disclosures_display"
    permission_classes = (SignedIn,)
    serializer_class = disclosure_shapes.DisclosureDetail
    form = DisplayInput
    revised = True

    def post(self, request: Request, disclosure_id: UUID) -> Response:
        """Say until which day a text is shown in lists, on boards and screens; it stays readable at its address."""
        found = self.find(disclosures.visible(self.actor), disclosure_id)
        values = self.sent()
        revision = forms.revision_of(values)
        done = displaying.set_display(found, data=values, revision=revision, actor=self.actor, at=self.at)
        return self.shown(disclosures.reread(done, self.actor))


class PublicationRules(ListEndpoint):
    """Terms of publication."""

    operations = {"GET": "publication_rules_list", "POST": "publication_rules_set"}
    permission_classes = (SignedIn,)
    queryset = PublicationRule.objects.none()
    serializer_class = shapes.Rule
    filter_backends = ()
    form = RuleInput
    problems = (403,)

    def get_queryset(self) -> QuerySet[PublicationRule]:
        """Return the terms, for those who set them."""
        policies.set_rule(self.actor, Unit.objects.roots().first()).enforce()
        return PublicationRule.objects.order_by("lineage")

    @extend_schema(responses={200: shapes.Rule, 204: None})
    def post(self, request: Request) -> Response:
        """Set the terms of the tenant, or of one item; terms that say nothing are removed."""
        rule = displaying.set_rule(data=self.sent(), actor=self.actor, at=self.at)
        return Response(status=204) if rule is None else self.shown(rule)

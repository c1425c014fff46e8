"""Which addresses do a person's calendars read, how often does she want the digest, and by which rules is it made?"""

from __future__ import annotations

from uuid import UUID

from django import forms as django_forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.endpoints.base import Endpoint, ListEndpoint, SignedIn
from api.shapes import calendars as shapes
from core import inputs
from hierarchy.models import Unit
from obligations import actions
from obligations.feeds import Issued
from obligations.inputs import DigestInput, PolicyInput
from obligations.kinds import Frequency
from obligations.models import CalendarFeed, DigestPreference, ObligationPolicy


class NewFeed(django_forms.Form):
    """A unit, or nothing for one's own tasks."""

    unit: django_forms.ModelChoiceField[Unit] = django_forms.ModelChoiceField(
        label=_("单位"), queryset=Unit.objects.all(), to_field_name="public_id", required=False
    )


class Feeds(ListEndpoint):
    """List the addresses that this person's calendars read; the secret in them is shown at issue alone."""

    operations = {"GET": "calendar_feeds_list", "POST": "calendar_feeds_issue"}
    permission_classes = (SignedIn,)
    queryset = CalendarFeed.objects.none()
    serializer_class = shapes.Feed
    form = NewFeed

    def get_queryset(self) -> QuerySet[CalendarFeed]:
        """Return one's own, as far as they are in use."""
        return CalendarFeed.objects.visible_to(self.actor).in_use().for_list()

    @extend_schema(responses={201: shapes.IssuedFeed})
    def post(self, request: Request) -> Response:
        """Make an address for what this person has to do, or for what one unit owes, and show it this once."""
        unit = inputs.cleaned(NewFeed, self.sent())["unit"]
        return _shown(request, actions.issue_feed(unit, actor=self.actor, at=self.at))


class RenewFeed(Endpoint):
    """Another address."""

    operation = "calendar_feeds_renew"
    permission_classes = (SignedIn,)
    serializer_class = shapes.IssuedFeed

    @extend_schema(request=None, responses={201: shapes.IssuedFeed})
    def post(self, request: Request, feed_id: UUID) -> Response:
        """Stop an address that others may have seen, and show the one that takes its place."""
        found = self.find(CalendarFeed.objects.visible_to(self.actor), feed_id)
        return _shown(request, actions.renew_feed(found, actor=self.actor, at=self.at))


class OneFeed(Endpoint):
    """One address."""

    operations = {"DELETE": "calendar_feeds_revoke"}
    permission_classes = (SignedIn,)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, feed_id: UUID) -> Response:
        """Let the address answer no more; doing it again changes nothing."""
        found = self.find(CalendarFeed.objects.visible_to(self.actor), feed_id)
        actions.revoke_feed(found, actor=self.actor, at=self.at)
        return Response(status=204)


class Digest(Endpoint):
    """How often the digest comes."""

    operations = {"GET": "digest_retrieve", "PATCH": "digest_set"}
    permission_classes = (SignedIn,)
    serializer_class = shapes.Digest
    form = DigestInput

    def get(self, request: Request) -> Response:
        """Tell how often this person wants the digest."""
        found = DigestPreference.objects.filter(user=self.actor.user_id).first()
        return self.shown({"frequency": found.frequency if found else Frequency.DAILY})

    def patch(self, request: Request) -> Response:
        """Say how often one wants it; what is returned, overdue or assigned is told at once all the same."""
        return self.shown(actions.set_digest(data=self.sent(), actor=self.actor, at=self.at))


class Rules(Endpoint):
    """The tenant's numbers."""

    operations = {"GET": "obligation_rules_retrieve", "PATCH": "obligation_rules_set"}
    permission_classes = (SignedIn,)
    serializer_class = shapes.Rules
    form = PolicyInput

    def get(self, request: Request) -> Response:
        """Show the terms that hold where a catalog names none, and when people are reminded."""
        return self.shown(ObligationPolicy.objects.current())

    def patch(self, request: Request) -> Response:
        """Set them all, at the root; they hold for what arises from now on, and for reminders from today on."""
        return self.shown(actions.set_policy(data=self.sent(), actor=self.actor, at=self.at))


def _shown(request: Request, issued: Issued) -> Response:
    address = request.build_absolute_uri(issued.path)
    return Response(shapes.IssuedFeed(issued.feed, context={"address": address}).data, status=201)

"""How do programs read public notices, object to them, answer, and look at how they closed? Nothing closes one."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.urls import URLPattern, path
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import signin
from accounts.actors import Actor
from api import forms
from api.endpoints import disclosures, steps
from api.endpoints.base import Endpoint, ListEndpoint, SignedIn, SignedInToWrite
from api.shapes import noticing as shapes
from core import errors
from core.workdays import wording
from disclosures import visibility
from disclosures.models import Disclosure, NoticeRule, Objection, PublicNotice
from disclosures.noticing import arranging, duties, objecting, policies
from disclosures.noticing.flows import notice_flow, objection_flow
from disclosures.noticing.inputs import EnterInput, NoticeRuleInput, ObjectInput, PlanInput, ReopenInput, ReviewInput
from disclosures.noticing.kinds import NoticeState
from hierarchy.models import Unit


class PublicNotices(ListEndpoint):
    """List what is on notice now and the caller sees, what ends first at the top."""

    operation = "public_notices_list"
    queryset = PublicNotice.objects.none()
    serializer_class = shapes.PublicNotice
    filter_backends = ()

    def get_queryset(self) -> QuerySet[PublicNotice]:
        """Return the running notices."""
        return PublicNotice.objects.visible_to(self.actor).running(self.today).for_list().order_by("last_on", "id")


class Notice(Endpoint):
    """The notice of one text."""

    operations = {"GET": "disclosures_notice", "POST": "disclosures_notice_plan"}
    permission_classes = (SignedInToWrite,)
    serializer_class = shapes.PublicNoticeDetail
    form = PlanInput

    def get(self, request: Request, disclosure_id: UUID) -> Response:
        """Show the notice of a text day by day; of a draft the one that it would have now."""
        found = self.find(disclosures.visible(self.actor), disclosure_id)
        return self.shown(self._detailed(found))

    @extend_schema(responses={200: shapes.PublicNoticeDetail, 204: None})
    def post(self, request: Request, disclosure_id: UUID) -> Response:
        """Arrange for what a draft is put on notice; nothing shortens what the rules ask for. 204: none is needed."""
        found = self.find(disclosures.visible(self.actor), disclosure_id)
        arranging.plan(found, data=self.sent(), actor=self.actor, at=self.at)
        again = self.find(disclosures.visible(self.actor), disclosure_id)
        if arranging.foreseen(again, on=self.today) is None:
            return Response(status=204)
        return self.shown(self._detailed(again))

    def _detailed(self, found: Disclosure) -> PublicNotice:
        if not visibility.reads(self.actor, found):
            raise errors.Missing
        notice = arranging.foreseen(found, on=self.today)
        if notice is None:
            raise errors.Missing
        length = duties.length_of(notice, start=notice.counted_from or self.today)
        days = [
            {"on": day.day, "counts": day.counts, "words": wording.describe(day)} for day in length.deadline.explanation
        ]
        setattr(notice, "explanation", days)
        is_over = notice.pk is not None and notice.state == NoticeState.CLOSED
        setattr(notice, "answers", notice.objections.answered() if is_over else [])
        return notice


class NoticeStep(Endpoint):
    """What the leader does about a notice that closed."""

    permission_classes = (SignedIn,)
    serializer_class = shapes.PublicNotice
    revised = True
    verb: ClassVar[str]

    def post(self, request: Request, noticed_id: UUID) -> Response:
        """Take one step."""
        rows = PublicNotice.objects.visible_to(self.actor).for_list()
        found = rows.filter(disclosure__public_id=noticed_id).first()
        if found is None:
            raise errors.Missing
        values = self.sent()
        revision = forms.revision_of(values)
        done = notice_flow.perform(self.verb, found, actor=self.actor, at=self.at, revision=revision, data=values)
        return self.shown(done)


class Review(NoticeStep):
    """Look at how a notice closed."""

    operation = "disclosures_notice_review"
    form = ReviewInput
    verb = "review"

    def post(self, request: Request, noticed_id: UUID) -> Response:
        """Say that a notice closed as it should; the leader's, once."""
        return super().post(request, noticed_id)


class Reopen(NoticeStep):
    """Take in what was missed."""

    operation = "disclosures_notice_reopen"
    form = ReopenInput
    verb = "reopen"

    def post(self, request: Request, noticed_id: UUID) -> Response:
        """Take in an objection that came in time and was missed: the notice waits for its answer and closes anew."""
        return super().post(request, noticed_id)


class ObjectTo(Endpoint):
    """Objections to one text."""

    operation = "disclosures_object"
    serializer_class = shapes.TakenObjection
    form = ObjectInput
    problems = (429,)

    @extend_schema(responses={201: shapes.TakenObjection})
    def post(self, request: Request, disclosure_id: UUID) -> Response:
        """Object to a text on notice, until the last second of its last day; without a name nothing is kept of who.

        Five an hour from one place. No account is needed.
        """
        found = self.find(disclosures.visible(self.actor), disclosure_id)
        source = f"{self.actor.user_id or signin.address_of(request._request)}"
        taken = objecting.object_to(found, data=self.sent(), actor=self.actor, at=self.at, source=source)
        return self.shown(taken, status=201)


class Enter(Endpoint):
    """What came to the office."""

    operation = "disclosures_enter_objection"
    permission_classes = (SignedIn,)
    serializer_class = shapes.Objection
    form = EnterInput

    @extend_schema(responses={201: shapes.Objection})
    def post(self, request: Request, disclosure_id: UUID) -> Response:
        """Type in an objection that came by letter, telephone or in person while the notice ran."""
        found = self.find(disclosures.visible(self.actor), disclosure_id)
        return self.shown(objecting.enter(found, data=self.sent(), actor=self.actor, at=self.at), status=201)


class Objections(ListEndpoint):
    """List objections to texts of units that the caller works for or inspects, the oldest first."""

    operation = "objections_list"
    permission_classes = (SignedIn,)
    queryset = Objection.objects.none()
    serializer_class = shapes.Objection
    filter_backends = ()

    def get_queryset(self) -> QuerySet[Objection]:
        """Return what this person may see."""
        return _objections(self.actor).order_by("id")


class NoticeRules(ListEndpoint):
    """Terms of notices."""

    operations = {"GET": "notice_rules_list", "POST": "notice_rules_set"}
    permission_classes = (SignedIn,)
    queryset = NoticeRule.objects.none()
    serializer_class = shapes.NoticeRule
    filter_backends = ()
    form = NoticeRuleInput
    problems = (403,)

    def get_queryset(self) -> QuerySet[NoticeRule]:
        """Return the terms, for those who set them."""
        policies.set_rules(self.actor, Unit.objects.roots().first()).enforce()
        return NoticeRule.objects.order_by("id")

    def post(self, request: Request) -> Response:
        """Lengthen one term, or set it back; never below what its source asks for."""
        return self.shown(arranging.set_rule(data=self.sent(), actor=self.actor, at=self.at))


def routes() -> list[URLPattern]:
    """Return the addresses of notices and objections."""
    one = "disclosures/<uuid:disclosure_id>"
    return [
        path("public-notices/", PublicNotices.as_view(), name="public_notices"),
        path(f"{one}/notice/", Notice.as_view(), name="notice"),
        path("disclosures/<uuid:noticed_id>/notice/review/", Review.as_view(), name="notice_review"),
        path("disclosures/<uuid:noticed_id>/notice/reopen/", Reopen.as_view(), name="notice_reopen"),
        path(f"{one}/objections/", ObjectTo.as_view(), name="object"),
        path(f"{one}/objections/entered/", Enter.as_view(), name="enter_objection"),
        path("objections/", Objections.as_view(), name="objections"),
        path("notice-rules/", NoticeRules.as_view(), name="notice_rules"),
        *steps.routes(
            objection_flow,
            prefix="objections",
            parameter="objection_id",
            visible=_objections,
            shape=shapes.Objection,
            shown_as=_as_it_stands,
        ),
    ]


def _objections(actor: Actor) -> QuerySet[Objection]:
    return Objection.objects.visible_to(actor).for_list()


def _as_it_stands(found: Objection, _actor: Actor) -> Objection:
    return found

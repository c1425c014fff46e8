"""What waits for the person who calls, and what was she told?"""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api import filters
from api.endpoints.base import Endpoint, ListEndpoint, SignedIn
from api.shapes import own as shapes
from core import inbox
from core.notifications import actions
from core.notifications.models import Notification


class Inbox(ListEndpoint):
    """List what this person has to do, by due date; what has none comes last."""

    operation = "inbox_list"
    permission_classes = (SignedIn,)
    serializer_class = shapes.Task
    filter_backends = ()

    def get(self, request: Request) -> Response:
        """List what this person has to do, by due date; what has none comes last."""
        return self.paged(inbox.tasks_for(self.actor, on=self.today), shapes.Task)


class Notifications(ListEndpoint):
    """List this person's notices, newest first."""

    operation = "notifications_list"
    permission_classes = (SignedIn,)
    queryset = Notification.objects.none()
    serializer_class = shapes.Notification
    filterset_class = filters.NotificationFilters

    def get_queryset(self) -> QuerySet[Notification]:
        """Return one's own notices."""
        return Notification.objects.for_actor(self.actor).newest()


class ReadNotification(Endpoint):
    """One notice."""

    operation = "notifications_read"
    permission_classes = (SignedIn,)

    @extend_schema(request=None, responses={204: None})
    def post(self, request: Request, notification_id: UUID) -> Response:
        """Note that the notice was read; doing it again changes nothing."""
        notice = self.find(Notification.objects.for_actor(self.actor), notification_id)
        actions.mark_read(notice, actor=self.actor, at=self.at)
        return Response(status=204)


class ReadAllNotifications(Endpoint):
    """All notices."""

    operation = "notifications_read_all"
    permission_classes = (SignedIn,)
    serializer_class = shapes.Read

    @extend_schema(request=None, responses=shapes.Read)
    def post(self, request: Request) -> Response:
        """Note that all notices were read, and say how many were new."""
        return self.shown({"read": actions.mark_all_read(actor=self.actor, at=self.at)})

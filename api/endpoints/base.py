"""What do all endpoints share? Who acts, when, how one thing is found, and how a list is cut."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar, TypeVar
from uuid import UUID

from django import forms as django_forms
from django.db import models
from rest_framework import generics, mixins, permissions, serializers
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.actors import Actor
from api import authentication, forms
from api.parsers import PlainJSONParser
from core import clock, errors

M = TypeVar("M", bound=models.Model)


class SignedIn(permissions.BasePermission):
    """Refuse the public with 401: what is here is somebody's own, or is done by somebody."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Say whether somebody is signed in."""
        return bool(request.user and request.user.is_authenticated)


class SignedInToWrite(SignedIn):
    """Let the public read what is public."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Say whether the call only reads, or somebody is signed in."""
        return request.method in permissions.SAFE_METHODS or super().has_permission(request, view)


class Endpoint(generics.GenericAPIView[Any]):
    """One address; `form` is what its unsafe method accepts, `problems` are refusals beside those that all share."""

    metadata_class = None
    operation: ClassVar[str] = ""
    """What programs made from the schema call it."""
    operations: ClassVar[Mapping[str, str]] = {}
    """The same by method, where there are several."""
    parser_classes: Sequence[type[BaseParser]] = (PlainJSONParser,)
    form: ClassVar[type[django_forms.Form] | None] = None
    revised: ClassVar[bool] = False
    """Whether the body may say which revision the caller saw."""
    problems: ClassVar[tuple[int, ...]] = ()
    caching: ClassVar[str] = "private, no-cache"

    @cached_property
    def actor(self) -> Actor:
        """Who acts, with the posts of today."""
        return authentication.actor_of(self.request)

    @property
    def at(self) -> datetime.datetime:
        """When: the one instant of this request."""
        instant: datetime.datetime = getattr(self.request, "at")
        return instant

    @property
    def today(self) -> datetime.date:
        """The local day of the request."""
        return clock.local_date(self.at)

    def find(self, rows: models.QuerySet[M], public_id: UUID) -> M:
        """Return the one of these rows that has this id; an id of another tenant, or one not visible, is no row."""
        found = rows.filter(public_id=public_id).first()
        if found is None:
            raise errors.Missing
        return found

    def sent(self) -> dict[str, Any]:
        """Return the body of the call as values for the form."""
        return forms.sent(self.request, self.form or django_forms.Form, *([forms.REVISION] if self.revised else []))

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        """Keep answers out of shared caches: who may read a thing can change, and a token is told once."""
        response.setdefault("Cache-Control", self.caching)
        return super().finalize_response(request, response, *args, **kwargs)

    def shown(self, row: Any, status: int = 200) -> Response:
        """Answer with one row in this endpoint's shape."""
        return Response(self.get_serializer(row).data, status=status)


class ListEndpoint(mixins.ListModelMixin, Endpoint):
    """A list, filtered and cut into pages."""

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Answer with one page."""
        return self.list(request, *args, **kwargs)

    def paged(self, rows: Sequence[Any], shape: type[serializers.BaseSerializer[Any]]) -> Response:
        """Answer with one page of rows that come from no single table."""
        page = self.paginate_queryset(rows)
        return self.get_paginated_response(shape(page, many=True).data)

"""How are the verbs of a life cycle reached? One address a verb, made from the table of the flow."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, Generic, TypeVar
from uuid import UUID

from django.db import models
from django.urls import URLPattern, path
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from accounts.actors import Actor
from api import forms
from api.endpoints.base import Endpoint, SignedIn
from api.inputs import NoInput
from core.workflow import Flow

M = TypeVar("M", bound=models.Model)


class Step(Endpoint, Generic[M]):
    """One verb of a flow on one thing."""

    permission_classes = (SignedIn,)
    revised = True
    flow: ClassVar[Flow[Any]]
    verb: ClassVar[str]
    visible: ClassVar[Callable[[Actor], models.QuerySet[Any]]]
    shown_as: ClassVar[Callable[[Any, Actor], Any]]

    def post(self, request: Request, **identified: UUID) -> Response:
        """Take one step."""
        (public_id,) = identified.values()
        row = self.find(type(self).visible(self.actor), public_id)
        values = self.sent()
        revision = forms.revision_of(values)
        done = self.flow.perform(self.verb, row, actor=self.actor, at=self.at, revision=revision, data=values)
        return self.shown(type(self).shown_as(done, self.actor))


def routes(
    flow: Flow[M],
    *,
    prefix: str,
    parameter: str,
    visible: Callable[[Actor], models.QuerySet[M]],
    shape: type[BaseSerializer[Any]],
    shown_as: Callable[[M, Actor], Any],
    verbs: tuple[str, ...] = (),
) -> list[URLPattern]:
    """Return one address for each verb of the flow (or for `verbs` among them): `POST prefix/{id}/{verb}/`."""
    return [
        path(
            f"{prefix}/<uuid:{parameter}>/{verb}/",
            _endpoint(flow, verb, prefix, visible, shape, shown_as).as_view(),
            name=f"{flow.name}_{verb}",
        )
        for verb in verbs or flow.verbs()
    ]


def _endpoint(
    flow: Flow[M], verb: str, prefix: str, visible: Callable[[Actor], models.QuerySet[M]], shape: Any, shown_as: Any
) -> type[Step[M]]:
    row = flow.transitions[verb]
    states = "、".join(label for state, label in flow.states().items() if state in row.sources)
    return type(
        f"{flow.name}_{verb}",
        (Step,),
        {
            "flow": flow,
            "verb": verb,
            "form": row.input or NoInput,
            "visible": staticmethod(visible),
            "shown_as": staticmethod(shown_as),
            "serializer_class": shape,
            "operation": f"{prefix.replace('-', '_')}_{verb}",
            "said": f"{row.label}\n\nFrom: {states}. {flow.bodies[verb].__doc__ or ''}",
        },
    )

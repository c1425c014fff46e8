"""How does the API describe itself? From the endpoints and the forms of their verbs, with every refusal.

drf-spectacular reads shapes, filters and parameters; what it cannot know stands here: bodies come from forms, and each
operation answers refusals as `application/problem+json`.
"""

from __future__ import annotations

from typing import Any

from drf_spectacular import extensions, openapi
from rest_framework import serializers

from api import forms, problems


class FieldProblem(serializers.Serializer[Any]):
    """One thing wrong with one field."""

    code = serializers.CharField(help_text="Stable, `field.problem`.")
    reason = serializers.CharField(help_text="A sentence for people.")
    row = serializers.IntegerField(required=False, help_text="The row of a spreadsheet, counted from 1.")


class Problem(serializers.Serializer[Any]):
    """A refusal (RFC 9457). Programs decide by `code`, people read `title`."""

    type = serializers.CharField(default="about:blank")
    title = serializers.CharField(help_text="What, where, and what to do; Chinese unless English is asked for.")
    status = serializers.IntegerField()
    code = serializers.CharField(help_text="Stable, `noun.problem`.")
    request_id = serializers.CharField(help_text="Quote it when asking for help.")
    errors = serializers.DictField(  # type: ignore[assignment]  # declared fields leave the class
        child=FieldProblem(many=True), required=False, help_text="By field, for 422."
    )


MEANING = {
    400: "The body cannot be read.",
    401: "A token is missing, unknown, revoked or expired.",
    403: "The person may see the thing, but may not do this with it.",
    404: "There is no such thing, or it is not visible to the person.",
    409: "The thing is in another state, or somebody changed it meanwhile.",
    410: "It was here for the caller, and was taken away for good.",
    413: "The file is too large.",
    415: "The body is of a type that is not accepted here.",
    422: "A value is not accepted; `errors` names each field.",
    429: "Too many calls; `Retry-After` says how long to wait.",
    503: "Nothing was written: somebody was at the same thing in this moment (`conflict.busy`), or a part is away.",
}
READING = (401, 429)
WRITING = (400, 401, 403, 409, 415, 422, 429, 503)


class Schema(openapi.AutoSchema):
    """Describes one operation."""

    def get_request_serializer(self) -> Any:
        """Return the shape of the form that the verb accepts."""
        form = getattr(self.view, "form", None)
        if form is None:
            return None
        return forms.serializer_of(form, revised=getattr(self.view, "revised", False))

    def get_operation_id(self) -> str:
        """Return the name that the endpoint gives itself, or the one made from method and path."""
        by_method: dict[str, str] = getattr(self.view, "operations", {})
        own: str = getattr(self.view, "operation", "")
        return by_method.get(self.method) or own or str(super().get_operation_id())

    def get_summary(self) -> str:
        """Return the first line of what the endpoint says of itself."""
        return self._said()[0]

    def get_description(self) -> str:  # type: ignore[override]  # as drf-spectacular declares it
        """Return the rest of it."""
        return self._said()[1]

    def _said(self) -> tuple[str, str]:
        method = getattr(self.view, self.method.lower(), None)
        own = getattr(self.view, "said", "") or (
            method.__doc__
            if method and method.__qualname__.startswith(type(self.view).__name__ + ".")
            else type(self.view).__doc__
        )
        lines = [line.strip() for line in (own or "").strip().splitlines()]
        return (lines[0] if lines else "").rstrip("."), "\n".join(lines[1:]).strip()

    def _get_response_bodies(self, direction: Any = "response") -> Any:
        bodies = super()._get_response_bodies(direction)
        for status in sorted(self._refusals() - {int(code) for code in bodies}):
            described = self._get_response_for_code(  # type: ignore[no-untyped-call]  # untyped base
                Problem, str(status), [problems.CONTENT_TYPE], direction
            )
            bodies[str(status)] = {**described, "description": MEANING[status]}
        return bodies

    def _refusals(self) -> set[int]:
        found = set(READING if self.method == "GET" else WRITING)
        found |= set(getattr(self.view, "problems", ()))
        is_paged = self.method == "GET" and self._is_list_view() and getattr(self.view, "pagination_class", None)
        if "{" in self.path or is_paged:
            found.add(404)
        if self.method == "GET" and getattr(self.view, "filterset_class", None):
            found.add(422)
        if self.method == "DELETE" or (self.method != "GET" and getattr(self.view, "form", None) is None):
            found -= {400, 415, 422}
        return found


class TokenScheme(extensions.OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # untyped base
    """`Authorization: Bearer gk_…`."""

    target_class = "api.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """Describe the header."""
        return {"type": "http", "scheme": "bearer", "bearerFormat": "gk_…"}


class SessionScheme(extensions.OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # untyped base
    """The cookie of the pages."""

    target_class = "api.authentication.SessionAuthentication"
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """Describe the cookie."""
        return {"type": "apiKey", "in": "cookie", "name": "gk_session"}

"""Does the API describe itself completely, and is the description that was committed the current one?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django import forms as django_forms
from django.urls import URLPattern, URLResolver, get_resolver
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiYamlRenderer
from drf_spectacular.validation import validate_schema

from api import forms, problems
from api.endpoints.base import Endpoint
from tests.api.conftest import Programs

SNAPSHOT = Path(__file__).resolve().parents[2] / "api" / "openapi.yaml"
METHODS = {"get", "post", "patch", "put", "delete"}


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    GENERATOR_STATS.reset()
    with GENERATOR_STATS.silence():
        found: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)
    assert not GENERATOR_STATS._warn_cache, "\n".join(GENERATOR_STATS._warn_cache)
    assert not GENERATOR_STATS._error_cache, "\n".join(GENERATOR_STATS._error_cache)
    return found


def operations(schema: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (path, method, operation)
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
        if method in METHODS
    ]


def endpoints() -> dict[str, type[Endpoint]]:
    found: dict[str, type[Endpoint]] = {}

    def walk(patterns: list[Any], prefix: str) -> None:
        for pattern in patterns:
            path = prefix + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                walk(pattern.url_patterns, path)
            elif isinstance(pattern, URLPattern) and issubclass(getattr(pattern.callback, "cls", object), Endpoint):
                found[path] = pattern.callback.cls

    walk(get_resolver().url_patterns, "")
    return found


@pytest.mark.parametrize("name", ["notice-rules", "publication-rules", "obligations/trend"])
def test_a_list_that_is_shown_to_few_says_so(name: str, schema: dict[str, Any], program: Programs, units: Any) -> None:
    told = program("member").get(f"{name}/", unit=str(units.QW.public_id)).status_code
    assert (told, str(told) in schema["paths"][f"/api/v1/{name}/"]["get"]["responses"]) == (403, True)


@pytest.mark.parametrize("verb", ["tighten", "decline", "exemption"])
def test_what_is_asked_for_is_made(verb: str, schema: dict[str, Any]) -> None:
    answers = schema["paths"][f"/api/v1/units/{{unit_id}}/items/{{item_id}}/{verb}/"]["post"]["responses"]
    assert ("201" in answers, "200" in answers) == (True, False)


def test_the_schema_is_valid_openapi(schema: dict[str, Any]) -> None:
    validate_schema(schema)


def test_the_committed_snapshot_is_current(schema: dict[str, Any]) -> None:
    current = OpenApiYamlRenderer().render(schema, renderer_context={}).decode()
    assert SNAPSHOT.read_text() == current, "the API changed: run `gongkai openapi` and review the difference"


def test_every_endpoint_is_described(schema: dict[str, Any]) -> None:
    named = [operation["operationId"] for _path, _method, operation in operations(schema)]
    assert len(named) == len(set(named))
    assert len(schema["paths"]) == len(endpoints())
    for path, method, operation in operations(schema):
        assert operation.get("summary"), f"{method} {path} says nothing of itself"


def test_every_operation_tells_its_refusals(schema: dict[str, Any]) -> None:
    for path, method, operation in operations(schema):
        told = {code: answer for code, answer in operation["responses"].items() if code.startswith("4")}
        assert "429" in told, path
        assert ("404" in told) >= ("{" in path), path
        for code, answer in told.items():
            assert list(answer["content"]) == [problems.CONTENT_TYPE], (path, method, code)
            assert answer["content"][problems.CONTENT_TYPE]["schema"] == {"$ref": "#/components/schemas/Problem"}


def test_bodies_have_the_names_of_their_forms(schema: dict[str, Any]) -> None:
    checked = 0
    for path, endpoint in endpoints().items():
        if endpoint.form is None:
            continue
        bodies = [
            operation["requestBody"]
            for described, method, operation in operations(schema)
            if described.strip("/") == _plain(path)
            and method in ("post", "patch", "put")
            and "requestBody" in operation
        ]
        if not endpoint.form.base_fields and not endpoint.revised:
            assert not bodies, path
            continue
        (told,) = bodies
        (content,) = told["content"].values()
        component = schema["components"]["schemas"][content["schema"]["$ref"].rsplit("/", 1)[-1]]
        names = set(component["properties"]) - ({forms.REVISION} if endpoint.revised else set())
        assert names == set(endpoint.form.base_fields), path
        required = {name for name, field in endpoint.form.base_fields.items() if field.required}
        assert set(component.get("required", [])) == (set() if "patch" in _methods(schema, path) else required), path
        checked += 1
    assert checked > 8


def _plain(path: str) -> str:
    return path.replace("<uuid:", "{").replace(">", "}").strip("/")


def _methods(schema: dict[str, Any], path: str) -> set[str]:
    return set(schema["paths"][f"/{_plain(path)}/"])


def test_a_kind_of_field_that_is_not_bridged_stops_the_schema() -> None:
    class Odd(django_forms.Form):
        when = django_forms.DurationField()

    with pytest.raises(TypeError, match="when: the bridge does not know DurationField"):
        forms.serializer_of(Odd)


def test_it_is_served(client: Any) -> None:
    response = client.get("/api/schema/")
    assert response.status_code == 200
    assert b"openapi: 3" in response.content

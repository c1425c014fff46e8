"""Does open data hold exactly what the public reads, in the form that its schema promises?"""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import jsonschema
import pytest
from django.test import Client

from archives import open_data
from catalogs.kinds import Scope
from core import clock
from disclosures.kinds import State
from tests.databases import AT
from tests.disclosures.conftest import Walker


@pytest.fixture
def published(walk: Walker) -> Any:
    """One public text, and others that are not public."""
    found = walk.to(State.PUBLISHED, title='=1+1，"引号"')
    walk.to(State.PUBLISHED, title="只给本单位看的山茶花", scope=Scope.UNIT)
    walk.to(State.WITHDRAWN, title="撤回了的山茶花")
    walk.to(State.APPROVED, title="还没公开的山茶花")
    return found


def body(client: Client, path: str) -> bytes:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.getvalue()


def test_the_table_holds_what_is_public_and_runs_no_formula(published: Any, client: Client) -> None:
    content = body(client, "/open-data/disclosures.csv").decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content)))
    assert [row["id"] for row in rows] == [str(published.public_id)]
    assert rows[0]["title"] == "'" + published.title
    assert "山茶花" not in content


def test_the_document_is_as_its_schema_says(published: Any, client: Client) -> None:
    document = json.loads(body(client, "/open-data/disclosures.json"))
    schema = json.loads(body(client, "/open-data/schema.json"))
    jsonschema.validate(document, schema, format_checker=jsonschema.FormatChecker())
    (row,) = document["disclosures"]
    assert (row["title"], row["content_hash"]) == (published.title, published.content_hash)
    assert row["published_on"] == clock.local_date(AT).isoformat()
    assert row["text"] == published.body_text


def test_an_empty_document_is_valid_too(client: Client) -> None:
    document = json.loads(body(client, "/open-data/disclosures.json"))
    jsonschema.validate(document, open_data.schema(address="http://district.localhost"))
    assert document["disclosures"] == []


@pytest.mark.parametrize(("code", "count"), [("QW", 1), ("JG", 1), ("JG1", 1), ("JD", 0)])
def test_a_unit_gives_its_subtree(published: Any, client: Client, units: Any, code: str, count: int) -> None:
    unit = getattr(units, code).public_id
    assert len(json.loads(body(client, f"/open-data/disclosures.json?unit={unit}"))["disclosures"]) == count


@pytest.mark.parametrize(("query", "status"), [("first=gestern", 422), ("unit=3", 422), ("first=2027-01-01", 200)])
def test_what_is_asked_wrongly_is_said(published: Any, client: Client, query: str, status: int) -> None:
    answer = client.get(f"/open-data/disclosures.csv?{query}")
    assert answer.status_code == status


def test_whoever_asks_gets_what_the_public_gets(published: Any, walk: Walker) -> None:
    assert open_data.rows(unit=None).get() == published


def test_the_page_names_every_field(published: Any, client: Client) -> None:
    page = body(client, "/open-data/").decode()
    for field in open_data.FIELDS:
        assert f"<code>{field.name}</code>" in page

"""What of the disclosures may anybody take along and use anew? All that is public, in two plain formats.

The fields are one table: the columns of the .csv, the keys of the .json, its schema and the page that explains them
are all read from it. What is read is read as the public reads it, whoever asks.
"""

from __future__ import annotations

import csv
import datetime
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts import actors
from core import clock
from core.errors import Text
from core.sheets.writing import harmless
from disclosures.models import Disclosure
from disclosures.queries import DisclosureQuerySet
from hierarchy.models import Unit

PORTION = 500
SCHEMA = "https://json-schema.org/draft/2020-12/schema"
VERSION = "1.0"
LISTED_BY = "；"


@dataclass(frozen=True)
class Field:
    """One fact of a disclosure: its name for programs, what it is called and means, and how it is read."""

    name: str
    label: Text
    meaning: Text
    kind: dict[str, Any]
    value: Callable[[Disclosure, str], Any]


TEXT: dict[str, Any] = {"type": "string"}
DAY: dict[str, Any] = {"type": "string", "format": "date"}
INSTANT: dict[str, Any] = {"type": "string", "format": "date-time"}
TEXTS: dict[str, Any] = {"type": "array", "items": {"type": "string"}}

FIELDS: tuple[Field, ...] = (
    Field(
        "id",
        _("标识"),
        _("不变的唯一标识，也是网址的一部分"),
        {**TEXT, "format": "uuid"},
        lambda row, _at: str(row.public_id),
    ),
    Field("index_no", _("索引号"), _("单位编码-年度-序号"), TEXT, lambda row, _at: row.index_no or ""),
    Field("title", _("标题"), _("公开时的标题"), TEXT, lambda row, _at: row.title),
    Field("document_no", _("文号"), _("没有的为空"), TEXT, lambda row, _at: row.document_no),
    Field("unit_code", _("单位编码"), _("公开单位在本组织内的编码"), TEXT, lambda row, _at: row.unit.code),
    Field("unit_name", _("公开单位"), _("公开时的名称"), TEXT, lambda row, _at: row.shown_unit_name),
    Field("category", _("一级目录"), _("公开时所在的一级目录"), TEXT, lambda row, _at: row.category_title),
    Field("item", _("公开事项"), _("公开时的事项名称"), TEXT, lambda row, _at: row.item_title),
    Field("keywords", _("关键词"), _("在 CSV 中用“；”隔开"), TEXTS, lambda row, _at: list(row.keywords)),
    Field("published_on", _("公开日期"), _("北京时间的日期"), DAY, lambda row, _at: _day(row.published_at)),
    Field("published_at", _("公开时间"), _("带时区的时间"), INSTANT, lambda row, _at: _instant(row.published_at)),
    Field("text", _("正文"), _("不带格式的文字"), TEXT, lambda row, _at: row.body_text),
    Field("content_hash", _("内容校验值"), _("SHA-256，与公开账本中的一致"), TEXT, lambda row, _at: row.content_hash),
    Field(
        "url",
        _("网址"),
        _("本件的页面，附件也在那里"),
        {**TEXT, "format": "uri"},
        lambda row, at: f"{at}/disclosures/{row.public_id}/",
    ),
)
"""Adding a field is a new minor version; taking one away or changing what it means is a new major one."""


def rows(
    *, unit: Unit | None, first: datetime.date | None = None, last: datetime.date | None = None
) -> DisclosureQuerySet:
    """Return what is public, of a unit and those below it, published between two days; the oldest first."""
    found = Disclosure.objects.visible_to(actors.ANONYMOUS).published().published_between(first, last)
    found = found.within(unit) if unit is not None else found
    return found.select_related("unit").defer("body").order_by("published_at", "pk")


def as_csv(found: DisclosureQuerySet, *, address: str) -> Iterator[bytes]:
    """Yield the rows as lines of a .csv file that Excel reads too; nothing in it is taken for a formula."""
    yield "\ufeff".encode()
    yield _line([field.name for field in FIELDS])
    for row in found.iterator(chunk_size=PORTION):
        yield _line([_flat(field.value(row, address)) for field in FIELDS])


def as_json(found: DisclosureQuerySet, *, address: str, at: datetime.datetime) -> Iterator[bytes]:
    """Yield the rows as one JSON document with its schema's address in front."""
    head = {"schema": f"{address}/open-data/schema.json", "version": VERSION, "made_at": _instant(at)}
    yield (json.dumps(head, ensure_ascii=False)[:-1] + ', "disclosures": [').encode()
    separator = "\n"
    for row in found.iterator(chunk_size=PORTION):
        facts = {field.name: field.value(row, address) for field in FIELDS}
        yield (separator + json.dumps(facts, ensure_ascii=False)).encode()
        separator = ",\n"
    yield b"\n]}\n"


def schema(*, address: str) -> dict[str, Any]:
    """Return the JSON schema of the document."""
    facts = {
        field.name: {**field.kind, "title": str(field.label), "description": str(field.meaning)} for field in FIELDS
    }
    row = {"type": "object", "properties": facts, "required": [*facts], "additionalProperties": False}
    return {
        "$schema": SCHEMA,
        "$id": f"{address}/open-data/schema.json",
        "type": "object",
        "properties": {
            "schema": {"type": "string", "format": "uri"},
            "version": {"const": VERSION},
            "made_at": INSTANT,
            "disclosures": {"type": "array", "items": row},
        },
        "required": ["schema", "version", "made_at", "disclosures"],
        "additionalProperties": False,
    }


def _line(cells: list[str]) -> bytes:
    written = io.StringIO(newline="")
    csv.writer(written).writerow(cells)
    return written.getvalue().encode()


def _flat(value: Any) -> str:
    return harmless(LISTED_BY.join(value) if isinstance(value, list) else str(value))


def _day(at: datetime.datetime | None) -> str:
    return clock.local_date(at).isoformat() if at else ""


def _instant(at: datetime.datetime | None) -> str:
    return clock.local(at).isoformat() if at else ""

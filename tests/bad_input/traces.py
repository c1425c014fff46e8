"""Did a refusal leave a trace? The whole content of the tenant, table by table, before and after."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from psycopg2 import sql

VISITS = {"accounts_session", "accounts_apitoken"}
"""Tables that a mere visit writes to."""


def content() -> dict[str, str]:
    """Return a digest of every table of the current tenant, the trail and the notices among them."""
    found: dict[str, str] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND tablename NOT LIKE 'django\\_%'"
        )
        for table in sorted({name for (name,) in cursor.fetchall()} - VISITS):
            digest = (
                "SELECT count(*) || ' ' || coalesce(md5(string_agg(t::text, E'\\n' ORDER BY t::text)), '') FROM {} t"
            )
            cursor.execute(sql.SQL(digest).format(sql.Identifier(table)))
            found[table] = str(cursor.fetchone()[0])
    return found


def files() -> list[Path]:
    """Return all files that uploads have left behind."""
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


@contextmanager
def nothing_written() -> Iterator[None]:
    """Expect that the block leaves the tenant and its files exactly as they were."""
    before, kept = content(), files()
    assert before["audit_auditentry"], "the trail is among what is compared"
    yield
    assert changed(before) == []
    assert files() == kept


def changed(before: dict[str, str]) -> list[str]:
    """Return the tables that are no longer as they were."""
    now = content()
    return [table for table in now if now[table] != before[table]]


def text_of(answer: Any) -> str:
    """Return a page as it was sent."""
    return str(answer.content.decode())


def _plain(page: str) -> str:
    """Return the words of a page, to be read when a test fails."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page))[-1500:]


def told(answer: Any, status: int, code: str, *said: str) -> str:
    """Expect a page with this status that tells the code and these words, and no entrails of the program."""
    page = text_of(answer)
    assert answer.status_code == status, _plain(page)
    for expected in (code, *said):
        assert expected in page, f"{expected} is not told: {_plain(page)}"
    for entrails in ("Traceback", "DoesNotExist", "psycopg2", "hierarchy_unit", 'File "'):
        assert entrails not in page
    return page

"""Does a statement write what readers may be shown, and in which schema?

Whatever writes, and is not known to be of no interest, is: a table that nobody has thought of ends kept pages too often
rather than never.
"""

from __future__ import annotations

import functools
import re

from django.apps import apps
from django.conf import settings

PUBLIC = "public"
_WRITES = re.compile(r"\s*(?:INSERT|UPDATE|DELETE|MERGE|TRUNCATE|COPY|DO|CALL)\b", re.IGNORECASE)
_WRITES_WITHIN = re.compile(r"\s*WITH\b.*\b(?:INSERT|UPDATE|DELETE|MERGE)\b", re.IGNORECASE | re.DOTALL)
_TABLE = re.compile(
    r'\s*(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+(?:"?(?P<schema>\w+)"?\.)?"?(?P<table>\w+)"?', re.IGNORECASE
)


def written_in(statement: str, schema: str) -> str | None:
    """Return the schema whose rows this statement writes for readers, said while in `schema`; None if it does not."""
    if not (_WRITES.match(statement) or _WRITES_WITHIN.match(statement)):
        return None
    found = _TABLE.match(statement)
    if found is None:
        return schema
    if found["table"] in _unseen():
        return None
    return found["schema"] or (PUBLIC if found["table"] in _shared() else schema)


@functools.cache
def _unseen() -> frozenset[str]:
    return frozenset(settings.UNSEEN_TABLES)


@functools.cache
def _shared() -> frozenset[str]:
    """Return the tables that stand in `public` alone, whoever writes to them."""
    of_tenants = set(settings.TENANT_APPS)
    alone = [found for found in apps.get_app_configs() if found.name in settings.SHARED_APPS]
    return frozenset(
        model._meta.db_table
        for found in alone
        if found.name not in of_tenants
        for model in found.get_models(include_auto_created=True)
    )

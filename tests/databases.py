"""How does each test worker get its database? By cloning one that was migrated once.

`gk_base_<hash>` holds public, the template and two empty tenants for one set of migrations and is kept between runs.
Each worker clones it, builds the world in it (committed), and clones that again: the tests' own copy, in which every
test rolls back, and which is cloned anew after a test that really committed.
"""

from __future__ import annotations

import datetime
import hashlib
import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg2
from django.conf import settings
from django.db import connection, connections
from psycopg2 import sql

ROOT = Path(__file__).resolve().parents[1]
AT = datetime.datetime(2026, 11, 20, 1, 0, tzinfo=datetime.UTC)
"""The instant at which the world was made: Friday 2026-11-20, 09:00 in Shanghai."""
TENANTS = {"district": "示例区委", "college": "示例职业技术学院"}


def base_name() -> str:
    """Return the name of the migrated database for the code's migrations and the apps that are installed."""
    digest = hashlib.sha256()
    sources = sorted({*ROOT.glob("*/migrations/*.py"), *ROOT.glob("platform/core/*/migrations/*.py"), Path(__file__)})
    for source in [*sources, *sorted((ROOT / "tenants").glob("*.py")), ROOT / "requirements" / "dev.txt"]:
        digest.update(source.read_bytes())
    digest.update(repr((settings.SHARED_APPS, settings.TENANT_APPS)).encode())
    return f"gk_base_{digest.hexdigest()[:16]}"


def worker_name(config: object) -> str:
    """Return the name of this worker's own database."""
    worker = getattr(config, "workerinput", {}).get("workerid", "main")
    return f"gk_{worker}_{os.getpid()}"


@contextmanager
def administration() -> Iterator[psycopg2.extensions.cursor]:
    """Connect as the owner to a neutral database, to make and drop others."""
    owner = settings.DATABASE_OWNER
    found = psycopg2.connect(
        dbname="postgres",
        user=owner["USER"] or None,
        password=owner["PASSWORD"] or None,
        host=owner["HOST"] or None,
        port=owner["PORT"] or None,
    )
    found.autocommit = True
    with closing(found), found.cursor() as cursor:
        yield cursor


def clone(source: str, target: str) -> None:
    """Make `target` an exact copy of `source`."""
    with administration() as cursor:
        cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(target)))
        statement = "CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY"
        cursor.execute(sql.SQL(statement).format(sql.Identifier(target), sql.Identifier(source)))


def drop(*names: str) -> None:
    """Drop databases that are no longer needed."""
    with administration() as cursor:
        for name in names:
            cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def use(name: str) -> None:
    """Point Django's connection at another database."""
    connections.close_all()
    settings.DATABASES["default"]["NAME"] = name
    connection.settings_dict["NAME"] = name


@contextmanager
def as_owner() -> Iterator[None]:
    """Run the block with Django's own connection as the owner, as `gongkai migrate` does."""
    roles = {key: connection.settings_dict[key] for key in ("USER", "PASSWORD")}
    connection.close()
    connection.settings_dict.update({key: settings.DATABASE_OWNER[key] for key in roles})
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(roles)


def ensure_base() -> str:
    """Make the migrated database once for the code's migrations; other workers wait for the one that makes it."""
    name = base_name()
    with administration() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext(%s))", [name])
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if cursor.fetchone() is None:
            _make_base(cursor, f"{name}_making")
            cursor.execute(
                sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(f"{name}_making"), sql.Identifier(name))
            )
    return name


def _make_base(cursor: psycopg2.extensions.cursor, name: str) -> None:
    from tenants import actions, database, policies, provisioning, upgrade

    cursor.execute("SELECT datname FROM pg_database WHERE datname ~ '^gk_base_[0-9a-f]{16}$'")
    drop(name, *[found for (found,) in cursor.fetchall()])
    cursor.execute(
        sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'").format(
            sql.Identifier(name)
        )
    )
    use(name)
    with as_owner():
        database.prepare()
        report = upgrade.upgrade_platform(at=AT)
        assert report.succeeded, report.failed
        for slug, title in TENANTS.items():
            tenant = actions.create(actor=policies.CONSOLE, at=AT, slug=slug, name=title)
            provisioning.provision(tenant, at=AT)
    connections.close_all()

"""Which tenants are behind the code? One hash of all tenant migrations, compared with the one stored per tenant."""

from __future__ import annotations

import functools
import hashlib
import inspect
import sys

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from psycopg2 import sql


@functools.cache
def code_hash() -> str:
    """Return a hash of every migration of the tenant apps: their names and their text."""
    loader = MigrationLoader(None)
    labels = {config.label for config in apps.get_app_configs() if config.name in settings.TENANT_APPS}
    digest = hashlib.sha256()
    for app_label, name in sorted(key for key in loader.disk_migrations if key[0] in labels):
        source = inspect.getsource(sys.modules[type(loader.disk_migrations[app_label, name]).__module__])
        digest.update(f"{app_label}.{name}\n{source}\n".encode())
    return digest.hexdigest()


def known() -> frozenset[str]:
    """Return every migration of the code as `app.name`."""
    return frozenset(f"{app_label}.{name}" for app_label, name in MigrationLoader(None).disk_migrations)


def applied(schema: str) -> list[str]:
    """Return the migrations that a schema has been through, as `app.name`."""
    statement = sql.SQL("SELECT app || '.' || name FROM {}.django_migrations ORDER BY 1")
    with connection.cursor() as cursor:
        cursor.execute(statement.format(sql.Identifier(schema)))
        return [name for (name,) in cursor.fetchall()]

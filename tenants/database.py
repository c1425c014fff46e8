"""What must the database itself hold before the first migration? Roles' rights and the schema of extensions."""

from __future__ import annotations

from psycopg2 import sql

from tenants import grants, owner

EXTENSIONS = ("pg_trgm", "btree_gist")


def prepare() -> None:
    """Create the extensions in their schema and let the runtime role read them; safe to repeat. Runs as the owner."""
    role = sql.Identifier(grants.runtime_role())
    with owner.connected() as connected, connected.cursor() as cursor:
        cursor.execute("CREATE SCHEMA IF NOT EXISTS extensions")
        for name in EXTENSIONS:
            cursor.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {} SCHEMA extensions").format(sql.Identifier(name)))
        cursor.execute(sql.SQL("GRANT USAGE ON SCHEMA extensions TO {}").format(role))
        cursor.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(role))

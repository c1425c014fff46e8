"""What may the runtime role do in a schema? Use what is there; own nothing; append to the trail only."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.conf import settings
from psycopg2 import sql

from core.models import AppendOnlyModel


def append_only_tables() -> list[str]:
    """Return the tables whose rows are inserted once: the same as the code refuses to change."""
    return sorted(model._meta.db_table for model in apps.get_models() if issubclass(model, AppendOnlyModel))


def runtime_role() -> str:
    """Return the role that requests and tasks run as."""
    return str(settings.DATABASE_RUNTIME_ROLE)


def grant(cursor: Any, schema: str, *, role: str) -> None:
    """Let the runtime role use a schema's tables and sequences, now and as migrations add to them."""
    names = {"schema": sql.Identifier(schema), "role": sql.Identifier(role)}
    for statement in (
        "GRANT USAGE ON SCHEMA {schema} TO {role}",
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {role}",
        "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {role}",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role}",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT USAGE, SELECT ON SEQUENCES TO {role}",
    ):
        cursor.execute(sql.SQL(statement).format(**names))
    for table in append_only_tables():
        cursor.execute("SELECT to_regclass(%s)", [f"{schema}.{table}"])
        if cursor.fetchone()[0] is not None:
            statement = sql.SQL("REVOKE UPDATE, DELETE, TRUNCATE ON {schema}.{table} FROM {role}")
            cursor.execute(statement.format(table=sql.Identifier(table), **names))

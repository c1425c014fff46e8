"""How is the template of an empty tenant made? By migrating a scratch schema once and keeping the SQL that makes it.

Provisioning then runs that SQL under another schema name: seconds of migrations become one script, and every name of a
constraint or index is the one that later migrations expect (`CREATE TABLE … LIKE` would invent new ones).
"""

from __future__ import annotations

import datetime
import re
import subprocess

from django.core.management import call_command
from psycopg2 import sql

from core import errors, schemas
from tenants import migration_state, owner
from tenants.models import SchemaTemplate

PLACEHOLDER = "gk_template"
_NOT_SCRIPT = re.compile(r"^(\\|SET |--)")


def current() -> SchemaTemplate:
    """Return the template for the code's migrations; raise if `gongkai migrate` has not made it yet."""
    found = SchemaTemplate.objects.filter(migration_hash=migration_state.code_hash()).first()
    if found is None:
        raise errors.Unavailable("template.missing", "no template for these migrations: run `gongkai migrate`")
    return found


def exists() -> bool:
    """Tell whether the template for the code's migrations is there."""
    return SchemaTemplate.objects.filter(migration_hash=migration_state.code_hash()).exists()


def ensure(*, at: datetime.datetime) -> SchemaTemplate:
    """Return the template, making it first if the migrations have changed. Must run as the owner."""
    wanted = migration_state.code_hash()
    found = SchemaTemplate.objects.filter(migration_hash=wanted).first()
    return found or SchemaTemplate.objects.create(migration_hash=wanted, sql=_make(), made_at=at)


def script(template: SchemaTemplate, schema: str) -> str:
    """Return the SQL that makes this schema."""
    return template.sql.replace(PLACEHOLDER, schema)


def _make() -> str:
    _recreate_scratch()
    try:
        call_command("migrate_schemas", schema_name=PLACEHOLDER, verbosity=0, interactive=False)
        return _dumped()
    finally:
        schemas.leave()
        with owner.connected() as scratch, scratch.cursor() as cursor:
            cursor.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(PLACEHOLDER)))


def _recreate_scratch() -> None:
    name = sql.Identifier(PLACEHOLDER)
    with owner.connected() as scratch, scratch.cursor() as cursor:
        cursor.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(name))
        cursor.execute(sql.SQL("CREATE SCHEMA {}").format(name))


def _dumped() -> str:
    command = [owner.program("pg_dump"), "--schema", PLACEHOLDER, "--no-owner", "--no-privileges", "--inserts"]
    done = subprocess.run(  # noqa: S603  (our own arguments)
        [*command, "--rows-per-insert=500"],
        env=owner.program_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise errors.Unavailable("template.dump_failed", done.stderr.strip()[:400])
    return "\n".join(line for line in done.stdout.splitlines() if not _NOT_SCRIPT.match(line))

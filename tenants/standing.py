"""How does each tenant stand: where it is found, how large it is, and under which migrations?"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from tenants import migration_state
from tenants.models import Tenant, TenantState

_ROWS = """
SELECT tenant.*, domain.domain AS host, coalesce(size.bytes, 0) AS bytes
FROM tenants_tenant AS tenant
LEFT JOIN tenants_domain AS domain ON domain.tenant_id = tenant.id AND domain.is_primary
LEFT JOIN pg_namespace AS schema ON schema.nspname = tenant.schema_name
LEFT JOIN (
    SELECT relnamespace, sum(pg_total_relation_size(oid)) AS bytes
    FROM pg_class
    WHERE relkind IN ('r', 'm')
      AND relnamespace IN (SELECT named.oid FROM pg_namespace AS named
                           JOIN tenants_tenant AS wanted ON wanted.schema_name = named.nspname
                           WHERE %(only)s IS NULL OR wanted.id = %(only)s)
    GROUP BY relnamespace
) AS size ON size.relnamespace = schema.oid
WHERE %(only)s IS NULL OR tenant.id = %(only)s
ORDER BY tenant.slug
"""
_FIELDS = tuple(field.attname for field in Tenant._meta.concrete_fields)


@dataclass(frozen=True)
class Standing:
    """A tenant as its operators see it; nothing here is read from inside of it."""

    tenant: Tenant
    host: str
    size: int
    """Bytes of its tables with their indexes; uploaded files are not counted."""
    is_current: bool
    """Whether its schema is under the migrations of this code."""

    @property
    def is_whole(self) -> bool:
        """Whether it has been provisioned, so that size and migrations mean something."""
        return self.tenant.state not in {TenantState.PROVISIONING, TenantState.DELETING}


def of_all() -> list[Standing]:
    """Return every tenant by slug, in one query."""
    return _read(only=None)


def of_one(tenant: Tenant) -> Standing:
    """Return how one tenant stands."""
    return _read(only=tenant.pk)[0]


def _read(*, only: int | None) -> list[Standing]:
    current = migration_state.code_hash()
    with connection.cursor() as cursor:
        cursor.execute(_ROWS, {"only": only})
        columns = [column.name for column in cursor.description or ()]
        rows = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
    return [
        Standing(
            tenant=Tenant(**{name: row[name] for name in _FIELDS}),
            host=row["host"] or "",
            size=int(row["bytes"]),
            is_current=row["migration_hash"] == current,
        )
        for row in rows
    ]

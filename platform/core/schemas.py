"""Which schema is this connection in, and how does it change? The typed face of django-tenants' connection.

To work inside a tenant for the length of a block there is one way only: `with tenant_context(tenant):`. `enter` and
`leave` are for those who own the connection for a whole request or test.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.db import connection

if TYPE_CHECKING:
    from django_tenants.postgresql_backend.base import DatabaseWrapper


def _own() -> DatabaseWrapper:
    return cast("DatabaseWrapper", connection)


def current() -> str:
    """Return the name of the schema that this connection is in; `public` outside of tenants."""
    return str(_own().schema_name)


def enter(tenant: Any) -> None:
    """Put this connection into a tenant."""
    _own().set_tenant(tenant)


def leave() -> None:
    """Put this connection back into `public`."""
    _own().set_schema_to_public()

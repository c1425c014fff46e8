"""Which tenant is being served, and at which address is it found?"""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.db import connection
from django_tenants.utils import tenant_context

from core import errors
from tenants.models import Tenant


def tenant() -> Tenant:
    """Return the tenant that this connection is in; raise outside of one, so that nothing runs in public by mistake."""
    found = getattr(connection, "tenant", None)
    if not isinstance(found, Tenant):
        raise errors.Missing("tenant.none", "no tenant is being served")
    return found


def base_url(of: Tenant | None = None) -> str:
    """Return the public address of a tenant, without a slash at the end."""
    port = f":{settings.BASE_PORT}" if settings.BASE_PORT else ""
    return f"{settings.BASE_SCHEME}://{(of or tenant()).slug}.{settings.BASE_DOMAIN}{port}"


def lines_of(of: Tenant, lines: Iterator[bytes]) -> Iterator[bytes]:
    """Pass on what is read from a tenant's tables while it is sent: by then the request has left the tenant."""
    with tenant_context(of):
        yield from lines

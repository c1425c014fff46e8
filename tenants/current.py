"""Which tenant is being served, and at which address is it found?"""

from __future__ import annotations

from django.conf import settings
from django.db import connection

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

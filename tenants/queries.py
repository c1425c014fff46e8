"""Which tenants?"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from tenants.models import Tenant  # noqa: F401  (the type parameter of the queryset below)


class TenantQuerySet(models.QuerySet["Tenant"]):
    """Tenants, narrowed."""

    def ready(self) -> TenantQuerySet:
        """Only tenants that are served."""
        return self.filter(state="ready")

    def at_host(self, host: str) -> TenantQuerySet:
        """Only the tenant that lives at this host name."""
        return self.filter(domains__domain=host)

    def half_made(self, *, before: datetime.datetime) -> TenantQuerySet:
        """Only tenants that were registered before an instant and are still being provisioned."""
        return self.filter(state="provisioning", created_at__lt=before)

    def behind(self, migration_hash: str) -> TenantQuerySet:
        """Only tenants whose schema was made or migrated under another set of migrations."""
        return self.exclude(migration_hash=migration_hash).exclude(state__in=["provisioning", "deleting"])

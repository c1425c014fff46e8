"""How are tenants brought up to the code's migrations? Only those that are behind, each on its own, with a report.

One SQL statement finds them. A tenant that fails is reported and leaves the others alone.
"""

from __future__ import annotations

import datetime
import logging
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.core.management import call_command

from core import schemas
from tenants import grants, migration_state, owner, template
from tenants.models import Tenant

logger = logging.getLogger(__name__)


@dataclass
class Report:
    """What an upgrade did: which tenants were migrated, and which failed with what."""

    migrated: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)

    @property
    def succeeded(self) -> bool:
        """Whether no tenant failed."""
        return not self.failed


def upgrade_platform(*, at: datetime.datetime) -> Report:
    """Migrate `public`, make the template for these migrations, and bring every tenant that is behind up to them.

    Must run as the owner.
    """
    schemas.leave()
    call_command("migrate_schemas", shared=True, verbosity=0, interactive=False)
    _grant("public")
    template.ensure(at=at)
    return upgrade(Tenant.objects.behind(migration_state.code_hash()))


def upgrade(tenants: Iterable[Tenant]) -> Report:
    """Migrate these tenants one after the other."""
    report = Report()
    for tenant in tenants:
        try:
            _upgrade_one(tenant)
        except Exception as problem:
            logger.exception("migrating %s failed", tenant.slug)
            report.failed[tenant.slug] = f"{type(problem).__name__}: {problem}"
        else:
            report.migrated.append(tenant.slug)
    return report


def _upgrade_one(tenant: Tenant) -> None:
    call_command("migrate_schemas", schema_name=tenant.schema_name, verbosity=0, interactive=False)
    schemas.leave()
    _grant(tenant.schema_name)
    Tenant.objects.filter(pk=tenant.pk).update(migration_hash=migration_state.code_hash())


def _grant(schema: str) -> None:
    with owner.connected() as connected, connected.cursor() as cursor:
        grants.grant(cursor, schema, role=grants.runtime_role())

"""How does a tenant get its schema? From the template, step by step, each step safe to repeat."""

from __future__ import annotations

import datetime
import shutil
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from psycopg2 import sql

from core import schemas
from tenants import flows, grants, owner, policies, template
from tenants.models import Domain, Tenant, TenantState, new_schema_name


def provision(tenant: Tenant, *, at: datetime.datetime) -> Tenant:
    """Make the schema of a tenant that is `provisioning` and turn it `ready`.

    A half-made schema, left by a killed worker, is dropped and made again; a tenant that is past provisioning is left
    alone, so that a doubled message does nothing.
    """
    schemas.leave()
    _note(tenant, 20, _("正在建立数据结构"))
    with transaction.atomic():
        row = Tenant.objects.select_for_update().get(pk=tenant.pk)
        if row.state != TenantState.PROVISIONING:
            return row
        made = template.current()
        _make_schema(row, template.script(made, row.schema_name))
        row.migration_hash = made.migration_hash
        row.save(update_fields=["migration_hash"])
        return flows.tenant_flow.perform("complete", row, actor=policies.CONSOLE, at=at)


def register(*, slug: str, name: str, domain: str, at: datetime.datetime) -> Tenant:
    """Write the rows of a new tenant, which is not served before it is provisioned."""
    tenant = Tenant.objects.create(slug=slug, name=name, created_at=at, schema_name=new_schema_name())
    Domain.objects.create(tenant=tenant, domain=domain, is_primary=True)
    return tenant


def drop(tenant: Tenant) -> None:
    """Drop a tenant's schema and files for good."""
    with owner.connected() as connected, connected.cursor() as cursor:
        cursor.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(tenant.schema_name)))
    shutil.rmtree(files_of(tenant), ignore_errors=True)


def files_of(tenant: Tenant) -> Path:
    """Return the folder of a tenant's uploaded files."""
    return Path(settings.MEDIA_ROOT) / tenant.schema_name


def _note(tenant: Tenant, percent: int, text: str) -> None:
    """Say how far it is, at once: what the transaction below writes is seen only at its end."""
    rows = Tenant.objects.filter(pk=tenant.pk, state=TenantState.PROVISIONING)
    rows.update(progress=percent, progress_note=text)


def _make_schema(row: Tenant, script: str) -> None:
    name = sql.Identifier(row.schema_name)
    with owner.connected() as connected, connected.cursor() as cursor:
        cursor.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(name))
        cursor.execute(script)
        cursor.execute("SELECT pg_catalog.set_config('search_path', 'public', false)")
        grants.grant(cursor, row.schema_name, role=grants.runtime_role())

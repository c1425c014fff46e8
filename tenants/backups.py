"""How is one tenant kept in one file, and brought back from it?

The file is a tar: `manifest.json` (whose tenant, under which migrations, the hash of every part), `schema.dump`
(pg_dump of its schema in custom format) and `files/…`. A tenant comes back whole or not at all: the schema is restored
in one transaction, and what stood there before is kept until that succeeded. It comes back silent: mails that waited
when the file was written have gone out since, and are set aside unless whoever restores it wants them sent.
"""

from __future__ import annotations

import datetime
import hashlib
import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _
from django_tenants.utils import tenant_context
from psycopg2 import sql

from core import errors, schemas
from core.audit import trail
from tenants import archive, grants, migration_state, owner, policies, provisioning, upgrade
from tenants.dumping import dump_schema, load_schema
from tenants.models import Domain, Tenant, TenantState

Told = Callable[[str], None]
REPLACED = "_replaced"


def silently(text: str) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class Backup:
    """A backup that was written."""

    path: Path
    size: int
    sha256: str


@dataclass(frozen=True)
class Restored:
    """A tenant that came back, and how many mails that waited in it were set aside."""

    tenant: Tenant
    set_aside: int


def backup(
    tenant: Tenant,
    *,
    actor: policies.OperatorActor,
    at: datetime.datetime,
    to: Path | None = None,
    told: Told = silently,
) -> Backup:
    """Write one file that holds everything of the tenant; it is served meanwhile.

    The schema is dumped before the files are copied, so that every file that the dump names is there.
    """
    policies.operate(actor, tenant).enforce()
    if tenant.state not in {TenantState.READY, TenantState.SUSPENDED}:
        raise errors.WrongState("tenant.not_whole", _("“%(name)s”还没有开通完成，不能备份。") % {"name": tenant.name})
    path = to or _default_path(tenant, at)
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".backup-") as folder:
        dump = Path(folder) / archive.DUMP
        told(str(_("正在导出数据……")))
        dump_schema(tenant.schema_name, dump)
        told(str(_("正在收集文件……")))
        made = Path(folder) / "whole"
        archive.write(made, _facts(tenant, at), dump=dump, files=provisioning.files_of(tenant))
        made.replace(path)
    Tenant.objects.filter(pk=tenant.pk).update(backed_up_at=at)
    trail.record("tenant.backup", tenant, actor=actor, at=at, label=_("备份租户"), note=path.name)
    return Backup(path, path.stat().st_size, _sha256(path))


def restore(
    path: Path,
    *,
    actor: policies.OperatorActor,
    at: datetime.datetime,
    replace: bool = False,
    send_mails: bool = False,
    told: Told = silently,
) -> Restored:
    """Bring a tenant back as it was when the file was written, under the same schema name and addresses.

    Refuses a file that is damaged, of another format or from newer code, and a tenant that is still there unless
    `replace`; then the present data give way only once the old ones stand. Other tenants are not touched. Mails that
    waited are set aside before the tenant is served, unless `send_mails`.
    """
    policies.operate(actor, Tenant()).enforce()
    schemas.leave()
    with tempfile.TemporaryDirectory(dir=_spacious(), prefix=".restore-") as folder:
        told(str(_("正在核对备份文件……")))
        kept = archive.read(path, Path(folder))
        _refuse_newer(kept)
        present = _present(kept, replace=replace)
        told(str(_("正在恢复数据和文件……")))
        with _out_of_service(present, kept.schema_name), _set_aside(kept.schema_name):
            load_schema(kept.schema_name, kept.dump)
            _grant(kept.schema_name)
            shutil.copytree(kept.files, Path(settings.MEDIA_ROOT) / kept.schema_name, dirs_exist_ok=True)
            tenant = _row(kept, present)
            _upgrade(tenant)
            held = 0 if send_mails else _keep_mails_back(tenant, at=at)
            _serve(tenant, kept)
        label, note = _("从备份恢复租户"), path.name
        after = {"mails_set_aside": held}
        trail.record("tenant.restore", tenant, actor=actor, at=at, label=label, after=after, note=note)
    return Restored(tenant, held)


def _default_path(tenant: Tenant, at: datetime.datetime) -> Path:
    return Path(settings.DATA) / "backups" / f"{tenant.slug}-{at:%Y%m%d-%H%M%S}{archive.SUFFIX}"


def _spacious() -> Path:
    folder = Path(settings.DATA)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _facts(tenant: Tenant, at: datetime.datetime) -> archive.Facts:
    return archive.Facts(
        slug=tenant.slug,
        name=tenant.name,
        public_id=str(tenant.public_id),
        schema_name=tenant.schema_name,
        state=str(tenant.state),
        suspended_reason=tenant.suspended_reason,
        created_at=tenant.created_at.isoformat(),
        domains=tuple(tenant.domains.order_by("-is_primary", "domain").values_list("domain", flat=True)),
        migration_hash=tenant.migration_hash,
        migrations=tuple(migration_state.applied(tenant.schema_name)),
        made_at=at.isoformat(),
    )


def _refuse_newer(kept: archive.Kept) -> None:
    """Refuse a backup that was made under migrations that this code does not have."""
    unknown = sorted(set(kept.facts.migrations) - set(migration_state.known()))
    if unknown:
        raise errors.Conflict(
            "backup.newer",
            _("备份来自较新的程序版本（多出 %(names)s），不能在这里恢复。请先升级程序。")
            % {"names": "、".join(unknown[:3])},
        )


def _present(kept: archive.Kept, *, replace: bool) -> Tenant | None:
    """Return the row of the tenant that is still there; refuse to write over it, or over somebody else."""
    found = Tenant.objects.filter(schema_name=kept.schema_name).first()
    namesake = Tenant.objects.filter(slug=kept.facts.slug).exclude(schema_name=kept.schema_name).first()
    if namesake is not None:
        raise errors.Conflict(
            "backup.slug_taken",
            _("子域名“%(slug)s”现在属于另一个租户“%(name)s”，不能恢复。")
            % {"slug": namesake.slug, "name": namesake.name},
        )
    foreign = Domain.objects.filter(domain__in=kept.facts.domains).exclude(tenant__schema_name=kept.schema_name).first()
    if foreign is not None:
        raise errors.Conflict(
            "backup.domain_taken", _("网址“%(host)s”现在属于另一个租户，不能恢复。") % {"host": foreign.domain}
        )
    if found is not None and not replace:
        raise errors.Conflict(
            "backup.tenant_exists",
            _("租户“%(name)s”仍在。要用备份替换现有数据，请加 --replace。") % {"name": found.name},
        )
    return found


@contextmanager
def _out_of_service(present: Tenant | None, schema: str) -> Iterator[None]:
    """Serve nobody from a tenant that is being replaced; on failure its row is as before, or not there as before."""
    rows = Tenant.objects.filter(schema_name=schema)
    columns = ("slug", "name", "state", "suspended_reason", "created_at", "migration_hash")
    before = {column: getattr(present, column) for column in columns} if present else {}
    rows.update(**_away())
    try:
        yield
    except BaseException:
        schemas.leave()
        if before:
            rows.update(**before)
        else:
            rows.delete()
        raise


def _away() -> dict[str, str]:
    return {"state": TenantState.SUSPENDED, "suspended_reason": str(_("正在从备份恢复"))}


@contextmanager
def _set_aside(schema: str) -> Iterator[None]:
    """Put the present schema and files out of the way; drop them at the end, or put them back on failure."""
    files = Path(settings.MEDIA_ROOT) / schema
    aside = files.with_name(schema + REPLACED)
    _rename_schema(schema, schema + REPLACED)
    if files.exists():
        shutil.rmtree(aside, ignore_errors=True)
        files.replace(aside)
    try:
        yield
    except BaseException:
        _drop_schema(schema)
        _rename_schema(schema + REPLACED, schema)
        shutil.rmtree(files, ignore_errors=True)
        if aside.exists():
            aside.replace(files)
        raise
    _drop_schema(schema + REPLACED)
    shutil.rmtree(aside, ignore_errors=True)


def _rename_schema(old: str, new: str) -> None:
    """Rename a schema if it is there, over what an earlier attempt may have left under the new name."""
    with owner.connected() as connected, connected.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", [old])
        if cursor.fetchone() is None:
            return
        cursor.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(new)))
        cursor.execute(sql.SQL("ALTER SCHEMA {} RENAME TO {}").format(sql.Identifier(old), sql.Identifier(new)))


def _drop_schema(schema: str) -> None:
    with owner.connected() as connected, connected.cursor() as cursor:
        cursor.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(schema)))


def _grant(schema: str) -> None:
    with owner.connected() as connected, connected.cursor() as cursor:
        grants.grant(cursor, schema, role=grants.runtime_role())


@transaction.atomic
def _row(kept: archive.Kept, present: Tenant | None) -> Tenant:
    """Write the tenant's row and addresses as they stood in the backup; it is not served yet."""
    facts = kept.facts
    values = {
        "slug": facts.slug,
        "name": facts.name,
        **_away(),
        "created_at": datetime.datetime.fromisoformat(facts.created_at),
        "migration_hash": facts.migration_hash,
        "progress": 100,
    }
    tenant = present or Tenant(schema_name=facts.schema_name, public_id=uuid.UUID(facts.public_id))
    for name, value in values.items():
        setattr(tenant, name, value)
    tenant.revision += 1
    tenant.save()
    for position, host in enumerate(facts.domains):
        Domain.objects.get_or_create(domain=host, defaults={"tenant": tenant, "is_primary": position == 0})
    return tenant


def _upgrade(tenant: Tenant) -> None:
    """Bring a backup from older code up to this code's migrations."""
    if tenant.migration_hash == migration_state.code_hash():
        return
    report = upgrade.upgrade([tenant])
    if not report.succeeded:
        raise errors.Conflict(
            "backup.upgrade_failed", _("备份已读入，但未能升级：%(why)s") % {"why": report.failed[tenant.slug]}
        )
    tenant.refresh_from_db()


def _keep_mails_back(tenant: Tenant, *, at: datetime.datetime) -> int:
    with tenant_context(tenant), transaction.atomic():
        return sum(import_string(outbox)(at=at) for outbox in settings.OUTBOXES)


def _serve(tenant: Tenant, kept: archive.Kept) -> None:
    """Let the tenant be as it was when the file was written: served, or suspended."""
    tenant.state, tenant.suspended_reason = TenantState(kept.facts.state), kept.facts.suspended_reason
    tenant.save(update_fields=["state", "suspended_reason"])


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

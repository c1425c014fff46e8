"""A tenant comes back from its file whole, alone, and only from a file that is sound."""

from __future__ import annotations

import json
import tarfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django_tenants.utils import tenant_context
from psycopg2 import sql

from core import errors, schemas
from core.files import shelf
from core.files.models import StoredFile
from hierarchy.models import Unit
from tenants import actions, archive, backups, owner, policies
from tenants.models import Tenant
from tests import databases

BY = {"actor": policies.CONSOLE, "at": databases.AT}

pytestmark = [pytest.mark.usefixtures("committed"), pytest.mark.smoke]


def contents(tenant: Tenant) -> dict[str, Any]:
    """Everything in the tenant's tables."""
    with owner.connected() as connected, connected.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s ORDER BY tablename", [tenant.schema_name])
        tables = [name for (name,) in cursor.fetchall()]
        found = {}
        for table in tables:
            name = sql.Identifier(tenant.schema_name, table)
            cursor.execute(sql.SQL("SELECT to_jsonb(t)::text FROM {} t ORDER BY 1").format(name))
            found[table] = cursor.fetchall()
    return found


@pytest.fixture
def tenant() -> Tenant:
    return Tenant.objects.get(slug="district")


@pytest.fixture
def kept(tenant: Tenant, tmp_path: Path) -> Path:
    """A backup of the district, which has a file of its own."""
    with tenant_context(tenant):
        shelf.store(BytesIO("第一届委员会会议纪要".encode()), name="纪要.txt", actor=policies.CONSOLE, at=databases.AT)
    schemas.leave()
    return backups.backup(tenant, **BY, to=tmp_path / "district.gkbackup").path


def test_a_deleted_tenant_comes_back_whole_and_the_other_is_untouched(tenant: Tenant, kept: Path) -> None:
    other = Tenant.objects.get(slug="college")
    before, of_other = contents(tenant), contents(other)
    identity = tenant.public_id
    actions.delete(tenant, **BY)
    assert contents(tenant) == {}

    back = backups.restore(kept, **BY)

    assert (back.slug, back.state, back.public_id) == ("district", "ready", identity)
    assert contents(back) == before
    assert contents(other) == of_other
    with tenant_context(back):
        with shelf.open_stored(StoredFile.objects.get(name="纪要.txt")) as stream:
            assert "会议纪要" in stream.read().decode()
        assert Unit.objects.roots().count() == 1
    schemas.leave()
    assert list(back.domains.values_list("domain", flat=True)) == ["district.localhost"]


def test_a_restored_tenant_can_be_written_by_the_runtime_role(tenant: Tenant, kept: Path) -> None:
    actions.delete(tenant, **BY)
    with tenant_context(backups.restore(kept, **BY)):
        assert Unit.objects.update(initials="x")
        with connection.cursor() as cursor:
            cursor.execute("SELECT tableowner = current_user FROM pg_tables WHERE tablename = 'hierarchy_unit'")
            assert cursor.fetchone() == (False,)


def test_a_tenant_that_is_there_is_replaced_only_on_demand(tenant: Tenant, kept: Path) -> None:
    before = contents(tenant)
    with tenant_context(tenant):
        Unit.objects.update(initials="changed")
    schemas.leave()

    with pytest.raises(errors.Conflict) as refused:
        backups.restore(kept, **BY)
    assert refused.value.code == "backup.tenant_exists"

    backups.restore(kept, replace=True, **BY)
    assert contents(tenant) == before
    assert Tenant.objects.get(slug="district").state == "ready"
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_namespace WHERE nspname LIKE %s", [f"%{backups.REPLACED}"])
        assert cursor.fetchone() == (0,)


def test_a_restore_that_fails_leaves_the_present_data_in_service(tenant: Tenant, kept: Path, tmp_path: Path) -> None:
    """The dump inside is replaced by one that breaks half-way; hashes are made to agree."""
    broken = rewritten(kept, tmp_path, dump=lambda dump: dump[: len(dump) // 2])
    before = contents(tenant)

    with pytest.raises(errors.Unavailable) as refused:
        backups.restore(broken, replace=True, **BY)

    assert refused.value.code == "backup.restore_failed"
    assert contents(tenant) == before
    assert Tenant.objects.get(slug="district").state == "ready"


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        (lambda raw: raw[: len(raw) // 2], "backup.not_a_backup"),
        (lambda raw: b"PK" + raw[2:], "backup.not_a_backup"),
        (lambda raw: b"", "backup.not_a_backup"),
        (lambda raw: raw.replace("会议纪要".encode(), "会议纪录".encode()), "backup.damaged"),
        (lambda raw: raw.replace(b'"slug": "district"', b'"slug": "college!"'), "backup.damaged"),
        (lambda raw: raw.replace(b"gongkai-tenant-1", b"gongkai-tenant-9"), "backup.other_format"),
    ],
    ids=["cut", "foreign", "empty", "file changed", "manifest changed", "other format"],
)
def test_a_file_that_is_not_as_written_is_refused(tenant: Tenant, kept: Path, damage: Any, code: str) -> None:
    actions.delete(tenant, **BY)
    raw = kept.read_bytes()
    kept.write_bytes(damage(raw))
    assert kept.read_bytes() != raw

    with pytest.raises(errors.Conflict) as refused:
        backups.restore(kept, **BY)

    assert refused.value.code == code
    assert not Tenant.objects.filter(slug="district").exists()
    assert contents(tenant) == {}


def test_a_backup_from_newer_code_is_refused(tenant: Tenant, kept: Path, tmp_path: Path) -> None:
    newer = rewritten(kept, tmp_path, migrations=lambda names: [*names, "disclosures.9999_from_the_future"])
    actions.delete(tenant, **BY)

    with pytest.raises(errors.Conflict) as refused:
        backups.restore(newer, **BY)

    assert refused.value.code == "backup.newer"
    assert "9999_from_the_future" in str(refused.value.reason)


def test_a_slug_that_somebody_else_has_now_is_not_taken_back(tenant: Tenant, kept: Path) -> None:
    actions.delete(tenant, **BY)
    Tenant.objects.filter(slug="college").update(slug="district")

    with pytest.raises(errors.Conflict) as refused:
        backups.restore(kept, replace=True, **BY)

    assert refused.value.code == "backup.slug_taken"


def test_a_backup_is_readable_by_its_owner_only(kept: Path) -> None:
    assert kept.stat().st_mode & 0o077 == 0


def rewritten(kept: Path, folder: Path, *, dump: Any = bytes, migrations: Any = list) -> Path:
    """A backup with another content, sealed again as if it had been written so."""
    parts: dict[str, bytes] = {}
    with tarfile.open(kept) as tar:
        for member in tar:
            stream = tar.extractfile(member)
            assert stream is not None
            parts[member.name] = stream.read()
    manifest = json.loads(parts.pop(archive.MANIFEST))
    manifest.pop("seal")
    parts[archive.DUMP] = dump(parts[archive.DUMP])
    manifest["tenant"]["migrations"] = migrations(manifest["tenant"]["migrations"])
    manifest["parts"] = {name: archive.hashlib.sha256(raw).hexdigest() for name, raw in parts.items()}
    manifest["seal"] = archive._seal(manifest)
    target = folder / "rewritten.gkbackup"
    with tarfile.open(target, "w") as tar:
        for name, raw in {archive.MANIFEST: json.dumps(manifest).encode(), **parts}.items():
            head = tarfile.TarInfo(name)
            head.size = len(raw)
            tar.addfile(head, BytesIO(raw))
    return target

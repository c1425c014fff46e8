"""A tenant comes back from its file whole, alone, and only from a file that is sound."""

from __future__ import annotations

import datetime
import json
import tarfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django_tenants.utils import tenant_context
from psycopg2 import sql

from accounts.models import User
from channels import delivery as letters
from channels import following, telling
from channels.kinds import Frequency, LetterState
from channels.models import Follower, Letter
from core import errors, schemas
from core.audit.models import AuditEntry
from core.files import shelf
from core.files.models import StoredFile
from core.notifications import delivery, messages, sending
from core.notifications.models import MailState, Notification
from disclosures.kinds import State
from hierarchy.models import Unit
from tenants import actions, archive, backups, owner, policies
from tenants.models import Tenant
from tests import databases
from tests.disclosures.conftest import fresh_walker

BY: dict[str, Any] = {"actor": policies.CONSOLE, "at": databases.AT}

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

    back = backups.restore(kept, **BY).tenant

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
    with tenant_context(backups.restore(kept, **BY).tenant):
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


@pytest.fixture
def waiting(tenant: Tenant) -> None:
    """A notice whose mail waits, one whose mail is being sent, and a follower with a letter that waits and one owed."""
    with tenant_context(tenant):
        clerk = User.objects.get(username="clerk")
        for number in (1, 2):
            told = messages.Message(
                recipient_ids=(clerk.pk,), kind="test", title=f"第{number}件", path="/work/", cause=f"test:{number}"
            )
            sending.send(told, at=databases.AT)
        assert delivery.claim_next(databases.AT) is not None
        following.ask(
            data={"email": "old@example.cn", "frequency": "daily"}, language="zh-hans", place="", at=databases.AT
        )
        before = databases.AT - datetime.timedelta(days=1)
        Follower.objects.create(
            email="reader@example.cn", frequency="daily", language="zh-hans", asked_at=before, confirmed_at=before
        )
        fresh_walker().to(State.PUBLISHED, title="备份前公开、还没有告知的")
    schemas.leave()


@pytest.fixture
def silent(waiting: None, tenant: Tenant, tmp_path: Path) -> Path:
    return backups.backup(tenant, **BY, to=tmp_path / "waiting.gkbackup").path


def sent_at_last(tenant: Tenant) -> int:
    """Let the clock do all that it does for mails, two days later, and return how many go out."""
    later = databases.AT + datetime.timedelta(days=2)
    with tenant_context(tenant):
        for frequency in Frequency:
            telling.tell(frequency, at=later)
        delivery.deliver_due(clock=lambda: later)
        letters.deliver_due(clock=lambda: later)
    schemas.leave()
    return len(mail.outbox)


def test_what_waited_in_a_backup_is_not_sent_again(tenant: Tenant, silent: Path) -> None:
    actions.delete(tenant, **BY)
    restored = backups.restore(silent, **BY)
    back = restored.tenant
    with tenant_context(back):
        open_mails = Notification.objects.filter(mail_state=MailState.SET_ASIDE).count()
        open_letters = Letter.objects.filter(state=LetterState.SET_ASIDE).count()
        assert (open_letters, Letter.objects.unsent().count(), Notification.objects.mail_open().count()) == (2, 0, 0)
        assert Notification.objects.filter(cause__startswith="test:", read_at=None).count() == 2, "still to be read"
    schemas.leave()
    assert restored.set_aside == open_mails + open_letters
    assert open_mails >= 2
    assert sent_at_last(back) == 0
    entry = AuditEntry.objects.filter(verb="tenant.restore").latest("pk")
    assert entry.after == {"mails_set_aside": restored.set_aside}


def test_what_waited_in_a_backup_is_sent_on_demand(tenant: Tenant, silent: Path) -> None:
    restored = backups.restore(silent, replace=True, send_mails=True, **BY)
    assert restored.set_aside == 0
    assert sent_at_last(restored.tenant) >= 4


def test_a_suspended_tenant_comes_back_suspended(tenant: Tenant, tmp_path: Path) -> None:
    tenant = actions.suspend(tenant, **BY, reason="欠费")
    kept = backups.backup(tenant, **BY, to=tmp_path / "suspended.gkbackup").path
    actions.delete(tenant, **BY)
    back = backups.restore(kept, **BY).tenant
    assert (back.state, back.suspended_reason) == ("suspended", "欠费")

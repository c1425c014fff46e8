"""A task runs in its tenant and nowhere else, on a real worker and on whichever broker the settings name."""

from __future__ import annotations

import datetime
import subprocess
import sys
from pathlib import Path

import pytest
from celery import current_app
from django.db import connection, transaction
from django.utils import timezone
from django_tenants.utils import tenant_context

from accounts.models import Session
from accounts.tasks import sweep_sessions
from core import schemas
from tenants import actions, policies, tasks
from tenants.models import Tenant
from tests import databases
from tests.tenants import worker

BY = {"actor": policies.CONSOLE, "at": databases.AT}

pytestmark = [pytest.mark.usefixtures("committed"), pytest.mark.tasks]


@pytest.fixture
def both() -> tuple[Tenant, Tenant]:
    """Both tenants, each with a session that has run out."""
    for slug in ("district", "college"):
        with tenant_context(Tenant.objects.get(slug=slug)):
            Session.objects.create(session_key="0" * 40, expire_date=timezone.now() - datetime.timedelta(days=1))
        schemas.leave()
    return Tenant.objects.get(slug="district"), Tenant.objects.get(slug="college")


def sessions_of(tenant: Tenant) -> int:
    with tenant_context(tenant):
        return Session.objects.count()


def test_a_task_sent_in_a_tenant_runs_in_it_alone(both: tuple[Tenant, Tenant], tmp_path: Path) -> None:
    district, college = both
    with tenant_context(district), transaction.atomic():
        sweep_sessions.delay_on_commit()
        assert sessions_of(district) == 1

    with worker.running(tmp_path / "log") as running:
        worker.eventually(lambda: sessions_of(district) == 0, running.said)

    assert sessions_of(college) == 1


def test_a_suspended_tenants_task_does_nothing(both: tuple[Tenant, Tenant], tmp_path: Path) -> None:
    district, college = both
    with tenant_context(district):
        sweep_sessions.delay()
    schemas.leave()
    actions.suspend(district, **BY, reason="欠费")
    with tenant_context(college):
        sweep_sessions.delay()

    with worker.running(tmp_path / "log") as running:
        worker.eventually(lambda: sessions_of(college) == 0, running.said)
        worker.eventually(lambda: "tenant.not_ready" in running.said(), running.said)

    assert sessions_of(district) == 1


def test_a_task_without_a_tenant_or_for_an_unknown_one_does_nothing(
    both: tuple[Tenant, Tenant], tmp_path: Path
) -> None:
    current_app.send_task("accounts.sweep_sessions")
    sweep_sessions.apply_async(headers={tasks.HEADER: "00000000-0000-4000-8000-000000000000"})

    with worker.running(tmp_path / "log") as running:
        worker.eventually(lambda: "tenant.none" in running.said(), running.said)
        worker.eventually(lambda: "tenant.not_ready" in running.said(), running.said)

    assert [sessions_of(tenant) for tenant in both] == [1, 1]


def test_a_doubled_message_provisions_once(tmp_path: Path) -> None:
    schemas.leave()
    tenant = actions.create(**BY, slug="newcomer", name="新租户")
    tasks.provision.delay(str(tenant.public_id))
    tasks.provision.delay(str(tenant.public_id))

    with worker.running(tmp_path / "log") as running:
        worker.eventually(lambda: running.said().count("tenants.provision[") >= 4, running.said)

    tenant.refresh_from_db()
    assert (tenant.state, tenant.progress) == ("ready", 100)
    with tenant_context(tenant):
        assert Session.objects.count() == 0


def test_a_killed_workers_provisioning_is_taken_up_again(tmp_path: Path) -> None:
    """The worker dies while it makes the schema; the next one, or the sweep, does it anew."""
    schemas.leave()
    tenant = actions.create(**BY, slug="newcomer", name="新租户")
    with worker.running(tmp_path / "first") as running:
        with transaction.atomic():
            Tenant.objects.select_for_update().get(pk=tenant.pk)
            tasks.provision.delay(str(tenant.public_id))
            worker.eventually(is_waiting, running.said)
            running.kill()
    tenant.refresh_from_db()
    assert tenant.state == "provisioning"

    tasks.resume()
    with worker.running(tmp_path / "second") as running:
        worker.eventually(lambda: state_of(tenant) == "ready", running.said)


def test_an_action_succeeds_while_the_broker_is_down(both: tuple[Tenant, Tenant]) -> None:
    """Submitting a text tells people by mail; with nobody to take the message, it is submitted all the same."""
    program = """
import django; django.setup()
from django_tenants.utils import tenant_context
from django.db import transaction
from core.notifications import sending, messages
from core.notifications.models import Notification
from accounts.models import User
from tenants.models import Tenant
from tests.databases import AT
with tenant_context(Tenant.objects.get(slug="district")):
    clerk = User.objects.get(username="clerk")
    told = messages.Message(
        recipient_ids=(clerk.pk,), kind="test", title="退回", path="/work/", cause="test:1", body=""
    )
    with transaction.atomic():
        sending.send(told, at=AT)
    print("kept", Notification.objects.filter(recipient=clerk, cause="test:1").count())
"""
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=worker.environment() | {"GONGKAI_BROKER_URL": "amqp://guest:guest@127.0.0.1:1//"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert "kept 1" in done.stdout


def is_waiting() -> bool:
    """Whether somebody waits for a row that this connection holds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return bool(cursor.fetchone()[0])


def state_of(tenant: Tenant) -> str:
    tenant.refresh_from_db()
    return str(tenant.state)

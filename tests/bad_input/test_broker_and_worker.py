"""What is lost when the broker is down, or a worker is killed? Nothing: the work is done, once, when they are back.

Shown elsewhere: a killed worker's provisioning, doubled messages (`tests/tenants/test_tasks.py`); a mail whose worker
died between sending and noting it, a mail server that is away (`tests/core/notifications/test_delivery.py`); the notice
of a rolled-back verb (`tests/core/notifications/test_sending.py`); the command in `test_commands.py`.
"""

from __future__ import annotations

import datetime
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from accounts import actors
from core.audit.models import AuditEntry
from core.notifications import tasks as mail_tasks
from core.notifications.models import MailState, Notification
from disclosures.kinds import State
from disclosures.models import Disclosure
from hierarchy import actions, checker, locks, tasks
from hierarchy.models import ChangeState, TreeChange, Unit
from tenants.models import Tenant
from tenants.tasks import HEADER
from tests.api.conftest import token_of
from tests.databases import AT
from tests.disclosures.conftest import fresh_walker
from tests.tenants import worker
from tests.tenants.test_tasks import is_waiting

pytestmark = pytest.mark.usefixtures("committed")

HAND_IN_AND_REVIEW = """
import json, sys
import django; django.setup()
from django_tenants.utils import tenant_context
from django.urls import reverse
from tenants.models import Tenant
from tests.api.conftest import Program
from tests.frontend.browser import signed_in
draft, revision, secret = sys.argv[1:]
with tenant_context(Tenant.objects.get(slug="district")):
    clerk = signed_in("clerk")
    page = clerk.post(reverse("work:step", args=[draft, "submit"]), {"revision": revision}, follow=True)
    points = {"checklist": ["secrets", "privacy", "necessity", "truth"]}
    reviewed = Program("district.localhost", secret).post(f"disclosures/{draft}/pass_secrecy/", points)
    ready = clerk.get("/readyz")
print(json.dumps([page.status_code, page.content.decode(), reviewed.status_code, ready.status_code, ready.json()]))
"""
"""A clerk on a page, then a program, both of which have people told; in a process whose broker is down."""


def with_broker(address: str, data: Path, *arguments: str) -> Any:
    environment = worker.environment() | {
        "GONGKAI_BROKER_URL": address,
        "GONGKAI_DATA": str(data),
        "GONGKAI_LOG_LEVEL": "ERROR",
    }
    command = [sys.executable, "-c", HAND_IN_AND_REVIEW, *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.parametrize(
    "address", ["amqp://guest:guest@127.0.0.1:1//", "redis://127.0.0.1:1/0", "filesystem://localhost/"]
)
def test_a_broker_that_is_down_loses_nothing(address: str, tmp_path: Path, mailoutbox: list[Any]) -> None:
    """Page and program go on as always; the notices stand, and their mails go out when the broker is back."""
    (tmp_path / "static").mkdir()
    for folder in ("broker", "broker-control"):
        (tmp_path / folder).write_text("not a folder: nothing can be laid into it")
    draft = fresh_walker().draft()
    status, page, reviewed, ready, checks = with_broker(
        address, tmp_path, str(draft.public_id), str(draft.revision), token_of("secrecy")
    )
    assert (status, reviewed) == (200, 200)
    assert "等待保密审查" in page
    assert (ready, checks["database"]) == (503, "ok")
    assert checks["broker"] != "ok"
    assert Disclosure.objects.get(pk=draft.pk).state == State.SECRECY_CHECKED
    verbs = list(AuditEntry.objects.about(draft).order_by("id").values_list("verb", flat=True))
    assert verbs == [f"disclosure.{verb}" for verb in ("drafted", "submit", "pass_secrecy")]
    waiting = Notification.objects.filter(mail_state=MailState.WAITING)
    told = set(waiting.values_list("recipient__username", flat=True))
    assert {"secrecy", "leader"} <= told

    district = Tenant.objects.get(slug="district")
    for _turn in range(2):  # as beat sweeps
        mail_tasks.deliver_due.apply(headers={HEADER: str(district.public_id)}, throw=True)
    addresses = sorted(mail.to[0] for mail in mailoutbox)
    assert {"secrecy@example.test", "leader@example.test"} <= set(addresses)
    assert len(mailoutbox) == len({(mail.to[0], mail.subject) for mail in mailoutbox}), "each mail once"


@pytest.mark.tasks
def test_a_worker_killed_in_a_change_of_the_tree_leaves_the_tree_whole(tmp_path: Path) -> None:
    """It dies while it waits for the tree; nothing is half moved, and the next sweep moves it once."""
    jd = Unit.objects.get(code="JD")
    change = actions.move_unit(
        jd,
        parent=Unit.objects.get(code="JG"),
        actor=actors.SYSTEM,
        at=AT,
        reason="区划调整",
        effective_on=timezone.localdate() + datetime.timedelta(days=400),
    )
    TreeChange.objects.filter(pk=change.pk).update(effective_on=timezone.localdate())
    before = list(Unit.objects.order_by("pk").values())
    with worker.running(tmp_path / "first") as running:
        with locks.tree_lock():
            tasks.apply_due_changes.delay()
            worker.eventually(is_waiting, running.said)
            running.kill()
    assert list(Unit.objects.order_by("pk").values()) == before
    change.refresh_from_db()
    assert change.state == ChangeState.PLANNED

    trail = AuditEntry.objects.count()
    with transaction.atomic():
        tasks.apply_due_changes.delay()
        tasks.apply_due_changes.delay()
    with worker.running(tmp_path / "second") as running:
        worker.eventually(lambda: running.said().count("succeeded in") >= 2, running.said)
    assert Unit.objects.get(code="JD").parent == Unit.objects.get(code="JG")
    assert TreeChange.objects.get(pk=change.pk).state == ChangeState.APPLIED
    assert checker.check() == []
    assert AuditEntry.objects.count() == trail + 1, "moved once"

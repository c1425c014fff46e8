"""How does a task run inside its tenant, and nowhere else?

A task carries its tenant's identifier in a header. The worker loads the tenant, insists that it is ready, enters its
schema and checks afterwards that it never left. Without a header, or for an unknown or suspended tenant, the task does
nothing and says so: it never runs in `public`.
"""

from __future__ import annotations

import datetime
import logging
import random
from typing import Any

from celery import Task, current_app, shared_task
from celery.contrib.django.task import DjangoTask
from django.utils import timezone
from django_tenants.utils import tenant_context

from core import context, errors, schemas
from tenants import provisioning
from tenants.current import tenant as current_tenant
from tenants.models import Tenant

logger = logging.getLogger(__name__)
HEADER = "gongkai_tenant"
JITTER_SECONDS = 20
HALF_MADE_AFTER = datetime.timedelta(minutes=1)


class TenantTask(DjangoTask):  # type: ignore[type-arg]  # celery's tasks are generic only in their stubs
    """Base of every task that works inside a tenant; the application's default, so that no task forgets it."""

    abstract = True
    autoretry_for = (errors.Busy,)
    retry_backoff = True
    retry_backoff_max = 60
    max_retries = 5
    """What another transaction stood in the way of is done again, later each time; a sweep takes up what is left."""

    def apply_async(  # type: ignore[override]  # the options are celery's own, passed on as they are
        self, args: Any = None, kwargs: Any = None, **options: Any
    ) -> Any:
        """Send the task for the tenant that this connection is in, unless the headers name one."""
        headers = dict(options.pop("headers", None) or {})
        headers.setdefault(HEADER, None)
        if headers[HEADER] is None:
            headers[HEADER] = str(current_tenant().public_id)
        return super().apply_async(args, kwargs, headers=headers, **options)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Run inside the tenant that the header names."""
        tenant = _ready_tenant(self._header())
        with tenant_context(tenant), context.serving(self.request.id or ""):
            result = super().__call__(*args, **kwargs)
            if schemas.current() != tenant.schema_name:
                raise RuntimeError(f"{self.name} left its tenant {tenant.schema_name}")
        return result

    def _header(self) -> str:
        found = self.request.get(HEADER) or (self.request.headers or {}).get(HEADER)
        if not found:
            raise errors.Missing("tenant.none", f"{self.name} was sent without a tenant")
        return str(found)


def _ready_tenant(public_id: str) -> Tenant:
    schemas.leave()
    tenant = Tenant.objects.ready().filter(public_id=public_id).first()
    if tenant is None:
        raise errors.Missing("tenant.not_ready", f"no ready tenant {public_id}")
    return tenant


@shared_task(name="tenants.provision", base=Task, max_retries=5, default_retry_delay=10, autoretry_for=(Exception,))
def provision(public_id: str) -> None:
    """Make the schema of a registered tenant; repeating it does nothing."""
    tenant = Tenant.objects.get(public_id=public_id)
    provisioning.provision(tenant, at=timezone.now())


@shared_task(name="tenants.resume", base=Task)
def resume() -> None:
    """Take up again what was left half-way: by a worker that was killed, or by a message that was lost."""
    schemas.leave()
    left = Tenant.objects.half_made(before=timezone.now() - HALF_MADE_AFTER)
    for public_id in left.values_list("public_id", flat=True):
        provision.delay(str(public_id))


@shared_task(name="tenants.dispatch", base=Task)
def dispatch(task_name: str) -> None:
    """Send one task to every ready tenant, spread over some seconds. Beat holds dispatchers only, not tenants."""
    schemas.leave()
    task = current_app.tasks[task_name]
    for public_id in Tenant.objects.ready().values_list("public_id", flat=True):
        task.apply_async(
            headers={HEADER: str(public_id)},
            countdown=random.uniform(0, JITTER_SECONDS),  # noqa: S311  (jitter, not a secret)
        )

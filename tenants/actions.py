"""What can be done to a tenant: create, suspend, resume, delete. Each leaves its entry in the platform's trail."""

from __future__ import annotations

import datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from core import errors, events, inputs
from core.audit import trail
from tenants import flows, policies, provisioning
from tenants.events import ProvisioningDue
from tenants.inputs import CreateInput
from tenants.models import Tenant


def create(*, actor: policies.OperatorActor, at: datetime.datetime, slug: str, name: str) -> Tenant:
    """Register a tenant in state `provisioning`; `tasks.provision` makes its schema and turns it `ready`."""
    cleaned = inputs.cleaned(CreateInput, {"slug": slug, "name": name})
    policies.operate(actor, Tenant()).enforce()
    try:
        with transaction.atomic():
            domain = f"{cleaned['slug']}.{settings.BASE_DOMAIN}"
            tenant = provisioning.register(slug=cleaned["slug"], name=cleaned["name"], domain=domain, at=at)
            trail.record("tenant.create", tenant, actor=actor, at=at, label=_("开通租户"), after={"slug": slug})
    except IntegrityError:
        raise errors.Invalid.field(
            "slug", "tenant.slug_taken", _("子域名“%(slug)s”已被使用，请换一个。") % {"slug": slug}
        ) from None
    return tenant


def create_in_background(*, actor: policies.OperatorActor, at: datetime.datetime, slug: str, name: str) -> Tenant:
    """Register a tenant as `create` does and ask for its schema; whoever asked need not wait for it."""
    with transaction.atomic():
        tenant = create(actor=actor, at=at, slug=slug, name=name)
        events.publish(ProvisioningDue(str(tenant.public_id)))
    return tenant


def suspend(tenant: Tenant, *, actor: Any, at: datetime.datetime, reason: str) -> Tenant:
    """Stop serving the tenant, with a reason that its people are shown."""
    return flows.tenant_flow.perform("suspend", tenant, actor=actor, at=at, data={"reason": reason})


def resume(tenant: Tenant, *, actor: Any, at: datetime.datetime) -> Tenant:
    """Serve the tenant again."""
    return flows.tenant_flow.perform("resume", tenant, actor=actor, at=at)


def delete(tenant: Tenant, *, actor: Any, at: datetime.datetime) -> None:
    """Remove the tenant for good: schema, files and rows. The platform's trail keeps that it was."""
    if tenant.state != "deleting":
        tenant = flows.tenant_flow.perform("delete", tenant, actor=actor, at=at)
    provisioning.drop(tenant)
    tenant.delete()

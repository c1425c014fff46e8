"""Which organisations does the demo show, and who operates its platform?"""

from __future__ import annotations

import datetime

from config.demo import cast

NAMES = {"district": "示例区委", "college": "示例职业技术学院"}


def provision_missing(*, at: datetime.datetime) -> list[str]:
    """Create and provision the tenants that are not there yet; return their slugs."""
    from tenants import actions, policies, provisioning
    from tenants.models import Tenant, TenantState

    known = {tenant.slug: tenant for tenant in Tenant.objects.filter(slug__in=NAMES)}
    made = []
    for slug, name in NAMES.items():
        tenant = known.get(slug) or actions.create(actor=policies.CONSOLE, at=at, slug=slug, name=name)
        if tenant.state == TenantState.PROVISIONING:
            provisioning.provision(tenant, at=at)
            made.append(slug)
    _appoint_operator(at)
    return made


def _appoint_operator(at: datetime.datetime) -> None:
    """Take in somebody who can open the operators' console."""
    from tenants import operators, policies
    from tenants.models import Operator

    if not Operator.objects.filter(username=cast.OPERATOR).exists():
        operators.create(username=cast.OPERATOR, name="贺明", password=cast.PASSWORD, actor=policies.CONSOLE, at=at)

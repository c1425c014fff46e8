"""Which tenant, which unit did the person at the console mean?"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hierarchy.models import Unit
    from tenants.models import Tenant


def tenant(slug: str) -> Tenant:
    """Return the tenant with this subdomain, or say which ones there are."""
    from core import errors
    from tenants.models import Tenant

    found = Tenant.objects.filter(slug=slug).first()
    if found is None:
        known = "、".join(Tenant.objects.values_list("slug", flat=True)[:20]) or "还没有租户"
        raise errors.Missing("tenant.unknown", f"没有子域名为“{slug}”的租户。现有：{known}。")
    return found


def served_tenant(slug: str) -> Tenant:
    """Return the tenant, provided that it is served: into one that is not, nothing is written from here."""
    from core import errors
    from tenants.models import TenantState

    found = tenant(slug)
    if found.state == TenantState.READY:
        return found
    advice = {
        TenantState.SUSPENDED: f"请先运行：gongkai tenant resume {slug}",
        TenantState.PROVISIONING: "请等它开通后再试。",
    }.get(TenantState(found.state), "")
    reason = f"租户“{slug}”{found.get_state_display()}，没有写入任何内容。{advice}"
    raise errors.Unavailable(f"tenant.{found.state}", reason)


def unit(code: str | None) -> Unit:
    """Return the current tenant's unit with this code; without one, its root."""
    from core import errors
    from hierarchy.models import Unit

    found = Unit.objects.filter(code=code).first() if code else Unit.objects.roots().first()
    if found is None:
        reason = f"没有编码为“{code}”的单位。" if code else "还没有组织。请先运行：gongkai units import"
        raise errors.Missing("unit.unknown", reason)
    return found

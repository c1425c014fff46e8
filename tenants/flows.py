"""The life of a tenant as one table."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.workflow import Flow, Tone, Transition
from tenants import policies
from tenants.models import Tenant, TenantState


class SuspendInput(forms.Form):
    """Why a tenant is suspended."""

    reason = forms.CharField(label=_("暂停原因"), max_length=400)


tenant_flow: Flow[Tenant] = Flow(
    "tenant",
    Tenant,
    initial=TenantState.PROVISIONING,
    view=policies.operate,
    audited=("state", "suspended_reason"),
    transitions=(
        Transition(
            "suspend",
            frozenset({TenantState.READY}),
            TenantState.SUSPENDED,
            policies.operate,
            _("暂停"),
            input=SuspendInput,
            tone=Tone.DANGER,
        ),
        Transition("resume", frozenset({TenantState.SUSPENDED}), TenantState.READY, policies.operate, _("恢复")),
        Transition(
            "complete",
            frozenset({TenantState.PROVISIONING}),
            TenantState.READY,
            policies.operate,
            _("完成开通"),
        ),
        Transition(
            "delete",
            frozenset({TenantState.PROVISIONING, TenantState.READY, TenantState.SUSPENDED}),
            TenantState.DELETING,
            policies.operate,
            _("移除"),
            tone=Tone.DANGER,
        ),
    ),
)


@tenant_flow.body("suspend")
def suspend(tenant: Tenant, *, actor: Any, at: datetime.datetime, reason: str) -> None:
    """Stop serving the tenant: its hosts answer a plain page until it is resumed; nothing is lost."""
    tenant.suspended_reason = reason


@tenant_flow.body("resume")
def resume(tenant: Tenant, *, actor: Any, at: datetime.datetime) -> None:
    """Serve the tenant again."""
    tenant.suspended_reason = ""


@tenant_flow.body("complete")
def complete(tenant: Tenant, *, actor: Any, at: datetime.datetime) -> None:
    """Serve a tenant whose schema stands."""
    tenant.progress, tenant.progress_note = 100, ""


@tenant_flow.body("delete")
def delete(tenant: Tenant, *, actor: Any, at: datetime.datetime) -> None:
    """Stop serving the tenant for good; its schema and files are dropped by the task that follows."""

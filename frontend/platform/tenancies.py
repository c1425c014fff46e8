"""Which tenants are there, how do they stand, and what may an operator do to one? She sees into none of them."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from core.inbox import StateTone
from frontend import fragments, pieces, submit, words
from frontend.platform.desk import AtDesk, operators_only
from tenants import actions, current, flows, inputs, standing
from tenants.models import Tenant, TenantState

TONES = {
    TenantState.PROVISIONING: StateTone.AWAITING,
    TenantState.READY: StateTone.DONE,
    TenantState.SUSPENDED: StateTone.RETURNED,
    TenantState.DELETING: StateTone.OVERDUE,
}
OFFERED = ("suspend", "resume")
"""Removing is left to the command line of the machine: it cannot be taken back."""


@operators_only
def tenants(request: AtDesk) -> HttpResponse:
    """List the tenants with state, size, last backup and migrations."""
    found = standing.of_all()
    rows = [{"at": each, "tone": TONES[TenantState(each.tenant.state)]} for each in found]
    page = {
        "rows": rows,
        "behind": sum(each.is_whole and not each.is_current for each in found),
        "never_kept": sum(each.is_whole and each.tenant.backed_up_at is None for each in found),
    }
    return fragments.respond(request, "platform/tenants.html", page)


@operators_only
def create(request: AtDesk) -> HttpResponse:
    """Register a tenant; a worker makes its schema while the operator may leave the page."""
    form = inputs.CreateInput(request.POST or None)
    made: list[Tenant] = []
    if request.method == "POST" and submit.attempt(
        form,
        lambda: made.append(
            actions.create_in_background(actor=request.operator, at=request.at, **form.cleaned_data),
        ),
    ):
        return redirect("console:tenant", made[0].public_id)
    return fragments.respond(request, "platform/tenant_create.html", {"form": form}, status=submit.status_of(form))


@operators_only
def tenant(request: AtDesk, public_id: uuid.UUID) -> HttpResponse:
    """Show one tenant, what can be done to it and, while it is being provisioned, how far it is."""
    found = get_object_or_404(Tenant, public_id=public_id)
    offers = [each for each in flows.tenant_flow.offers(found, actor=request.operator) if each.verb in OFFERED]
    page = {"tenant": found, "facts": _facts(found), "offers": offers, **_progress(found)}
    return fragments.respond(request, "platform/tenant.html", page)


@operators_only
def progress(request: AtDesk, public_id: uuid.UUID) -> HttpResponse:
    """Say how far the provisioning is; when it is over, have the browser show the page anew."""
    found = get_object_or_404(Tenant, public_id=public_id)
    if not fragments.wants_fragment(request):
        return redirect("console:tenant", found.public_id)
    response = fragments.respond(request, "platform/_progress.html", {"tenant": found, **_progress(found)})
    if found.state != TenantState.PROVISIONING:
        response["HX-Refresh"] = "true"
    return response


@operators_only
def suspend(request: AtDesk, public_id: uuid.UUID) -> HttpResponse:
    """Ask why, and stop serving the tenant."""
    found = get_object_or_404(Tenant, public_id=public_id)
    form = flows.SuspendInput(request.POST or None)
    if request.method == "POST" and submit.attempt(
        form, lambda: actions.suspend(found, actor=request.operator, at=request.at, **form.cleaned_data)
    ):
        messages.success(request, _("“%(name)s”已暂停，其网址只显示暂停说明。") % {"name": found.name})
        return redirect("console:tenant", found.public_id)
    return fragments.respond(
        request, "platform/tenant_suspend.html", {"form": form, "tenant": found}, status=submit.status_of(form)
    )


@require_POST
@operators_only
def resume(request: AtDesk, public_id: uuid.UUID) -> HttpResponse:
    """Serve the tenant again."""
    found = get_object_or_404(Tenant, public_id=public_id)
    actions.resume(found, actor=request.operator, at=request.at)
    messages.success(request, _("“%(name)s”已恢复。") % {"name": found.name})
    return redirect("console:tenant", found.public_id)


def _progress(tenant: Tenant) -> dict[str, Any]:
    return {
        "is_provisioning": tenant.state == TenantState.PROVISIONING,
        "poll": reverse("console:tenant_progress", args=[tenant.public_id]),
        "tone": TONES[TenantState(tenant.state)],
    }


def _facts(tenant: Tenant) -> list[pieces.Fact]:
    how = standing.of_one(tenant)
    address = current.base_url(tenant)
    rows = [pieces.Fact(_("网址"), address, f"{address}/"), pieces.Fact(_("开通时间"), words.moment(tenant.created_at))]
    if how.is_whole:
        kept = words.moment(tenant.backed_up_at) if tenant.backed_up_at else _("还没有备份")
        rows += [
            pieces.Fact(_("数据大小"), words.file_size(how.size)),
            pieces.Fact(_("最近备份"), kept),
            pieces.Fact(_("数据结构"), _("最新") if how.is_current else _("待升级")),
        ]
    if tenant.suspended_reason:
        rows.append(pieces.Fact(_("暂停原因"), tenant.suspended_reason))
    return rows

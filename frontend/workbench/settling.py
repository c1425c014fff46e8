"""Do units below ask their superior before their own catalogs hold, or do they tell it? Settled once for the tenant."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from catalogs import actions, policies
from catalogs.inputs import PolicyInput
from catalogs.kinds import Consent
from catalogs.models import CatalogPolicy
from core.audit.models import AuditEntry
from frontend import fragments, pieces, submit, words
from frontend.account.requests import SignedIn, signed_in
from frontend.workbench import reading
from hierarchy.models import Unit


class SettleForm(PolicyInput):
    """Which of the two, and why."""

    field_order = ("consent", "reason")
    consent = forms.ChoiceField(
        label=PolicyInput.base_fields["consent"].label, choices=Consent.choices, widget=forms.RadioSelect
    )


@signed_in
def policy(request: SignedIn) -> HttpResponse:
    """Show what holds and who settled it, and settle it anew."""
    root = Unit.objects.roots().first()
    policies.settle(request.actor, root).enforce()
    consent = CatalogPolicy.objects.consent()
    form = SettleForm(request.POST if request.method == "POST" else None, initial={"consent": consent})
    verb = lambda: actions.settle_consent(data=request.POST, actor=request.actor, at=request.at)  # noqa: E731
    if request.method == "POST" and submit.attempt(form, verb):
        messages.success(request, _("已设置。以前报来等待审批的，仍按审批办理。"))
        return redirect("work:catalog_policy")
    page = {
        "form": form,
        "consent": consent.label,
        "facts": _facts(),
        "back": reading.path_of(root) if root else reverse("work:catalog"),
        "trail": reading.trail_of(root, pieces.Crumb(_("下级目录的办理方式"))) if root else [],
    }
    return fragments.respond(request, "workbench/policy.html", page, status=submit.status_of(form))


def _facts() -> list[pieces.Fact]:
    """Return who settled what holds, when and why; nothing while the preset holds."""
    policy: Any = CatalogPolicy.objects.first()
    last = AuditEntry.objects.about(policy).last() if policy else None
    if last is None:
        return []
    return [
        pieces.Fact(_("设置人"), last.actor_label),
        pieces.Fact(_("设置时间"), words.moment(last.at)),
        pieces.Fact(_("理由"), last.reason),
    ]

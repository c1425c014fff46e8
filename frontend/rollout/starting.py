"""Which edition is rolled out to whom, and by when?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actors import Actor
from catalogs.models import CatalogVersion
from core import errors
from frontend import fragments, pieces, submit
from frontend.account.requests import SignedIn, signed_in
from frontend.rollout import reading
from hierarchy.models import Unit
from rollouts import actions, inputs, paths
from rollouts.models import Rollout
from rollouts.policies import PUBLISH


class StartForm(inputs.PhasesInput):
    """The edition, the subtree and the days."""

    version: forms.ModelChoiceField[CatalogVersion] = forms.ModelChoiceField(
        label=gettext_lazy("推行哪一版目录"),
        queryset=CatalogVersion.objects.none(),
        to_field_name="public_id",
        empty_label=None,
        error_messages={
            "required": gettext_lazy("请选择要推行的目录版本。"),
            "invalid_choice": gettext_lazy("这一版目录没有发布，或不由您推行，请另选。"),
        },
    )
    root: forms.ModelChoiceField[Unit] = forms.ModelChoiceField(
        label=gettext_lazy("推行到（含下级单位）"),
        queryset=Unit.objects.none(),
        to_field_name="public_id",
        empty_label=None,
        error_messages={
            "required": gettext_lazy("请选择推行范围。"),
            "invalid_choice": gettext_lazy("这个单位不在您可以推行的范围内，请另选。"),
        },
    )

    def __init__(self, *arguments: Any, actor: Actor, **more: Any) -> None:
        super().__init__(*arguments, **more)
        versions = CatalogVersion.objects.published().filter(actor.reach(PUBLISH, "catalog__unit"))
        self._choose("version", versions.select_related("catalog__unit").order_by("catalog__unit__lft", "-number"))
        self._choose("root", Unit.objects.open().filter(actor.reach(PUBLISH, "")).order_by("lft"))
        self.order_fields(["version", "root"])

    def _choose(self, name: str, rows: Any) -> None:
        field: Any = self.fields[name]
        field.queryset = rows


@signed_in
def start(request: SignedIn) -> HttpResponse:
    """Ask for them, and start."""
    if not request.actor.has(PUBLISH):
        raise errors.Denied("rollout.not_yours", _("目录由制定单位或其上级单位的管理员推行，请联系该管理员。"))
    form = StartForm(request.POST or None, actor=request.actor, initial={"version": request.GET.get("version", "")})
    made: list[Rollout] = []
    if request.method == "POST" and submit.attempt(form, lambda: made.append(_started(request, form))):
        messages.success(request, _("已启动推行，正在通知各单位。"))
        return redirect(paths.board(made[0]))
    context = {
        "form": form,
        "phases": phase_fields(form),
        "trail": [reading.list_crumb(), pieces.Crumb(_("启动推行"))],
        "has_versions": form.fields["version"].queryset.exists(),  # type: ignore[attr-defined]  # a choice of rows
    }
    return fragments.respond(request, "rollout/start.html", context, status=submit.status_of(form))


def phase_fields(form: forms.BaseForm) -> list[tuple[Any, Any]]:
    """Return the two fields of each phase, in their order."""
    kinds = [name.removesuffix("_on") for name in inputs.PhasesInput.base_fields if name.endswith("_on")]
    return [(form[f"{kind}_name"], form[f"{kind}_on"]) for kind in kinds]


def _started(request: SignedIn, form: forms.Form) -> Rollout:
    wanted = form.cleaned_data
    return actions.start_rollout(
        wanted["version"], root=wanted["root"], data=wanted, actor=request.actor, at=request.at
    )

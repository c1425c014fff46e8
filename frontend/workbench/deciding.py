"""What that units below ask about catalogs waits for me, and how are several requests decided at once?

Each is decided by itself, through its flow: what was refused is told beside what was done.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogs import flows, inputs, superiors
from catalogs.models import Amendment, CatalogVersion, Exemption, Override
from core import errors
from core.workflow import Flow
from frontend import fragments, outcomes, submit
from frontend.account.requests import SignedIn, signed_in
from frontend.outcomes import Outcome
from frontend.workbench import adapting, requests, steps

AT_ONCE = 100
"""How many are decided in one go."""


class Chosen(forms.MultipleChoiceField):
    """What was ticked; what does not wait any more is told afterwards, beside what was done."""

    def valid_value(self, value: Any) -> bool:
        """Take everything."""
        return True


class DecideForm(inputs.ConsentInput):
    """What is said to everything that was chosen; a refusal has its reason."""

    verb = forms.ChoiceField(choices=[("grant", gettext_lazy("同意")), ("refuse", gettext_lazy("不同意"))])
    chosen = Chosen(label=gettext_lazy("申请"), error_messages={"required": gettext_lazy("请先勾选要办理的申请。")})

    def clean(self) -> dict[str, Any]:
        """Ask for the reason of a refusal, and for no more than can be read through."""
        cleaned = dict(super().clean() or {})
        if cleaned.get("verb") == "refuse" and not cleaned.get("reason", "").strip():
            self.add_error("reason", forms.ValidationError(_("不同意的，请写明理由。"), code="required"))
        if len(cleaned.get("chosen", ())) > AT_ONCE:
            text = _("一次最多办理%(most)d件，请分几次办理。") % {"most": AT_ONCE}
            self.add_error("chosen", forms.ValidationError(text, code="too_many"))
        return cleaned


@dataclass(frozen=True)
class Waiting:
    """A request that waits, as it was seen."""

    subject: Override | Exemption

    @property
    def key(self) -> str:
        """What is sent when it is chosen: which request, and in which state it was seen."""
        return f"{self.subject.public_id}:{self.subject.revision}"

    @property
    def title(self) -> str:
        """What it is about."""
        return f"{self.subject.unit.name} {self.kind} {self.subject.item_title}"

    @property
    def kind(self) -> str:
        """What is asked for: 加严, 不选, 豁免."""
        return requests.kind_of(self.subject)

    @property
    def path(self) -> str:
        """Where it is read."""
        return adapting.path_of(self.subject)

    @property
    def flow(self) -> Flow[Any]:
        """Its life."""
        return flows.exemption_flow if isinstance(self.subject, Exemption) else flows.override_flow


@signed_in
def awaiting(request: SignedIn) -> HttpResponse:
    """List the editions and requests on which the person decides, and decide several requests at once."""
    waiting = _waiting(request)
    form = DecideForm(request.POST if request.method == "POST" else None)
    became: list[Outcome] = []
    if form.is_bound and form.is_valid():
        became = _outcomes(request, waiting, form)
        waiting, form = _waiting(request), DecideForm()
    editions = CatalogVersion.objects.awaiting(request.actor).select_related("catalog__unit").order_by("submitted_at")
    page = {
        "editions": editions,
        "amendments": Amendment.objects.awaiting(request.actor).for_list().order_by("asked_at", "id"),
        "waiting": waiting,
        "chosen": request.POST.getlist("chosen") if form.is_bound else [],
        "form": form,
        "outcomes": became,
        "summary": outcomes.summary(became),
        "decides": request.actor.has(superiors.DECIDE),
    }
    return fragments.respond(request, "workbench/awaiting.html", page, status=submit.status_of(form))


def _waiting(request: SignedIn) -> list[Waiting]:
    exemptions = Exemption.objects.awaiting(request.actor).for_list().order_by("asked_at", "id")
    overrides = Override.objects.awaiting(request.actor).for_list().order_by("asked_at", "id")
    return [Waiting(each) for each in (*exemptions, *overrides)]


def _outcomes(request: SignedIn, waiting: Sequence[Waiting], form: DecideForm) -> list[Outcome]:
    """Decide what was chosen, one after the other; what was decided, changed or taken back meanwhile is told."""
    chosen = set(form.cleaned_data["chosen"])
    found = [_decided(request, each, form) for each in waiting if each.key in chosen]
    others = {key for key in chosen if key not in {each.key for each in waiting}}
    named = _named(request, others)
    found += [_decided(request, each, form, seen) for each, seen in named]
    missed = len(others) - len(named)
    if missed:
        found.append(outcomes.missed(missed, reverse("work:catalog_awaiting")))
    return found


def _named(request: SignedIn, keys: Collection[str]) -> list[tuple[Waiting, int]]:
    """Return what does not wait for this person, as far as she may read it, with the revision that she saw.

    The flow refuses each of them, and says why: decided, changed or taken back meanwhile, or asked for by herself.
    """
    seen = {}
    for key in keys:
        identifier, _colon, revision = key.partition(":")
        with suppress(ValueError):
            seen[uuid.UUID(identifier)] = int(revision)
    exemptions = Exemption.objects.visible_to(request.actor).for_list().filter(public_id__in=seen)
    overrides = Override.objects.visible_to(request.actor).for_list().filter(public_id__in=seen)
    return [(Waiting(each), seen[each.public_id]) for each in (*exemptions, *overrides)]


def _decided(request: SignedIn, each: Waiting, form: DecideForm, seen: int | None = None) -> Outcome:
    verb = form.cleaned_data["verb"]
    try:
        each.flow.perform(
            verb,
            each.subject,
            actor=request.actor,
            at=request.at,
            revision=each.subject.revision if seen is None else seen,
            data={"reason": form.cleaned_data["reason"]},
        )
    except errors.Refusal as refusal:
        return outcomes.refused(each.title, each.path, refusal, each.subject)
    return Outcome(each.title, each.path, 1, done=True, told=steps.DONE[verb])

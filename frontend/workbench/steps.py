"""What happens when somebody takes a step on an edition, or on what a unit asks about an item? One verb of its flow."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from catalogs import differing, flows
from catalogs.models import CatalogVersion
from core import errors
from core.errors import Text
from core.workflow import Flow
from frontend import fragments, pieces, submit
from frontend.account.requests import SignedIn, signed_in
from frontend.workbench import differences, reading

EDITION_VERBS = ("approve", "return", "recall")
"""Publishing has a page of its own; superseding is what publishing the next edition does."""
REQUEST_VERBS = ("grant", "refuse", "withdraw", "end")
DONE: Mapping[str, Text] = {
    "approve": _("已同意，目录按拟定日期施行。"),
    "return": _("已退回，编制人会看到理由。"),
    "recall": _("已撤回，可以继续修改。"),
    "grant": _("已同意。"),
    "refuse": _("已告知不同意，事项按上级规定执行。"),
    "withdraw": _("申请已撤回。"),
    "end": _("已终止，从终止日期起按上级规定执行。"),
}


@dataclass(frozen=True)
class Stepped:
    """The thing on which a step is taken, and where its page is."""

    flow: Flow[Any]
    subject: Any
    verbs: Sequence[str]
    name: str
    path: str
    trail: Sequence[pieces.Crumb]
    done: Mapping[str, Text] = field(default_factory=lambda: DONE)
    """What is said of each step that was taken."""


@signed_in
def edition(request: SignedIn, edition: uuid.UUID, verb: str) -> HttpResponse:
    """Approve, return or take back an edition, with its differences before one's eyes."""
    found = reading.edition(request, edition)
    thing = Stepped(
        flows.catalog_version_flow,
        found,
        EDITION_VERBS,
        str(found),
        reading.edition_path(found),
        reading.edition_trail(found, _("办理")),
    )
    return take(request, thing, verb, compared=found)


def take(request: SignedIn, thing: Stepped, verb: str, *, compared: CatalogVersion | None = None) -> HttpResponse:
    """Take one step on the state that the person saw, or ask for what the step needs."""
    if verb not in thing.verbs:
        raise errors.Missing("verb.unknown", _("没有这个办理步骤。请回到上一页，按页面上的按钮办理。"))
    row = thing.flow.transitions[verb]
    form_class = row.input or forms.Form
    if request.method != "POST":
        if row.input is None or thing.subject.state not in row.sources:
            return redirect(thing.path)
        row.policy(request.actor, thing.subject).enforce()
        return _page(request, thing, verb, form_class(), compared)
    form = form_class(request.POST)
    if submit.attempt(
        form,
        lambda: thing.flow.perform(
            verb,
            thing.subject,
            actor=request.actor,
            at=request.at,
            revision=revision_in(request.POST.get("revision", "")),
            data=request.POST,
        ),
    ):
        messages.success(request, str(thing.done[verb]))
        return redirect(thing.path)
    return _page(request, thing, verb, form, compared)


def revision_in(sent: str) -> int:
    """Return which state the person saw; a form that does not say is treated as one that has grown old."""
    if not sent.isascii() or not sent.isdigit() or len(sent) > 9:
        raise errors.Stale
    return int(sent)


def _page(
    request: SignedIn, thing: Stepped, verb: str, form: forms.Form, compared: CatalogVersion | None
) -> HttpResponse:
    row = thing.flow.transitions[verb]
    before = differing.predecessor(compared) if compared else None
    page = {
        "form": form,
        "title": row.label,
        "name": thing.name,
        "revision": thing.subject.revision,
        "tone": row.tone,
        "icon": row.icon,
        "trail": thing.trail,
        "back": thing.path,
        "before": before,
        "differences": differences.between(before, compared) if compared else None,
    }
    return fragments.respond(request, "workbench/step.html", page, status=submit.status_of(form))

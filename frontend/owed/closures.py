"""On which days does the whole tenant close, or work, against the country's calendar, and what does that move?

Nothing is written before it was shown which due dates would move; whoever drafts is told of them afterwards.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from core import errors
from core.closures import actions, policies, spans
from core.closures.inputs import DeclareInput, WithdrawInput
from core.closures.models import LocalSpan, SpanKind
from frontend import fragments, submit, visits, words
from frontend.account.requests import SignedIn, signed_in
from hierarchy.models import Unit
from obligations import recomputing
from obligations.recomputing import Move

SHOWN = 40
PAST = 10


@dataclass(frozen=True)
class Effects:
    """Which due dates would move: some of them, and how many in all."""

    moves: Sequence[Move]
    total: int
    left_out: int


@signed_in
def closures(request: SignedIn) -> HttpResponse:
    """Show what is ahead, and what was lately."""
    on = visits.today(request)
    root = _root()
    holding = LocalSpan.objects.holding()
    context = {
        "ahead": list(holding.ahead(on)),
        "past": list(holding.filter(last_on__lt=on).order_by("-last_on")[:PAST]),
        "verdict": policies.decide(request.actor, root) if root else None,
        "root": root,
        "today": on,
    }
    return fragments.respond(request, "owed/closures.html", context)


@signed_in
def declare(request: SignedIn) -> HttpResponse:
    """Take the days in, show what they would move, and declare them when that was seen."""
    root = _managed(request)
    form = DeclareInput(request.POST if request.method == "POST" else None, initial={"kind": SpanKind.OFF})
    form.fields["kind"].widget = forms.RadioSelect(choices=SpanKind.choices)
    planned: list[LocalSpan] = []
    seen = request.POST.get("seen") == "1"
    verb = actions.declare if seen else actions.plan
    if request.method == "POST" and submit.attempt(
        form, lambda: planned.append(verb(root, actor=request.actor, at=request.at, data=request.POST))
    ):
        if seen:
            messages.success(
                request, _("已登记：%(span)s。移动的期限会马上重新计算并通知信息员。") % {"span": said(planned[0])}
            )
            return redirect("work:closures")
        return _previewed(request, planned[0], form)
    return fragments.respond(request, "owed/closure_declare.html", {"form": form}, status=submit.status_of(form))


@signed_in
def withdraw(request: SignedIn, span: uuid.UUID) -> HttpResponse:
    """Show which due dates would move back, and let the country's calendar hold again, with a reason."""
    root = _managed(request)
    found = LocalSpan.objects.filter(public_id=span).first()
    if found is None:
        raise errors.Missing
    form = WithdrawInput(request.POST if request.method == "POST" else None)
    verb = lambda: actions.withdraw(found, root, actor=request.actor, at=request.at, data=request.POST)  # noqa: E731
    if request.method == "POST" and submit.attempt(form, verb):
        messages.success(request, _("已撤销：%(span)s。期限会马上重新计算。") % {"span": said(found)})
        return redirect("work:closures")
    on = visits.today(request)
    context = {
        "span": found,
        "said": said(found),
        "has_begun": found.first_on <= on,
        "form": form,
        "effects": _effects(recomputing.foreseen(spans.table_without(found, on=on), on=on)),
        "today": on,
    }
    return fragments.respond(request, "owed/closure_withdraw.html", context, status=submit.status_of(form))


def said(span: LocalSpan) -> str:
    """Return a span in words: 12月24日至12月25日不办公（机关搬迁）."""
    days = words.date(span.first_on)
    if span.last_on != span.first_on:
        days = _("%(first)s至%(last)s") % {"first": days, "last": words.date(span.last_on)}
    return _("%(days)s%(kind)s（%(occasion)s）") % {
        "days": days,
        "kind": span.get_kind_display(),
        "occasion": span.occasion,
    }


def _previewed(request: SignedIn, span: LocalSpan, form: DeclareInput) -> HttpResponse:
    on = visits.today(request)
    context = {
        "span": span,
        "said": said(span),
        "sent": {name: request.POST.get(name, "") for name in form.fields},
        "effects": _effects(recomputing.foreseen(spans.table_with(span), on=on)),
        "today": on,
    }
    return fragments.respond(request, "owed/closure_preview.html", context)


def _effects(moves: Sequence[Move]) -> Effects:
    total = sum(move.count for move in moves)
    return Effects(moves[:SHOWN], total, total - sum(move.count for move in moves[:SHOWN]))


def _root() -> Unit | None:
    return Unit.objects.roots().first()


def _managed(request: SignedIn) -> Unit:
    """Return the root for those who decide there; others are refused with the reason."""
    root = _root()
    if root is None:
        raise errors.Missing
    policies.decide(request.actor, root).enforce()
    return root

"""Why is something that is owed not disclosed, who says so, and what can be done about it? One request at a time."""

from __future__ import annotations

import uuid

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.inbox import StateTone
from frontend import fragments, pieces, submit, visits, words
from frontend.account.requests import SignedIn, signed_in
from frontend.owed import reading
from frontend.workbench import steps
from obligations import actions, policies
from obligations.flows import withholding_flow
from obligations.inputs import WithholdingInput
from obligations.kinds import WithholdingKind, WithholdingState
from obligations.models import Withholding

VERBS = ("endorse", "grant", "note", "return", "refuse", "recall", "order", "end")
"""Steps that ask for a word at most; writing it anew has a page of its own."""
TONES = {
    WithholdingState.ASKED: StateTone.AWAITING,
    WithholdingState.ENDORSED: StateTone.AWAITING,
    WithholdingState.RETURNED: StateTone.RETURNED,
    WithholdingState.GRANTED: StateTone.DONE,
    WithholdingState.FILED: StateTone.AWAITING,
    WithholdingState.NOTED: StateTone.DONE,
    WithholdingState.REFUSED: StateTone.RETURNED,
    WithholdingState.RECALLED: StateTone.DRAFT,
    WithholdingState.ORDERED: StateTone.RETURNED,
    WithholdingState.ENDED: StateTone.DRAFT,
}
DONE = {
    "endorse": gettext_lazy("已签批。"),
    "grant": gettext_lazy("已同意，即日起生效并备案。"),
    "note": gettext_lazy("已备案。"),
    "return": gettext_lazy("已退回，申请人会看到理由。"),
    "refuse": gettext_lazy("已告知不同意和理由，任务照常公开。"),
    "recall": gettext_lazy("申请已收回。"),
    "order": gettext_lazy("已责令公开，申请单位会收到通知。"),
    "end": gettext_lazy("已提前终止，任务恢复公开。"),
}


@signed_in
def ask(request: SignedIn, obligation: uuid.UUID) -> HttpResponse:
    """Ask not to disclose something for now, or at all."""
    found = reading.obligation(request, obligation)
    policies.ask_withholding(request.actor, found).enforce()
    form = WithholdingInput(request.POST if request.method == "POST" else None)
    asked: list[Withholding] = []
    if request.method == "POST" and submit.attempt(
        form,
        lambda: asked.append(actions.ask_withholding(found, data=request.POST, actor=request.actor, at=request.at)),
    ):
        messages.success(request, _("申请已提交，等待本单位负责人签批。生效前仍按原期限提醒。"))
        return redirect("work:withholding", asked[0].public_id)
    context = {
        "title": _("申请暂不公开、不予公开"),
        "facts": _("%(task)s，公开期限%(day)s") % {"task": found, "day": words.date(found.due_on, full=True)},
        "form": form,
        "trail": reading.trail_to(found, _("申请暂不公开、不予公开")),
        "label": _("提交申请"),
        "back": reading.path_of(found),
    }
    return _form(request, context, form)


@signed_in
def one(request: SignedIn, withholding: uuid.UUID) -> HttpResponse:
    """Show one request: its ground, who signed and decided, whether it holds, and what can be done."""
    found = reading.withholding(request, withholding)
    on = visits.today(request)
    holds = found.holds(on)
    offers = withholding_flow.offers(found, actor=request.actor)
    context = {
        "withholding": found,
        "title": found.get_kind_display(),
        "tone": TONES[WithholdingState(found.state)],
        "facts": _facts(found),
        "course": _course(found),
        "standing": _standing(found, holds=holds),
        "offers": [each for each in offers if each.verb in VERBS and (holds or each.verb not in ("order", "end"))],
        "may_amend": any(each.verb == "resubmit" and each.verdict for each in offers),
        "steps_path": reverse("work:withholding", args=[found.public_id]),
        "trail": _trail(found),
    }
    return fragments.respond(request, "owed/withholding.html", context)


@signed_in
def amend(request: SignedIn, withholding: uuid.UUID) -> HttpResponse:
    """Write anew what was sent back, and ask again."""
    found = reading.withholding(request, withholding)
    path = reverse("work:withholding", args=[found.public_id])
    if found.state != WithholdingState.RETURNED:
        return redirect(path)
    policies.amend_withholding(request.actor, found).enforce()
    names = list(WithholdingInput.base_fields)
    form = _Amendment(
        request.POST if request.method == "POST" else None,
        initial={name: getattr(found, name) for name in names} | {"revision": found.revision},
    )
    if request.method == "POST" and submit.attempt(
        form,
        lambda: withholding_flow.perform(
            "resubmit",
            found,
            actor=request.actor,
            at=request.at,
            revision=steps.revision_in(request.POST.get("revision", "")),
            data=request.POST,
        ),
    ):
        messages.success(request, _("已重新提交，等待本单位负责人签批。"))
        return redirect(path)
    context = {
        "title": _("修改申请"),
        "facts": _("退回的理由：%(reason)s") % {"reason": found.decision_reason},
        "form": form,
        "trail": _trail(found, _("修改")),
        "label": _("重新提交"),
        "back": path,
    }
    return _form(request, context, form)


@signed_in
def step(request: SignedIn, withholding: uuid.UUID, verb: str) -> HttpResponse:
    """Take one step of the life of a request."""
    found = reading.withholding(request, withholding)
    path = reverse("work:withholding", args=[found.public_id])
    thing = steps.Stepped(withholding_flow, found, VERBS, str(found), path, _trail(found, _("办理")), DONE)
    return steps.take(request, thing, verb)


class _Amendment(WithholdingInput):
    """The same as was asked at first, with the state that the person saw."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)


def _form(request: SignedIn, context: dict[str, object], form: forms.Form) -> HttpResponse:
    return fragments.respond(request, "owed/withhold.html", context | {"icon": "send"}, status=submit.status_of(form))


def _facts(found: Withholding) -> list[pieces.Fact]:
    rows = [
        pieces.Fact(_("应公开任务"), str(found.obligation), reading.path_of(found.obligation)),
        pieces.Fact(_("申请单位"), found.unit_name),
        pieces.Fact(_("种类"), found.get_kind_display()),
        pieces.Fact(_("暂不公开至"), words.date(found.until, full=True)),
        pieces.Fact(_("不公开事由"), found.get_ground_display()),
        pieces.Fact(_("依据"), found.basis),
        pieces.Fact(_("理由"), found.reason),
        pieces.Fact(_("原公开期限"), words.date(found.former_due_on, full=True)),
        pieces.Fact(_("办理方式"), found.get_consent_display() if found.unit.parent_id else _("本单位负责人决定")),
        pieces.Fact(_("备案号"), found.filing_label),
        pieces.Fact(_("备案日期"), words.date(found.effective_on, full=True)),
    ]
    return [row for row in rows if row.value]


def _course(found: Withholding) -> list[pieces.Fact]:
    """Return who did what when, in order."""
    rows = [pieces.Fact(_("申请"), found.asked_by_name, was=words.moment(found.asked_at))]
    if found.endorsed_at:
        rows.append(pieces.Fact(_("签批"), found.endorsed_by_name, was=words.moment(found.endorsed_at)))
    if found.decided_at:
        said = "，".join(part for part in (words.moment(found.decided_at), found.decision_reason) if part)
        rows.append(pieces.Fact(found.get_state_display(), found.decided_by_name, was=said))
    if found.ended_on:
        said = "，".join(part for part in (words.date(found.ended_on, full=True), found.end_reason) if part)
        rows.append(pieces.Fact(_("终止"), found.get_end_cause_display(), was=said))
    return rows


def _standing(found: Withholding, *, holds: bool) -> str:
    if holds and found.kind == WithholdingKind.NOT_NOW:
        day = words.date(found.until, full=True)
        return _("现在不公开。到%(day)s恢复公开，当天是公开期限。") % {"day": day}
    if holds:
        return _("不再公开，任务已终结。")
    if found.effective_on is None:
        return _("还没有生效，任务仍按原期限公开。")
    return _("已不再有效，任务恢复公开。")


def _trail(found: Withholding, *more: str) -> list[pieces.Crumb]:
    last = str(found.get_kind_display())
    if not more:
        return reading.trail_to(found.obligation, last)
    path = reverse("work:withholding", args=[found.public_id])
    return [*reading.trail_to(found.obligation, last)[:-1], pieces.Crumb(last, path), *map(pieces.Crumb, more)]

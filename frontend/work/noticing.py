"""How is a notice planned, watched, answered for and looked at when it closed? And the tenant's terms of notices."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from core import errors
from core.errors import Text
from core.workdays import wording
from disclosures.models import Disclosure, NoticeRule, Objection, PublicNotice
from disclosures.noticing import arranging, duties, objecting, policies
from disclosures.noticing.flows import notice_flow, objection_flow
from disclosures.noticing.inputs import AnswerInput, EnterInput, NoticeRuleInput, PlanInput, ReopenInput, ReviewInput
from disclosures.noticing.kinds import CountedDays, NoticeState
from frontend import fragments, pieces, submit, visits, words
from frontend.account.requests import SignedIn, signed_in
from frontend.portal.noticing import sentence
from frontend.work import detail, one_form
from hierarchy.models import Unit


@signed_in
def notice(request: SignedIn, public_id: uuid.UUID) -> HttpResponse:
    """Show how long a text is or will be on notice, day by day, who objected, and what can be done."""
    found = detail.find(request, public_id)
    on = visits.today(request)
    planned = arranging.foreseen(found, on=on)
    length = duties.length_of(planned, start=planned.counted_from or on) if planned is not None else None
    seen = Objection.objects.visible_to(request.actor).for_list()
    context = {
        "disclosure": found,
        "notice": planned,
        "facts": _facts(planned, request) if planned is not None else [],
        "days": wording.explain(length.deadline) if length is not None else [],
        "terms": duties.terms_of(planned) if planned is not None else [],
        "objections": seen.filter(notice=planned) if planned is not None and planned.pk else [],
        "ways": _ways(found, planned, request),
        "trail": detail.crumbs_of(found, last=_("公示")),
    }
    return fragments.respond(request, "work/notice.html", context)


@signed_in
def plan(request: SignedIn, public_id: uuid.UUID) -> HttpResponse:
    """Arrange the notice of a draft."""
    found = detail.find(request, public_id)
    policies.plan(request.actor, found.unit).enforce()
    was = duties.of(found)
    chosen = was if was is not None and was.is_chosen else None
    first = {"kind": chosen.kind, "wanted_days": chosen.wanted_days} if chosen else None
    form = PlanInput(request.POST if request.method == "POST" else None, initial=first)

    def keep() -> None:
        arranging.plan(found, data=form.cleaned_data, actor=request.actor, at=request.at)

    return _done(request, form, keep, found=found, title=_("安排公示"), label=_("保存"), said=_("已安排公示。"))


@signed_in
def enter(request: SignedIn, public_id: uuid.UUID) -> HttpResponse:
    """Type in an objection that came by letter, telephone or in person."""
    found = detail.find(request, public_id)
    policies.enter(request.actor, found.unit).enforce()
    form = EnterInput(request.POST if request.method == "POST" else None)

    def keep() -> None:
        objecting.enter(found, data=form.cleaned_data, actor=request.actor, at=request.at)

    return _done(request, form, keep, found=found, title=_("登记异议"), label=_("登记"), said=_("已登记异议。"))


@signed_in
def review(request: SignedIn, public_id: uuid.UUID) -> HttpResponse:
    """Look at how a notice closed."""
    return _step(request, public_id, "review", ReviewInput, said=_("已核对公示结果。"))


@signed_in
def reopen(request: SignedIn, public_id: uuid.UUID) -> HttpResponse:
    """Take in an objection that was missed."""
    return _step(request, public_id, "reopen", ReopenInput, said=_("已补登异议，答复以后系统重新办结。"))


@signed_in
def answer(request: SignedIn, objection: uuid.UUID) -> HttpResponse:
    """Show one objection, and answer it."""
    rows = Objection.objects.visible_to(request.actor).for_list()
    found = rows.filter(public_id=objection).first()
    if found is None:
        raise errors.Missing
    form = AnswerInput(request.POST if request.method == "POST" else None)

    def keep() -> None:
        objection_flow.perform(
            "answer", found, actor=request.actor, at=request.at, revision=found.revision, data=form.cleaned_data
        )

    if request.method == "POST" and submit.attempt(form, keep):
        messages.success(request, _("已答复。"))
        return redirect("work:public_notice", found.notice.disclosure.public_id)
    offers = objection_flow.offers(found, actor=request.actor)
    context = {
        "objection": found,
        "disclosure": found.notice.disclosure,
        "form": form,
        "verdict": offers[0].verdict if offers else None,
        "sentence": sentence(found.notice, request),
        "trail": detail.crumbs_of(found.notice.disclosure, last=_("异议")),
    }
    return fragments.respond(request, "work/objection.html", context, status=submit.status_of(form))


@signed_in
def rules(request: SignedIn) -> HttpResponse:
    """Show the tenant's terms of notices with their sources, and lengthen them."""
    verdict = policies.set_rules(request.actor, Unit.objects.roots().first())
    if not request.actor.has("units.manage"):
        verdict.enforce()
    form = NoticeRuleInput(request.POST if request.method == "POST" else None)

    def keep() -> None:
        arranging.set_rule(data=form.cleaned_data, actor=request.actor, at=request.at)

    if request.method == "POST" and submit.attempt(form, keep):
        messages.success(request, _("已设置公示天数，从以后开始的公示起执行。"))
        return redirect("work:notice_rules")
    context = {
        "form": form,
        "verdict": verdict,
        "rows": NoticeRule.objects.order_by("id"),
        "trail": [pieces.Crumb(_("公示天数"))],
    }
    return fragments.respond(request, "work/notice_rules.html", context, status=submit.status_of(form))


def _facts(found: PublicNotice, request: SignedIn) -> list[pieces.Fact]:
    counted = CountedDays(found.counted).label if found.counted else ""
    days = _("%(days)s个%(counted)s") % {"days": found.days, "counted": counted} if found.days else ""
    rows = [
        pieces.Fact(_("公示类别"), found.get_kind_display()),
        pieces.Fact(_("状态"), found.get_state_display()),
        pieces.Fact(_("公示天数"), days, was=found.source),
        pieces.Fact(_("公示到哪一天"), words.date(found.last_on, full=True)),
        pieces.Fact(_("现在"), sentence(found, request) if found.state == NoticeState.RUNNING else ""),
        pieces.Fact(_("办结时间"), words.moment(found.closed_at)),
        pieces.Fact(_("核对"), found.reviewed_by_name, was=found.review_note),
    ]
    return [row for row in rows if row.value]


def _ways(found: Disclosure, planned: PublicNotice | None, request: SignedIn) -> list[tuple[Text, str, str]]:
    """Return what this person can do about the notice now: label, address, icon."""
    ways: list[tuple[Text, str, str]] = []
    key = [found.public_id]
    if found.is_editable and policies.plan(request.actor, found.unit):
        ways.append((_("安排公示"), reverse("work:notice_plan", args=key), "edit"))
    if planned is None or planned.pk is None:
        return ways
    if planned.state == NoticeState.RUNNING and policies.enter(request.actor, found.unit):
        ways.append((_("登记异议"), reverse("work:notice_objection", args=key), "plus"))
    if planned.state == NoticeState.CLOSED and policies.review(request.actor, planned):
        if planned.reviewed_at is None:
            ways.append((_("核对公示结果"), reverse("work:notice_review", args=key), "check"))
        ways.append((_("补登漏掉的异议"), reverse("work:notice_reopen", args=key), "arrow-back-up"))
    return ways


def _step(request: SignedIn, public_id: uuid.UUID, verb: str, asked: type[forms.Form], *, said: str) -> HttpResponse:
    found = detail.find(request, public_id)
    held = duties.of(found)
    if held is None:
        raise errors.Missing
    policies.review(request.actor, held).enforce()
    form = asked(request.POST if request.method == "POST" else None)

    def keep() -> None:
        notice_flow.perform(
            verb, held, actor=request.actor, at=request.at, revision=held.revision, data=form.cleaned_data
        )

    label = notice_flow.transitions[verb].label
    return _done(request, form, keep, found=found, title=label, label=label, said=said)


def _done(
    request: SignedIn,
    form: forms.Form,
    keep: Callable[[], Any],
    *,
    found: Disclosure,
    title: Text,
    label: Text,
    said: str,
) -> HttpResponse:
    """Do what was asked and go back to the notice, or ask again with what was refused."""
    if request.method == "POST" and submit.attempt(form, keep):
        messages.success(request, said)
        return redirect("work:public_notice", found.public_id)
    back = reverse("work:public_notice", args=[found.public_id])
    return one_form.page(request, form, found=found, title=title, label=label, back=back)

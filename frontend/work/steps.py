"""What happens when somebody takes a step on a disclosure? One verb of its flow, and then on to the next piece of work.

Each verb of the flow's table has the same page: it asks for what the verb needs, and shows what the verb refused.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import errors
from core.errors import Text
from core.workflow import Offer
from disclosures.flows import disclosure_flow
from disclosures.kinds import Step
from disclosures.models import Disclosure
from frontend import fields, fragments, submit
from frontend.account.requests import SignedIn, signed_in
from frontend.work import detail, progress, queue, wording

DONE: dict[str, Text] = {
    "submit": gettext_lazy("《%(title)s》已提交，等待保密审查。"),
    "recall": gettext_lazy("《%(title)s》已收回，可以修改后重新提交。"),
    "pass_secrecy": gettext_lazy("《%(title)s》已通过保密审查，下一步：%(next)s。"),
    "pass_review": gettext_lazy("《%(title)s》已通过审核，下一步：%(next)s。"),
    "approve": gettext_lazy("已同意公开《%(title)s》，下一步：%(next)s。"),
    "advise": gettext_lazy("对《%(title)s》的意见已提出。"),
    "return": gettext_lazy("《%(title)s》已退回给%(drafter)s。"),
    "reopen": gettext_lazy("《%(title)s》已回到草稿，原来的审批作废，改好后要重新提交。"),
    "publish": gettext_lazy("《%(title)s》已公开，索引号%(index_no)s。"),
    "schedule": gettext_lazy("《%(title)s》已定时，到时间自动公开。"),
    "unschedule": gettext_lazy("《%(title)s》已取消定时，审批仍然有效。"),
    "withdraw": gettext_lazy("《%(title)s》已撤回，原文仍可查阅，并显示撤回理由。"),
    "terminate": gettext_lazy("《%(title)s》已终止公开，网址上显示理由，不再显示原文。"),
    "merge": gettext_lazy("《%(title)s》已合并，原网址转到并入后的那一件。"),
    "take_down": gettext_lazy("索引号%(index_no)s的公开信息已撤下，只有检查人员看得见。"),
}
DECISIONS = ("pass_secrecy", "pass_review", "approve", "advise", "return")
SENT_BACK = gettext_lazy("《%(title)s》已退回，重新办理：%(next)s。")
TO_PUBLISH = gettext_lazy("由信息员或负责人公开")


@signed_in
def step(request: SignedIn, public_id: uuid.UUID, verb: str) -> HttpResponse:
    """Take one step on the copy of the text that the person saw, or ask for what the step needs."""
    found = detail.find(request, public_id)
    if verb not in disclosure_flow.verbs():
        raise errors.Missing("verb.unknown", _("没有这个办理步骤。请回到这件公开信息，按页面上的按钮办理。"))
    if request.method != "POST":
        return _asked(request, found, verb)
    was = queue.Stood(found.moved_at, found.pk)
    try:
        done = disclosure_flow.perform(
            verb, found, actor=request.actor, at=request.at, revision=_revision(request), data=request.POST
        )
    except errors.Invalid as refusal:
        return _page(request, found, verb, refusal)
    except errors.Conflict as refusal:
        return _conflict(request, found, verb, refusal)
    messages.success(request, _done(done, verb))
    return _onward(request, done, verb, was=was)


def _asked(request: SignedIn, found: Disclosure, verb: str) -> HttpResponse:
    """Show the form of a step that asks for something; other steps are taken on the page of the text."""
    row = disclosure_flow.transitions[verb]
    if row.input is None or found.state not in row.sources:
        return redirect("work:disclosure", found.public_id)
    row.policy(request.actor, found).enforce()
    return _page(request, found, verb)


def _page(request: SignedIn, found: Disclosure, verb: str, refusal: errors.Invalid | None = None) -> HttpResponse:
    row = disclosure_flow.transitions[verb]
    form_class = row.input or forms.Form
    form = form_class(request.POST if refusal else None)
    if refusal and form.is_valid():
        fields.adopt(form, refusal)
    offer = Offer(verb, row.label, row.policy(request.actor, found), row.tone, row.icon, row.input)
    context = {
        "disclosure": found,
        "mark": wording.mark_of(found),
        "choice": detail.choice_of(
            found,
            offer,
            form,
            request.POST if refusal else None,
            actor=request.actor,
            sought=request.GET.get("q", "").strip(),
        ),
        "form": form,
        "trail": detail.crumbs_of(found, last=row.label),
        "may_edit": found.is_editable,
    }
    status = submit.UNPROCESSABLE if refusal else 200
    return fragments.respond(request, "work/step.html", context, status=status)


def _conflict(request: SignedIn, seen: Disclosure, verb: str, refusal: errors.Conflict) -> HttpResponse:
    """Say what happened meanwhile, and keep what the person wrote where she can copy it."""
    current = detail.find(request, seen.public_id)
    decisions = list(current.decisions.all())
    row = disclosure_flow.transitions[verb]
    context = {
        "disclosure": current,
        "mark": wording.mark_of(current),
        "trail": detail.crumbs_of(current, last=row.label),
        "label": row.label,
        "reason": refusal.reason,
        "code": refusal.code,
        "events": progress.trail_of(current, decisions)[:3],
        "written": _written(row.input, request.POST),
    }
    return fragments.respond(request, "work/conflict.html", context, status=refusal.status)


def _written(form_class: type[forms.Form] | None, sent: Mapping[str, str]) -> str:
    names = [name for name in ("opinion", "reason") if form_class and name in form_class.base_fields]
    return "\n".join(sent.get(name, "") for name in names).strip()


def _revision(request: SignedIn) -> int:
    """Return which copy the person saw; a form that does not say is treated as one that has grown old."""
    sent = request.POST.get("revision", "")
    if not sent.isascii() or not sent.isdigit() or len(sent) > 9:
        raise errors.Stale
    return int(sent)


def _done(done: Disclosure, verb: str) -> str:
    text = SENT_BACK if verb == "return" and done.step else DONE[verb]
    following = Step(done.step).label if done.step else TO_PUBLISH
    return str(text) % {
        "title": done.title,
        "drafter": done.drafted_by_name,
        "index_no": done.index_no,
        "next": following,
    }


def _onward(request: SignedIn, done: Disclosure, verb: str, *, was: queue.Stood) -> HttpResponse:
    """Lead from a decision to the next text that waits for one, from any other step back to the text."""
    if verb == "take_down":
        return redirect("work:disclosures")  # most people do not see it any more
    if verb not in DECISIONS:
        return redirect("work:disclosure", done.public_id)
    following = queue.next_after(was, request.actor)
    if following is None:
        return redirect("work:approvals")
    return redirect("work:disclosure", following.public_id)

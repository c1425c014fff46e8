"""Why is something owed by this day? The day is explained day by day, with who was asked for more time."""

from __future__ import annotations

import datetime
import uuid
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.errors import Text
from core.workdays import tables, wording
from core.workdays.calendar import Deadline
from disclosures.models import Disclosure
from frontend import fragments, pieces, submit, visits, words
from frontend.account.requests import SignedIn, signed_in
from frontend.owed import listing, reading, standing, withholding
from frontend.portal import listing as portal
from obligations import actions, policies, terms
from obligations.flows import extension_flow
from obligations.inputs import AskExtensionInput
from obligations.kinds import CLAIMING_STATES, OPEN_WITHHOLDINGS, ExtensionState, WithholdingState
from obligations.models import Extension, Fulfilment, Obligation


@dataclass(frozen=True)
class Day:
    """One day of the count and what it is in it."""

    on: datetime.date
    weekday: str
    words: str
    counts: bool


@dataclass(frozen=True)
class Explanation:
    """Why a deadline is this day."""

    days: list[Day]
    conclusions: list[str]
    is_moved: bool
    """Whether a superior's consent, or a person, put another day in the place of the computed one."""


@dataclass(frozen=True)
class Asked:
    """A request for more time as it is shown."""

    extension: Extension
    is_open: bool
    may_recall: bool


@signed_in
def obligation(request: SignedIn, obligation: uuid.UUID) -> HttpResponse:
    """Show one obligation: how it stands, why by this day, what fulfils it, and what can be done."""
    found = reading.obligation(request, obligation)
    on = visits.today(request)
    fulfilling = list(Fulfilment.objects.filter(obligation=found).held(on).order_by("published_on"))
    setattr(found, "done_on", fulfilling[0].published_on if fulfilling else None)
    extensions = list(found.extensions.all())
    is_owed = found.closed_on is None and not fulfilling
    withholdings = list(found.withholdings.all())
    setattr(found, "withheld", next((each.kind for each in withholdings if each.holds(on)), None))
    is_asked = any(each.state in OPEN_WITHHOLDINGS or each.holds(on) for each in withholdings)
    is_claimed = any(each.state in CLAIMING_STATES for each in extensions)
    waits = any(each.state == ExtensionState.ASKED for each in extensions)
    extensible = is_owed and found.due_on >= on and not is_claimed and not is_asked
    withholdable = is_owed and not is_asked and not waits
    context = {
        "obligation": found,
        "today": on,
        "trail": reading.trail_to(found),
        "mark": standing.mark_of(found, on),
        "facts": facts_of(found),
        "explanation": explained(found),
        "draft": listing.drafts_of([found], request.actor).get(found.pk),
        "texts": _texts(request, fulfilling),
        "asked": [_asked(request, each) for each in extensions],
        "may_extend": extensible and bool(policies.ask_extension(request.actor, found)),
        "withholdings": [(each, withholding.TONES[WithholdingState(each.state)]) for each in withholdings],
        "may_withhold": withholdable and bool(policies.ask_withholding(request.actor, found)),
        "may_assign": is_owed and bool(policies.assign(request.actor, found)),
        "may_begin": is_owed and request.actor.may(policies.DRAFT, found.unit),
        "begin_path": listing.begin_path(found),
    }
    return fragments.respond(request, "owed/detail.html", context)


@signed_in
def extend(request: SignedIn, obligation: uuid.UUID) -> HttpResponse:
    """Ask the superior for a later day."""
    found = reading.obligation(request, obligation)
    policies.ask_extension(request.actor, found).enforce()
    form = AskExtensionInput(request.POST if request.method == "POST" else None)
    verb = lambda: actions.ask_extension(found, data=request.POST, actor=request.actor, at=request.at)  # noqa: E731
    if request.method == "POST" and submit.attempt(form, verb):
        messages.success(request, _("延期申请已提交，等待上级审批。审批前仍按原期限提醒。"))
        return redirect("work:obligation", found.public_id)
    context = {
        "obligation": found,
        "form": form,
        "trail": reading.trail_to(found, _("申请延期")),
        "today": visits.today(request),
    }
    return fragments.respond(request, "owed/extend.html", context, status=submit.status_of(form))


@signed_in
@require_POST
def recall(request: SignedIn, extension: uuid.UUID) -> HttpResponse:
    """Take a request for more time back while nobody has decided."""
    found = reading.extension(request, extension)
    done = extension_flow.perform("recall", found, actor=request.actor, at=request.at)
    messages.success(request, _("延期申请已收回。"))
    return redirect(reading.path_of(done.obligation))


def explained(found: Obligation) -> Explanation | None:
    """Return how the day follows from the rule and the calendar; None when a person named the day."""
    deadline = terms.deadline_of(found, tables.load_table())
    if deadline is None:
        return None
    sentences = wording.explain(deadline)
    return Explanation(_days(deadline), sentences[len(deadline.explanation) :], deadline.due_on != found.due_on)


def facts_of(found: Obligation) -> list[pieces.Fact]:
    """Return what is known of an obligation."""
    rows = [
        pieces.Fact(_("单位"), found.unit.name),
        pieces.Fact(_("公开事项"), found.item.title, reverse("work:catalog_item", args=[found.item.public_id])),
        pieces.Fact(_("一级目录"), found.item.category.title),
        pieces.Fact(
            _("期次"), found.label, reverse("work:matter", args=[found.matter.public_id]) if found.matter else ""
        ),
        pieces.Fact(_("公开时限"), found.rule_text or _("由登记人指定日期")),
        pieces.Fact(_("起算日期"), words.date(found.counted_from, full=True)),
        pieces.Fact(_("产生日期"), words.date(found.opened_on, full=True)),
        pieces.Fact(_("责任科室"), words.listing(found.responsible)),
        pieces.Fact(_("承办人"), found.assigned_to.name if found.assigned_to else _("本单位信息员")),
        pieces.Fact(_("终结"), _closed(found)),
    ]
    return [row for row in rows if row.value]


def _closed(found: Obligation) -> Text:
    if found.closed_on is None:
        return ""
    return _("%(day)s，%(reason)s") % {
        "day": words.date(found.closed_on, full=True),
        "reason": found.get_closed_reason_display(),
    }


def _days(deadline: Deadline) -> list[Day]:
    return [
        Day(note.day, words.weekday(note.day), wording.describe(note), note.counts) for note in deadline.explanation
    ]


def _asked(request: SignedIn, extension: Extension) -> Asked:
    is_open = extension.state == ExtensionState.ASKED
    return Asked(extension, is_open, is_open and bool(policies.recall_extension(request.actor, extension)))


def _texts(request: SignedIn, fulfilling: list[Fulfilment]) -> list[pieces.Row]:
    ids = [each.disclosure_id for each in fulfilling]
    return portal.rows(Disclosure.objects.visible_to(request.actor).filter(pk__in=ids).for_list()) if ids else []

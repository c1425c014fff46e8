"""What must I do, by when? One list of everything that waits for this person."""

from __future__ import annotations

import datetime
import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core import errors, inbox
from core.errors import Text
from core.inbox import InboxTask, StateTone
from core.notifications import actions
from core.notifications.models import Notification
from disclosures.kinds import State
from disclosures.models import Disclosure
from frontend import fragments, pieces, visits, words
from frontend.account.requests import SignedIn, signed_in
from frontend.work import wording

PAGE = 50
RECENT = 6


@dataclass(frozen=True)
class Figure:
    """How many disclosures are in one state, and where they are listed."""

    tone: StateTone
    label: Text
    count: int
    path: str


@dataclass(frozen=True)
class Part:
    """Tasks of a page under one heading, and how many there are under it on all pages."""

    label: Text
    total: int
    tasks: tuple[InboxTask, ...]


@signed_in
def home(request: SignedIn) -> HttpResponse:
    """Show one page of what waits for the person, grouped by due date, and what happened lately."""
    on = visits.today(request)
    tasks = inbox.tasks_for(request.actor, on=on)
    wanted = request.GET.get("kind", "")
    shown = [task for task in tasks if not wanted or task.kind == wanted]
    page = Paginator(shown, PAGE).get_page(request.GET.get("page"))
    context = {
        "today": on,
        "tasks": tasks,
        "page": page,
        "parts": _parts(shown, list(page.object_list), on),
        "tabs": _tabs(tasks, wanted),
        "facts": _facts(tasks, on),
        "news": [_news(each) for each in Notification.objects.for_actor(request.actor).newest()[:RECENT]],
        "figures": _figures(request),
        "may_draft": request.actor.has("disclosures.draft"),
    }
    return fragments.respond(request, "work/inbox.html", context)


@signed_in
def notices(request: SignedIn) -> HttpResponse:
    """Show what the person was told, newest first."""
    found = Notification.objects.for_actor(request.actor).newest()[:100]
    return fragments.respond(request, "work/notices.html", {"notices": found})


@signed_in
def notice(request: SignedIn, public_id: uuid.UUID) -> HttpResponse:
    """Lead to what a notice is about, which thereby is read."""
    found = Notification.objects.for_actor(request.actor).filter(public_id=public_id).first()
    if found is None:
        raise errors.Missing
    actions.mark_read(found, actor=request.actor, at=request.at)
    return redirect(found.path)


@signed_in
@require_POST
def read_all(request: SignedIn) -> HttpResponse:
    """Mark everything that the person was told as read."""
    actions.mark_all_read(actor=request.actor, at=request.at)
    return redirect("work:notices")


def _parts(shown: Sequence[InboxTask], on_page: Sequence[InboxTask], on: datetime.date) -> list[Part]:
    totals = {group.name: len(group.tasks) for group in inbox.grouped(shown, on)}
    return [Part(group.name.label, totals[group.name], group.tasks) for group in inbox.grouped(on_page, on)]


def _tabs(tasks: list[InboxTask], wanted: str) -> list[pieces.Tab]:
    counts = Counter(task.kind for task in tasks)
    path = reverse("work:inbox")
    views = [pieces.Tab(_("全部"), path, len(tasks), current=not wanted)]
    views += [
        pieces.Tab(kind.label, f"{path}?kind={kind.value}", counts[kind], current=wanted == kind.value)
        for kind in inbox.TaskKind
        if counts[kind]
    ]
    return views


def _facts(tasks: list[InboxTask], on: datetime.date) -> str:
    if not tasks:
        return _("现在没有等您办的事")
    overdue = sum(task.is_overdue(on) for task in tasks)
    if overdue:
        return _("共 %(all)s 件，其中 %(overdue)s 件已逾期") % {
            "all": words.number(len(tasks)),
            "overdue": words.number(overdue),
        }
    return _("共 %(all)s 件") % {"all": words.number(len(tasks))}


def _news(notice: Notification) -> pieces.Event:
    path = reverse("work:notice", args=[notice.public_id])
    return pieces.Event(notice.title, words.moment(notice.created_at), path, done=notice.read_at is not None)


def _figures(request: SignedIn) -> list[Figure]:
    """Return how many disclosures of the person's units are in each state: one query."""
    rows = Disclosure.objects.workable_by(request.actor).order_by()
    counts = dict(rows.values_list("state").annotate(Count("pk")))
    path = reverse("work:disclosures")
    return [
        Figure(wording.TONES[state], wording.SHORT[state], counts[state], f"{path}?state={state.value}")
        for state in State
        if counts.get(state)
    ]

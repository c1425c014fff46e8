"""How does somebody who follows units remind those of a cell that are late? One step, and nobody twice a day."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from core import errors
from frontend import words
from frontend.account.requests import SignedIn, signed_in
from frontend.owed import reading
from frontend.tree import reading as tree_reading
from obligations import actions
from obligations.actions import Reminded
from obligations.models import Obligation


@signed_in
@require_POST
def remind(request: SignedIn) -> HttpResponse:
    """Remind the units of a cell, or of a line, of what is overdue there; say how many people were told."""
    try:
        unit = tree_reading.found(uuid.UUID(request.POST.get("cell", "")))
    except ValueError:
        raise errors.Missing from None
    period, category = reading.period(request.POST.get("period", "")), request.POST.get("category", "")
    alone = request.POST.get("alone_cell") == "1"
    rows = Obligation.objects.due_between(period.first, period.last) if period else Obligation.objects.all()
    rows = rows.filter(item__category__title=category) if category else rows
    told = actions.remind_late(unit, of=rows, alone=alone, actor=request.actor, at=request.at)
    (messages.success if told.people else messages.warning)(request, said(told))
    scope = reading.scope_of(request.POST.get("unit", "")) or unit
    more = {"period": period.key} if period else {}
    more |= {"cell": str(unit.public_id), "category": category} | ({"alone_cell": "1"} if alone else {})
    return redirect(f"{reading.overview_path(scope.public_id, **more)}#detail")


def said(told: Reminded) -> str:
    """Return what was done in words: to how many people, and whom nobody reached."""
    if not told.tasks:
        return _("没有逾期的任务，不用提醒。")
    if told.people:
        found = ngettext(
            "已提醒 %(people)s 人，涉及 %(units)s 个单位逾期的 %(tasks)s 项任务。",
            "已提醒 %(people)s 人，涉及 %(units)s 个单位逾期的 %(tasks)s 项任务。",
            told.people,
        ) % {
            "people": words.number(told.people),
            "units": words.number(told.units),
            "tasks": words.number(told.tasks),
        }
    elif told.unstaffed < told.units:
        found = _("这些任务今天都已经提醒过，没有重复提醒。")
    else:
        found = ""
    if told.unstaffed:
        unreached = _("有 %(units)s 个单位没有信息员，没有人收到提醒，请先在“人员与岗位”里安排。") % {
            "units": words.number(told.unstaffed)
        }
        return _("%(told)s%(unreached)s") % {"told": found, "unreached": unreached} if found else unreached
    return found

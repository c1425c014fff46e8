"""What did a unit ask about an item that it inherits, where does that stand, and what can be done about it?"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from catalogs import effective, flows, folding
from catalogs.kinds import OverrideKind, RequestState
from catalogs.models import Exemption, Override
from core import errors
from core.workflow import Flow
from frontend import fragments, pieces, visits, words
from frontend.account.requests import SignedIn, signed_in
from frontend.workbench import adapting, consent, lines, reading, steps


@signed_in
def override(request: SignedIn, override: uuid.UUID) -> HttpResponse:
    """Show what a unit makes stricter or does not choose."""
    return _page(request, find_override(request, override))


@signed_in
def override_step(request: SignedIn, override: uuid.UUID, verb: str) -> HttpResponse:
    """Decide it, take it back, or end it."""
    return steps.take(request, _stepped(find_override(request, override)), verb)


@signed_in
def exemption(request: SignedIn, exemption: uuid.UUID) -> HttpResponse:
    """Show an exemption."""
    return _page(request, find_exemption(request, exemption))


@signed_in
def exemption_step(request: SignedIn, exemption: uuid.UUID, verb: str) -> HttpResponse:
    """Decide it, take it back, or end it."""
    return steps.take(request, _stepped(find_exemption(request, exemption)), verb)


def find_override(request: SignedIn, public_id: uuid.UUID) -> Override:
    """Return an override that the person may read."""
    found = Override.objects.visible_to(request.actor).for_list().filter(public_id=public_id).first()
    if found is None:
        raise errors.Missing
    return found


def find_exemption(request: SignedIn, public_id: uuid.UUID) -> Exemption:
    """Return an exemption that the person may read."""
    found = Exemption.objects.visible_to(request.actor).for_list().filter(public_id=public_id).first()
    if found is None:
        raise errors.Missing
    return found


def kind_of(found: Override | Exemption) -> str:
    """Return what sort of request it is: 加严, 不选, 豁免."""
    return _("豁免") if isinstance(found, Exemption) else str(OverrideKind(found.kind).label)


def _flow(found: Override | Exemption) -> Flow[Any]:
    return flows.exemption_flow if isinstance(found, Exemption) else flows.override_flow


def _stepped(found: Override | Exemption) -> steps.Stepped:
    path = adapting.path_of(found)
    trail = reading.trail_of(
        found.unit, pieces.Crumb(f"{kind_of(found)} {found.item_title}", path), pieces.Crumb(_("办理"))
    )
    name = f"{found.unit.name} {kind_of(found)} {found.item_title}"
    return steps.Stepped(_flow(found), found, steps.REQUEST_VERBS, name, path, trail)


def _page(request: SignedIn, found: Override | Exemption) -> HttpResponse:
    state = RequestState(found.state)
    offers = _flow(found).offers(found, actor=request.actor)
    page = {
        "found": found,
        "kind": kind_of(found),
        "tone": consent.REQUEST_TONES[state],
        "awaits": consent.waits_for(found.unit, barred=found.asker_ids, on=visits.today(request))
        if state == RequestState.REQUESTED
        else "",
        "facts": [pieces.Fact(term, value) for term, value in _facts(found) if value],
        "changes": _changes(found) if isinstance(found, Override) else [],
        "offers": [offer for offer in offers if offer.verb in steps.REQUEST_VERBS],
        "steps_path": f"{adapting.path_of(found)}steps/",
        "trail": reading.trail_of(found.unit, pieces.Crumb(f"{kind_of(found)} {found.item_title}")),
    }
    return fragments.respond(request, "workbench/request.html", page)


def _facts(found: Override | Exemption) -> Iterable[tuple[str, str]]:
    until = _("恢复公开日期") if isinstance(found, Exemption) else _("终止日期")
    yield _("申请单位"), found.unit.name
    yield _("公开事项"), found.item_title
    yield _("理由"), found.reason
    yield _("开始日期"), words.date(found.from_on, full=True)
    yield until, words.date(found.ends_on, full=True)
    yield _("申请人"), found.asked_by_name
    yield _("申请时间"), words.moment(found.asked_at)
    yield _("办理方式"), str(found.get_consent_display()) if isinstance(found, Override) else ""
    yield _("审批人"), found.decided_by_name
    yield _("审批时间"), words.moment(found.decided_at)
    yield _("审批意见"), found.decision_reason


def _changes(found: Override) -> list[lines.Change]:
    """Return what an override makes stricter, beside what comes from above: two queries."""
    entry = effective.inherited(found.unit, found.lineage, on=found.from_on)
    if entry is None or found.kind != OverrideKind.TIGHTEN:
        return []
    line = lines.of_effective(folding.tightened(folding.EffectiveItem(entry.item, entry.origin_unit, False), found))
    labels = {
        "time": _("公开时限"),
        "scopes": _("公开范围"),
        "channels": _("公开形式"),
        "departments": _("责任单位"),
    }
    named = [replace(line.changes[name], label=label) for name, label in labels.items() if name in line.changes]
    return [*named, *line.others]

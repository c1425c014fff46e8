"""The lives of what a unit asks of its superior about an inherited item, as tables: overrides and exemptions."""

from __future__ import annotations

import datetime
from typing import TypeVar

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.actors import Actor
from catalogs import deviations, inputs, notices, policies, superiors
from catalogs.events import ExemptionMoved
from catalogs.kinds import HELD_STATES, RequestState
from catalogs.models import Exemption, Override
from core import clock, errors, events
from core.audit import trail
from core.workflow import Flow, Tone, Transition

Deviation = TypeVar("Deviation", Override, Exemption)

_AUDITED = ("state", "from_on", "ends_on")
_REQUESTED = frozenset({RequestState.REQUESTED})
_TAKE_BACK = pgettext_lazy("one's own request", "撤回")

_GRANT = Transition(
    "grant",
    _REQUESTED,
    RequestState.GRANTED,
    policies.decide,
    _("同意"),
    notice=notices.decided,
    input=inputs.ConsentInput,
    tone=Tone.PRIMARY,
    icon="check",
)
_REFUSE = Transition(
    "refuse",
    _REQUESTED,
    RequestState.REFUSED,
    policies.decide,
    _("不同意"),
    notice=notices.decided,
    input=inputs.ReasonInput,
    tone=Tone.DANGER,
    icon="x",
)

override_flow: Flow[Override] = Flow(
    "catalog_override",
    Override,
    initial=RequestState.REQUESTED,
    view=policies.view_override,
    audited=_AUDITED,
    related=("unit",),
    transitions=(
        _GRANT,
        _REFUSE,
        Transition(
            "file",
            _REQUESTED,
            RequestState.GRANTED,
            policies.file,
            _("报备案"),
            notice=notices.filed,
            icon="archive",
        ),
        Transition(
            "withdraw", _REQUESTED, RequestState.WITHDRAWN, policies.withdraw_override, _TAKE_BACK, icon="arrow-back-up"
        ),
        Transition(
            "end",
            frozenset({RequestState.GRANTED}),
            RequestState.ENDED,
            policies.end_override,
            _("终止"),
            input=inputs.EndInput,
            tone=Tone.DANGER,
            icon="hand-stop",
        ),
    ),
)

exemption_flow: Flow[Exemption] = Flow(
    "catalog_exemption",
    Exemption,
    initial=RequestState.REQUESTED,
    view=policies.view_exemption,
    audited=_AUDITED,
    related=("unit",),
    transitions=(
        _GRANT,
        _REFUSE,
        Transition(
            "withdraw",
            _REQUESTED,
            RequestState.WITHDRAWN,
            policies.withdraw_exemption,
            _TAKE_BACK,
            icon="arrow-back-up",
        ),
        Transition(
            "end",
            frozenset({RequestState.GRANTED}),
            RequestState.ENDED,
            policies.end_exemption,
            _("终止"),
            notice=notices.ended,
            input=inputs.EndInput,
            tone=Tone.DANGER,
            icon="hand-stop",
        ),
    ),
)


@override_flow.body("grant")
def grant_override(override: Override, *, actor: Actor, at: datetime.datetime, reason: str) -> None:
    """Let the unit's own rule hold, if it is still stricter than what stands above it."""
    _sign(override, actor, at, reason)
    _let_hold(override, actor=actor, at=at)


@override_flow.body("file")
def file_override(override: Override, *, actor: Actor, at: datetime.datetime) -> None:
    """Let the unit's own rule hold without approval; the superior is told."""
    _let_hold(override, actor=actor, at=at)


@exemption_flow.body("grant")
def grant_exemption(exemption: Exemption, *, actor: Actor, at: datetime.datetime, reason: str) -> None:
    """Free the unit from the item until the day that was asked for; never for days that have passed."""
    today = clock.local_date(at)
    if exemption.ends_on <= today:
        raise errors.Conflict(
            "exemption.over", _("申请的豁免期限已过，不能再同意。请不同意并说明理由，或请单位重新申请。")
        )
    _sign(exemption, actor, at, reason)
    exemption.from_on = max(exemption.from_on, today)
    deviations.check_exemption(exemption)
    _end_former(exemption, actor=actor, at=at)
    _tell(exemption)


@override_flow.body("refuse")
@exemption_flow.body("refuse")
def refuse(request: Override | Exemption, *, actor: Actor, at: datetime.datetime, reason: str) -> None:
    """Leave the item as it comes from above."""
    _sign(request, actor, at, reason)


@override_flow.body("withdraw")
@exemption_flow.body("withdraw")
def withdraw(request: Override | Exemption, *, actor: Actor, at: datetime.datetime) -> None:
    """Take back what nobody has decided yet."""


@override_flow.body("end")
@exemption_flow.body("end")
def end(
    request: Override | Exemption,
    *,
    actor: Actor,
    at: datetime.datetime,
    reason: str,
    ends_on: datetime.date | None,
) -> None:
    """Let the item hold again as it comes from above, from the day given or from today; never later than planned."""
    today = clock.local_date(at)
    wanted = ends_on or today
    if wanted < today:
        raise errors.Invalid.field("ends_on", "end.in_past", _("终止日期不能早于今天，请填今天或以后的日期。"))
    if request.ends_on is not None and wanted > request.ends_on:
        raise errors.Invalid.field(
            "ends_on", "end.after_planned", _("终止日期不能晚于原定日期；需要延长的，请重新申请。")
        )
    request.ends_on = max(request.from_on, wanted)
    if isinstance(request, Exemption):
        _tell(request)


def _tell(exemption: Exemption) -> None:
    """Let what is owed follow at once."""
    events.publish(ExemptionMoved(exemption.unit_id, exemption.lineage, exemption.from_on, exemption.ends_on))


def _sign(request: Override | Exemption, actor: Actor, at: datetime.datetime, reason: str) -> None:
    """Keep who decided, from which seat, and what they said."""
    seat = superiors.deciding_seat(actor, request.unit, barred=request.asker_ids)
    request.decided_by_id = superiors.answerable(actor)
    request.decided_by_name = seat.label_for(actor.name) if seat else actor.label
    request.decided_at, request.decision_reason = at, reason


def _let_hold(override: Override, *, actor: Actor, at: datetime.datetime) -> None:
    override.from_on = max(override.from_on, clock.local_date(at))
    deviations.check_override(override)
    _end_former(override, actor=actor, at=at)


def _end_former(request: Deviation, *, actor: Actor, at: datetime.datetime) -> None:
    """End what the unit had of the same kind about the same item: on the day that follows, there is one rule."""
    rows = (
        type(request)
        ._default_manager.select_for_update()
        .filter(
            Q(ends_on__isnull=True) | Q(ends_on__gt=request.from_on),
            unit_id=request.unit_id,
            lineage=request.lineage,
            state__in=HELD_STATES,
        )
    )
    if isinstance(request, Override):
        rows = rows.filter(kind=request.kind)
    for former in rows.exclude(pk=request.pk):
        before = {"state": former.state, "ends_on": former.ends_on}
        former.state = RequestState.ENDED
        former.ends_on = max(former.from_on, request.from_on)
        former.revision += 1
        former.save(update_fields=["state", "ends_on", "revision"])
        after = {"state": former.state, "ends_on": former.ends_on}
        verb = f"{former._meta.label_lower.replace('catalogs.', 'catalog_')}.replace"
        trail.record(verb, former, actor=actor, at=at, label=_("由新的办理结果取代"), before=before, after=after)

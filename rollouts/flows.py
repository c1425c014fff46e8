"""The life of a rollout, and of each unit's part in it, as two tables."""

from __future__ import annotations

import datetime

from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from catalogs import superiors
from core import events
from core.workflow import Flow, Tone, Transition
from rollouts import inputs, notices, policies
from rollouts.events import RolloutRuns
from rollouts.kinds import ONGOING_STATES, OPEN_STATES, RolloutState, UnitState
from rollouts.models import Rollout, RolloutUnit
from rollouts.queries import WORKERS

RUNNING, PAUSED, FINISHED = frozenset({RolloutState.RUNNING}), frozenset({RolloutState.PAUSED}), RolloutState.FINISHED
AWAITING = frozenset({UnitState.AWAITING_APPROVAL})
DECIDED = frozenset({UnitState.ADOPTED, UnitState.ACCEPTED})

rollout_flow: Flow[Rollout] = Flow(
    "rollout",
    Rollout,
    initial=RolloutState.RUNNING,
    view=policies.view,
    related=("version__catalog__unit", "root"),
    transitions=(
        Transition("pause", RUNNING, RolloutState.PAUSED, policies.steer, _("暂停推行"), icon="player-pause"),
        Transition("resume", PAUSED, RolloutState.RUNNING, policies.steer, _("恢复推行"), icon="player-play"),
        Transition(
            "finish",
            frozenset(ONGOING_STATES),
            FINISHED,
            policies.steer,
            _("结束推行"),
            tone=Tone.DANGER,
            icon="flag",
        ),
    ),
)

rollout_unit_flow: Flow[RolloutUnit] = Flow(
    "rollout_unit",
    RolloutUnit,
    initial=UnitState.NOT_STARTED,
    view=policies.view_unit,
    audited=("state", "adopted_by_name", "decided_by_name"),
    related=("unit", "rollout__root", "rollout__version__catalog__unit"),
    transitions=(
        Transition(
            "adopt",
            frozenset(OPEN_STATES) - AWAITING,
            UnitState.ADOPTED,
            policies.work,
            _("按此执行"),
            tone=Tone.PRIMARY,
            icon="check",
        ),
        Transition(
            "localise",
            frozenset({UnitState.NOT_STARTED, UnitState.RETURNED}),
            UnitState.LOCALISING,
            policies.work,
            _("开始编制本级目录"),
            icon="pencil",
        ),
        Transition(
            "await_approval",
            frozenset(OPEN_STATES) - AWAITING,
            UnitState.AWAITING_APPROVAL,
            policies.derive,
            _("本级目录已提交"),
        ),
        Transition("reopen", AWAITING, UnitState.LOCALISING, policies.derive, _("本级目录退回修改")),
        Transition("settle", frozenset(OPEN_STATES), UnitState.ADOPTED, policies.derive, _("本级目录已发布")),
        Transition(
            "accept",
            frozenset({UnitState.ADOPTED}),
            UnitState.ACCEPTED,
            policies.decide,
            _("验收通过"),
            notices.accepted,
            tone=Tone.PRIMARY,
            icon="circle-check",
        ),
        Transition(
            "return",
            DECIDED,
            UnitState.RETURNED,
            policies.decide,
            _("退回"),
            notices.returned,
            inputs.SendBackInput,
            Tone.DANGER,
            "arrow-back-up",
        ),
    ),
)


@rollout_flow.body("pause")
def pause(rollout: Rollout, *, actor: Actor, at: datetime.datetime) -> None:
    """Let everything stand as it is: no unit is taken in, moved or reminded until it goes on."""


@rollout_flow.body("resume")
def resume(rollout: Rollout, *, actor: Actor, at: datetime.datetime) -> None:
    """Go on where it stopped: units without a row are taken in."""
    events.publish(RolloutRuns(rollout.pk))


@rollout_flow.body("finish")
def finish(rollout: Rollout, *, actor: Actor, at: datetime.datetime) -> None:
    """Close it for good; the rows stay as they are."""
    rollout.finished_at = at


@rollout_unit_flow.body("adopt")
def adopt(row: RolloutUnit, *, actor: Actor, at: datetime.datetime) -> None:
    """The unit works by the edition as it is; whoever said so does not accept it."""
    row.moved_at = at
    row.adopted_by_name = actor.label
    row.adopter_ids = sorted(superiors.answering(actor, WORKERS, row.unit))


@rollout_unit_flow.body("settle")
def settle(row: RolloutUnit, *, actor: Actor, at: datetime.datetime) -> None:
    """The unit published a catalog of its own beside the edition: with that it works by both."""
    row.moved_at, row.adopted_by_name, row.adopter_ids = at, actor.label, []


@rollout_unit_flow.body("accept")
def accept(row: RolloutUnit, *, actor: Actor, at: datetime.datetime) -> None:
    """What the unit did is in order."""
    _sign(row, actor, at)


@rollout_unit_flow.body("return")
def send_back(row: RolloutUnit, *, actor: Actor, at: datetime.datetime, reason: str) -> None:
    """Send it back with the reason; only what the unit does from now on counts."""
    row.returned_reason, row.since = reason, at
    _sign(row, actor, at)


@rollout_unit_flow.body("localise")
@rollout_unit_flow.body("await_approval")
@rollout_unit_flow.body("reopen")
def move(row: RolloutUnit, *, actor: Actor, at: datetime.datetime) -> None:
    """The unit's own catalog is under way."""
    row.moved_at = at


def _sign(row: RolloutUnit, actor: Actor, at: datetime.datetime) -> None:
    row.moved_at = at
    row.decided_by_name = actor.label_for(policies.PUBLISH, row.rollout.version.catalog.unit)

"""The life of a request for more time as one table."""

from __future__ import annotations

import datetime

from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from catalogs import superiors
from core import clock, dates, errors
from core.workflow import Flow, Tone, Transition
from obligations import inputs, notices, policies
from obligations.kinds import ExtensionState
from obligations.models import Extension, Obligation

extension_flow: Flow[Extension] = Flow(
    "extension",
    Extension,
    initial=ExtensionState.ASKED,
    view=policies.view_extension,
    audited=("state", "former_due_on", "asked_until", "decided_by_name"),
    related=("obligation__unit", "obligation__item"),
    transitions=(
        Transition(
            "grant",
            frozenset({ExtensionState.ASKED}),
            ExtensionState.GRANTED,
            policies.decide_extension,
            _("同意延期"),
            notices.extension_decided,
            inputs.GrantExtensionInput,
            Tone.PRIMARY,
            "check",
        ),
        Transition(
            "refuse",
            frozenset({ExtensionState.ASKED}),
            ExtensionState.REFUSED,
            policies.decide_extension,
            _("不同意延期"),
            notices.extension_decided,
            inputs.RefuseExtensionInput,
            Tone.DANGER,
            "x",
        ),
        Transition(
            "recall",
            frozenset({ExtensionState.ASKED}),
            ExtensionState.RECALLED,
            policies.recall_extension,
            _("收回申请"),
            icon="arrow-back-up",
        ),
    ),
)


@extension_flow.body("grant")
def grant(extension: Extension, *, actor: Actor, at: datetime.datetime, opinion: str) -> None:
    """Let the obligation be due on the later day; it is granted once, and only for what is still owed.

    Refuses a day that is no longer the later one (`extension.not_later`): the calendar may have moved the term since.
    """
    owed = Obligation.objects.select_for_update(of=("self",)).filter(pk=extension.obligation_id)
    if not owed.open(clock.local_date(at)).exists():
        raise errors.WrongState("extension.not_owed", _("这项任务已经完成或终结，不需要延期。"))
    due_on = owed.get().due_on
    if extension.asked_until <= due_on:
        raise errors.Conflict(
            "extension.not_later",
            _("日历调整以后，这项任务的公开期限已是%(due)s，不早于申请延至的日期，不需要延期。请不同意并说明。")
            % {"due": dates.written(due_on)},
        )
    owed.update(due_on=extension.asked_until, provisional=False)
    _sign(extension, actor, at, opinion)


@extension_flow.body("refuse")
def refuse(extension: Extension, *, actor: Actor, at: datetime.datetime, reason: str) -> None:
    """Leave the day as it is, with the reason."""
    _sign(extension, actor, at, reason)


@extension_flow.body("recall")
def recall(extension: Extension, *, actor: Actor, at: datetime.datetime) -> None:
    """Take the request back; another may be made."""


def _sign(extension: Extension, actor: Actor, at: datetime.datetime, words: str) -> None:
    extension.decided_by_id = superiors.answerable(actor)
    extension.decided_by_name = policies.deciding_seat(actor, extension).label_for(actor.name)
    extension.decided_at, extension.decision_reason = at, words

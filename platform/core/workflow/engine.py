"""How is a transition performed? Always in the same order, in one place.

Transaction; row lock and re-read; is the caller's copy current; may she see it; is the state right; may she do it;
is the input valid; body; save; audit; notices; conclusion. A refusal at any step leaves everything as it was.
"""

from __future__ import annotations

import copy
import datetime
from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar

from django import forms
from django.db import models, transaction
from django.utils.translation import gettext as _

from core import errors, inputs
from core.audit import trail
from core.notifications import sending
from core.workflow.table import Offer, Performed, Policy, Transition

M = TypeVar("M", bound=models.Model)
Body = Callable[..., str | None]
Conclusion = Callable[[Any, Performed], None]

_registry: dict[str, Flow[Any]] = {}


def registry() -> dict[str, Flow[Any]]:
    """Return every declared flow by name."""
    return dict(_registry)


class Flow(Generic[M]):
    """The life cycle of one model, whose rows have a `state` and a `revision`."""

    def __init__(
        self,
        name: str,
        model: type[M],
        *,
        initial: str,
        view: Policy,
        transitions: tuple[Transition, ...],
        audited: tuple[str, ...] = ("state",),
        related: tuple[str, ...] = (),
        concluding: Conclusion | None = None,
    ) -> None:
        """Declare the flow; `audited` names the fields whose change the trail shows, `related` what policies read.

        `concluding` is done last, in the same transaction: where a lock has to be held briefly.
        """
        if name in _registry:
            raise ValueError(f"a flow named {name} exists")
        self.name = name
        self.model = model
        self.initial = initial
        self.view = view
        self.transitions = {row.verb: row for row in transitions}
        self.duplicates = sorted({row.verb for row in transitions if sum(r.verb == row.verb for r in transitions) > 1})
        self.audited = audited
        self.related = related
        self.concluding = concluding
        self.bodies: dict[str, Body] = {}
        _registry[name] = self

    def body(self, verb: str) -> Callable[[Body], Body]:
        """Bind the function that does a verb's own work: `(obj, *, actor, at, **data) -> detour state or None`."""
        if verb not in self.transitions or verb in self.bodies:
            raise ValueError(f"{self.name}: no such verb, or bound twice: {verb}")

        def bind(function: Body) -> Body:
            self.bodies[verb] = function
            return function

        return bind

    def verbs(self) -> tuple[str, ...]:
        """Return the verbs in the order of the table."""
        return tuple(self.transitions)

    def states(self) -> dict[str, str]:
        """Return every state with its label."""
        field = self.model._meta.get_field("state")
        return {str(value): str(label) for value, label in getattr(field, "choices", None) or []}

    def offers(self, obj: M, *, actor: Any) -> list[Offer]:
        """Return the steps that lead on from where the thing is and that concern this person."""
        found = []
        for row in self.transitions.values():
            if getattr(obj, "state") not in row.sources:
                continue
            verdict = row.policy(actor, obj)
            if verdict or verdict.concerns:
                found.append(Offer(row.verb, row.label, verdict, row.tone, row.icon, row.input))
        return found

    def perform(
        self,
        verb: str,
        obj: M,
        *,
        actor: Any,
        at: datetime.datetime,
        revision: int | None = None,
        data: Mapping[str, Any] | None = None,
    ) -> M:
        """Do the verb and return the row as it then stands; raise a `Refusal` and change nothing otherwise.

        `revision` is the one that the caller saw: if somebody changed the row since, the caller gets `Stale`.
        """
        row = self._transition(verb)
        with transaction.atomic():
            current = self._locked(obj)
            self._require_visible(current, actor)
            self._require_current(current, revision)
            self._require_state(current, row)
            row.policy(actor, current).enforce()
            cleaned = inputs.cleaned(row.input or forms.Form, data or {})
            self._carry_out(current, row, Performed(verb, actor, at, cleaned))
        return current

    def _transition(self, verb: str) -> Transition:
        try:
            return self.transitions[verb]
        except KeyError:
            raise errors.Missing("verb.unknown", _("没有“%(verb)s”这个办理步骤。") % {"verb": verb}) from None

    def _locked(self, obj: M) -> M:
        rows = self.model._default_manager.select_for_update(of=("self",)).select_related(*self.related)
        current = rows.filter(pk=obj.pk).first()
        if current is None:
            raise errors.Missing
        return current

    def _require_visible(self, current: M, actor: Any) -> None:
        if not self.view(actor, current):
            raise errors.Missing

    def _require_current(self, current: M, revision: int | None) -> None:
        if revision is not None and getattr(current, "revision") != revision:
            raise errors.Stale

    def _require_state(self, current: M, row: Transition) -> None:
        state = getattr(current, "state")
        if state not in row.sources:
            raise errors.WrongState(
                reason=_("现在是“%(state)s”，不能%(verb)s。请刷新页面查看最新情况。")
                % {"state": self.states().get(state, state), "verb": row.label}
            )

    def _carry_out(self, current: M, row: Transition, performed: Performed) -> None:
        before, as_read = self._snapshot(current), _values_of(current)
        detour = self.bodies[row.verb](current, actor=performed.actor, at=performed.at, **performed.data)
        target = detour or row.target or getattr(current, "state")
        if target not in row.targets_from(getattr(current, "state")):
            raise ValueError(f"{self.name}.{row.verb} may not lead to {target}")
        setattr(current, "state", target)
        setattr(current, "revision", getattr(current, "revision") + 1)
        now = _values_of(current)
        current.save(update_fields=[name for name, value in now.items() if value != as_read[name]])
        trail.record(
            f"{self.name}.{row.verb}",
            current,
            actor=performed.actor,
            at=performed.at,
            label=row.label,
            before=before,
            after=self._snapshot(current),
            reason=str(performed.data.get("reason", "")),
            note=str(performed.data.get("trail_note", "")),
        )
        if row.notice is not None:
            sending.send(*row.notice(current, performed), at=performed.at)
        if self.concluding is not None:
            self.concluding(current, performed)

    def _snapshot(self, current: M) -> dict[str, Any]:
        return {name: getattr(current, name) for name in self.audited}


def _values_of(row: models.Model) -> dict[str, Any]:
    """Return what stands in each column; lists are copied, since they may be added to where they are."""
    found = {field.name: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return {name: copy.deepcopy(value) if isinstance(value, list | dict) else value for name, value in found.items()}

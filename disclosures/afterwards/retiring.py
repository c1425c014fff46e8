"""How does what is public cease to be: withdrawn, ended, merged, changed, or taken down as published in error?

Each says what its readers find at the old address; none of them loses the text, its number or its trail.
"""

from __future__ import annotations

import datetime
import uuid

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from catalogs.kinds import Scope
from core import clock, errors, events
from disclosures import policies
from disclosures.afterwards import policies as policies_afterwards
from disclosures.afterwards import relations
from disclosures.deciding import signatures
from disclosures.events import DisclosureEnded, DisclosureWithdrawn
from disclosures.kinds import LISTED_SCOPES, State
from disclosures.models import Disclosure
from disclosures.noticing import duties
from disclosures.readers import lines

_COVERED: dict[Scope, frozenset[Scope]] = {
    Scope.SOCIETY: frozenset(Scope),
    Scope.PARTY: frozenset({Scope.PARTY, Scope.UNIT}),
    Scope.UNIT: frozenset({Scope.UNIT}),
}
"""Of texts of one unit: by scope, the scopes whose readers are all among its own."""


def withdraw(disclosure: Disclosure, *, actor: Actor, at: datetime.datetime, reason: str) -> None:
    """Withdraw what was public: it stays readable for whom it was, with a notice and the reason.

    What it fulfilled is owed again.
    """
    relations.owe_again(disclosure, on=clock.local_date(at))
    duties.end(disclosure, at=at)
    disclosure.withdrawn_reason = reason
    disclosure.signature = _label(actor, disclosure)
    disclosure.withdrawn_at = disclosure.moved_at = at
    events.publish(DisclosureWithdrawn(disclosure.pk, disclosure.unit_id))


def terminate(disclosure: Disclosure, *, actor: Actor, at: datetime.datetime, reason: str) -> None:
    """End the openness of what need not be open any longer: title, number and reason stay, text and files go.

    What it fulfilled stays fulfilled.
    """
    _end(disclosure, actor, at, reason)


def merge(disclosure: Disclosure, *, actor: Actor, at: datetime.datetime, reason: str, into: uuid.UUID) -> None:
    """Let another text of the unit stand for this one: its address leads there, with a notice.

    The other is public, and read by everybody who read this one. What this one fulfilled stays fulfilled.
    """
    disclosure.merged_into = _target(disclosure, actor, into)
    _end(disclosure, actor, at, reason)


def take_down(disclosure: Disclosure, *, actor: Actor, at: datetime.datetime, reason: str) -> None:
    """Remove from sight, files and all, what should never have been published (误发): only those who audit see it.

    What it fulfilled is owed again.
    """
    relations.owe_again(disclosure, on=clock.local_date(at))
    disclosure.merged_into = None
    disclosure.withdrawn_at = None
    _end(disclosure, actor, at, reason)


def supersede(disclosure: Disclosure, *, actor: Actor, at: datetime.datetime) -> None:
    """Let the published change stand for this text (变更): it stays readable at its address, with a notice.

    What it fulfilled stays fulfilled.
    """
    successor = relations.successor_under_way(disclosure)
    _end(disclosure, actor, at, successor.relation_reason)


def _end(disclosure: Disclosure, actor: Actor, at: datetime.datetime, reason: str) -> None:
    duties.end(disclosure, at=at)
    disclosure.ended_reason = reason
    disclosure.ended_at = disclosure.moved_at = at
    disclosure.signature = _label(actor, disclosure)
    events.publish(DisclosureEnded(disclosure.pk, disclosure.unit_id))


def _target(disclosure: Disclosure, actor: Actor, into: uuid.UUID) -> Disclosure:
    """Return the text into which this one may be merged, locked; refuse any other.

    A row that somebody else holds is not waited for: two merges into one another would wait for ever.
    """
    if into == disclosure.public_id:
        raise _refused("into.itself", _("不能并入它自己，请填另一件的编号。"))
    rows = Disclosure.objects.visible_to(actor).filter(public_id=into)
    if not rows.exists():
        raise _refused("into.missing", _("没有找到这一件公开信息，请核对编号。"))
    found = rows.select_for_update(of=("self",), skip_locked=True).select_related("unit").first()
    if found is None:
        raise errors.Conflict("disclosure.target_busy", _("要并入的那一件正在办理别的步骤，请稍后再试。"))
    if found.unit_id != disclosure.unit_id:
        raise _refused("into.other_unit", _("只能并入本单位的公开信息，请另选。"))
    if found.state != State.PUBLISHED:
        state = found.get_state_display()
        raise _refused(
            "into.not_public",
            _t("《%(title)s》现在是“%(state)s”，不能并入。请选一件已公开的。") % {"title": found.title, "state": state},
        )
    if _narrower(found, disclosure):
        raise _refused("into.narrower", _t("《%s》的公开范围比这一件小，原来能看的人会看不到。请另选。") % found.title)
    return found


def _narrower(found: Disclosure, disclosure: Disclosure) -> bool:
    """Say whether somebody who reads the one would not read the other; named readers may stand outside of any unit."""
    held_longer = found.outside_from is not None and disclosure.outside_from is None
    if disclosure.scope == found.scope and disclosure.scope in LISTED_SCOPES:
        return lines.canonical(lines.of(found)) != lines.canonical(lines.of(disclosure))
    return held_longer or disclosure.scope not in _COVERED.get(Scope(found.scope), ())


def _refused(code: str, reason: errors.Text) -> errors.Invalid:
    return errors.Invalid.field("into", code, reason)


def _label(actor: Actor, disclosure: Disclosure) -> str:
    """Return how the step is signed: by the unit's leader, or by the superior who ordered it."""
    if actor.unlimited:
        return actor.label
    leads = policies_afterwards.leads(actor, disclosure.unit)
    permission = policies.APPROVE if leads else policies_afterwards.APPROVE_BELOW
    return signatures.under(actor, permission, disclosure.unit)

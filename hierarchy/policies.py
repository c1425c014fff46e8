"""Who may change the tree?

Pure: `(actor, …) -> Verdict`. Authority comes from posts, which live above this app, so the actor is known only by
what it can be asked.
"""

from __future__ import annotations

from typing import Protocol, Self

from django.utils.translation import gettext_lazy as _

from core import verdicts
from hierarchy.models import Unit

MANAGE = "units.manage"


class Actor(verdicts.Actor, Protocol):
    """Whoever changes the tree."""

    @property
    def unlimited(self) -> bool:
        """Whether this is the system: a task or a command, whose authority lies with whoever may start it."""
        ...

    def may(self, permission: str, unit: Unit, /) -> bool:
        """Say whether the permission is held at the unit."""
        ...

    def renewed(self) -> Self:
        """Return the same actor as she stands in the tree now.

        Authority over a subtree is told by the numbers of its nodes, and these shift with every change; what was read
        before the lock may by now point at other units.
        """
        ...


def manage(actor: Actor, unit: Unit) -> verdicts.Verdict:
    """May she change this unit, or create units below it?"""
    if actor.may(MANAGE, unit):
        return verdicts.ALLOW
    return verdicts.deny(
        "unit.not_managed",
        _("您不管理“%(name)s”的组织架构，请联系管理该单位的管理员。") % {"name": unit.name},
    )


def found(actor: Actor) -> verdicts.Verdict:
    """May she create the root of an empty tree? Posts are held at units, so in an empty tree nobody holds one."""
    if actor.unlimited:
        return verdicts.ALLOW
    return verdicts.deny("unit.not_founder", _("组织架构还是空的，最上级单位由平台运营人员建立。"))


def move(actor: Actor, unit: Unit, parent: Unit) -> verdicts.Verdict:
    """May she take the unit from where it stands and put it under that parent?

    Both places must be hers: the superior that loses the unit and the one that gains it.
    """
    return verdicts.first_refusal(manage(actor, unit.parent or unit), manage(actor, parent))


def close(actor: Actor, unit: Unit, successor: Unit | None) -> verdicts.Verdict:
    """May she close the unit and hand its work to the successor?"""
    return verdicts.first_refusal(manage(actor, unit), manage(actor, successor) if successor else verdicts.ALLOW)

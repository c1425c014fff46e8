"""Who decides about a tenant's own days? Whoever manages its root: the days hold for every unit below."""

from __future__ import annotations

from typing import Any, Protocol

from django.utils.translation import gettext_lazy as _

from core import verdicts

MANAGE = "units.manage"


class Actor(verdicts.Actor, Protocol):
    """Whoever decides."""

    def may(self, permission: str, unit: Any, /) -> bool:
        """Say whether the permission is held at the unit."""
        ...


class Root(Protocol):
    """The unit at the top of the tenant's tree, as far as it is asked here."""

    @property
    def pk(self) -> int:
        """Return its key."""
        ...

    @property
    def parent_id(self) -> int | None:
        """Return the key of the unit above it: the root has none."""
        ...


def decide(actor: Actor, root: Root) -> verdicts.Verdict:
    """May she say on which days the tenant is closed or works? Only at the root, for all units alike."""
    if root.parent_id is None and actor.may(MANAGE, root):
        return verdicts.ALLOW
    return verdicts.deny(
        "local_span.root_only",
        _("不办公和调休上班的安排对所有单位生效，只能由最上级单位的管理员登记。请联系最上级单位的管理员。"),
    )

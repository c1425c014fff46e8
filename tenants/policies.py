"""Who may do what to a tenant? Platform operators, and only to the tenant as a whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from core import verdicts
from tenants.models import Operator, Tenant


@dataclass(frozen=True)
class OperatorActor:
    """A platform operator, or the console of the machine that the platform runs on."""

    name: str
    user_id: int | None = None
    operator_id: str = ""
    """Which person this is, for what takes two of them; the console alone is nobody in particular."""
    username: str = ""

    @property
    def label(self) -> str:
        """How the operator stands in the trail."""
        return f"平台运营·{self.name}"


CONSOLE = OperatorActor("命令行")


def acting(operator: Operator) -> OperatorActor:
    """Return the operator as an actor; her id is one of the platform's, and no person of a tenant has it."""
    return OperatorActor(operator.name, operator_id=str(operator.public_id), username=operator.username)


def operate(actor: Any, tenant: Tenant) -> verdicts.Verdict:
    """Allow platform operators; a tenant's own people never act on tenants."""
    if isinstance(actor, OperatorActor):
        return verdicts.ALLOW
    return verdicts.deny("tenant.operators_only", _("只有平台运营人员可以办理。"), concerns=False)

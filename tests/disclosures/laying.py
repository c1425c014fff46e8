"""Chains of approval as tests lay them down, and the people whom they need beside the cast."""

from __future__ import annotations

from typing import Any

from accounts.actors import Actor
from disclosures.deciding import laying_down
from disclosures.models import ApprovalChain
from hierarchy.models import Unit
from tests.databases import AT
from tests.disclosures.conftest import newcomer


def step(code: str, **said: Any) -> dict[str, Any]:
    """Return a step as a program sends it."""
    return {"step": code, **said}


PLAIN: tuple[dict[str, Any], ...] = (step("secrecy"), step("leader"))
LONG: tuple[dict[str, Any], ...] = (
    step("secrecy", days=3, checklist=["不涉及国家秘密和工作秘密", "没有敏感数据"]),
    step("necessity", decider="in_charge", days=2),
    step("truth", checklist=["数字与账目一致"]),
    step("in_charge", days=3),
    step("leader", days=3, asks=["reviewer"]),
    step("superior", applies="beyond"),
    step("maker", applies="beyond"),
)
"""Every kind of step once; the maker decides last on what is beyond the unit's authority."""


def lay(admin: Actor, *steps: dict[str, Any], **said: Any) -> ApprovalChain:
    """Lay down a chain."""
    data = {"name": "先分管后主要", "reason": "按S1办理", "steps": list(steps), **said}
    return laying_down.lay_down_chain(data=data, actor=admin, at=AT)


def officers(unit: Unit) -> dict[str, Actor]:
    """Return people for the steps that the cast has nobody for: second reviewers and leaders in charge."""
    return {
        "in_charge": newcomer("in_charge", unit, "in_charge"),
        "second_in_charge": newcomer("second_in_charge", unit, "in_charge"),
        "second_reviewer": newcomer("second_reviewer", unit, "secrecy"),
        "third_reviewer": newcomer("third_reviewer", unit, "secrecy"),
    }

"""Does every declared life cycle hold together? Run by `manage.py check`."""

from __future__ import annotations

from typing import Any

from django.core import checks

from core.workflow.engine import Flow, registry


def check_flows(**_options: Any) -> list[checks.CheckMessage]:
    """Report verbs without a body, unknown or unreachable states, verbs declared twice and inputs that clash."""
    return [problem for flow in registry().values() for problem in _problems(flow)]


def _problems(flow: Flow[Any]) -> list[checks.CheckMessage]:
    states = set(flow.states())
    found = [f"verb declared twice: {verb}" for verb in flow.duplicates]
    for row in flow.transitions.values():
        unknown = (row.sources | row.targets()) - states
        if unknown:
            found.append(f"{row.verb} names unknown states {sorted(unknown)}")
        if row.verb not in flow.bodies:
            found.append(f"{row.verb} has no body")
        clashing = {"actor", "at", "obj"} & set(row.input.base_fields if row.input else ())
        if clashing:
            found.append(f"{row.verb}: input fields {sorted(clashing)} clash with the body's own parameters")
    unreachable = states - _reachable(flow)
    if unreachable:
        found.append(f"states that nothing leads to: {sorted(unreachable)}")
    return [checks.Error(f"flow {flow.name}: {text}", id="core.E001") for text in found]


def _reachable(flow: Flow[Any]) -> set[str]:
    seen = {flow.initial}
    grown = True
    while grown:
        ends = {t for row in flow.transitions.values() if row.sources & seen for t in row.targets()}
        grown = not ends <= seen
        seen |= ends
    return seen

"""What does a life cycle look like? A Mermaid state diagram derived from the table, kept current by a test."""

from __future__ import annotations

from typing import Any

from core.workflow.engine import Flow

BEGIN, END = "<!-- flow:{name} -->", "<!-- /flow:{name} -->"


def diagram(flow: Flow[Any]) -> str:
    """Return the flow as Mermaid text, states and verbs with their Chinese labels."""
    lines = ["stateDiagram-v2"]
    lines += [f'    state "{label} {state}" as {state}' for state, label in flow.states().items()]
    lines.append(f"    [*] --> {flow.initial}")
    for row in flow.transitions.values():
        for source in sorted(row.sources):
            lines += [
                f"    {source} --> {target}: {row.label} {row.verb}" for target in sorted(row.targets_from(source))
            ]
    return "\n".join(lines)


def embedded(flow: Flow[Any], text: str) -> str:
    """Return a README with the part between the flow's two marks replaced by its current diagram."""
    begin, end = BEGIN.format(name=flow.name), END.format(name=flow.name)
    head, _, rest = text.partition(begin)
    _, _, tail = rest.partition(end)
    return f"{head}{begin}\n```mermaid\n{diagram(flow)}\n```\n{end}{tail}"

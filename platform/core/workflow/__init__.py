"""Life cycles as tables: one row a transition, one engine that walks it.

`table` says what may happen, `engine` makes it happen, `diagrams` draws it, `checks` proves that it holds together.
"""

from core.workflow.engine import Flow, registry
from core.workflow.table import Offer, Performed, Tone, Transition

__all__ = ["Flow", "Offer", "Performed", "Tone", "Transition", "registry"]

"""How does a lower room tell a higher one that something happened, without knowing it?

A typed event is published inside a transaction and delivered after its commit; subscribers are named in one literal
list, `config/subscriptions.py`. Delivery is best effort within the process: what must not be lost is re-derived from
rows by a sweep. A failing subscriber is logged and does not undo what was committed.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Event:
    """Something that has happened; named `noun.verb`, carries identifiers and never rows."""


Subscriber = Callable[[Any], None]
_subscribers: defaultdict[type[Event], list[Subscriber]] = defaultdict(list)


def subscribe(pairs: Iterable[tuple[type[Event], Subscriber]]) -> None:
    """Connect subscribers to events; called once, at start, with the literal list of `config.subscriptions`."""
    for kind, subscriber in pairs:
        if subscriber not in _subscribers[kind]:
            _subscribers[kind].append(subscriber)


def subscriptions() -> dict[type[Event], tuple[Subscriber, ...]]:
    """Return who listens to what, for the documentation and its test."""
    return {kind: tuple(found) for kind, found in _subscribers.items()}


def publish(event: Event) -> None:
    """Deliver the event to its subscribers after the current transaction commits; never when it rolls back."""
    transaction.on_commit(lambda: _deliver(event))


def _deliver(event: Event) -> None:
    for subscriber in _subscribers[type(event)]:
        try:
            subscriber(event)
        except Exception:
            logger.exception("subscriber %s failed on %r", subscriber, event)

"""Who listens to what? The one list of reactions that run upwards, from a lower room to a higher one."""

from __future__ import annotations

from core import events

SUBSCRIPTIONS: list[tuple[type[events.Event], events.Subscriber]] = []

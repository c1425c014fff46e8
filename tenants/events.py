"""What happens to tenants that others may follow?"""

from __future__ import annotations

from dataclasses import dataclass

from core import events


@dataclass(frozen=True)
class ProvisioningDue(events.Event):
    """A tenant was registered and waits for its schema."""

    public_id: str

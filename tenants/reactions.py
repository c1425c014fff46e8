"""What follows from what happens to tenants? Work in the background; the sweep would find it as well."""

from __future__ import annotations

import logging

from kombu.exceptions import OperationalError

from tenants import tasks
from tenants.events import ProvisioningDue

logger = logging.getLogger(__name__)


def provisioning_due(event: ProvisioningDue) -> None:
    """A worker makes the schema; when the broker does not answer, the next sweep (`tenants.resume`) asks again."""
    try:
        tasks.provision.delay(event.public_id)
    except (OperationalError, OSError) as problem:
        logger.warning("the broker does not answer, tenant %s waits for the next sweep: %s", event.public_id, problem)

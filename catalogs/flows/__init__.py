"""The lives of what is decided about catalogs: editions, what units make stricter or decline, and exemptions."""

from catalogs.flows.deviations import exemption_flow, override_flow
from catalogs.flows.versions import catalog_version_flow

__all__ = ["catalog_version_flow", "exemption_flow", "override_flow"]

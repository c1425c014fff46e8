"""The lives of what is decided about catalogs: editions, amendments, deviations of units, and exemptions."""

from catalogs.flows.amendments import amendment_flow
from catalogs.flows.deviations import exemption_flow, override_flow
from catalogs.flows.versions import catalog_version_flow

__all__ = ["amendment_flow", "catalog_version_flow", "exemption_flow", "override_flow"]

"""The lives of what is asked about an obligation: more time, and not to disclose it."""

from obligations.flows.extensions import extension_flow
from obligations.flows.withholdings import withholding_flow

__all__ = ["extension_flow", "withholding_flow"]

"""The verbs on catalogs: of editions, of what stands in a draft, of single published items, and of what deviates."""

from catalogs.actions.amendments import propose_change, propose_termination, propose_withdrawal
from catalogs.actions.contents import add_category, add_item, edit_category, edit_item, remove_category, remove_item
from catalogs.actions.deviations import ask_exemption, decline, settle_consent, tighten
from catalogs.actions.editions import create_catalog, discard_draft, publish_version, start_draft

__all__ = [
    "add_category",
    "add_item",
    "ask_exemption",
    "create_catalog",
    "decline",
    "discard_draft",
    "edit_category",
    "edit_item",
    "propose_change",
    "propose_termination",
    "propose_withdrawal",
    "publish_version",
    "remove_category",
    "remove_item",
    "settle_consent",
    "start_draft",
    "tighten",
]

"""The verbs on catalogs: of the catalog and its editions, of what stands in a draft, and of what units deviate in."""

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
    "publish_version",
    "remove_category",
    "remove_item",
    "settle_consent",
    "start_draft",
    "tighten",
]

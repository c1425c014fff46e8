"""The verbs on catalogs: of the catalog and its editions, and of what stands in a draft."""

from catalogs.actions.contents import add_category, add_item, edit_category, edit_item, remove_category, remove_item
from catalogs.actions.editions import create_catalog, discard_draft, publish_version, start_draft

__all__ = [
    "add_category",
    "add_item",
    "create_catalog",
    "discard_draft",
    "edit_category",
    "edit_item",
    "publish_version",
    "remove_category",
    "remove_item",
    "start_draft",
]

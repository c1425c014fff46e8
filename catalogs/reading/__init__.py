"""What does an office's catalog say? From the cells of a spreadsheet to typed drafts of items, without a database.

What is certain is read; what is not is left out and listed for a person, with row, column, value and reason.
"""

from catalogs.reading.drafts import Doubt, ItemDraft, Reading, read_items
from catalogs.reading.layouts import LAYOUTS, NATIONAL, OFFICE

__all__ = ["LAYOUTS", "NATIONAL", "OFFICE", "Doubt", "ItemDraft", "Reading", "read_items"]

"""The walker of the disclosures' tests, here too."""

from tests.disclosures.conftest import items, walk

__all__ = ["items", "walk"]

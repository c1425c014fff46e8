"""How do Django's querysets ask for words? By literals that no parser of the server reads anew."""

from __future__ import annotations

from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db import models
from django.db.models.functions import Cast


class WordsAsked(SearchQuery):
    """A `tsquery` as `core.search.words.query` writes it: cast, not parsed."""

    template = "(%(expressions)s)::tsquery"

    def __init__(self, literal: str) -> None:
        """Take the literal as it is."""
        super().__init__(literal, search_type="raw")


def words_kept(literal: str) -> Cast:
    """Return a `tsvector` as `core.search.words.vector` writes it, to be stored."""
    return Cast(models.Value(literal), SearchVectorField())

"""How often was something committed, in this tenant or in `public`?

A few rows, of which a transaction takes whichever is free: no two ever wait for each other. Only their sum means
something, and it only grows.
"""

from __future__ import annotations

from django.db import models


class Tally(models.Model):
    """Commits that were counted in this row."""

    commits = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.pk}: {self.commits}"

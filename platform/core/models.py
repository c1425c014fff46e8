"""What do tables of several apps share?"""

from __future__ import annotations

import uuid
from typing import Any, NoReturn

from django.db import models


class PublicIdModel(models.Model):
    """A row that is addressed from outside: by a UUID that says nothing of how many rows there are."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        abstract = True


class AppendOnlyModel(models.Model):
    """A row that is inserted once; the runtime role has no right to change it either (see tenants.grants)."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert; refuse to change what stands."""
        if self.pk is not None:
            raise TypeError(f"{self._meta.label} is append-only")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse."""
        raise TypeError(f"{self._meta.label} is append-only")

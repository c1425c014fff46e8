"""Columns that tables of several apps share."""

from __future__ import annotations

import uuid

from django.db import models


class PublicIdModel(models.Model):
    """A row that is addressed from outside: by a UUID that says nothing of how many rows there are."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        abstract = True

"""How does a whole module stand on one planted world? In a transaction around the transactions of its tests.

What a test does is forgotten as ever: its own transaction is now a savepoint. Let every test of such a module stand on
its world (`autouse=True`), so that their order tells nothing, and none of them commit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from django.db import transaction
from pytest_django import DjangoDbBlocker

from core import schemas
from tenants.models import Tenant

Planted = TypeVar("Planted")


@contextmanager
def planted_once(plant: Callable[[], Planted], blocker: DjangoDbBlocker) -> Iterator[Planted]:
    """Plant in the district and yield what was planted; give each test a copy of it. It is gone after the block."""
    with blocker.unblock(), transaction.atomic():
        schemas.enter(Tenant.objects.get(slug="district"))
        found = plant()
        schemas.leave()
        with blocker.block():
            yield found
        transaction.set_rollback(True)

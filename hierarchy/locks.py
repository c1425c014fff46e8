"""How is it made sure that one writer at a time changes a tenant's tree?

mptt moves the numbers of many rows for one change; two writers at once leave gaps and doubles behind. Every writer
takes this lock first and reads its nodes only afterwards. It belongs to the transaction, so a killed worker frees it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

# Keyed by schema: tenants share the database, and one's reorganisation must not hold up another's.
_TAKE = "SELECT pg_advisory_xact_lock(hashtextextended('hierarchy.tree:' || current_schema(), 0))"


@contextmanager
def tree_lock() -> Iterator[None]:
    """Open a transaction and hold the tree of the current tenant until it ends; wait for another writer to finish.

    Read the nodes inside the block: what was read before may have moved meanwhile.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_TAKE)
        yield

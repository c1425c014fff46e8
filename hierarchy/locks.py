"""How is it made sure that one writer at a time changes a tenant's tree?

mptt moves the numbers of many rows for one change; two writers at once leave gaps and doubles behind. Every writer
takes this lock first and reads its nodes only afterwards. It belongs to the transaction, so a killed worker frees it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from core import errors

WAIT_MILLISECONDS = 20_000
"""Longer than the import of a large tree takes; shorter than a web server waits for its worker."""

# Keyed by schema: tenants share the database, and one's reorganisation must not hold up another's.
_TAKE = "SELECT pg_advisory_xact_lock(hashtextextended('hierarchy.tree:' || current_schema(), 0))"


@contextmanager
def tree_lock() -> Iterator[None]:
    """Open a transaction and hold the tree of the current tenant until it ends; wait for another writer to finish.

    Read the nodes inside the block: what was read before may have moved meanwhile. Raises `Busy` (`tree.busy`)
    when the other writer takes too long, and nothing was done.
    """
    with transaction.atomic():
        _take()
        yield


def _take() -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [str(WAIT_MILLISECONDS)])
            cursor.execute(_TAKE)
            cursor.execute("SET LOCAL lock_timeout = DEFAULT")
    except errors.Busy as problem:
        raise errors.Busy(
            "tree.busy", _("组织架构正在由他人调整或导入，您的变动没有写入，请过一会儿再办理。")
        ) from problem

"""Has anything been committed since? Two equal answers mean: nothing that readers may be shown.

A sum of commits is the same before and after only if none came between: it is written in the transaction that it
counts, and only grows. It is told apart from the same sum elsewhere by what a restored or renewed database, schema or
server has anew.
"""

from __future__ import annotations

from django.db import connection

from core import schemas

_ASKED = """
SELECT pg_postmaster_start_time(), (SELECT oid FROM pg_database WHERE datname = current_database()),
       'commits_tally'::regclass::oid, (SELECT sum(commits) FROM commits_tally),
       (SELECT sum(commits) FROM public.commits_tally)
"""


def current() -> str | None:
    """Return how the tenant and the platform stand, in one query; None where that cannot be told.

    That is inside of a transaction, which sees what it has not committed itself, and outside of any tenant.
    """
    if connection.in_atomic_block or schemas.current() == "public":
        return None
    with connection.cursor() as cursor:
        cursor.execute(_ASKED)
        return " ".join(map(str, cursor.fetchone()))

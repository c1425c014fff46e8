"""Who counts the commits? The connection itself, so that no code that writes can forget to.

Counted is in the transaction that wrote, as its last statement: the count and what it counts become visible in the same
instant. A statement outside of any transaction is given one. The row to count in is whichever no other transaction
holds, so counting never waits and can be part of no deadlock.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import Error, transaction
from django_tenants.postgresql_backend import base

from core import contention
from core.commits import statements

_EXISTS = "SELECT to_regclass(%s)"
_COUNT = """
UPDATE {table} SET commits = commits + 1
 WHERE id = (SELECT id FROM {table} ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED)
"""
_FIRST = "INSERT INTO {table} (commits) VALUES (1)"
_TABLE = "commits_tally"


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that counts, per schema, the commits of what readers may be shown."""

    _countable: set[str] = set()
    """Schemas that are known to have a tally, in this process."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Watch every statement."""
        self._written: set[str] = set()
        super().__init__(*args, **kwargs)  # type: ignore[no-untyped-call]  # django-tenants has no types
        self.execute_wrappers += [self._watch, contention.watch]

    def close(self) -> None:
        """Forget what was not committed."""
        self._written.clear()
        super().close()  # type: ignore[no-untyped-call]  # as above

    def _commit(self) -> None:
        try:
            for schema in sorted(self._written):
                self._count(schema)
            self._written.clear()
            with contention.told():  # keys are checked only now, for which rows are locked
                super()._commit()
        except BaseException:
            with contextlib.suppress(Error):  # the connection may be what is broken
                # Django undoes what the database refuses to commit by an error of its own, and nothing else.
                self.rollback()  # type: ignore[no-untyped-call]  # as above
            raise

    def _rollback(self) -> None:
        self._written.clear()
        super()._rollback()

    def _watch(self, execute: Callable[..., Any], statement: Any, params: Any, many: bool, context: Any) -> Any:
        said = statement if isinstance(statement, str) else statement.as_string(self.connection)
        schema = statements.written_in(said, str(self.schema_name))
        if schema is None:
            return execute(statement, params, many, context)
        if not self.get_autocommit():
            self._written.add(schema)
            return execute(statement, params, many, context)
        with transaction.atomic(using=self.alias):
            self._written.add(schema)
            return execute(statement, params, many, context)

    def _count(self, schema: str) -> None:
        if not self._is_countable(schema):
            return
        table = f"{self.ops.quote_name(schema)}.{_TABLE}"
        with self.cursor() as cursor:
            cursor.execute(_COUNT.format(table=table))
            if not cursor.rowcount:
                cursor.execute(_FIRST.format(table=table))

    def _is_countable(self, schema: str) -> bool:
        """Tell whether the schema has its tally: one that is being migrated may not have it yet."""
        if schema in self._countable:
            return True
        with self.cursor() as cursor:
            cursor.execute(_EXISTS, [f'"{schema}".{_TABLE}'])
            exists = cursor.fetchone()[0] is not None
        if exists and self.settings_dict["USER"] == settings.DATABASE_RUNTIME_ROLE:
            self._countable.add(schema)
        return exists

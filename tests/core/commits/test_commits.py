"""Does every commit of what readers may be shown change how the tenant stands, and nothing else?"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import IntegrityError, connection, connections, transaction

from core import schemas
from core.commits import stands, statements
from core.commits.models import Tally
from hierarchy.models import Unit
from tenants.models import Tenant


def stand_at(slug: str) -> str | None:
    schemas.enter(Tenant.objects.get(slug=slug))
    try:
        return stands.current()
    finally:
        schemas.enter(Tenant.objects.get(slug="district"))


def rename() -> None:
    Unit.objects.filter(parent=None).update(name="新名")


def fail() -> None:
    with transaction.atomic():
        rename()
        raise IntegrityError


def test_a_commit_changes_how_its_tenant_stands_and_no_other(committed: None) -> None:
    before, elsewhere = stands.current(), stand_at("college")
    rename()
    assert stands.current() != before
    assert stand_at("college") == elsewhere


def test_a_commit_of_the_platform_changes_how_every_tenant_stands(committed: None) -> None:
    before, elsewhere = stands.current(), stand_at("college")
    Tenant.objects.filter(slug="college").update(name="新名")
    assert stands.current() != before
    assert stand_at("college") != elsewhere


def test_reading_and_what_is_rolled_back_change_nothing(committed: None) -> None:
    before = stands.current()
    list(Unit.objects.all())
    with pytest.raises(IntegrityError):
        fail()
    assert stands.current() == before


def test_what_follows_a_savepoint_that_was_undone_is_counted(committed: None) -> None:
    before = stands.current()
    with transaction.atomic():
        with pytest.raises(IntegrityError):
            fail()
        rename()
    assert stands.current() != before


def test_what_cannot_be_counted_is_not_committed(committed: None) -> None:
    class EndedError(BaseException):
        pass

    def end(execute: Callable[..., Any], statement: str, *arguments: Any) -> Any:
        if "commits_tally" in statement:
            raise EndedError
        return execute(statement, *arguments)

    before = stands.current()
    with pytest.raises(EndedError), connection.execute_wrapper(end):
        rename()
    assert stands.current() == before
    assert not Unit.objects.filter(name="新名").exists()


def test_what_nobody_is_shown_is_not_counted(committed: None) -> None:
    before = stands.current()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE notifications_notification SET id = id")
        cursor.execute("DELETE FROM accounts_session")
    assert stands.current() == before


def test_inside_a_transaction_there_is_no_answer(committed: None) -> None:
    with transaction.atomic():
        assert stands.current() is None


def test_a_transaction_that_commits_late_is_seen_when_it_does(committed: None) -> None:
    """Numbers given out in order would miss it: it began first, and another committed in between."""
    seen: list[str | None] = []
    wrote, may_commit = threading.Event(), threading.Event()

    def late() -> None:
        schemas.enter(Tenant.objects.get(slug="district"))
        with transaction.atomic():
            rename()
            wrote.set()
            assert may_commit.wait(20)
        connections.close_all()

    thread = threading.Thread(target=late)
    thread.start()
    assert wrote.wait(20)
    seen.append(stands.current())
    with connection.cursor() as cursor:
        cursor.execute('UPDATE "hierarchy_department" SET id = id')
    seen.append(stands.current())
    may_commit.set()
    thread.join()
    seen.append(stands.current())
    assert len(set(seen)) == 3


def test_commits_at_once_are_all_counted_and_none_waits(committed: None) -> None:
    every, each = 8, 5
    together = threading.Barrier(every)
    before = sum(Tally.objects.values_list("commits", flat=True))

    def write() -> None:
        schemas.enter(Tenant.objects.get(slug="district"))
        together.wait(20)
        for _number in range(each):
            with connection.cursor() as cursor:
                cursor.execute('UPDATE "hierarchy_department" SET id = id WHERE false')
        connections.close_all()

    threads = [threading.Thread(target=write) for _number in range(every)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(Tally.objects.values_list("commits", flat=True)) == before + every * each


@pytest.mark.parametrize(
    ("statement", "schema"),
    [
        ('INSERT INTO "hierarchy_unit" ("name") VALUES (%s)', "t_x"),
        ('  update "hierarchy_unit" set "name" = %s', "t_x"),
        ('DELETE FROM "t_y"."hierarchy_unit"', "t_y"),
        ('UPDATE "tenants_tenant" SET "name" = %s', "public"),
        ('INSERT INTO "workdays_calendarday" ("day") VALUES (%s)', "public"),
        ("WITH gone AS (DELETE FROM x RETURNING 1) SELECT count(*) FROM gone", "t_x"),
        ("TRUNCATE hierarchy_unit", "t_x"),
        ('INSERT INTO "notifications_notification" ("id") VALUES (1)', None),
        ('SELECT "name" FROM "hierarchy_unit" FOR UPDATE', None),
        ('SAVEPOINT "s1"', None),
        ("SET search_path = x", None),
    ],
)
def test_statements_that_write_are_told_apart(statement: str, schema: str | None) -> None:
    assert statements.written_in(statement, "t_x") == schema


def test_tables_that_nobody_is_shown_exist() -> None:
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    assert set(settings.UNSEEN_TABLES) <= tables

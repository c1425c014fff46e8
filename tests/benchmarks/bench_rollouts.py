"""What does taking 10,000 units into a rollout cost, and finding how far they are, against hand-written statements?

Run with `python -m tests.benchmarks.bench_rollouts`. Prints seconds of this machine and ratios; only the ratios mean
something elsewhere. Each way starts on a fresh copy of one database and the ways take turns. Every unit has a clerk who
is told, and begins a catalog of its own; the statements write the same rows, in one transaction, and are given what
the code finds out: which units, who is told, and in which words.
"""

from __future__ import annotations

import datetime
import sys
from collections.abc import Callable

from tests import environment  # isort: skip  (starts the database before Django reads its settings)

import django
from django.db import connection, connections, transaction

from tests.benchmarks.bench_obligations import PLANTED, _fresh_copy, _in, peak_of, timed
from tests.benchmarks.bench_unit_import import AT, UNITS, rows, stream

TAKE_IN = """
    WITH taken_in AS (
        INSERT INTO rollouts_rolloutunit (public_id, rollout_id, unit_id, state, revision, since, moved_at,
                                          adopted_by_name, adopter_ids, decided_by_name, returned_reason)
        SELECT gen_random_uuid(), rollout.id, unit.id, 'not_started', 0, rollout.started_at, rollout.started_at,
               '', '{}', '', ''
          FROM rollouts_rollout AS rollout CROSS JOIN hierarchy_unit AS unit
         WHERE unit.parent_id IS NOT NULL
         ORDER BY unit.lft
        RETURNING public_id, unit_id
    )
    INSERT INTO notifications_notification (public_id, recipient_id, kind, title, body, path, cause, created_at,
                                            mail_state, mail_due_at, mail_attempts, mail_problem)
    SELECT gen_random_uuid(), post.user_id, 'rollout.begin', %(title)s, %(body)s,
           '/work/rollouts/tasks/' || taken_in.public_id || '/', 'rollout.begin:' || taken_in.public_id || ':', %(at)s,
           'waiting', %(at)s, 0, ''
      FROM taken_in JOIN accounts_post AS post ON post.unit_id = taken_in.unit_id
"""

DERIVE = """
    WITH moved AS (
        UPDATE rollouts_rolloutunit SET state = 'localising', revision = 1, moved_at = %(at)s
         WHERE state = 'not_started'
        RETURNING id, unit_id
    )
    INSERT INTO audit_auditentry (at, verb, label, actor_label, subject_kind, subject_id, subject_label, unit_id,
                                  before, after, reason, note, request_id)
    SELECT %(at)s, 'rollout_unit.localise', '开始编制本级目录', '系统', 'rollouts.rolloutunit', moved.id,
           unit.name || '：' || %(edition)s, unit.id, '{"state": "not_started"}', '{"state": "localising"}',
           '', '', ''
      FROM moved JOIN hierarchy_unit AS unit ON unit.id = moved.unit_id
"""

ROWS = """
    SELECT (SELECT md5(string_agg(concat_ws('|', unit_id, state, revision, since), ',' ORDER BY unit_id))
              FROM rollouts_rolloutunit),
           (SELECT md5(string_agg(concat_ws('|', recipient_id, kind, title, body, mail_state), ','
                                  ORDER BY recipient_id))
              FROM notifications_notification),
           (SELECT md5(string_agg(concat_ws('|', verb, subject_kind, subject_label, unit_id, before, after), ','
                                  ORDER BY unit_id))
              FROM audit_auditentry WHERE verb = 'rollout_unit.localise')
"""


def main() -> None:
    """Measure and print."""
    django.setup()
    from tests import databases

    databases.clone(databases.ensure_base(), PLANTED)
    try:
        with _in(PLANTED):
            plant()
        report("taking in", take_in, lambda: by_hand(TAKE_IN), rounds=3)
        with _in(PLANTED):
            take_in()
            begin_drafts()
        report("deriving when every unit has moved", derive, lambda: by_hand(DERIVE), rounds=1)
        with _in(PLANTED):
            derive()
            nothing = timed(derive)
        sys.stdout.write(f"deriving when nothing has moved, {UNITS:,} units\n")
        sys.stdout.write(f"  the code                      {nothing:9.2f} s\n")
    finally:
        connections.close_all()
        databases.drop(PLANTED, "gk_bench_obligations_copy")


def report(name: str, ours: Callable[[], None], theirs: Callable[[], None], *, rounds: int) -> None:
    """Time the two ways by turns, compare what they wrote, and print."""
    spent: dict[str, list[float]] = {"ours": [], "theirs": []}
    written: dict[str, tuple[object, ...]] = {}
    for _round in range(rounds):
        for way, work in (("theirs", theirs), ("ours", ours)):
            with _fresh_copy():
                spent[way].append(timed(work))
                written[way] = found(ROWS)
    if written["ours"] != written["theirs"]:
        raise SystemExit(f"{name}: not the same rows: {written}")
    with _fresh_copy():
        peak = peak_of(ours)
    hand, own = min(spent["theirs"]), min(spent["ours"])
    write = sys.stdout.write
    write(f"{name}, {UNITS:,} units\n")
    write(f"  statement written by hand     {hand:9.2f} s\n")
    write(f"  the code                      {own:9.2f} s   {own / hand:6.2f} × by hand\n")
    write(f"  most Python memory held       {peak / 2**20:9.1f} MB\n")


def plant() -> None:
    """Plant a tree of 10,000 units with a clerk each, and a rollout to all of them that has no rows yet."""
    from accounts.actors import SYSTEM
    from accounts.models import Post, User
    from catalogs.models import Catalog, CatalogVersion
    from hierarchy.imports import import_units
    from hierarchy.models import Unit
    from rollouts.kinds import PhaseKind
    from rollouts.models import Phase, Rollout

    import_units(stream(rows()), "units.csv", actor=SYSTEM, at=AT)
    units = list(Unit.objects.exclude(parent=None))
    people = User.objects.bulk_create(User(username=f"u{unit.pk}", name="信息员") for unit in units)
    Post.objects.bulk_create(
        Post(user=person, unit=unit, role="clerk", from_on=AT.date())
        for person, unit in zip(people, units, strict=True)
    )
    root = Unit.objects.get(parent=None)
    catalog = Catalog.objects.create(unit=root, name="公开目录", created_at=AT)
    version = CatalogVersion.objects.create(
        catalog=catalog, number=1, state="published", effective_on=AT.date(), published_at=AT, created_at=AT
    )
    rollout = Rollout.objects.create(version=version, root=root, started_by_name="管理员", started_at=AT)
    Phase.objects.bulk_create(
        Phase(
            rollout=rollout,
            kind=kind,
            position=number,
            name=str(kind.label),
            due_on=AT.date() + datetime.timedelta(days=30 * number),
        )
        for number, kind in enumerate(PhaseKind, start=1)
    )
    _analyze()


def begin_drafts() -> None:
    """Let every unit have begun a catalog of its own."""
    from catalogs.models import Catalog, CatalogVersion
    from hierarchy.models import Unit

    catalogs = Catalog.objects.bulk_create(
        Catalog(unit=unit, name="本级目录", created_at=AT) for unit in Unit.objects.exclude(parent=None)
    )
    CatalogVersion.objects.bulk_create(CatalogVersion(catalog=each, created_at=AT) for each in catalogs)
    _analyze()


def take_in() -> None:
    """Give every unit its row, and tell its clerk."""
    from rollouts import filling
    from rollouts.models import Rollout

    filling.take_in(Rollout.objects.get().pk, at=AT)


def derive() -> None:
    """Find how far every unit is."""
    from rollouts import deriving

    deriving.derive(at=AT)


def by_hand(statement: str) -> None:
    """Write the same rows by one statement."""
    from rollouts import notices
    from rollouts.models import Rollout

    rollout = Rollout.objects.select_related("version__catalog").get()
    said: dict[str, str | datetime.datetime] = {
        "edition": str(rollout.version),
        "title": f"{rollout.version}开始推行，请确认执行或编制本级目录",
        "body": notices._until(rollout),
        "at": AT,
    }
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, said)


def found(statement: str) -> tuple[object, ...]:
    """Return the one line that a query answers."""
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return tuple(cursor.fetchone() or ())


def _analyze() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


if __name__ == "__main__":
    try:
        main()
    finally:
        environment.pytest_unconfigure(None)

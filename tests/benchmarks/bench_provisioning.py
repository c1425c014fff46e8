"""How much faster is a tenant made from the template than by migrations?

Run with `python -m tests.benchmarks.bench_provisioning`. Both ways are timed in the same run, in turn.
"""

from __future__ import annotations

import sys
import time

from tests.benchmarks import own_database

ROUNDS = 3


def main() -> None:
    """Make some tenants in either way, in turn, and compare the quickest of each."""
    with own_database.migrated():
        rounds = [(_by_template(number), _by_migrations(number)) for number in range(ROUNDS)]
    template, migrations = (min(times) for times in zip(*rounds, strict=True))
    sys.stdout.write(
        f"template   {template:6.2f} s\n"
        f"migrations {migrations:6.2f} s\n"
        f"provisioning from the template is {migrations / template:.1f} times faster (aim: 5)\n"
    )


def _by_template(number: int) -> float:
    from django.utils import timezone

    from tenants import actions, policies, provisioning

    tenant = actions.create(actor=policies.CONSOLE, at=timezone.now(), slug=f"a{number}", name="甲")
    began = time.perf_counter()
    provisioning.provision(tenant, at=timezone.now())
    return time.perf_counter() - began


def _by_migrations(number: int) -> float:
    from django.core.management import call_command
    from django.utils import timezone

    from core import schemas
    from tenants import actions, owner, policies

    tenant = actions.create(actor=policies.CONSOLE, at=timezone.now(), slug=f"b{number}", name="乙")
    with owner.connected() as connected, connected.cursor() as cursor:
        cursor.execute(f'CREATE SCHEMA "{tenant.schema_name}"')
    began = time.perf_counter()
    call_command("migrate_schemas", schema_name=tenant.schema_name, verbosity=0, interactive=False)
    taken = time.perf_counter() - began
    schemas.leave()
    return taken


if __name__ == "__main__":
    main()

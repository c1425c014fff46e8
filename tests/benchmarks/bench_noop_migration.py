"""How much faster does `gongkai migrate` find that nothing is to be done, with 50 tenants, than the stock command?

Run with `python -m tests.benchmarks.bench_noop_migration`.
"""

from __future__ import annotations

import sys
import time

from tests.benchmarks import own_database

TENANTS = 50


def main() -> None:
    """Make the tenants, run either command with nothing to do, and compare."""
    with own_database.migrated():
        from django.core.management import call_command
        from django.utils import timezone

        from tenants import actions, policies, provisioning, upgrade

        at = timezone.now()
        for number in range(TENANTS):
            provisioning.provision(
                actions.create(actor=policies.CONSOLE, at=at, slug=f"t{number}", name=f"租户{number}"), at=at
            )
        began = time.perf_counter()
        report = upgrade.upgrade_platform(at=at)
        ours = time.perf_counter() - began
        assert report.migrated == []
        began = time.perf_counter()
        call_command("migrate_schemas", verbosity=0, interactive=False)
        stock = time.perf_counter() - began
        sys.stdout.write(
            f"gongkai migrate, {TENANTS} tenants {ours:6.2f} s\n"
            f"migrate_schemas, {TENANTS} tenants {stock:6.2f} s\n"
            f"a migration with nothing to do is {stock / ours:.1f} times faster (aim: 10)\n"
        )


if __name__ == "__main__":
    main()

"""`gongkai tree check`: prove the tree of each tenant sound, or mend what has one right answer."""

from __future__ import annotations

import argparse
from typing import Any

from config.gongkai import arguments, lookups, output
from config.gongkai.surroundings import Access


def declare(commands: arguments.Commands) -> None:
    """Declare the command."""
    group = arguments.group(commands, "tree", "组织树")
    declared = arguments.command(group, "check", "核对组织树的编号与历史", run, access=Access.RUNTIME)
    declared.add_argument("--tenant", help="只查这个租户")
    declared.add_argument("--repair", action="store_true", help="把编号按上下级关系重算一遍")


def run(args: argparse.Namespace) -> int:
    """Check the trees; 1 when something is wrong that was not repaired."""
    from tenants.models import Tenant

    tenants = [lookups.tenant(args.tenant)] if args.tenant else list(Tenant.objects.ready())
    found = [_checked(tenant, repair=args.repair) for tenant in tenants]
    sound = not any(row["findings"] for row in found)
    output.result({"sound": sound, "tenants": found}, _lines(found), as_json=args.as_json)
    return 0 if sound else 1


def _checked(tenant: Any, *, repair: bool) -> dict[str, Any]:
    from django_tenants.utils import tenant_context

    from hierarchy import checker

    with tenant_context(tenant):
        renumbered, findings = 0, checker.check()
        if repair and findings:
            done = checker.repair()
            renumbered, findings = done.renumbered, list(done.left)
    return {"slug": tenant.slug, "renumbered": renumbered, "findings": [one.as_json() for one in findings]}


def _lines(found: list[dict[str, Any]]) -> list[str]:
    lines = []
    for row in found:
        mended = f"，已重算 {row['renumbered']} 个编号" if row["renumbered"] else ""
        lines.append(f"{row['slug']}：{'有问题' if row['findings'] else '完好'}{mended}")
        lines += [f"  {one['reason']} [{one['code']}]" for one in row["findings"]]
    return lines or ["没有租户。"]

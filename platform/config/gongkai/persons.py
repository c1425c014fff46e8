"""`gongkai person create`: somebody's account with a first post, such as the first administrator of a new tenant."""

from __future__ import annotations

import argparse

from config.gongkai import arguments, lookups, output
from config.gongkai.surroundings import Access

ROLES = ("admin", "clerk", "secrecy", "leader", "superior", "inspector", "member")


def declare(commands: arguments.Commands) -> None:
    """Declare the command."""
    group = arguments.group(commands, "person", "租户里的人员")
    declared = arguments.command(
        group, "create", "添加人员并任职，例如新租户的第一位管理员；打印一次性密码", create, access=Access.RUNTIME
    )
    declared.add_argument("username", help="用户名")
    declared.add_argument("--name", required=True, help="姓名")
    declared.add_argument("--tenant", required=True, help="租户的子域名")
    declared.add_argument("--unit", help="任职单位的编码（默认最上级单位）")
    declared.add_argument("--role", choices=ROLES, default="admin", help="岗位（默认 admin）")


def create(args: argparse.Namespace) -> int:
    """Take the person in as the system, which alone may do so before a tenant has an administrator."""
    from django.utils import timezone
    from django_tenants.utils import tenant_context

    from accounts import actions, actors
    from core import clock
    from tenants import current

    tenant, at = lookups.tenant(args.tenant), timezone.now()
    with tenant_context(tenant):
        unit = lookups.unit(args.unit)
        made = actions.create_user(
            username=args.username,
            name=args.name,
            unit=unit,
            role=args.role,
            from_on=clock.local_date(at),
            actor=actors.SYSTEM,
            at=at,
        )
    address = f"{current.base_url(tenant)}/sign-in/"
    found = {
        "username": made.user.username,
        "name": made.user.name,
        "unit": unit.code,
        "role": args.role,
        "password": made.password,
        "address": address,
    }
    lines = [
        f"已添加 {made.user.name}（{made.user.username}），{unit.name} {made.post.get_role_display()}。",
        f"一次性密码：{made.password}（首次登录时修改，不再显示）",
        f"登录：{address}",
    ]
    output.result(found, lines, as_json=args.as_json)
    return 0

"""`gongkai operator create`: an account for a platform operator."""

from __future__ import annotations

import argparse
import getpass
import sys

from config.gongkai import arguments, output
from config.gongkai.surroundings import Access


def declare(commands: arguments.Commands) -> None:
    """Declare the command."""
    group = arguments.group(commands, "operator", "平台运营人员")
    declared = arguments.command(
        group, "create", "添加平台运营人员；密码从终端或标准输入读取", create, access=Access.RUNTIME
    )
    declared.add_argument("username", help="用户名")
    declared.add_argument("--name", required=True, help="姓名")


def create(args: argparse.Namespace) -> int:
    """Take in an operator; the password never stands on the command line, where others could read it."""
    from django.utils import timezone

    from tenants import operators, policies

    password = getpass.getpass("密码：") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    made = operators.create(
        username=args.username, name=args.name, password=password, actor=policies.CONSOLE, at=timezone.now()
    )
    found = {"username": made.username, "name": made.name, "id": str(made.public_id)}
    output.result(found, [f"已添加平台运营人员 {made.name}（{made.username}）。"], as_json=args.as_json)
    return 0

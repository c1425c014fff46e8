"""Which commands are there, and what do they take? Each module of commands declares its own."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from config.gongkai.surroundings import Access

Run = Callable[[argparse.Namespace], int]
Commands = Any
"""What `ArgumentParser.add_subparsers` returns; argparse keeps its type to itself."""


def parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    from config.gongkai import (
        archiving,
        deadlines,
        doctor,
        imports,
        ledger,
        migrating,
        operators,
        persons,
        serving,
        snapshots,
        tenancy,
        trees,
    )

    whole = argparse.ArgumentParser(prog="gongkai", description="公开平台的管理命令")
    whole.add_argument("--traceback", action="store_true", help="出错时打印完整调用过程")
    commands = whole.add_subparsers(dest="command", required=True, metavar="命令")
    for module in (
        serving,
        migrating,
        tenancy,
        imports,
        trees,
        persons,
        operators,
        deadlines,
        ledger,
        archiving,
        doctor,
        snapshots,
    ):
        module.declare(commands)
    return whole


def command(
    commands: Commands, name: str, help_text: str, run: Run, *, access: Access, as_json: bool = True
) -> argparse.ArgumentParser:
    """Declare one command; all but the servers can answer with one JSON object."""
    declared: argparse.ArgumentParser = commands.add_parser(name, help=help_text, description=help_text)
    declared.set_defaults(run=run, access=access, as_json=False)
    if as_json:
        declared.add_argument("--json", dest="as_json", action="store_true", help="只向标准输出写一个 JSON 对象")
    return declared


def group(commands: Commands, name: str, help_text: str) -> Commands:
    """Declare a group of commands, such as `tenant`."""
    declared: argparse.ArgumentParser = commands.add_parser(name, help=help_text, description=help_text)
    return declared.add_subparsers(dest="subcommand", required=True, metavar="操作")

"""`gongkai catalog import` and `gongkai units import`: spreadsheets of offices, with a dry run."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from config.gongkai import arguments, exports, lookups, output
from config.gongkai.surroundings import Access

if TYPE_CHECKING:
    from core.sheets.reports import ImportReport


def declare(commands: arguments.Commands) -> None:
    """Declare both imports."""
    catalog = arguments.group(commands, "catalog", "公开目录")
    exports.declare(catalog)
    units = arguments.group(commands, "units", "组织")
    for found in (
        arguments.command(catalog, "import", "从表格导入公开目录", import_catalog, access=Access.RUNTIME),
        arguments.command(units, "import", "从表格导入组织", import_units, access=Access.RUNTIME),
    ):
        found.add_argument("file", type=Path, metavar="FILE", help=".csv 或 .xlsx 文件")
        found.add_argument("--tenant", required=True, help="租户的子域名")
        found.add_argument("--dry-run", action="store_true", help="只检查，不写入")
        if found.prog.split()[-2] == "catalog":
            found.add_argument("--unit", help="目录归属单位的编码；不写则为最上级单位")
            found.add_argument("--name", default="", help="目录名称；不写则用表格的标题，没有标题的用单位名称")


def import_catalog(args: argparse.Namespace) -> int:
    """Import a catalog at a unit, as the system."""
    from django.utils import timezone
    from django_tenants.utils import tenant_context

    from accounts import actors
    from catalogs import imports

    with tenant_context(lookups.served_tenant(args.tenant)), args.file.open("rb") as stream:
        report = imports.import_catalog(
            stream,
            args.file.name,
            unit=lookups.unit(args.unit),
            actor=actors.SYSTEM,
            at=timezone.now(),
            dry_run=args.dry_run,
            catalog_name=args.name,
        )
    return _reported(report, args)


def import_units(args: argparse.Namespace) -> int:
    """Import the tree, as the system."""
    from django.utils import timezone
    from django_tenants.utils import tenant_context

    from accounts import actors
    from hierarchy import imports

    with tenant_context(lookups.served_tenant(args.tenant)), args.file.open("rb") as stream:
        report = imports.import_units(
            stream, args.file.name, actor=actors.SYSTEM, at=timezone.now(), dry_run=args.dry_run
        )
    return _reported(report, args)


def _reported(report: ImportReport, args: argparse.Namespace) -> int:
    output.result({**report.as_json(), "dry_run": args.dry_run}, _lines(report, args), as_json=args.as_json)
    return 1 if _refused(report, args) else 0


def _refused(report: ImportReport, args: argparse.Namespace) -> bool:
    return not args.dry_run and report.extra.get("written") is False


def _lines(report: ImportReport, args: argparse.Namespace) -> Iterator[str]:
    done = "检查完毕（未写入）" if args.dry_run else "导入完毕"
    if _refused(report, args):
        done = "有错误，没有写入任何内容"
    yield f"{args.file.name}：{done}，共 {report.rows} 行，读入 {report.read} 行。"
    if report.needs_person:
        yield f"需要人工核对 {len(report.needs_person)} 处："
    for problem in report.needs_person:
        yield f"  第 {problem.row} 行“{problem.column}”：{problem.reason} [{problem.code}]"

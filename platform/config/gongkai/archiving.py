"""`gongkai archive export`: the box of a unit and a year as a folder that opens without the platform."""

from __future__ import annotations

import argparse
from pathlib import Path

from config.gongkai import arguments, lookups, output
from config.gongkai.surroundings import Access


def declare(commands: arguments.Commands) -> None:
    """Declare the group."""
    group = arguments.group(commands, "archive", "年度归档：导出归档盒")
    out = arguments.command(group, "export", "把一个单位一年的归档盒导出成文件夹", export, access=Access.RUNTIME)
    out.add_argument("--tenant", required=True, metavar="T", help="租户的子域名")
    out.add_argument("--unit", required=True, metavar="CODE", help="单位的编码")
    out.add_argument("--year", required=True, type=int, metavar="YYYY", help="年度")
    out.add_argument("folder", type=Path, metavar="FOLDER", help="要新建的文件夹")


def export(args: argparse.Namespace) -> int:
    """Write the folder, whole or not at all."""
    from django_tenants.utils import tenant_context

    from archives import bags
    from archives.models import Box
    from core import errors

    if args.folder.exists():
        raise errors.Conflict("export.exists", f"“{args.folder}”已经存在，没有写入。请换一个文件夹名。")
    with tenant_context(lookups.served_tenant(args.tenant)):
        unit = lookups.unit(args.unit)
        box = Box.objects.filter(unit=unit, year=args.year).first()
        if box is None:
            raise errors.Missing("box.missing", f"{unit.name} {args.year} 年还没有归档，请先在“归档”页面归档。")
        count = bags.write_folder(box, args.folder)
    facts = {"folder": str(args.folder), "box": box.number, "entries": box.count, "files": count}
    output.result(facts, [f"{args.folder}：{box.number}，{box.count} 件，{count} 个文件。"], as_json=args.as_json)
    return 0

"""`gongkai catalog export`: a unit's effective catalog as an office's table, whole or not at all."""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path

from config.gongkai import arguments, lookups, output
from config.gongkai.surroundings import Access

LAYOUTS = ("office", "national")


def declare(catalog: arguments.Commands) -> None:
    """Declare the command among those of catalogs."""
    found = arguments.command(catalog, "export", "把单位现行的公开目录导出为表格", run, access=Access.RUNTIME)
    found.add_argument("file", type=Path, metavar="FILE", help="要写的 .csv 或 .xlsx 文件")
    found.add_argument("--tenant", required=True, help="租户的子域名")
    found.add_argument("--unit", help="单位的编码；不写则为最上级单位")
    found.add_argument("--layout", choices=LAYOUTS, default=LAYOUTS[0], help="office：六列；national：国家标准目录")
    found.add_argument("--replace", action="store_true", help="覆盖已有的文件")


def run(args: argparse.Namespace) -> int:
    """Write the table, unless the file is somebody else's or stands there already."""
    from django.utils import timezone
    from django_tenants.utils import tenant_context

    from catalogs import effective, exports
    from core import clock

    file_format = exports.FileFormat(_ending(args.file))
    _require_free(args.file, replace=args.replace)
    with tenant_context(lookups.served_tenant(args.tenant)):
        unit = lookups.unit(args.unit)
        items = [each.item for each in effective.for_unit(unit, on=clock.local_date(timezone.now()))]
        content = exports.table(items, exports.TableLayout(args.layout), file_format, title=f"{unit.name}公开目录")
    _write_whole(args.file, content)
    facts = {"file": str(args.file), "unit": unit.code, "items": len(items), "layout": args.layout}
    output.result(facts, [f"{args.file}：{unit.name}现行的公开目录，共 {len(items)} 项。"], as_json=args.as_json)
    return 0


def _ending(file: Path) -> str:
    from core import errors

    ending = file.suffix.lower().removeprefix(".")
    if ending not in ("csv", "xlsx"):
        raise errors.Refusal("export.format_unknown", f"“{file.name}”要以 .xlsx 或 .csv 结尾，请改文件名。")
    return ending


def _require_free(file: Path, *, replace: bool) -> None:
    """Refuse what another program has open (spreadsheets leave a mark beside the file), and what stands there."""
    from core import errors

    marks = (file.with_name(f".~lock.{file.name}#"), file.with_name(f"~${file.name}"))
    if any(mark.exists() for mark in marks):
        raise errors.Conflict(
            "export.open_elsewhere", f"“{file.name}”正在别的程序中打开，没有写入。请关闭后再试，或换一个文件名。"
        )
    if file.exists() and not replace:
        raise errors.Conflict("export.exists", f"“{file}”已经存在，没有写入。要覆盖的，请加 --replace。")


def _write_whole(file: Path, content: bytes) -> None:
    """Put the file in its place in one step: whoever reads it finds the former one or the new one, never a part."""
    number, name = tempfile.mkstemp(dir=file.parent, prefix=".gongkai-", suffix=file.suffix)
    try:
        with os.fdopen(number, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise

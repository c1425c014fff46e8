"""`gongkai openapi` and `gongkai diagrams`: committed texts that are derived from the code."""

from __future__ import annotations

import argparse
import importlib.util
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from config.gongkai import arguments, output
from config.gongkai.surroundings import Access

ROOT = Path(__file__).resolve().parents[3]
OPENAPI = ROOT / "api" / "openapi.yaml"


def declare(commands: arguments.Commands) -> None:
    """Declare both commands."""
    for name, text, run in (
        ("openapi", "写出 API 说明（api/openapi.yaml）", openapi),
        ("diagrams", "更新各应用 README 里的状态图", diagrams),
    ):
        declared = arguments.command(commands, name, text, run, access=Access.CODE)
        declared.add_argument("--check", action="store_true", help="只核对是否最新，不写")


def openapi(args: argparse.Namespace) -> int:
    """Write the API's description; with `--check`, 1 if the committed one is not current."""
    from django.utils import translation
    from drf_spectacular import generators, renderers, validation

    spectacular: Any = generators, renderers, validation  # not typed by its authors
    generating, rendering, validating = spectacular
    with translation.override("zh-hans"):
        schema = generating.SchemaGenerator().get_schema(request=None, public=True)
    validating.validate_schema(schema)
    text = rendering.OpenApiYamlRenderer().render(schema, renderer_context={}).decode()
    return _kept({OPENAPI: text}, args)


def diagrams(args: argparse.Namespace) -> int:
    """Draw every flow into the README of its app."""
    from django.conf import settings

    from core import workflow
    from core.workflow import diagrams as drawing

    for name in settings.INSTALLED_APPS:
        if importlib.util.find_spec(f"{name}.flows"):
            importlib.import_module(f"{name}.flows")
    wanted: dict[Path, str] = {}
    for flow in workflow.registry().values():
        readme = Path(str(flow.model._meta.app_config.path)) / "README.md"
        text = wanted.get(readme) or (readme.read_text(encoding="utf-8") if readme.exists() else "")
        if drawing.BEGIN.format(name=flow.name) not in text:
            output.failure(
                "diagram.no_place",
                f"{readme.relative_to(ROOT)} 缺少 {drawing.BEGIN.format(name=flow.name)}",
                as_json=False,
            )
            return 1
        wanted[readme] = drawing.embedded(flow, text)
    return _kept(wanted, args)


def _kept(wanted: Mapping[Path, str], args: argparse.Namespace) -> int:
    stale = [path for path, text in wanted.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    names = [str(path.relative_to(ROOT)) for path in stale]
    if args.check and stale:
        output.failure(
            "snapshot.stale", f"{'、'.join(names)} 已过时，请运行 gongkai {args.command}", as_json=args.as_json
        )
        return 1
    for path in stale:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(wanted[path], encoding="utf-8")
    output.result({"written": names}, [f"已写：{name}" for name in names] or ["都是最新的。"], as_json=args.as_json)
    return 0

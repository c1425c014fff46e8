"""`gongkai migrate`: bring the database up to the code."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from config.gongkai import arguments, output
from config.gongkai.surroundings import Access


def declare(commands: arguments.Commands) -> None:
    """Declare the command."""
    arguments.command(commands, "migrate", "升级数据库结构：公共部分，再逐个升级落后的租户", run, access=Access.OWNER)


def run(args: argparse.Namespace) -> int:
    """Migrate what is behind, and report each tenant; 1 if one of them failed."""
    from django.utils import timezone

    from tenants import database, upgrade

    database.prepare()
    report = upgrade.upgrade_platform(at=timezone.now())
    found = {"migrated": report.migrated, "failed": report.failed}
    output.result(found, _lines(report), as_json=args.as_json)
    return 0 if report.succeeded else 1


def is_current() -> bool:
    """Tell whether public, the template and every tenant are at the code's migrations."""
    from django.apps import apps
    from django.conf import settings
    from django.db import ProgrammingError, connection
    from django.db.migrations.loader import MigrationLoader

    from tenants import migration_state, template
    from tenants.models import Tenant

    loader = MigrationLoader(connection)
    shared = {config.label for config in apps.get_app_configs() if config.name in settings.SHARED_APPS}
    if any(key[0] in shared and key not in loader.applied_migrations for key in loader.disk_migrations):
        return False
    try:
        return template.exists() and not Tenant.objects.behind(migration_state.code_hash()).exists()
    except ProgrammingError:
        return False


def _lines(report: object) -> Iterator[str]:
    from tenants.upgrade import Report

    assert isinstance(report, Report)  # noqa: S101  (for the type checker: the models load late)
    for slug in report.migrated:
        yield f"已升级：{slug}"
    for slug, reason in report.failed.items():
        yield f"未能升级：{slug}：{reason}"
    if not report.migrated and report.succeeded:
        yield "数据库结构已是最新，没有需要升级的租户。"

"""What does the platform need around it, what is there, and what is to be done about the difference?

Each check looks at one thing and never raises: what it cannot find out is a failure with its reason. The web server
asks the one that guards against wrong answers (`pooling_is_safe`) before it starts, see `config.web`.
"""

from __future__ import annotations

import datetime
import enum
import os
import platform
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.db import connection
from django.utils import timezone

from config.gongkai import migrating
from core import clock, schemas
from core.workdays import coverage

LEAST_POSTGRES = 140000
LEAST_LOCKS = 256
LEAST_POOLED_POSTGRES = 180000
PROBES = 3
SAMPLE = "公开透明，接受监督。"


class Outcome(enum.StrEnum):
    """How a check ended."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"


@dataclass(frozen=True)
class Finding:
    """What one check found, and how to mend it if it has to be."""

    name: str
    outcome: Outcome
    found: str
    mend: str = ""


Check = Callable[[], Iterator[Finding]]


def examine() -> list[Finding]:
    """Run all checks."""
    return [finding for check in CHECKS for finding in _carried_out(check)]


def _carried_out(check: Check) -> list[Finding]:
    try:
        return list(check())
    except Exception as problem:
        name = (check.__doc__ or check.__name__).rstrip(".")
        return [
            Finding(
                name, Outcome.FAILED, f"{type(problem).__name__}: {str(problem).strip()[:200]}", MENDS.get(name, "")
            )
        ]


def _judged(name: str, *, good: bool, found: str, mend: str, otherwise: Outcome = Outcome.FAILED) -> Finding:
    return Finding(name, Outcome.OK if good else otherwise, found, "" if good else mend)


def _versions() -> Iterator[Finding]:
    """版本."""
    found = f"Python {platform.python_version()}，Django {django.get_version()}"
    yield _judged("版本", good=sys.version_info >= (3, 11), found=found, mend="请安装 Python 3.11 或更高版本。")


def _database() -> Iterator[Finding]:
    """数据库."""
    version = int(_asked("SHOW server_version_num"))
    yield _judged(
        "数据库",
        good=version >= LEAST_POSTGRES,
        found=f"PostgreSQL {version // 10000}",
        mend="请升级到 PostgreSQL 14 或更高版本。",
    )
    encoding = _asked("SHOW server_encoding")
    knows_chinese = _asked("SELECT '党' ~ '[[:alpha:]]'")
    yield _judged(
        "字符编码",
        good=encoding == "UTF8" and knows_chinese is True,
        found=f"{encoding}，{'识别' if knows_chinese else '不识别'}汉字",
        mend="请用 UTF8 编码和 C.UTF-8（或 zh_CN.UTF-8）字符类型重建数据库，否则按姓名、名称检索不到汉字。",
    )
    locks = int(_asked("SHOW max_locks_per_transaction"))
    yield _judged(
        "锁的数量",
        good=locks >= LEAST_LOCKS,
        found=f"max_locks_per_transaction = {locks}",
        mend=f"请在 postgresql.conf 里写 max_locks_per_transaction = {LEAST_LOCKS * 2} 并重启数据库："
        "开通或移除一个租户要同时用上千个锁。",
    )


def _runtime_role() -> Iterator[Finding]:
    """运行角色."""
    role = settings.DATABASE_RUNTIME_ROLE or _asked("SELECT current_user")
    owned = int(_asked("SELECT count(*) FROM pg_tables WHERE tableowner = %s", role))
    is_super = bool(_asked("SELECT rolsuper FROM pg_roles WHERE rolname = %s", role))
    yield _judged(
        "运行角色",
        good=not owned and not is_super,
        found=f"{role}：拥有 {owned} 张表{'，是超级用户' if is_super else ''}",
        mend="请为 GONGKAI_DATABASE_URL 另建一个不拥有任何表的角色；"
        "结构由 GONGKAI_DATABASE_OWNER_URL 的角色管理（见 deploy/README.md）。",
    )


def pooling_is_safe() -> Finding:
    """Tell whether a pooler between here and the database could serve the wrong tenant.

    In transaction mode a pooler hands the connection, with its search path, from one tenant's request to another's,
    unless PostgreSQL (≥ 18) reports the search path and PgBouncer (≥ 1.26.1, `track_extra_parameters`) restores it.
    A pooler does not tell its version to whom it serves, so that what it does is tried out.
    """
    before = _asked("SELECT pg_backend_pid()")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid() FROM generate_series(1, 1)")
        after = cursor.fetchone()[0]
    version = int(_asked("SHOW server_version_num"))
    mixed_up = not _keeps_search_paths()
    pooled = bool(settings.DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"]) or before != after or mixed_up
    found = "经过事务级连接池" if pooled else "直接连接，或会话级连接池"
    return _judged(
        "连接池",
        good=not mixed_up and (not pooled or version >= LEAST_POOLED_POSTGRES),
        found=f"{found}，实测两个连接的 search_path 相互混用" if mixed_up else found,
        mend="事务级连接池可能把一个租户的数据给另一个租户。请改用会话级（pool_mode = session），"
        "或使用 PostgreSQL 18 以上并在 PgBouncer 1.26.1 以上设置 track_extra_parameters = search_path。",
    )


def _keeps_search_paths() -> bool:
    """Let two connections take turns, each with a search path of its own, and say whether both find theirs again."""
    wanted = connection.get_connection_params()
    with ExitStack() as opened:
        probes = {f"gongkai_probe_{number}": connection.get_new_connection(wanted) for number in (1, 2)}
        for probe in probes.values():
            opened.callback(probe.close)
            probe.autocommit = True
        for path, probe in probes.items():
            _said_by(probe, "SELECT set_config('search_path', %s, false)", path)
        return all(_said_by(probe, "SHOW search_path") == path for path, probe in [*probes.items()] * PROBES)


def _said_by(probe: Any, statement: str, *parameters: str) -> Any:
    with probe.cursor() as cursor:
        cursor.execute(statement, parameters or None)
        return cursor.fetchone()[0]


def _pooling() -> Iterator[Finding]:
    """连接池."""
    yield pooling_is_safe()


def _migrations() -> Iterator[Finding]:
    """数据库结构."""
    current = migrating.is_current()
    yield _judged("数据库结构", good=current, found="最新" if current else "落后于程序", mend="请运行：gongkai migrate")


def _broker() -> Iterator[Finding]:
    """消息服务."""
    from celery import current_app

    with current_app.connection_for_write() as broker:
        broker.ensure_connection(max_retries=1, timeout=3)
        kind = broker.transport_cls
    yield Finding("消息服务", Outcome.OK, f"{kind}，可以连接")
    answers = current_app.control.ping(timeout=1.5)
    yield _judged(
        "任务进程",
        good=bool(answers),
        found=f"{len(answers)} 个在应答" if answers else "没有应答",
        mend="请运行 gongkai up（或只运行任务进程：gongkai up --only worker）。",
        otherwise=Outcome.WARNING,
    )


def _fonts() -> Iterator[Finding]:
    """字体."""
    import pylopdf_fonts_zh_cn
    import typst

    folder = Path(pylopdf_fonts_zh_cn.__file__).parent
    source = f'#set text(font: ("Noto Serif SC", "Noto Sans SC"), fallback: false)\n{SAMPLE}'
    compiler: Any = typst  # its overloads confuse the type checker
    made = compiler.compile(source.encode(), font_paths=[str(folder)], ignore_system_fonts=True)
    yield _judged(
        "字体", good=bool(made) and len(made) > 1500, found=f"可排印中文（{len(made)} 字节）", mend=MENDS["字体"]
    )


def _calendar() -> Iterator[Finding]:
    """工作日历."""
    schemas.leave()
    report = coverage.coverage_report(clock.local_date(timezone.now()))
    yield _judged(
        "工作日历",
        good=report.state == coverage.CoverageState.GOOD,
        found=f"已载入至 {report.last}" if report.last else "没有载入",
        mend=f"请在国务院办公厅公布 {report.missing_year} 年放假安排后升级 chinesecalendar，再运行 gongkai migrate；"
        "此前的期限按暂定日期计算。",
        otherwise=Outcome.WARNING if report.state == coverage.CoverageState.ENDS_SOON else Outcome.FAILED,
    )


def _data_folder() -> Iterator[Finding]:
    """数据目录."""
    folder = Path(settings.DATA)
    with tempfile.NamedTemporaryFile(dir=folder):
        pass
    free = os.statvfs(folder)
    gigabytes = free.f_bavail * free.f_frsize / 1e9
    yield _judged(
        "数据目录",
        good=gigabytes > 1,
        found=f"{folder}，可写，剩余 {gigabytes:.1f} GB",
        mend="剩余空间不足 1 GB，请清理磁盘或换一个更大的数据目录（GONGKAI_DATA）。",
        otherwise=Outcome.WARNING,
    )


def _tenants() -> Iterator[Finding]:
    """租户."""
    from tenants.models import Tenant

    schemas.leave()
    stuck = list(
        Tenant.objects.filter(
            state__in=["provisioning", "deleting"], created_at__lt=timezone.now() - datetime.timedelta(minutes=10)
        ).values_list("slug", flat=True)
    )
    yield _judged(
        "租户",
        good=not stuck,
        found=f"{Tenant.objects.count()} 个" + (f"，停在半途：{'、'.join(stuck)}" if stuck else ""),
        mend="请确认任务进程在运行；半途的租户可用 gongkai tenant delete 移除后重新开通。",
        otherwise=Outcome.WARNING,
    )


def _ledgers() -> Iterator[Finding]:
    """公开账本."""
    from django_tenants.utils import tenant_context

    from core.ledger import links
    from tenants.models import Tenant

    schemas.leave()
    broken = []
    tenants = list(Tenant.objects.ready())
    for tenant in tenants:
        with tenant_context(tenant):
            number = links.first_broken()
        if number is not None:
            broken.append(f"{tenant.slug} 第 {number} 条")
    yield _judged(
        "公开账本",
        good=not broken,
        found="、".join(broken) + "接不上" if broken else f"{len(tenants)} 本，条目前后相接",
        mend="账本被改动过。请保留现场，导出后逐条核对：gongkai ledger export --tenant 租户 文件，"
        "再运行 gongkai ledger verify 文件；必要时从备份恢复。",
    )


def _asked(statement: str, *parameters: Any) -> Any:
    schemas.leave()
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters or None)
        row = cursor.fetchone()
    return row[0] if row else None


MENDS = {
    "数据库": "请核对 GONGKAI_DATABASE_URL，并确认 PostgreSQL 已启动、允许从这里连接。",
    "消息服务": "请核对 GONGKAI_BROKER_URL，并确认 RabbitMQ 或 Redis 已启动。网站照常办理，但通知和后台任务会延后。",
    "字体": "请重新安装依赖：make setup（字体在 pylopdf-fonts-zh-cn 里）。",
    "数据目录": "请让运行本程序的用户可以写入数据目录（GONGKAI_DATA）。",
    "数据库结构": "请运行：gongkai migrate",
    "工作日历": "请运行：gongkai migrate",
    "租户": "请运行：gongkai migrate",
    "公开账本": "请运行：gongkai migrate",
}
CHECKS: tuple[Check, ...] = (
    _versions,
    _database,
    _runtime_role,
    _pooling,
    _migrations,
    _broker,
    _fonts,
    _calendar,
    _data_folder,
    _tenants,
    _ledgers,
)

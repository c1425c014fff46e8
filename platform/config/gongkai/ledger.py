"""`gongkai ledger …`: give the ledger out, and verify it, from a file alone or in the database."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from config.gongkai import arguments, lookups, output, surroundings
from config.gongkai.surroundings import Access
from core.ledger import verifying

if TYPE_CHECKING:
    from tenants.models import Tenant

LONGEST_LINE = 64 * 1024 * 1024
UNVERIFIED = 2
_ANCHOR = re.compile(r"(\d{1,18}):([0-9a-f]{64})")
FAULTS = {
    "line.unreadable": "这一行读不懂",
    "line.altered": "这一行被改写过",
    "header.missing": "缺少文件头",
    "header.altered": "文件头被改过",
    "header.unknown_format": "文件格式的版本不认识，请换用新版的核对程序",
    "entry.missing": "这一条缺失",
    "entry.repeated": "这一条重复或不在它的位置上",
    "entry.unlinked": "这一条与前一条接不上",
    "entry.altered": "这一条被改过",
    "entry.withheld": "这一条公开时人人可读，文件里却没有它的内容，以后的条目也没有说明",
    "entry.of_another_ledger": "这一条不属于这本账",
    "entry.differs_from_older": "这一条与先前留存的不一致：账本被重写过",
    "content.altered": "这一条的正文被改过",
    "checkpoint.missing": "检查点缺失",
    "checkpoint.altered": "检查点被改过",
    "checkpoint.differs": "检查点与账本不一致",
    "file.cut_off": "文件不完整，从这一条起缺失",
    "file.line_ends": "换行符被改成了 Windows 的，账本本身未必有问题。请用没有经过编辑器或邮件正文转换的原文件核对",
    "file.altered": "文件在导出以后被改过",
    "file.goes_on_after_end": "文件末尾之后还有内容",
    "end.altered": "文件尾被改过",
    "proof.of_nothing": "文件里没有要证明的那条记录",
    "record.unrecorded": "有公开信息没有入账",
    "record.text_altered": "公开信息的正文或附件与入账时不同",
    "record.facts_altered": "公开信息的索引号、单位、类别或公开时间与入账时不同",
    "record.state_altered": "公开信息现在的状态与账本不同",
    "record.removed": "入账的公开信息已经不在了",
}


class _Unverified(Exception):
    """Nothing could be verified; says why."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code


def declare(commands: arguments.Commands) -> None:
    """Declare the group."""
    group = arguments.group(commands, "ledger", "公开账本：导出和核对")
    out = arguments.command(group, "export", "把一个租户的账本导出成一个文件", export, access=Access.RUNTIME)
    out.add_argument("--tenant", required=True, metavar="T", help="租户的子域名")
    out.add_argument("file", type=Path, metavar="FILE")
    text = "核对导出的账本或一条记录的证明（只要文件）；或核对数据库里的账本和公开信息"
    checked = arguments.command(group, "verify", text, verify, access=Access.NOTHING)
    checked.add_argument("file", type=Path, nargs="?", metavar="FILE", help="导出文件或证明文件")
    checked.add_argument("--tenant", metavar="T", help="不核对文件，核对这个租户的数据库")
    checked.add_argument("--older", type=Path, metavar="F", help="同时与先前留存的导出或证明对照")
    checked.add_argument(
        "--anchor", action="append", default=[], metavar="N:HASH", help="同时与记下的某一条的校验值对照，可以写多个"
    )
    taken = arguments.command(
        group, "take-in", "补记建账以前已经公开的信息（只做一次）", take_in, access=Access.RUNTIME
    )
    taken.add_argument("--tenant", required=True, metavar="T", help="租户的子域名")


def export(args: argparse.Namespace) -> int:
    """Write what anybody may read of a tenant's ledger to a file."""
    from django.utils import timezone
    from django_tenants.utils import tenant_context

    from accounts import actors
    from core.ledger import exports
    from disclosures.recording import records

    tenant = lookups.tenant(args.tenant)
    part = args.file.with_name(f"{args.file.name}.part")
    with tenant_context(tenant), part.open("wb") as file:
        shown = records.shown_to(actors.ANONYMOUS)
        file.writelines(exports.export(name=tenant.name, at=timezone.now(), shown=shown))
    part.replace(args.file)
    report = _verified(args.file, {})
    output.result({"file": str(args.file), **_as_json(report)}, _lines(report), as_json=args.as_json)
    return 1 if report.fault else 0


def verify(args: argparse.Namespace) -> int:
    """Verify a file, without settings or database, or a tenant.

    0: sound; 1: the first bad entry; 2: nothing was verified, since there is no such file or tenant.
    """
    try:
        if bool(args.file) == bool(args.tenant):
            raise _Unverified("ledger.what", "请写要核对的文件，或者用 --tenant 写要核对的租户。")
        older = _older(args.older) if args.older is not None else None
        anchors = {**_anchors(args.anchor), **(older.heads if older is not None else {})}
        report = _of_tenant(args.tenant, anchors) if args.tenant else _verified(args.file, anchors)
        if older is not None and report.ledger not in ("", older.ledger):
            raise _Unverified("ledger.another", f"用来对照的“{args.older}”是另一本账本，不能对照。请换一份。")
    except _Unverified as problem:
        output.failure(problem.code, str(problem), as_json=args.as_json)
        return UNVERIFIED
    return _told(report, args)


def take_in(args: argparse.Namespace) -> int:
    """Record what was public before there was a ledger."""
    from django.utils import timezone
    from django_tenants.utils import tenant_context

    from disclosures.recording import agreement
    from tenants import policies

    with tenant_context(lookups.served_tenant(args.tenant)):
        count = agreement.take_in(actor=policies.CONSOLE, at=timezone.now())
    output.result({"recorded": count}, [f"补记了 {count} 件。" if count else "没有要补记的。"], as_json=args.as_json)
    return 0


def _of_tenant(slug: str, anchors: Mapping[int, str]) -> verifying.Report:
    with surroundings.prepared(Access.RUNTIME):
        from django.utils import timezone
        from django_tenants.utils import tenant_context

        from core import errors
        from disclosures.recording import agreement

        try:
            tenant: Tenant = lookups.tenant(slug)
        except errors.Missing as problem:
            raise _Unverified(problem.code, str(problem.reason)) from None
        with tenant_context(tenant):
            return agreement.check(at=timezone.now(), anchors=anchors)


def _anchors(told: Sequence[str]) -> dict[int, str]:
    found: dict[int, str] = {}
    for text in told:
        parts = _ANCHOR.fullmatch(text)
        if parts is None:
            raise _Unverified("ledger.anchor", f"“{text}”不是“条目序号:校验值”的样子，例如 128:3fa9…（64位）。")
        found[int(parts[1])] = parts[2]
    return found


def _older(path: Path) -> verifying.Report:
    found = _verified(path, {})
    if found.fault is not None:
        what = _wording(found.fault)
        raise _Unverified("ledger.older_unsound", f"用来对照的“{path}”本身就没有通过核对：{what}。请换一份。")
    return found


def _verified(path: Path, anchors: Mapping[int, str]) -> verifying.Report:
    try:
        with path.open("rb") as file:
            return verifying.verify(iter(lambda: file.readline(LONGEST_LINE), b""), anchors=anchors)
    except verifying.Unreadable:
        reason = f"“{path}”不是公开账本的导出文件，也不是证明文件。请核对文件。"
        raise _Unverified("ledger.not_a_ledger", reason) from None
    except OSError as problem:
        raise _Unverified("file.problem", output.file_problem(problem)) from None


def _told(report: verifying.Report, args: argparse.Namespace) -> int:
    if report.fault is None:
        output.result(_as_json(report), _lines(report), as_json=args.as_json)
        return 0
    if args.as_json:
        output.result(_as_json(report), (), as_json=True)
    output.failure(report.fault.code, f"核对没有通过。{_wording(report.fault)}。", as_json=False)
    return 1


def _wording(fault: verifying.Fault) -> str:
    where = [f"第 {fault.number} 条" if fault.number else "", f"检查点 {fault.checkpoint}" if fault.checkpoint else ""]
    where += [fault.subject, f"文件第 {fault.line} 行" if fault.line else ""]
    return f"{'，'.join(part for part in where if part) or '整个文件'}：{FAULTS.get(fault.code, fault.code)}"


def _lines(report: verifying.Report) -> Iterator[str]:
    if report.fault is not None:
        yield f"核对没有通过。{_wording(report.fault)}。"
        return
    if report.kind == verifying.PROOF:
        yield f"核对通过：{report.name}的记录 {report.subject} 在账本里，没有改动。"
    else:
        shut = report.entries - report.opened
        yield f"核对通过：{report.name}的账本共 {report.entries} 条，其中 {shut} 条只有校验值；没有改动、缺失或调换。"
    yield f"检查点 {report.checkpoints} 个；到第 {report.entries} 条的校验值是 {report.head}"


def _as_json(report: verifying.Report) -> dict[str, Any]:
    fault = vars(report.fault) if report.fault else None
    kept = {name: value for name, value in vars(report).items() if name not in ("heads", "fault")}
    return {"sound": fault is None, **kept, "fault": fault}

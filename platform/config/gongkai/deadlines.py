"""`gongkai deadline` and `gongkai calendar …`: when a term ends, and how a year gets into the calendar."""

from __future__ import annotations

import argparse
import datetime
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from config.gongkai import arguments, lookups, output
from config.gongkai.surroundings import Access

if TYPE_CHECKING:
    from core.workdays.calendar import Deadline
    from core.workdays.models import CalendarProposal, CalendarYear
    from tenants.policies import OperatorActor

FIRST_YEAR, LAST_YEAR = 2000, 2100
LONGEST_TERM = 3650


def declare(commands: arguments.Commands) -> None:
    """Declare the commands."""
    asked = arguments.command(commands, "deadline", "计算期限并逐日说明", deadline, access=Access.RUNTIME)
    asked.add_argument("day", metavar="DATE", help="起算日（当天不计），例如 2026-09-17")
    asked.add_argument("days", metavar="DAYS", help="天数，默认按工作日计")
    asked.add_argument("--tenant", metavar="T", help="租户的子域名：计入其不办公和调休上班的日子")
    asked.add_argument("--calendar-days", action="store_true", help="按自然日计")

    group = arguments.group(commands, "calendar", "全国工作日历：一人上传，另一人确认")
    loaded = arguments.command(group, "load", "上传一年的放假安排，等待另一人确认", load, access=Access.RUNTIME)
    _about_a_year(loaded)
    loaded.add_argument(
        "--file", type=Path, metavar="F", help="含日期、是否上班、节日的 .csv 或 .xlsx；不写则用随系统安装的安排"
    )
    loaded.add_argument("--fill", action="store_true", help="文件只列放假和调休的日子，其余按周一至周五补齐")
    loaded.add_argument("--dry-run", action="store_true", help="只预览差别，不保存")
    _by_operator(loaded)
    confirmed = arguments.command(group, "confirm", "确认另一人上传的一年", confirm, access=Access.RUNTIME)
    _by_operator(_about_a_year(confirmed))
    given_up = arguments.command(group, "discard", "放弃上传的一年", discard, access=Access.RUNTIME)
    _by_operator(_about_a_year(given_up))
    given_up.add_argument("--reason", required=True, help="理由")
    _about_a_year(arguments.command(group, "show", "查看一年的日历和待确认的上传", show, access=Access.RUNTIME))


def _about_a_year(declared: argparse.ArgumentParser) -> argparse.ArgumentParser:
    declared.add_argument("year", type=int, metavar="YEAR", help="年份")
    return declared


def _by_operator(declared: argparse.ArgumentParser) -> None:
    declared.add_argument("--operator", required=True, metavar="NAME", help="平台运营人员的用户名")


def deadline(args: argparse.Namespace) -> int:
    """Print when a term ends, and how that was found."""
    from django_tenants.utils import tenant_context

    from core.workdays import calendar, clocks, tables, wording

    start, days = _start(args.day), _length(args.days)
    kind = calendar.DayKind.CALENDAR if args.calendar_days else calendar.DayKind.WORKING
    tenant = lookups.tenant(args.tenant) if args.tenant else None
    with tenant_context(tenant) if tenant else nullcontext():
        found = clocks.due(clocks.Clock(start, days, kind), tables.load_table(), on=start)
    facts = {
        "start": start,
        "days": days,
        "calendar_days": args.calendar_days,
        "tenant": args.tenant,
        "due": found.due_on,
        "provisional": found.provisional,
        "explanation": list(_explained(found)),
    }
    output.result(facts, wording.explain(found), as_json=args.as_json)
    return 0


def _explained(found: Deadline) -> Iterator[dict[str, Any]]:
    from core.workdays import wording

    for note in found.explanation:
        yield {
            "day": note.day,
            "counts": note.counts,
            "number": note.number,
            "reason": str(note.reason),
            "name": note.name,
            "confirmed": note.confirmed,
            "text": wording.describe(note),
        }


def _start(text: str) -> datetime.date:
    from core import errors

    try:
        day = datetime.date.fromisoformat(text)
    except ValueError:
        day = datetime.date.min
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise errors.Invalid(
            code="deadline.date",
            reason=f"“{text}”不是{FIRST_YEAR}年至{LAST_YEAR}年的日期。请写成 2026-09-17 的样子。",
        )
    return day


def _length(text: str) -> int:
    from core import errors

    if not text.isdecimal() or int(text) > LONGEST_TERM:
        raise errors.Invalid(code="deadline.days", reason=f"“{text}”不是天数。请写0至{LONGEST_TERM}之间的整数。")
    return int(text)


def load(args: argparse.Namespace) -> int:
    """Show what an announced year changes, and keep it until a different operator confirms it."""
    from core.workdays import actions

    if args.dry_run and args.file:
        with args.file.open("rb") as stream:
            found = actions.preview(args.year, stream, args.file.name, fill_weekdays=args.fill).as_json()
        output.result({**found, "proposed": False}, _summary(found), as_json=args.as_json)
        return 0 if found["acceptable"] else 1
    by = _by(args)
    if args.file is None:
        proposal = actions.propose_known_year(args.year, **by)
    else:
        with args.file.open("rb") as stream:
            proposal = actions.propose(args.year, stream, args.file.name, **by, fill_weekdays=args.fill)
    lines = [
        f"已上传{args.year}年的日历（{proposal.source}），日历尚未改动。",
        *_summary(proposal.summary),
        f"请另一位平台运营人员核对后运行：gongkai calendar confirm {args.year} --operator 用户名",
    ]
    output.result({**proposal.summary, **_of_proposal(proposal), "proposed": True}, lines, as_json=args.as_json)
    return 0


def confirm(args: argparse.Namespace) -> int:
    """Write the year that a different operator uploaded."""
    from core.workdays import actions, tables

    proposal = actions.confirm(args.year, **_by(args))
    found = {**_of_proposal(proposal), "counts": proposal.summary["counts"], "revision": tables.calendar_revision()}
    lines = [f"已确认{args.year}年的日历。暂定的期限将重新计算。", *_summary(proposal.summary)]
    output.result(found, lines, as_json=args.as_json)
    return 0


def discard(args: argparse.Namespace) -> int:
    """Give up a year that waits."""
    from core.workdays import actions

    proposal = actions.discard(args.year, **_by(args), reason=args.reason)
    output.result(_of_proposal(proposal), [f"已放弃上传的{args.year}年日历，日历没有改动。"], as_json=args.as_json)
    return 0


def show(args: argparse.Namespace) -> int:
    """Print what stands of a year: its source, the days that are not what their weekday says, and what waits."""
    from core.workdays import tables
    from core.workdays.models import CalendarProposal, CalendarYear, ProposalState

    year = CalendarYear.objects.filter(year=args.year).first()
    waiting = CalendarProposal.objects.filter(year=args.year, state=ProposalState.WAITING).first()
    special = _special(year)
    found = {
        "year": args.year,
        "known": year is not None,
        "confirmed": year is not None and year.confirmed,
        "source": year.source if year else "",
        "loaded_at": year.loaded_at if year else None,
        "revision": tables.calendar_revision(),
        "special_days": special,
        "waiting": {**_of_proposal(waiting), **waiting.summary} if waiting else None,
    }
    output.result(found, _shown(args.year, year, special, waiting), as_json=args.as_json)
    return 0


def _special(year: CalendarYear | None) -> list[dict[str, Any]]:
    from core.workdays import calendar

    rows = year.days.all() if year else []
    return [
        {"day": row.day, "working": row.working, "name": row.name}
        for row in rows
        if row.name or row.working is not calendar.is_weekday(row.day)
    ]


def _shown(
    number: int, year: CalendarYear | None, special: list[dict[str, Any]], waiting: CalendarProposal | None
) -> Iterator[str]:
    if year is None:
        yield f"{number}年的放假安排还没有载入，期限暂按周一至周五推算。"
    else:
        yield f"{number}年：{'已正式公布' if year.confirmed else '推算，尚未公布'}，来源 {year.source}。"
    for row in special:
        yield f"  {row['day']} {'上班' if row['working'] else '放假'} {row['name']}".rstrip()
    if waiting is not None:
        yield f"{waiting.proposed_by_name}上传了{number}年的日历（{waiting.source}），等待另一人确认："
        yield from _summary(waiting.summary)


def _summary(found: dict[str, Any]) -> Iterator[str]:
    """Say what a preview found: the counts, what is missing or wrong, and each day that changes."""
    counts = found["counts"]
    yield (
        f"  共{counts['days']}天，上班{counts['working']}天，放假{counts['off']}天；"
        f"周一至周五放假{counts['off_on_weekdays']}天，周末调休上班{counts['make_up']}天；"
        f"与现有日历相比改动{counts['changed']}天。"
    )
    if counts["missing"]:
        stretches = "、".join(first if first == last else f"{first}—{last}" for first, last in found["missing"])
        done = "已按周一至周五补齐" if found["filled"] else "缺少"
        yield f"  {done}{counts['missing']}天：{stretches}"
    for kind, name in (("errors", "错误"), ("doubts", "请核对")):
        for one in found[kind]:
            yield f"  {name}：第{one['row']}行“{one['column']}”：{one['reason']} [{one['code']}]"
    for one in found["changes"]:
        before, after = ("上班" if one[side]["working"] else "放假" for side in ("before", "after"))
        yield f"  {one['day']} {before} → {after} {one['after']['name']}".rstrip()


def _of_proposal(proposal: CalendarProposal) -> dict[str, Any]:
    return {
        "year": proposal.year,
        "state": str(proposal.state),
        "source": proposal.source,
        "proposed_by": proposal.proposed_by_name,
        "proposed_at": proposal.proposed_at,
        "decided_by": proposal.decided_by_name,
    }


def _by(args: argparse.Namespace) -> dict[str, Any]:
    from django.utils import timezone

    return {"actor": _operator(args.operator), "at": timezone.now()}


def _operator(username: str) -> OperatorActor:
    from core import errors
    from tenants import policies
    from tenants.models import Operator

    found = Operator.objects.filter(username=username.strip().lower(), is_active=True).first()
    if found is None:
        raise errors.Missing(
            "operator.unknown",
            f"没有用户名为“{username}”的平台运营人员。添加一位：gongkai operator create 用户名 --name 姓名",
        )
    return policies.acting(found)

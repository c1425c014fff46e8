"""What did a unit disclose, when and by whose decision? 《党务公开工作登记簿》 (S2: 归档管理).

The register lists what was published in a period, whatever became of it since. Units are those of the subtree as the
tree stood on the last day of the period, under the names that they bore at publication, and lines follow one another
by time: a reorganisation changes nothing in a register of an earlier period.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from accounts.actors import Actor
from catalogs import wording
from channels.kinds import Channel
from channels.models import Posting
from core import clock, dates, errors
from core.paper import printing
from core.sheets import Sheet, write_xlsx
from disclosures.kinds import ISSUED_STATES, Outcome, State, Step
from disclosures.models import Decision, Disclosure
from disclosures.queries import DisclosureQuerySet
from hierarchy import past
from hierarchy.models import Unit

LAYOUT = Path(__file__).with_name("register.typ")
MOST_ON_PAPER = 3_000
"""Lines of a printed register, some 200 sheets; longer ones are taken as a spreadsheet."""
WIDTHS = (6, 12, 20, 16, 24, 36, 16, 18, 12, 18, 12, 12, 24, 12, 30)


class TooLongForPaper(errors.Invalid):
    """A register of so many lines is no printed book any more."""

    default_code = "register.too_long"
    default_reason = _lazy("这份登记簿条数太多，不便打印。请缩短期间，或者下载表格。")


@dataclass(frozen=True)
class Line:
    """One entry of the register; `path_id` addresses the disclosure."""

    number: int
    disclosure: Disclosure
    decided: str
    note: str
    shown: str = ""
    """How often it was shown by which channel beside the portal."""

    @property
    def published_on(self) -> datetime.date | None:
        """The local day of publication."""
        at = self.disclosure.published_at
        return clock.local_date(at) if at else None

    def cells(self) -> list[str]:
        """Return the line as the register's columns have it."""
        row = self.disclosure
        item = row.item
        return [
            str(self.number),
            str(self.published_on or ""),
            row.shown_unit_name,
            row.category_title,
            row.item_title,
            row.title,
            row.document_no,
            row.index_no or "",
            str(row.get_scope_display()),
            "；".join(part for part in ("、".join(_channels(row)), self.shown) if part),
            wording.time_limit(item) if item else "",
            row.drafted_by_name,
            self.decided,
            str(row.get_state_display()),
            self.note,
        ]


def headers() -> list[str]:
    """Return the columns of the register."""
    return [
        _("序号"),
        _("公开日期"),
        _("公开单位"),
        _("一级目录"),
        _("公开事项"),
        _("公开内容（标题）"),
        _("文号"),
        _("索引号"),
        _("公开范围"),
        _("公开形式"),
        _("公开时限"),
        _("起草人"),
        _("审批人"),
        _("现在情况"),
        _("备注"),
    ]


def rows(
    actor: Actor, unit: Unit, first: datetime.date, last: datetime.date, *, with_subtree: bool
) -> DisclosureQuerySet:
    """Return what was published in the period, both days included, as far as the actor works on it or supervises it."""
    found = Disclosure.objects.workable_by(actor).filter(state__in=ISSUED_STATES).published_between(first, last)
    if not with_subtree:
        return found.of_unit(unit).order_by("published_at", "pk")
    below = {standing.unit_id for standing in past.subtree_on(unit, last)} | {unit.pk}
    return found.filter(unit__in=below).order_by("published_at", "pk")


def lines(found: Iterable[Disclosure], *, start: int = 1) -> list[Line]:
    """Return the entries with who decided on each; three queries for however many."""
    listed = list(found)
    decided = _decided([row.pk for row in listed])
    shown = Posting.objects.counted([row.pk for row in listed])
    return [
        Line(number, row, decided.get(row.pk, ""), _note(row), _shown(shown.get(row.pk, {})))
        for number, row in enumerate(listed, start)
    ]


def shaped(found: DisclosureQuerySet) -> DisclosureQuerySet:
    """Return the rows with what a line shows."""
    return found.select_related("unit", "item", "plan").defer("body", "body_text")


def workbook(found: DisclosureQuerySet, *, title: str) -> bytes:
    """Return the register as an .xlsx file."""
    table = (line.cells() for line in lines(shaped(found)))
    return write_xlsx([Sheet(_("党务公开工作登记簿"), headers(), table, widths=WIDTHS, title=title)])


def paper(found: DisclosureQuerySet, *, title: str, unit_name: str, period: str, at: datetime.datetime) -> bytes:
    """Return the register as a .pdf of A4 sheets across; refuse what is no book any more."""
    if found.count() > MOST_ON_PAPER:
        raise TooLongForPaper
    facts = {
        "title": title,
        "unit": unit_name,
        "period": period,
        "made": str(dates.written(clock.local_date(at))),
        "headers": _on_paper(headers()),
        "rows": [_on_paper(line.cells()) for line in lines(shaped(found))],
        "none": _("这一期间没有公开。"),
        "labels": {"unit": _("单位"), "period": _("期间"), "made": _("打印日期")},
    }
    return printing.render(LAYOUT, facts, at=at)


def _on_paper(cells: list[str]) -> list[str]:
    """Leave out what a sheet has no room for: the document number, the category and the drafter stand in the table."""
    return [cell for place, cell in enumerate(cells) if place not in {3, 6, 11}]


def _decided(disclosure_ids: list[int]) -> dict[int, str]:
    """Return who consented in the round that was published, in the order of the decisions."""
    passed = Decision.objects.filter(disclosure__in=disclosure_ids, outcome=Outcome.PASSED).order_by("id")
    labels = {str(step): step.label for step in Step}
    found: dict[int, dict[int, list[str]]] = {}
    for disclosure_id, round_no, step, name in passed.values_list("disclosure", "round_no", "step", "decided_by_name"):
        found.setdefault(disclosure_id, {}).setdefault(round_no, []).append(f"{labels.get(step, step)} {name}")
    return {disclosure_id: "；".join(rounds[max(rounds)]) for disclosure_id, rounds in found.items()}


def _channels(row: Disclosure) -> list[str]:
    if row.item is not None:
        return row.item.channels
    return row.plan.channels if row.plan is not None else []


def _shown(counts: dict[str, int]) -> str:
    return "、".join(
        _("%(channel)s%(count)d次") % {"channel": Channel(key).label, "count": counts[key]}
        for key in Channel.values
        if key in counts
    )


def _note(row: Disclosure) -> str:
    return "；".join(_notes(row))


def _notes(row: Disclosure) -> Iterator[str]:
    if row.state == State.WITHDRAWN and row.withdrawn_at:
        yield _("%(day)s撤回：%(reason)s") % {
            "day": dates.written(clock.local_date(row.withdrawn_at)),
            "reason": row.withdrawn_reason,
        }
    elif row.state in ISSUED_STATES and row.state != State.PUBLISHED and row.ended_at:
        yield _("%(day)s%(state)s：%(reason)s") % {
            "day": dates.written(clock.local_date(row.ended_at)),
            "state": row.get_state_display(),
            "reason": row.ended_reason,
        }

"""What did a unit disclose, when and by whose decision? 《党务公开工作登记簿》 (S2: 归档管理).

The register lists what was published in a period, whatever became of it since. Units are those of the subtree as the
tree stood on the last day of the period, and those that were closed in the period while they stood there, under the
names that they bore at publication, and lines follow one another by time. A reorganisation changes nothing in a
register of an earlier period, and a merger takes nothing from that of the period in which it falls.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.actors import Actor
from archives import printed
from catalogs import wording
from channels.kinds import Channel
from channels.models import Posting
from core import clock, dates
from core.sheets import Sheet, write_xlsx
from disclosures.kinds import ISSUED_STATES, Outcome, State, Step
from disclosures.models import Decision, Disclosure
from disclosures.queries import DisclosureQuerySet
from hierarchy import past
from hierarchy.models import Unit

WIDTHS = (6, 12, 20, 16, 24, 36, 16, 18, 12, 18, 12, 12, 24, 12, 30)
ON_PAPER = {0: 8, 1: 17, 2: 26, 4: 28, 5: None, 7: 25, 8: 17, 9: 22, 10: 18, 12: 34, 13: 15, 14: 28}
"""Millimetres of the columns that a sheet has room for; category, document number and drafter stand in the table."""


@dataclass(frozen=True)
class Line:
    """One entry of the register; `path_id` addresses the disclosure."""

    number: int
    disclosure: Disclosure
    decisions: list[str]
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
            "；".join(self.decisions),
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
    return found.filter(unit__in=past.members_during(unit, first, last)).order_by("published_at", "pk")


def lines(found: Iterable[Disclosure], *, start: int = 1) -> list[Line]:
    """Return the entries with who decided on each; three queries for however many."""
    listed = list(found)
    decided = _decided([row.pk for row in listed])
    shown = Posting.objects.counted([row.pk for row in listed])
    return [
        Line(number, row, decided.get(row.pk, []), _note(row), _shown(shown.get(row.pk, {})))
        for number, row in enumerate(listed, start)
    ]


def shaped(found: DisclosureQuerySet) -> DisclosureQuerySet:
    """Return the rows with what a line shows."""
    return found.select_related("unit", "item", "plan").defer("body", "body_text")


def workbook(found: DisclosureQuerySet, *, title: str) -> bytes:
    """Return the register as an .xlsx file."""
    table = (line.cells() for line in lines(shaped(found)))
    return write_xlsx([Sheet(_("党务公开工作登记簿"), headers(), table, widths=WIDTHS, title=title)])


def paper(found: DisclosureQuerySet, head: printed.Head) -> bytes:
    """Return the register as a .pdf of A4 sheets across; refuse what is no book any more."""
    printed.require_printable(found.count())
    headings = headers()
    columns = [printed.Column(headings[place], width) for place, width in ON_PAPER.items()]
    listed = (line.cells() for line in lines(shaped(found)))
    rows = ([cells[place] for place in ON_PAPER] for cells in listed)
    return printed.render(head, columns, rows, none=_("这一期间没有公开。"))


def _decided(disclosure_ids: list[int]) -> dict[int, list[str]]:
    """Return who consented in the round that was published, in the order of the decisions."""
    passed = Decision.objects.filter(disclosure__in=disclosure_ids, outcome=Outcome.PASSED).order_by("id")
    labels = {str(step): step.label for step in Step}
    found: dict[int, dict[int, list[str]]] = {}
    for disclosure_id, round_no, step, name in passed.values_list("disclosure", "round_no", "step", "decided_by_name"):
        found.setdefault(disclosure_id, {}).setdefault(round_no, []).append(f"{labels.get(step, step)} {name}")
    return {disclosure_id: rounds[max(rounds)] for disclosure_id, rounds in found.items()}


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

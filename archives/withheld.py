"""What did a unit not disclose, on which ground, and under which number was it filed? 《暂不公开、不予公开备案登记》.

The register lists what took effect in a period, whatever became of it since. A filing belongs to the unit that asked,
under the name that it bore then, also when a successor carries it on: it stands in one unit's register, and once in
those above. Units are those of the subtree as the tree stood on the last day of the period, and those that were closed
in the period while they stood there; lines follow the filing numbers. That a unit was merged or abolished changes no
line.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.actors import Actor
from archives import printed
from core import clock, dates
from core.sheets import Sheet, write_xlsx
from hierarchy import past
from hierarchy.models import Unit
from obligations.kinds import HELD_WITHHOLDINGS, WithholdingEnd
from obligations.models import Withholding
from obligations.queries import WithholdingQuerySet

WIDTHS = (6, 16, 12, 20, 16, 24, 18, 12, 24, 24, 36, 14, 14, 26, 26, 26, 14, 14, 30)


@dataclass(frozen=True)
class Line:
    """One entry of the register."""

    number: int
    withholding: Withholding
    standing: str
    note: str

    def on_paper(self) -> list[str]:
        """Return the line as a sheet has room for it: what belongs together stands in one cell."""
        row = self.withholding
        signed = dict.fromkeys((row.endorsed_by_name, row.decided_by_name))  # one hand may have done both
        return [
            str(self.number),
            row.filing_label,
            str(row.effective_on),
            row.unit_name,
            _below(row.obligation.item.title, row.obligation.label),
            str(row.get_kind_display()),
            str(row.former_due_on),
            str(row.until or ""),
            _below(str(row.get_ground_display()), row.basis),
            row.reason,
            _below(*signed),
            _below(self.standing, self.note),
        ]

    def cells(self) -> list[str]:
        """Return the line as the register's columns have it."""
        row = self.withholding
        item = row.obligation.item
        return [
            str(self.number),
            row.filing_label,
            str(row.effective_on),
            row.unit_name,
            item.category.title,
            item.title,
            row.obligation.label,
            str(row.get_kind_display()),
            str(row.get_ground_display()),
            row.basis,
            row.reason,
            str(row.former_due_on),
            str(row.until or ""),
            row.asked_by_name,
            row.endorsed_by_name,
            row.decided_by_name,
            str(clock.local_date(row.decided_at)) if row.decided_at else "",
            self.standing,
            self.note,
        ]


def headers() -> list[str]:
    """Return the columns of the register."""
    return [
        _("序号"),
        _("备案号"),
        _("备案日期"),
        _("申请单位"),
        _("一级目录"),
        _("公开事项"),
        _("期次"),
        _("种类"),
        _("不公开事由"),
        _("依据"),
        _("理由"),
        _("原公开期限"),
        _("暂不公开至"),
        _("申请人"),
        _("签批人"),
        _("审批（备案）人"),
        _("审批（备案）日期"),
        _("现在情况"),
        _("备注"),
    ]


def rows(
    actor: Actor, unit: Unit, first: datetime.date, last: datetime.date, *, with_subtree: bool
) -> WithholdingQuerySet:
    """Return what took effect in the period, both days included, of units whose obligations the actor sees."""
    units = past.members_during(unit, first, last) if with_subtree else {unit.pk}
    found = Withholding.objects.visible_to(actor).filed_between(first, last).asked_at(units)
    shaped = found.select_related("obligation__unit", "obligation__item__category")
    return shaped.order_by("filing_year", "filing_no")


def lines(found: Iterable[Withholding], *, on: datetime.date, start: int = 1) -> list[Line]:
    """Return the entries as they stand on a day."""
    return [Line(number, row, _standing(row, on), _note(row)) for number, row in enumerate(found, start)]


def workbook(found: WithholdingQuerySet, *, title: str, on: datetime.date) -> bytes:
    """Return the register as an .xlsx file."""
    table = (line.cells() for line in lines(found, on=on))
    return write_xlsx([Sheet(_("备案登记"), headers(), table, widths=WIDTHS, title=title)])


def paper(found: WithholdingQuerySet, head: printed.Head, *, on: datetime.date) -> bytes:
    """Return the register as a .pdf of A4 sheets across; refuse what is no book any more."""
    printed.require_printable(found.count())
    rows = (line.on_paper() for line in lines(found, on=on))
    return printed.render(head, _columns(), rows, none=_("这一期间没有备案。"))


def _columns() -> list[printed.Column]:
    return [
        printed.Column(_("序号"), 8),
        printed.Column(_("备案号"), 26),
        printed.Column(_("备案日期"), 17),
        printed.Column(_("申请单位"), 24),
        printed.Column(_("公开事项和期次"), 28),
        printed.Column(_("种类"), 15),
        printed.Column(_("原公开期限"), 17),
        printed.Column(_("暂不公开至"), 17),
        printed.Column(_("不公开事由和依据"), 32),
        printed.Column(_("理由")),
        printed.Column(_("签批和审批"), 28),
        printed.Column(_("现在情况"), 28),
    ]


def _below(*parts: str) -> str:
    """Put what is said one below the other."""
    return "\n".join(part for part in parts if part)


def _standing(row: Withholding, on: datetime.date) -> str:
    if row.state in HELD_WITHHOLDINGS and row.until is not None and row.until <= on:
        return _("已到期")
    return str(row.get_state_display())


def _note(row: Withholding) -> str:
    if row.ended_on is None or row.end_cause == WithholdingEnd.UNIT_CLOSED:
        return row.decision_reason
    said = _("%(day)s%(cause)s") % {"day": dates.written(row.ended_on), "cause": row.get_end_cause_display()}
    return _("%(said)s：%(reason)s") % {"said": said, "reason": row.end_reason} if row.end_reason else said

"""How does a disclosure fulfil what is owed? Called from the room above, in the transaction of what happens there.

A draft is pledged to obligations of its own item; published, it fulfils them, and one that names none fulfils the
earliest that its unit still owes of the item. Withdrawing it makes them owed again.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from core import clock, errors, inputs
from obligations import withholding
from obligations.inputs import MOST_PLEDGES, PledgeInput
from obligations.kinds import ClosedReason
from obligations.models import Fulfilment, Obligation, Pledge


@transaction.atomic
def pledge(
    disclosure_id: int, *, unit_id: int, lineage: UUID | None, data: Mapping[str, Any], on: datetime.date
) -> Sequence[Obligation]:
    """Say which obligations a draft is to fulfil, in the place of what was said before (`data`: `obligations`).

    They are the unit's own, still owed, and of the draft's item.
    """
    chosen: list[Obligation] = list(inputs.cleaned(PledgeInput, data)["obligations"])
    if len(chosen) > MOST_PLEDGES:
        raise _refused("obligation.too_many", _("一件公开信息最多完成%(most)d项任务。") % {"most": MOST_PLEDGES})
    if any(found.unit_id != unit_id for found in chosen):
        raise _refused("obligation.missing", _("没有这项公开任务，请从本单位的任务里选。"))
    if any(found.lineage != lineage for found in chosen):
        raise _refused("obligation.other_item", _("所选任务属于别的公开事项。请先选对公开事项，再选任务。"))
    ids = [found.pk for found in chosen]
    if Obligation.objects.filter(pk__in=ids).open(on).count() < len(ids):
        raise _refused("obligation.not_owed", _("所选任务已经完成或终结，请刷新页面重新选择。"))
    Pledge.objects.of(disclosure_id).exclude(obligation__in=ids).delete()
    Pledge.objects.bulk_create(
        [Pledge(obligation_id=pk, disclosure_id=disclosure_id) for pk in ids], ignore_conflicts=True
    )
    return chosen


def release(disclosure_id: int) -> None:
    """Forget what a draft was to fulfil: it is thrown away."""
    Pledge.objects.of(disclosure_id).delete()


@transaction.atomic(savepoint=False)  # part of a publication, which is whole or not at all
def fulfil(
    disclosure_id: int, *, unit_id: int, lineage: UUID, at: datetime.datetime, pledged_only: bool = False
) -> int:
    """Fulfil what the published text was pledged to, else the earliest its unit owes of the item: one statement.

    `pledged_only` leaves out the second: what changes or clarifies an earlier text pays no further debt by itself.
    Pledges that no longer fit, since the draft got another item or the obligation was closed, count for nothing; one
    that was not to be disclosed is fulfilled by the text pledged to it, which ends what withheld it.
    """
    on = clock.local_date(at)
    withheld = withholding.live_at(unit_id, lineage, on=on)
    tables = {
        "obligation": connection.ops.quote_name(Obligation._meta.db_table),
        "pledge": connection.ops.quote_name(Pledge._meta.db_table),
        "fulfilment": connection.ops.quote_name(Fulfilment._meta.db_table),
    }
    values: dict[str, Any] = {
        "disclosure": disclosure_id,
        "unit": unit_id,
        "lineage": str(lineage),
        "on": on,
        "pledged_only": pledged_only,
        "withheld": ClosedReason.WITHHELD.value,
    }
    with connection.cursor() as cursor:
        cursor.execute(_FULFIL.format(**tables), values)
        fulfilled = int(cursor.rowcount)
    if withheld:
        withholding.end_published(withheld, on=on, at=at)
    return fulfilled


def reopen(disclosure_id: int, *, on: datetime.date) -> int:
    """Let what the withdrawn text fulfilled be owed again; return how many obligations that are."""
    return Fulfilment.objects.by(disclosure_id).filter(withdrawn_on__isnull=True).update(withdrawn_on=on)


def _refused(code: str, reason: errors.Text) -> errors.Invalid:
    return errors.Invalid.field("obligations", code, reason)


_FULFIL = """
WITH owed AS (
    SELECT id, due_on, closed_on FROM {obligation}
    WHERE unit_id = %(unit)s AND lineage = %(lineage)s AND opened_on <= %(on)s
      AND (closed_on IS NULL OR closed_reason = %(withheld)s)
), pledged AS (
    SELECT owed.id FROM owed JOIN {pledge} AS pledge ON pledge.obligation_id = owed.id
    WHERE pledge.disclosure_id = %(disclosure)s
), earliest AS (
    SELECT owed.id FROM owed
    WHERE closed_on IS NULL AND NOT %(pledged_only)s AND NOT EXISTS (SELECT FROM pledged) AND NOT EXISTS (
        SELECT FROM {fulfilment} AS done WHERE done.obligation_id = owed.id AND done.withdrawn_on IS NULL
    )
    ORDER BY owed.due_on, owed.id LIMIT 1
)
INSERT INTO {fulfilment} (obligation_id, disclosure_id, published_on)
SELECT id, %(disclosure)s, %(on)s FROM (SELECT id FROM pledged UNION ALL SELECT id FROM earliest) AS chosen
ON CONFLICT DO NOTHING
"""

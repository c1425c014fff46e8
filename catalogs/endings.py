"""What ends with an item that stands in no edition of its catalog any more, in whatever way it left?

One rule for an item that was withdrawn or terminated by itself and for one that a new edition leaves out: what units
below made stricter or declined and what frees them from it ends on that day, what still awaits a decision lapses, and
`ItemsEnded` tells the rooms above. What was owed and is not yet due is closed by obligations.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Collection

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts import actors
from catalogs import notices
from catalogs.events import ItemsEnded
from catalogs.kinds import AmendmentState, RequestState
from catalogs.models import Amendment, CatalogVersion, Exemption, Item, Override
from catalogs.models.deviations import Request
from catalogs.queries import CatalogVersionQuerySet
from core import events
from core.audit import trail
from core.notifications import sending


def left_out(version: CatalogVersion, former: CatalogVersionQuerySet, *, on: datetime.date) -> set[uuid.UUID]:
    """Return what stood in the editions that hold until this day, or were to hold later, and not in this one."""
    holding = former.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=on))
    gone = Item.objects.filter(version__in=holding).exclude(lineage__in=version.items.values("lineage"))
    return set(gone.order_by().values_list("lineage", flat=True))


def end(version: CatalogVersion, lineages: Collection[uuid.UUID], *, on: datetime.date, at: datetime.datetime) -> None:
    """End what hangs on items that this edition leaves out, from its first day on."""
    if not lineages:
        return
    for model in (Override, Exemption):
        rows = model._default_manager.select_for_update(of=("self",)).filter(lineage__in=lineages)
        for request in rows.select_related("unit").order_by("pk"):
            _finish(request, on=on, at=at)
    for amendment in Amendment.objects.select_for_update(of=("self",)).filter(
        lineage__in=lineages, state=AmendmentState.PROPOSED, decided_at__isnull=True
    ):
        _turn(amendment, AmendmentState.RECALLED, at=at)
    events.publish(ItemsEnded(version.pk, version.catalog.unit_id, tuple(sorted(lineages)), on))


def _finish(request: Override | Exemption, *, on: datetime.date, at: datetime.datetime) -> None:
    if request.state == RequestState.REQUESTED:
        _turn(request, RequestState.WITHDRAWN, at=at)
    elif request.state == RequestState.GRANTED and (request.ends_on is None or request.ends_on > on):
        _turn(request, RequestState.ENDED, at=at, ends_on=max(request.from_on, on))
    else:
        return
    sending.send(*notices.lapsed(request), at=at)


def _turn(request: Request, state: str, *, at: datetime.datetime, **values: datetime.date) -> None:
    """Put the request into its last state, and the change into the trail: nobody asked for it."""
    names = ("state", *values)
    before = {name: getattr(request, name) for name in names}
    request.state = state
    for name, value in values.items():
        setattr(request, name, value)
    request.revision += 1
    request.save(update_fields=[*names, "revision"])
    verb = f"{request._meta.label_lower.replace('catalogs.', 'catalog_')}.lapse"
    after = {name: getattr(request, name) for name in names}
    trail.record(
        verb, request, actor=actors.SYSTEM, at=at, label=_("公开事项已取消，随之终结"), before=before, after=after
    )

"""How is what a unit published in a year put away for good, and is it still what was put away?

A box is closed once, after its year; it takes every record of the year, whatever became of it since. The manifest
names each file of the box with its SHA-256, and the box keeps the manifest's own hash.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Count, Prefetch
from django.db.models.functions import ExtractYear
from django.utils.translation import gettext as _

from accounts.actors import Actor
from archives import policies
from archives.inputs import CloseInput
from archives.models import Box, BoxEntry
from core import clock, dates, errors, inputs
from core.audit import trail
from core.ledger import form
from disclosures import content
from disclosures.kinds import ISSUED_STATES
from disclosures.models import Attachment, Disclosure
from hierarchy.models import Unit

AT_ONCE = 50
"""Records that are read at once: a box may hold thousands, each with its whole text."""


class AlreadyClosed(errors.Conflict):
    """The year was put away before."""

    default_code = "box.closed"


@transaction.atomic
def close(unit: Unit, *, data: Mapping[str, Any], actor: Actor, at: datetime.datetime) -> Box:
    """Put away what the unit published in a year, record by record; nothing of it can be edited from then on.

    Refuses a year that is not over, an empty one, and one that was put away before.
    """
    policies.close(actor, unit).enforce()
    values = inputs.cleaned(CloseInput, data)
    year = values["year"]
    _require_over(year, clock.local_date(at))
    if Box.objects.filter(unit=unit, year=year).exists():
        raise AlreadyClosed(reason=_("%(unit)s%(year)d年已经归档。") % {"unit": unit.name, "year": year})
    found = _of_year(unit, year)
    if not found:
        raise errors.Conflict(
            "box.empty", _("%(unit)s%(year)d年没有公开信息，不用归档。") % {"unit": unit.name, "year": year}
        )
    records = [record_of(disclosure) for disclosure in found]
    box = _insert(unit, year, values["retention"], records, actor=actor, at=at)
    BoxEntry.objects.bulk_create(
        BoxEntry(
            box=box,
            number=number,
            disclosure=disclosure,
            title=disclosure.title,
            published_on=_published_on(disclosure),
            record=record,
            record_hash=form.digest(record),
        )
        for number, (disclosure, record) in enumerate(zip(found, records, strict=True), 1)
    )
    _note(box, actor, at)
    return box


def open_years(unit: Unit, *, at: datetime.datetime) -> dict[int, int]:
    """Return the years that `close` would put away for a unit, the last one first, each with how many records it has.

    They are over, something was published in them, and no box holds them yet.
    """
    today = clock.local_date(at)
    before = Disclosure.objects.of_unit(unit).filter(state__in=ISSUED_STATES)
    dated = before.published_between(None, datetime.date(today.year - 1, 12, 31)).annotate(
        year=ExtractYear("published_at", tzinfo=ZoneInfo(settings.TIME_ZONE))
    )
    put_away = Box.objects.filter(unit=unit).values("year")
    counted = dated.exclude(year__in=put_away).values("year").annotate(count=Count("pk")).order_by("-year")
    return dict(counted.values_list("year", "count"))


def record_of(disclosure: Disclosure) -> dict[str, Any]:
    """Return the whole of a record: its content as approved, its facts, and its files by their hashes.

    No query for a text that was read with its attachments and readers.
    """
    attachments = list(disclosure.attachments.all())
    return {
        "id": str(disclosure.public_id),
        "unit": {"code": disclosure.unit.code, "name": disclosure.shown_unit_name},
        "index_no": disclosure.index_no or "",
        "category": disclosure.category_title,
        "published_on": _published_on(disclosure).isoformat(),
        "state": disclosure.state,
        "state_reason": disclosure.withdrawn_reason or disclosure.ended_reason,
        "drafted_by": disclosure.drafted_by_name,
        "content": content.parts_of(disclosure, attachments),
        "content_hash": disclosure.content_hash,
        "files": [
            {
                "id": str(each.file.public_id),
                "name": each.file.name,
                "title": each.title,
                "size": each.file.size,
                "sha256": each.file.sha256,
            }
            for each in attachments
        ],
    }


def manifest(records: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Yield the manifest of a box: a line for each file with its SHA-256, as `sha256sum -c` reads it."""
    for number, record in enumerate(records, 1):
        yield f"{form.digest(record)}  {path_of(number)}/record.json\n"
        for place, file in enumerate(record["files"], 1):
            yield f"{file['sha256']}  {path_of(number)}/{name_of(place, file)}\n"


def path_of(number: int) -> str:
    """Return the folder of a record inside an exported box."""
    return f"data/{number:04d}"


def name_of(place: int, file: Mapping[str, Any]) -> str:
    """Return how the file at a place among those of a record is called in its folder."""
    return f"{place:02d}-{file['name']}"


def first_fault(box: Box) -> str:
    """Return the number and title of the first record that is not what was put away; "" when all are."""
    for entry in box.entries.iterator(chunk_size=AT_ONCE):
        if form.digest(entry.record) != entry.record_hash:
            return str(entry)
    records = box.entries.values_list("record", flat=True).iterator(chunk_size=AT_ONCE)
    return "" if _hash(manifest(records)) == box.manifest_hash else str(box)


def _insert(
    unit: Unit,
    year: int,
    retention: str,
    records: Sequence[Mapping[str, Any]],
    *,
    actor: Actor,
    at: datetime.datetime,
) -> Box:
    box = Box(
        unit=unit,
        year=year,
        unit_code=unit.code,
        unit_name=unit.name,
        retention=retention,
        count=len(records),
        manifest_hash=_hash(manifest(records)),
        closed_at=at,
        closed_by_name=actor.label,
    )
    try:
        with transaction.atomic():
            box.save(force_insert=True)
    except IntegrityError:
        raise AlreadyClosed(reason=_("%(unit)s%(year)d年已经归档。") % {"unit": unit.name, "year": year}) from None
    return box


def _of_year(unit: Unit, year: int) -> list[Disclosure]:
    first, last = datetime.date(year, 1, 1), datetime.date(year, 12, 31)
    rows = Disclosure.objects.of_unit(unit).filter(state__in=ISSUED_STATES).published_between(first, last)
    locked = rows.select_for_update(of=("self",)).select_related("unit", "item", "refers_to", "plan")
    attachments = Prefetch("attachments", queryset=Attachment.objects.with_file())
    return list(locked.prefetch_related(attachments, "readers").order_by("published_at", "pk"))


def _require_over(year: int, today: datetime.date) -> None:
    if year >= today.year:
        raise errors.Invalid.field(
            "year",
            "box.year_not_over",
            _("%(year)d年还没有结束，%(day)s起可以归档。")
            % {"year": year, "day": dates.written(datetime.date(year + 1, 1, 1))},
        )


def _published_on(disclosure: Disclosure) -> datetime.date:
    assert disclosure.published_at is not None  # noqa: S101  (of what was issued, by constraint)
    return clock.local_date(disclosure.published_at)


def _hash(lines: Iterable[str]) -> str:
    found = hashlib.sha256()
    for line in lines:
        found.update(line.encode())
    return found.hexdigest()


def _note(box: Box, actor: Actor, at: datetime.datetime) -> None:
    after = {"year": box.year, "retention": box.retention, "count": box.count, "manifest_hash": box.manifest_hash}
    trail.record("box.closed", box, actor=actor, at=at, label=_("归档"), after=after)

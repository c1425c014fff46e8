"""Is a box still what was put away? Asked on purpose, since every record and file is read; the answer is kept.

A small box is compared while one waits, a large one in the background, piece by piece, with its progress in a row.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable

from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from accounts import actors
from accounts.actors import Actor
from archives import bags, policies
from archives.events import CheckAsked
from archives.models import Box, BoxCheck, CheckRequest
from core import clock as clocks
from core import events
from core.audit import trail
from disclosures.models import Attachment

Clock = Callable[[], datetime.datetime]
Told = Callable[[int], None]

AT_ONCE = 50
"""Records of a box that is compared while one waits."""
BYTES_AT_ONCE = 20 * 1024 * 1024
"""The same for its files: read and hashed within a second."""
TOLD_EVERY = datetime.timedelta(seconds=1)
STANDS_STILL_AFTER = datetime.timedelta(minutes=10)
"""Longer than reading the largest file takes."""


def ask(box: Box, *, actor: Actor, at: datetime.datetime) -> CheckRequest:
    """Have every record and file of a box compared with what was put away: a small box at once, a large one soon.

    While a box is being compared, asking again gives the request that is under way.
    """
    policies.check(actor, box).enforce()
    try:
        with transaction.atomic():
            request = CheckRequest.objects.create(
                box=box,
                asked_by_id=actor.user_id,
                asked_by_name=actor.label[:200],
                asked_at=at,
                total=box.count,
                moved_at=at,
            )
    except IntegrityError:
        return CheckRequest.objects.running().get(box=box)
    if is_large(box):
        events.publish(CheckAsked(request.pk))
        return request
    return conclude(request.pk, clock=lambda: at)


def is_large(box: Box) -> bool:
    """Say whether comparing takes longer than somebody waits: by its records, else by what their files weigh."""
    if box.count > AT_ONCE:
        return True
    kept = Attachment.objects.filter(disclosure__box_entry__box=box)
    return (kept.aggregate(size=Sum("file__size"))["size"] or 0) > BYTES_AT_ONCE


def conclude(request_id: int, *, clock: Clock) -> CheckRequest:
    """Compare the box of a request, telling how far it is, and keep what was found; once, however often it is done."""
    request = CheckRequest.objects.select_related("box__unit", "asked_by").get(pk=request_id)
    if not request.is_running:
        return request
    fault = first_fault(request.box, told=_progress_of(request, clock))
    with transaction.atomic():
        current = CheckRequest.objects.select_for_update(of=("self",)).get(pk=request_id)
        if not current.is_running:
            return current
        at = clock()
        current.found = BoxCheck.objects.create(
            box=request.box, checked_at=at, checked_by_name=request.asked_by_name, fault=fault
        )
        current.done, current.moved_at = current.total, at
        current.save(update_fields=["found", "done", "moved_at"])
        asker = actors.of(request.asked_by, on=clocks.local_date(at)) if request.asked_by else actors.SYSTEM
        trail.record("box.checked", request.box, actor=asker, at=at, label=_("核对归档盒"), after={"fault": fault})
    return current


def take_up_again(*, clock: Clock) -> int:
    """Compare the boxes whose request stands still, and return how many those were."""
    left = list(CheckRequest.objects.standing_still(clock() - STANDS_STILL_AFTER).values_list("pk", flat=True))
    for request_id in left:
        conclude(request_id, clock=clock)
    return len(left)


def first_fault(box: Box, *, told: Told | None = None) -> str:
    """Return which is the first that is not what was put away, a record or its file; "" when the box could leave.

    `told` hears after each record how many have been read.
    """
    read = 0
    try:
        for path, content in bags.files(box):
            for _piece in content:
                pass
            if path.endswith(bags.RECORD):
                read += 1
                if told is not None:
                    told(read)
    except bags.Damaged as damaged:
        return damaged.fault
    return ""


def _progress_of(request: CheckRequest, clock: Clock) -> Told:
    """Return what writes down how far a request is, once a second: a row that moves is not taken up again."""

    def tell(read: int) -> None:
        at = clock()
        if at - request.moved_at >= TOLD_EVERY:
            request.moved_at = at
            done = min(read - 1, request.total)  # the files of the last one are still to be read
            CheckRequest.objects.running().filter(pk=request.pk).update(done=done, moved_at=at)

    return tell

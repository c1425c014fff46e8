"""Is a box still what was put away? Asked on purpose, since every record and file is read; the answer is kept."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from archives import bags, policies
from archives.models import Box, BoxCheck
from core.audit import trail


def check(box: Box, *, actor: Actor, at: datetime.datetime) -> BoxCheck:
    """Compare every record and file of a box with what was put away, and keep what was found."""
    policies.check(actor, box).enforce()
    fault = first_fault(box)
    with transaction.atomic():
        found = BoxCheck.objects.create(box=box, checked_at=at, checked_by_name=actor.label, fault=fault)
        trail.record("box.checked", box, actor=actor, at=at, label=_("核对归档盒"), after={"fault": fault})
    return found


def first_fault(box: Box) -> str:
    """Return which is the first that is not what was put away, a record or its file; "" when the box could leave."""
    try:
        for _path, content in bags.files(box):
            for _piece in content:
                pass
    except bags.Damaged as damaged:
        return damaged.fault
    return ""

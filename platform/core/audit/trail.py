"""How does an entry get into the trail?"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import translation

from core import context, errors, verdicts
from core.audit.models import AuditEntry

BATCH = 500
"""Entries written by one statement."""


@dataclass(frozen=True)
class Change:
    """What one of several subjects was before, and what it is now."""

    subject: models.Model
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""


def record(
    verb: str,
    subject: models.Model,
    *,
    actor: verdicts.Actor,
    at: datetime.datetime,
    label: errors.Text,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
    note: str = "",
) -> AuditEntry:
    """Append one entry in the caller's transaction: what is not committed was not done, and is not in the trail."""
    entry = _entry(verb, Change(subject, before or {}, after or {}, note), actor=actor, at=at, label=label)
    entry.reason = reason
    entry.save(force_insert=True)
    return entry


def record_all(
    verb: str, changes: Iterable[Change], *, actor: verdicts.Actor, at: datetime.datetime, label: errors.Text
) -> None:
    """Append an entry for each of them, as `record` does, in as few statements as thousands allow."""
    entries = [_entry(verb, change, actor=actor, at=at, label=label) for change in changes]
    AuditEntry.objects.bulk_create(entries, batch_size=BATCH)


def _entry(
    verb: str, change: Change, *, actor: verdicts.Actor, at: datetime.datetime, label: errors.Text
) -> AuditEntry:
    subject = change.subject
    old, new = changed(change.before, change.after)
    with translation.override(settings.LANGUAGE_CODE):  # not that of the actor's browser
        return AuditEntry(
            at=at,
            verb=verb,
            label=str(label),
            actor_id=actor.user_id,
            actor_label=actor.label[:200],
            subject_kind=subject._meta.label_lower,
            subject_id=subject.pk,
            subject_label=str(subject)[:400],
            unit_id=_unit_of(subject),
            before=old,
            after=new,
            note=change.note,
            request_id=context.current_request_id(),
        )


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return both sides reduced to the fields that differ, as plain JSON."""
    old, new = _plain(before), _plain(after)
    names = [name for name in {**old, **new} if old.get(name) != new.get(name)]
    return {n: old[n] for n in names if n in old}, {n: new[n] for n in names if n in new}


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(json.dumps(dict(values), cls=DjangoJSONEncoder))
    return plain


def _unit_of(subject: models.Model) -> int | None:
    """Return the unit that the subject belongs to: itself if it is one, else its `unit`."""
    if subject._meta.label_lower == "hierarchy.unit":
        return int(subject.pk)
    unit_id = getattr(subject, "unit_id", None)
    return None if unit_id is None else int(unit_id)

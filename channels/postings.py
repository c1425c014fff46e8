"""How is it recorded that a text was shown on a board, at a meeting, in a document, on air or on a screen (S2)?

A picture or minutes may be kept beside a record; nobody is made to give one.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, BinaryIO, NamedTuple

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from channels import policies
from channels.inputs import RecordInput, StrikeInput, TakeDownInput
from channels.models import Posting
from core import clock, errors, inputs
from core.audit import trail
from core.files import shelf
from disclosures import policies as disclosure_policies
from disclosures.kinds import ISSUED_STATES, State
from disclosures.models import Disclosure


class NeverPublic(errors.WrongState):
    """What is not public yet is shown nowhere."""

    default_code = "posting.not_public"
    default_reason = _("这一件还没有公开，公开以后再登记线下公开。")


class StruckOut(errors.WrongState):
    """The record holds no more."""

    default_code = "posting.struck"
    default_reason = _("这条记录已经作废。")


class Evidence(NamedTuple):
    """A picture or minutes, with the name of its file."""

    stream: BinaryIO
    name: str


@transaction.atomic
def record(
    disclosure: Disclosure,
    *,
    data: Mapping[str, Any],
    evidence: Evidence | None = None,
    actor: Actor,
    at: datetime.datetime,
) -> Posting:
    """Record that a public text was shown by another channel (`RecordInput`), today at the latest."""
    found = Disclosure.objects.select_for_update(of=("self",)).select_related("unit").filter(pk=disclosure.pk).first()
    if found is None or not disclosure_policies.view(actor, found):
        raise errors.Missing
    policies.record(actor, found).enforce()
    if found.state not in ISSUED_STATES or found.state == State.IN_ERROR:
        raise NeverPublic
    values = inputs.cleaned(RecordInput, data)
    _require_past("shown_on", values["shown_on"], at)
    kept = shelf.store(evidence.stream, name=evidence.name, actor=actor, at=at) if evidence else None
    posting = Posting.objects.create(
        disclosure=found, evidence=kept, recorded_by_name=actor.label[:200], recorded_at=at, **values
    )
    after = {**values, "evidence": kept.name if kept else ""}
    trail.record("posting.record", posting, actor=actor, at=at, label=_("登记线下公开"), after=after)
    return posting


@transaction.atomic
def take_down(posting: Posting, *, data: Mapping[str, Any], actor: Actor, at: datetime.datetime) -> Posting:
    """Note on which day it was taken off the board (`TakeDownInput`); saying it again corrects the day."""
    current = _locked(posting, actor)
    day = inputs.cleaned(TakeDownInput, data)["taken_down_on"]
    _require_past("taken_down_on", day, at)
    if day < current.shown_on:
        raise errors.Invalid.field("taken_down_on", "posting.taken_down_before", _("撤下日期不能早于公开日期。"))
    before, current.taken_down_on = current.taken_down_on, day
    current.save(update_fields=["taken_down_on"])
    trail.record(
        "posting.take_down",
        current,
        actor=actor,
        at=at,
        label=_("登记撤下"),
        before={"taken_down_on": before},
        after={"taken_down_on": day},
    )
    return current


@transaction.atomic
def add_evidence(posting: Posting, *, evidence: Evidence, actor: Actor, at: datetime.datetime) -> Posting:
    """Keep a picture or minutes beside a record that has none."""
    current = _locked(posting, actor)
    if current.evidence_id is not None:
        raise errors.Conflict("posting.has_evidence", _("这条记录已经有照片或记录。要换的，请作废后重新登记。"))
    current.evidence = shelf.store(evidence.stream, name=evidence.name, actor=actor, at=at)
    current.save(update_fields=["evidence"])
    after = {"evidence": current.evidence.name, "sha256": current.evidence.sha256}
    trail.record("posting.evidence", current, actor=actor, at=at, label=_("补充照片或记录"), after=after)
    return current


@transaction.atomic
def strike(posting: Posting, *, data: Mapping[str, Any], actor: Actor, at: datetime.datetime) -> Posting:
    """Strike out a record that is wrong (`StrikeInput`): it is counted and shown to the public no more."""
    current = _locked(posting, actor)
    current.struck_at, current.struck_reason = at, inputs.cleaned(StrikeInput, data)["reason"]
    current.save(update_fields=["struck_at", "struck_reason"])
    reason = current.struck_reason
    trail.record("posting.strike", current, actor=actor, at=at, label=_("作废线下公开记录"), reason=reason)
    return current


def _locked(posting: Posting, actor: Actor) -> Posting:
    rows = Posting.objects.visible_to(actor).select_for_update(of=("self",)).select_related("disclosure__unit")
    found = rows.filter(pk=posting.pk).first()
    if found is None:
        raise errors.Missing
    policies.record(actor, found.disclosure).enforce()
    if found.struck_at is not None:
        raise StruckOut
    return found


def _require_past(name: str, day: datetime.date, at: datetime.datetime) -> None:
    if day > clock.local_date(at):
        raise errors.Invalid.field(name, f"{name}.future", _("这一天还没有到，做了以后再登记。"))

"""How does somebody object to a text on notice: a reader on its page, a member, or the office for who wrote or called?

An objection is taken under the lock of its notice, under which the notice closes as well: what is in time counts, and
nothing slips in behind a result. Many from one address are slowed down; nobody solves riddles.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts import actors
from accounts.actors import Actor
from core import clock, dates, errors, inputs, limits
from core.audit import trail
from core.notifications import sending
from disclosures import visibility
from disclosures.deciding import signatures
from disclosures.kinds import State
from disclosures.models import Disclosure, Objection, PublicNotice
from disclosures.noticing import duties, notices, policies
from disclosures.noticing.inputs import EnterInput, ObjectInput
from disclosures.noticing.kinds import NoticeState
from disclosures.noticing.queries import ANSWER

MOST_AN_HOUR = 5


class TooOften(limits.TooOften):
    """Too many objections from one place in an hour."""

    default_code = "objection.too_often"
    default_reason = _("一小时内提出的异议太多了，请过一会儿再提，或者直接向公示单位反映。")


def object_to(
    disclosure: Disclosure, *, data: Mapping[str, Any], actor: Actor, at: datetime.datetime, source: str
) -> Objection:
    """Object to a text on notice (`ObjectInput`) as one of its readers, until the last second of its last day.

    A signed-in reader is named unless she asks not to be; of the anonymous nothing is kept. `source` is where the
    request comes from, to slow down floods; it is not kept with the objection.
    """
    values = inputs.cleaned(ObjectInput, data)
    if not visibility.reads(actor, disclosure):
        raise errors.Missing
    limits.require("objection", source, most=MOST_AN_HOUR, refusal=TooOften)
    nobody = values["anonymous"] or (actor.user_id is None and not values["name"])
    with transaction.atomic():
        notice = _running(disclosure)
        if at >= duties.over_at(notice):
            raise _over(notice)
        objection = Objection(notice=notice, text=values["text"], is_anonymous=nobody)
        if not nobody:
            objection.name = values["name"] or actor.name
            objection.contact = values["contact"]
            objection.member_id = actor.user_id
        objection.received_on, objection.received_at = clock.local_date(at), at
        objection.save(force_insert=True)
        _record(objection, actors.ANONYMOUS if nobody else actor, at)
    return objection


def enter(disclosure: Disclosure, *, data: Mapping[str, Any], actor: Actor, at: datetime.datetime) -> Objection:
    """Type in an objection that came by letter, telephone or in person (`EnterInput`) while the notice ran.

    Possible until the notice is closed: what came on the last day may be typed in on the next.
    """
    policies.enter(actor, disclosure.unit).enforce()
    values = inputs.cleaned(EnterInput, data)
    with transaction.atomic():
        objection = keep_entered(_running(disclosure), values, actor=actor, at=at)
        _record(objection, actor, at)
    return objection


def keep_entered(notice: PublicNotice, values: Mapping[str, Any], *, actor: Actor, at: datetime.datetime) -> Objection:
    """Keep what the office took in; it came on a day of the notice."""
    received_on = values["received_on"]
    assert notice.counted_from is not None  # noqa: S101  (by constraint, once it runs)
    assert notice.last_on is not None  # noqa: S101  (by constraint, once it runs)
    if received_on > clock.local_date(at):
        raise errors.Invalid.field("received_on", "received_on.future", _("收到的日子不能晚于今天。"))
    if not notice.counted_from <= received_on <= notice.last_on:
        reason = _t("公示从%(first)s到%(last)s，请写这期间收到的日子。") % {
            "first": dates.written(notice.counted_from),
            "last": dates.written(notice.last_on),
        }
        raise errors.Invalid.field("received_on", "received_on.outside_notice", reason)
    permission = next((each for each in ANSWER if actor.may(each, notice.unit)), ANSWER[0])
    return Objection.objects.create(
        notice=notice,
        text=values["text"],
        name=values["name"],
        contact=values["contact"],
        is_anonymous=not values["name"],
        entered_by_name=signatures.under(actor, permission, notice.unit),
        received_on=received_on,
        received_at=at,
    )


def _running(disclosure: Disclosure) -> PublicNotice:
    """Return the running notice of a public text, locked."""
    rows = PublicNotice.objects.select_for_update(of=("self",)).select_related("disclosure__unit")
    notice = rows.filter(disclosure=disclosure).first()
    if notice is None:
        raise errors.Missing("notice.none", _("这一件没有公示，不收异议。"))
    if notice.state != NoticeState.RUNNING or notice.disclosure.state != State.PUBLISHED:
        raise _over(notice)
    return notice


def _over(notice: PublicNotice) -> errors.WrongState:
    if notice.last_on is None or notice.state == NoticeState.PLANNED:
        return errors.WrongState("notice.not_begun", _("公示还没有开始，公开以后才能提异议。"))
    reason = _t("公示已于%s结束，不再收异议。有新的情况，请直接向公示单位反映。") % dates.written(notice.last_on)
    return errors.WrongState("notice.over", reason)


def _record(objection: Objection, actor: Actor, at: datetime.datetime) -> None:
    trail.record("objection.raised", objection, actor=actor, at=at, label=_("提出异议"))
    sending.send(*notices.raised(objection, at), at=at)

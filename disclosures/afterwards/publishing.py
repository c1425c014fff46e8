"""How does an approved text become public: now, at an hour that was set, first inside and then to society?"""

from __future__ import annotations

import datetime

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from catalogs.kinds import Scope
from core import clock, dates, errors, events
from disclosures import content, policies, stages
from disclosures.afterwards import relations
from disclosures.deciding import signatures
from disclosures.events import DisclosurePublished
from disclosures.kinds import Relation
from disclosures.models import Disclosure, IndexSerial, PublicationRule
from disclosures.noticing import duties
from disclosures.plans import following
from obligations import actions as obligation_actions

LONGEST_WAIT = datetime.timedelta(days=366)


def schedule(
    disclosure: Disclosure, *, actor: Actor, at: datetime.datetime, publish_at: datetime.datetime, reason: str
) -> None:
    """Set the hour at which the approved text is published by itself; the hour lies ahead, at most a year.

    A result whose process is not public yet needs a reason.
    """
    if publish_at <= at:
        raise errors.Invalid.field(
            "publish_at", "publish_at.past", _("这个时间已经过了，请写以后的时间，或者直接公开。")
        )
    if publish_at > at + LONGEST_WAIT:
        raise errors.Invalid.field("publish_at", "publish_at.too_far", _("公开时间最多定在一年以内。"))
    _require_shown(disclosure, clock.local_date(publish_at))
    following.require_day(disclosure, clock.local_date(publish_at))
    _require_process(disclosure, clock.local_date(publish_at), reason)
    disclosure.publish_at = publish_at
    disclosure.signature = _publisher_label(actor, disclosure)
    disclosure.moved_at = at


def unschedule(disclosure: Disclosure, *, actor: Actor, at: datetime.datetime) -> None:
    """Take the hour back: the text is approved as it was, and waits for somebody to publish it."""
    disclosure.publish_at = None
    disclosure.signature = _publisher_label(actor, disclosure)
    disclosure.moved_at = at


def publish(disclosure: Disclosure, *, actor: Actor, at: datetime.datetime, reason: str) -> None:
    """Let those whom the scope names read it: exactly what was approved, or nothing.

    Gives it its index number, freezes the unit's name, and fulfils what the unit owed of its item. Where the item says
    先党内后党外, society waits for the days that were set. What it changes is replaced by it in the same moment.
    Where the item shows its process (过程和结果都公开), a result is not published before it without a reason; of what
    was scheduled that was asked then.
    """
    _require_due(disclosure, actor, at)
    disclosure.checked_content = content.require_unchanged(disclosure, disclosure.approved_hash)
    _require_shown(disclosure, clock.local_date(at))
    following.require_day(disclosure, clock.local_date(at))
    if not actor.unlimited:
        _require_process(disclosure, clock.local_date(at), reason)
    year = clock.local(at).year
    serial = IndexSerial.objects.take(disclosure.unit, year)
    disclosure.index_no = f"{disclosure.unit.code}-{year}-{serial:04d}"
    disclosure.unit_name = disclosure.unit.name
    disclosure.signature = _publisher_label(actor, disclosure)
    disclosure.publish_at = None
    disclosure.published_at = disclosure.moved_at = at
    _set_terms(disclosure, at)
    duties.begin_or_continue(disclosure, at=at)
    if disclosure.item is not None:
        obligation_actions.fulfil(
            disclosure.pk,
            unit_id=disclosure.unit_id,
            lineage=disclosure.item.lineage,
            at=at,
            pledged_only=disclosure.relation in (Relation.AMENDS, Relation.CLARIFIES, Relation.REPUBLISHES),
        )
    relations.supersede_original(disclosure, at=at)  # last: from here on the ledger is locked
    events.publish(DisclosurePublished(disclosure.pk, disclosure.unit_id))


def open_outside(disclosure: Disclosure, *, actor: Actor, at: datetime.datetime) -> None:
    """Let society read what was held inside until now (先党内后党外); never before its time."""
    if disclosure.outside_from is None or disclosure.outside_from > at:
        raise errors.WrongState("disclosure.not_due_outside", _("还没有到对社会公开的时间，或者已经对社会公开。"))
    disclosure.outside_from = None
    disclosure.opened_outside_at = at
    disclosure.signature = actor.label


def _require_due(disclosure: Disclosure, actor: Actor, at: datetime.datetime) -> None:
    """Hold the system to the hour that was set; a person may publish earlier, as she set the hour."""
    if actor.unlimited and (disclosure.publish_at is None or disclosure.publish_at > at):
        raise errors.WrongState("disclosure.not_due", _("还没有到定好的公开时间。"))


def _require_shown(disclosure: Disclosure, on: datetime.date) -> None:
    if disclosure.display_until is not None and disclosure.display_until < on:
        raise errors.Conflict(
            "disclosure.display_over",
            _t("这一件只展示到%s，公开时已经过了。请先改展示日期，再公开。") % dates.written(disclosure.display_until),
        )


def _require_process(disclosure: Disclosure, on: datetime.date, reason: str) -> None:
    owed = stages.process_owed(disclosure, on=on)
    if owed and not reason.strip():
        text = _t(
            "这一项过程和结果都要公开，前面的阶段还没有公开：%(stages)s。请先公开前面的阶段；要先公开结果的，写明理由。"
        )
        raise errors.Invalid.field("reason", "process.not_public", text % {"stages": "、".join(owed)})


def _set_terms(disclosure: Disclosure, at: datetime.datetime) -> None:
    """Hold it inside where its item says so, and set the last day of display where its drafter did not.

    The days of display count once all its readers have it: what is held inside longer would be listed for nobody else.
    """
    item = disclosure.item
    terms = PublicationRule.objects.terms_of(item.lineage if item else None)
    if item is not None and item.inside_first and disclosure.scope == Scope.SOCIETY:
        disclosure.outside_from = at + datetime.timedelta(days=terms.inside_days)
    if disclosure.display_until is None and terms.display_days is not None:
        shown_from = clock.local_date(disclosure.outside_from or at)
        disclosure.display_until = shown_from + datetime.timedelta(days=terms.display_days)


def _publisher_label(actor: Actor, disclosure: Disclosure) -> str:
    if actor.unlimited:
        return actor.label
    permission = policies.PUBLISH if actor.may(policies.PUBLISH, disclosure.unit) else policies.APPROVE
    return signatures.under(actor, permission, disclosure.unit)

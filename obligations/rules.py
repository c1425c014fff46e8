"""What may never be registered, whoever asks? Each rule raises a refusal that says what, where and what to do."""

from __future__ import annotations

import datetime

from django.utils.translation import gettext_lazy as _

from catalogs import effective
from catalogs.effective import EffectiveItem, Standing
from catalogs.kinds import TimeMode
from catalogs.models import Item
from core import errors
from hierarchy.models import Unit
from obligations.models import Extension, Obligation, ObligationPolicy


def open_unit(unit: Unit) -> None:
    """A closed unit takes nothing up."""
    if not unit.is_open:
        raise errors.Conflict("obligation.unit_closed", _("“%(unit)s”已撤销，请在承接单位登记。") % {"unit": unit.name})


def owed_item(unit: Unit, item: Item, mode: TimeMode, *, on: datetime.date) -> EffectiveItem:
    """Return the item as it holds at the unit on a day; refuse one that it does not owe, or owes in another way."""
    found = next((entry for entry in effective.for_unit(unit, on=on, released=True) if entry.item.pk == item.pk), None)
    if found is None:
        raise errors.Invalid.field("item", "item.not_applicable", _("这个公开事项不在本单位现行的公开目录里，请另选。"))
    if found.standing != Standing.REQUIRED:
        raise errors.Invalid.field(
            "item",
            "item.released",
            _("本单位现在不公开“%(item)s”（已豁免或未选择），不用登记。") % {"item": item.title},
        )
    if found.item.time_mode != mode:
        raise errors.Invalid.field(
            "item",
            "item.other_time_mode",
            _("“%(item)s”是%(is)s公开的事项，这里只登记%(wanted)s公开的事项。")
            % {"item": item.title, "is": TimeMode(found.item.time_mode).label, "wanted": mode.label},
        )
    return found


def not_ahead(field: str, day: datetime.date, *, on: datetime.date) -> None:
    """What has not happened yet makes nothing due."""
    if day > on:
        raise errors.Invalid.field(
            field,
            "event.in_future",
            _("%(day)s还没有到。请填已经发生的日期；以后发生的，请在发生当天登记。") % {"day": day.isoformat()},
        )


def extensible(obligation: Obligation, *, on: datetime.date) -> None:
    """More time is asked for while the term runs, once."""
    if not Obligation.objects.open(on).filter(pk=obligation.pk).exists():
        raise errors.WrongState("extension.not_owed", _("这项任务已经完成或终结，不需要延期。"))
    if obligation.due_on < on:
        raise errors.Conflict(
            "extension.too_late",
            _("期限%(day)s已过，不能再申请延期。请尽快公开并说明逾期原因。") % {"day": obligation.due_on.isoformat()},
        )
    if Extension.objects.filter(obligation=obligation).claiming().exists():
        raise already_extended()


def already_extended() -> errors.Conflict:
    """Return the refusal of a second extension."""
    return errors.Conflict("extension.once", _("每项任务只能延期一次：已有一份待审批或已同意的延期申请。"))


def later_day(obligation: Obligation, asked_until: datetime.date, policy: ObligationPolicy) -> None:
    """An extension ends later than the term, and not beyond what the tenant allows."""
    last = obligation.due_on + datetime.timedelta(days=policy.longest_extension_days)
    if not obligation.due_on < asked_until <= last:
        raise errors.Invalid.field(
            "asked_until",
            "extension.out_of_range",
            _("延期后的日期应晚于%(due)s，最晚%(last)s。")
            % {"due": obligation.due_on.isoformat(), "last": last.isoformat()},
        )

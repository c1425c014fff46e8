"""What may never be registered, whoever asks? Each rule raises a refusal that says what, where and what to do."""

from __future__ import annotations

import datetime

from django.utils.translation import gettext_lazy as _

from catalogs import effective
from catalogs.effective import EffectiveItem, Standing
from catalogs.kinds import TimeMode
from catalogs.models import Item
from core import dates, errors
from hierarchy.models import Unit
from obligations.kinds import GROUNDS_FOR_ONE_KIND, GROUNDS_WITH_BASIS, WithholdingGround, WithholdingKind
from obligations.models import Extension, Obligation, ObligationPolicy, Withholding


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
            _("%(day)s还没有到。请填已经发生的日期；以后发生的，请在发生当天登记。") % {"day": dates.written(day)},
        )


def extensible(obligation: Obligation, *, on: datetime.date) -> None:
    """More time is asked for while the term runs, once."""
    if not Obligation.objects.open(on).filter(pk=obligation.pk).exists():
        raise errors.WrongState("extension.not_owed", _("这项任务已经完成或终结，不需要延期。"))
    if obligation.due_on < on:
        raise errors.Conflict(
            "extension.too_late",
            _("期限%(day)s已过，不能再申请延期。请尽快公开并说明逾期原因。")
            % {"day": dates.written(obligation.due_on)},
        )
    if Extension.objects.filter(obligation=obligation).claiming().exists():
        raise already_extended()
    if Withholding.objects.filter(obligation=obligation).live(on).exists():
        raise errors.Conflict("extension.withheld", _("这项任务正在申请或已同意暂不公开、不予公开，不能再申请延期。"))


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
            % {"due": dates.written(obligation.due_on), "last": dates.written(last)},
        )


def withholdable(obligation: Obligation, *, on: datetime.date) -> None:
    """Only what is still owed is withheld, and only one thing is asked about it at a time; also after its day."""
    if not Obligation.objects.open(on).filter(pk=obligation.pk).exists():
        raise withheld_not_owed()
    if Withholding.objects.filter(obligation=obligation).live(on).exists():
        raise already_withheld()
    if Extension.objects.filter(obligation=obligation).asked().exists():
        raise errors.Conflict(
            "withholding.extension_open",
            _("这项任务的延期申请还没有审批。请先收回延期申请，或者等上级审批以后再申请。"),
        )


def withheld_not_owed() -> errors.WrongState:
    """Return the refusal to withhold what is public already, or no longer owed."""
    return errors.WrongState(
        "withholding.not_owed", _("这项任务已经公开或终结，不能申请暂不公开、不予公开。请刷新页面查看最新情况。")
    )


def already_withheld() -> errors.Conflict:
    """Return the refusal of a second request beside one that is open or holds."""
    return errors.Conflict(
        "withholding.once", _("这项任务已有一份正在办理或已生效的暂不公开、不予公开，不能重复申请。")
    )


def ground_fits(kind: WithholdingKind, ground: WithholdingGround, basis: str) -> None:
    """A ground is given only for what it can justify, and with its provision where it says nothing without one."""
    wanted = GROUNDS_FOR_ONE_KIND.get(ground, kind)
    if wanted != kind:
        raise errors.Invalid.field(
            "ground",
            "withholding.ground_of_other_kind",
            _("“%(ground)s”只能用于%(kind)s，请改选种类或事由。") % {"ground": ground.label, "kind": wanted.label},
        )
    if ground in GROUNDS_WITH_BASIS and not basis:
        raise errors.Invalid.field(
            "basis",
            "withholding.basis_missing",
            _("选“%(ground)s”的，请写明依据的文件和条款。") % {"ground": ground.label},
        )


def withheld_until(
    kind: WithholdingKind, until: datetime.date | None, due_on: datetime.date, *, on: datetime.date
) -> None:
    """What is not disclosed now is on a later day, at most a year on; what is not disclosed at all names no day."""
    if kind == WithholdingKind.NOT_AT_ALL:
        if until is not None:
            raise errors.Invalid.field("until", "withholding.until_unwanted", _("不予公开的不填截止日期，请删去。"))
        return
    earliest = max(on, due_on) + datetime.timedelta(days=1)
    last = max(a_year_after(on), earliest)
    if until is None or not earliest <= until <= last:
        raise errors.Invalid.field(
            "until",
            "withholding.until_out_of_range",
            _("暂不公开的，请填截止日期，最早%(first)s，最晚%(last)s。")
            % {"first": dates.written(earliest), "last": dates.written(last)},
        )


def disclosure_day(due_on: datetime.date, *, on: datetime.date) -> None:
    """What is to be disclosed after all is so by a day that has not passed and is at most a year on."""
    if not on <= due_on <= a_year_after(on):
        raise errors.Invalid.field(
            "due_on",
            "withholding.day_out_of_range",
            _("公开期限应在%(first)s至%(last)s之间。")
            % {"first": dates.written(on), "last": dates.written(a_year_after(on))},
        )


def a_year_after(on: datetime.date) -> datetime.date:
    """Return the same day of the next year.

    >>> a_year_after(datetime.date(2028, 2, 29))
    datetime.date(2029, 2, 28)
    """
    day = 28 if (on.month, on.day) == (2, 29) else on.day
    return on.replace(year=on.year + 1, day=day)

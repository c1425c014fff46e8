"""May this item of a published catalog be changed, withdrawn or terminated by itself, from this day on?

Asked when it is proposed and again when it is decided: the catalog may have changed in between. Each rule raises a
refusal that says what, where and what to do.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from catalogs import duerules, inputs, rules
from catalogs.kinds import AmendmentState
from catalogs.models import Amendment, Catalog, CatalogVersion, Item
from core import dates, errors


def amendable(catalog: Catalog, item: Item) -> CatalogVersion:
    """Return the latest published edition, if the item stands in it and nothing else is under way with the catalog."""
    rules.open_maker(catalog.unit)
    latest = catalog.versions.published().first()
    if latest is None or item.version_id != latest.pk:
        raise errors.Conflict(
            "amendment.not_current",
            _("“%(title)s”不在《%(name)s》最新发布的版本里，请到最新版本上办理。")
            % {"title": item.title, "name": catalog.name},
        )
    _nothing_under_way(catalog)
    return latest


def _nothing_under_way(catalog: Catalog) -> None:
    """What is carried out by an edition of its own does not overtake another that is being written or decided."""
    if catalog.versions.drafts().exists() or catalog.versions.submitted().exists():
        raise errors.Conflict(
            "amendment.edition_under_way",
            _("《%(name)s》有一版正在编制或等待审批，请先发布或删除那一版，再办理单个事项；也可以直接写进那一版。")
            % {"name": catalog.name},
        )


def none_awaiting(item: Item) -> None:
    """An item is amended once at a time."""
    if Amendment.objects.filter(lineage=item.lineage, state=AmendmentState.PROPOSED).exists():
        raise errors.Conflict(
            "amendment.awaiting",
            _("“%(title)s”已有一项变动在等待审批，请等审批结束，或先收回它，再重新提出。") % {"title": item.title},
        )


def first_day(wanted: datetime.date | None, latest: CatalogVersion, *, today: datetime.date) -> datetime.date:
    """Return from which day on it is wanted: today, if no day is given; not before the edition that it amends."""
    assert latest.effective_on is not None  # noqa: S101  (a published edition has a first day, by constraint)
    if wanted is None:
        return max(today, latest.effective_on)
    rules.day_to_come(wanted, today=today, first_edition=False, field="from_on")
    if wanted < latest.effective_on:
        raise errors.Invalid.field(
            "from_on",
            "amendment.before_edition",
            _("%(version)s自%(day)s起施行，变动不能早于这一天，请填这一天或以后的日期。")
            % {"version": latest, "day": dates.written(latest.effective_on)},
        )
    return wanted


def endable(item: Item) -> None:
    """A catalog keeps at least one item."""
    if not Item.objects.filter(version_id=item.version_id).exclude(pk=item.pk).exists():
        raise errors.Conflict(
            "amendment.last_item",
            _("“%(title)s”是目录里唯一的公开事项，不能单独撤回或终止。请编制新版目录，用其他事项代替。")
            % {"title": item.title},
        )


def changes(item: Item, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Return what would be otherwise about the item, field by field; refuse what no edition could say."""
    found = {name: wanted[name] for name in inputs.FIELDS if not _same(wanted[name], getattr(item, name))}
    if not found:
        raise errors.Invalid(
            code="amendment.nothing_changed", reason=_("内容和现行目录一样，没有变更。请修改至少一项内容后再提交。")
        )
    if "title" in found:
        rules.free_title(item.category, found["title"], apart_from=item)
    if {"due_rule", "period", "time_mode"} & set(found):
        problem = duerules.problem(wanted["due_rule"], wanted["period"]) if wanted["due_rule"] else None
        if problem is not None:
            raise errors.Invalid.field("due_rule", problem.code, problem.reason)
    return found


def _same(wanted: Any, former: Any) -> bool:
    return sorted(wanted) == sorted(former) if isinstance(wanted, list) else bool(wanted == former)


def unchanged_since(amendment: Amendment, current: Item) -> None:
    """A change is decided on the item that it was proposed about."""
    if inputs.values_of(current) != inputs.values_of(amendment.item):
        raise errors.Conflict(
            "amendment.item_moved",
            _("“%(title)s”在提出变更以后已有新版规定，不能再按原来的内容变更。请不同意，由制定单位重新提出。")
            % {"title": amendment.item_title},
        )

"""What may never become of a catalog, whoever asks?

Each rule raises a refusal that says what, where and what to do.
"""

from __future__ import annotations

import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalogs.kinds import RequestState
from catalogs.models import Catalog, CatalogVersion, Category, Item, Override
from catalogs.queries import ExemptionQuerySet, OverrideQuerySet
from core import errors
from hierarchy.models import Unit

NAMED = 5
"""How many items a refusal names; more would not be read."""


def open_maker(unit: Unit) -> None:
    """A closed unit makes no catalogs."""
    if not unit.is_open:
        raise errors.Conflict(
            "catalog.unit_closed", _("“%(name)s”已撤销，不能再编制公开目录，请在承接单位办理。") % {"name": unit.name}
        )


def free_name(unit: Unit, name: str) -> None:
    """A unit has no two catalogs of one name."""
    if Catalog.objects.filter(unit=unit, name=name).exists():
        raise errors.Invalid.field(
            "name",
            "catalog.name_taken",
            _("“%(unit)s”已有名为《%(name)s》的目录，请换一个名称，或在原目录上修订。")
            % {"unit": unit.name, "name": name},
        )


def no_draft(catalog: Catalog) -> None:
    """A catalog has one edition on its way at a time: a draft, or one that awaits approval."""
    if catalog.versions.submitted().exists():
        raise errors.Conflict(
            "catalog.awaiting_approval",
            _("《%(name)s》有一版正在等待上级审批，请等审批结束，或先撤回它，再编制新版。") % {"name": catalog.name},
        )
    if catalog.versions.drafts().exists():
        raise errors.Conflict(
            "catalog.draft_exists", _("《%(name)s》已有一份草稿，请继续编辑它，或先删除它。") % {"name": catalog.name}
        )


def none_awaiting(requests: OverrideQuerySet | ExemptionQuerySet, about: Item | Override) -> None:
    """A unit asks one thing of its kind about an item at a time."""
    if requests.filter(state=RequestState.REQUESTED).exists():
        title = about.title if isinstance(about, Item) else about.item_title
        raise errors.Conflict(
            "override.awaiting",
            _("“%(title)s”已有一份申请在等待上级办理，请等办理结束，或先撤回它，再重新申请。") % {"title": title},
        )


def free_category(version: CatalogVersion, title: str, *, apart_from: Category | None = None) -> None:
    """An edition has no two headings of one title."""
    same = version.categories.filter(title=title)
    if apart_from is not None:
        same = same.exclude(pk=apart_from.pk)
    if same.exists():
        raise errors.Invalid.field(
            "title", "category.title_taken", _("已有一级目录“%(title)s”，请换一个名称。") % {"title": title}
        )


def free_title(category: Category, title: str, *, apart_from: Item | None = None) -> None:
    """A heading has no two items of one title."""
    same = category.items.filter(title=title)
    if apart_from is not None:
        same = same.exclude(pk=apart_from.pk)
    if same.exists():
        raise errors.Invalid.field(
            "title",
            "item.title_taken",
            _("“%(category)s”下已有公开事项“%(title)s”，请换一个名称，或修改原有事项。")
            % {"category": category.title, "title": title},
        )


def empty_category(category: Category) -> None:
    """A heading goes only when nothing stands under it."""
    count = category.items.count()
    if count:
        raise errors.Conflict(
            "category.not_empty",
            _("“%(title)s”下还有 %(count)d 个公开事项，请先移走或删除这些事项。")
            % {"title": category.title, "count": count},
        )


def day_to_come(
    effective_on: datetime.date, *, today: datetime.date, first_edition: bool, field: str = "effective_on"
) -> None:
    """A later edition begins today or later: what was owed in the past stays as it was."""
    if effective_on < today and not first_edition:
        raise errors.Invalid.field(
            field,
            "catalog.effective_in_past",
            _("生效日期不能早于今天：以前的公开任务按当时的目录执行。请填今天或以后的日期。"),
        )


def publishable(version: CatalogVersion, *, notes_settled: bool) -> None:
    """An edition holds something, each item says when and to whom, and nothing uncertain is left."""
    if not version.items.exists():
        raise errors.Conflict("catalog.empty", _("目录里还没有公开事项，请先增加或导入。"))
    incomplete = version.items.filter(Q(time_mode="") | Q(scopes=[]))
    titles = list(incomplete.in_catalog_order().values_list("title", flat=True))
    if titles:
        raise errors.Conflict(
            "catalog.incomplete",
            _("有 %(count)d 个公开事项没有写明公开范围或公开时限：%(titles)s。请补充后再发布。")
            % {"count": len(titles), "titles": _named(titles)},
        )
    if notes_settled:
        return
    titles = list(version.items.uncertain().in_catalog_order().values_list("title", flat=True))
    if titles:
        raise errors.Invalid.field(
            "notes_settled",
            "catalog.needs_person",
            _("有 %(count)d 个公开事项的导入内容待核对：%(titles)s。请逐条核对，再勾选“已逐条核对”。")
            % {"count": len(titles), "titles": _named(titles)},
        )


def _named(titles: list[str]) -> str:
    shown = str(_("、")).join(titles[:NAMED])
    return shown if len(titles) <= NAMED else str(_("%(shown)s等") % {"shown": shown})

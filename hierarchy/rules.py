"""What may never become of the tree, whoever asks?

Each rule looks at nodes read under the tree lock and raises a refusal that says what, where and what to do.
"""

from __future__ import annotations

import datetime

from django.db.models import Max
from django.utils import formats
from django.utils.translation import gettext_lazy as _

from core import errors
from hierarchy import kinds
from hierarchy.models import Unit

NAME_LENGTH = 200
CODE_LENGTH = 64
MAX_LEVELS = 30
"""Far more than any organisation has; keeps paths short whatever a file claims."""


def names(name: str) -> str:
    """Return the name without surrounding space; a unit has one, of at most 200 characters that are shown."""
    name = " ".join(name.split())
    if not name:
        raise errors.Invalid.field("name", "unit.name_missing", _("请填写单位名称。"))
    if not name.isprintable():
        raise errors.Invalid.field("name", "unit.name_unprintable", _("含有无法显示的字符，请重新输入。"))
    if len(name) > NAME_LENGTH:
        raise errors.Invalid.field(
            "name", "unit.name_too_long", _("单位名称不能超过%(most)d个字，请改用规范简称。") % {"most": NAME_LENGTH}
        )
    return name


def codes(code: str) -> str:
    """Return the code without surrounding space; a unit has one, and no other unit of the tenant has it."""
    code = code.strip()
    if not code:
        raise errors.Invalid.field("code", "unit.code_missing", _("请填写单位编码。"))
    if len(code) > CODE_LENGTH:
        raise errors.Invalid.field(
            "code", "unit.code_too_long", _("单位编码不能超过%(most)d个字符。") % {"most": CODE_LENGTH}
        )
    taken = Unit.objects.filter(code=code).first()
    if taken is not None:
        raise errors.Invalid.field(
            "code",
            "unit.code_taken",
            _("单位编码“%(code)s”已由“%(name)s”使用，请换一个编码。") % {"code": code, "name": taken.name},
        )
    return code


def classified(kind: str, sector: str) -> None:
    """A unit has a kind and a sector that the platform knows."""
    if kind not in kinds.UnitKind.values:
        raise errors.Invalid.field("kind", "unit.kind_unknown", _("请从列表中选择组织类型。"))
    if sector not in kinds.Sector.values:
        raise errors.Invalid.field("sector", "unit.sector_unknown", _("请从列表中选择领域。"))


def is_open(unit: Unit) -> None:
    """A closed unit is past: nothing changes it."""
    if not unit.is_open:
        raise errors.Conflict("unit.closed", _("“%(name)s”已撤销，不能再变更。") % {"name": unit.name})


def can_hold(parent: Unit, *, levels: int = 1) -> None:
    """Nothing is put under a closed unit, and nothing so deep that the tree exceeds its levels."""
    if not parent.is_open:
        raise errors.Invalid.field(
            "parent",
            "unit.parent_closed",
            _("“%(name)s”已撤销，不能作为上级单位，请选择现有的单位。") % {"name": parent.name},
        )
    if parent.level + 1 + levels > MAX_LEVELS:
        raise errors.Invalid.field(
            "parent",
            "tree.too_deep",
            _("组织层级不能超过%(most)d级，请选择较高层级的上级单位。") % {"most": MAX_LEVELS},
        )


def levels_of(unit: Unit) -> int:
    """Return how many levels the unit and what is below it take."""
    deepest = Unit.objects.within(unit).aggregate(deepest=Max("level"))["deepest"]
    return int(deepest) - unit.level + 1


def no_second_root() -> None:
    """One tenant is one tree with one root."""
    root = Unit.objects.roots().first()
    if root is not None:
        raise errors.Invalid.field(
            "parent",
            "unit.second_root",
            _("最上级单位“%(name)s”已经存在，一个租户只有一个最上级单位，请选择上级单位。") % {"name": root.name},
        )


def can_stand_under(unit: Unit, parent: Unit) -> None:
    """A unit stands neither under itself nor under one of its own subordinates; and the root stays the root."""
    if parent.pk == unit.pk:
        raise errors.Invalid.field(
            "parent",
            "unit.move_under_itself",
            _("“%(name)s”不能隶属于自己，请选择其他上级单位。") % {"name": unit.name},
        )
    if unit.covers(parent):
        raise errors.Invalid.field(
            "parent",
            "unit.move_under_itself",
            _("“%(parent)s”是“%(name)s”的下级，不能作为它的上级单位，请选择其他上级单位。")
            % {"parent": parent.name, "name": unit.name},
        )


def can_close(unit: Unit, successor: Unit | None) -> None:
    """The root is not closed; what is below a unit needs a successor to go to; the successor is open and outside."""
    if unit.parent_id is None:
        raise errors.Conflict("unit.root_stays", _("“%(name)s”是最上级单位，不能撤销。") % {"name": unit.name})
    if successor is None:
        if Unit.objects.open().below(unit).exists():
            raise errors.Invalid.field(
                "successor",
                "unit.has_subordinates",
                _("“%(name)s”还有下级单位，请指定承接单位，或先调整下级单位的隶属关系。") % {"name": unit.name},
            )
        return
    if not successor.is_open or unit.covers(successor):
        raise errors.Invalid.field(
            "successor",
            "unit.successor_unfit",
            _("“%(successor)s”已撤销，或者就是“%(name)s”本身及其下级，不能承接，请选择其他单位。")
            % {"successor": successor.name, "name": unit.name},
        )


def days(wanted: datetime.date | None, *, today: datetime.date, may_be_past: bool = False) -> datetime.date:
    """Return the day on which a change takes effect: today unless a later one is wanted; the past is not rewritten."""
    if wanted is None:
        return today
    if wanted < today and not may_be_past:
        raise errors.Invalid.field(
            "effective_on",
            "change.day_past",
            _("生效日期%(day)s已经过去。变动不能追溯，请选择今天或以后的日期。")
            % {"day": formats.date_format(wanted, str(_("Y年n月j日")))},
        )
    return wanted


def reasons(reason: str) -> str:
    """Return the reason; a reorganisation has one."""
    reason = reason.strip()
    if not reason:
        raise errors.Invalid.field("reason", "change.reason_missing", _("请写明变动的理由或依据的文件。"))
    return reason


def differs(unit: Unit, **wanted: object) -> None:
    """A change changes something."""
    if all(getattr(unit, column) == value for column, value in wanted.items()):
        raise errors.Conflict(
            "change.nothing_changes", _("“%(name)s”现在就是这样，没有需要变更的内容。") % {"name": unit.name}
        )

"""Which tables hold the tree, its past and its future?

Days are half-open everywhere in this app: a row holds *from* `from_on` on and *no longer* on `to_on`; a unit's
`closed_on` is the first day on which it does not exist. So the days of two neighbouring rows meet and never overlap.
"""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _
from mptt.models import MPTTModel, TreeForeignKey

from core.models import PublicIdModel
from hierarchy import queries
from hierarchy.kinds import Sector, UnitKind

__all__ = ["ChangeState", "ChangeVerb", "Department", "Placement", "Sector", "TreeChange", "Unit", "UnitKind"]


class Unit(PublicIdModel, MPTTModel):
    """One node of the tenant's tree (党组织/单位).

    The columns `lft`, `rght`, `tree_id` and `level` are written by `hierarchy.tree` alone, under the tree lock.
    """

    parent = TreeForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("上级单位")
    )
    code = models.CharField(_("单位编码"), max_length=64)
    name = models.CharField(_("单位名称"), max_length=200)
    kind = models.CharField(_("组织类型"), max_length=32, choices=UnitKind)
    sector = models.CharField(_("领域"), max_length=32, choices=Sector)
    sort_no = models.IntegerField(_("排序"), default=0)
    pinyin = models.CharField(_("拼音"), max_length=1200, default="", blank=True, editable=False)
    initials = models.CharField(_("拼音首字母"), max_length=200, default="", blank=True, editable=False)
    opened_on = models.DateField(_("成立日期"))
    closed_on = models.DateField(_("撤销日期"), null=True, blank=True)
    successor = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="predecessors", verbose_name=_("承接单位")
    )
    # Declared here, since mptt would add Positive…Fields, which a sharded database cannot add to later.
    lft = models.IntegerField(editable=False)
    rght = models.IntegerField(editable=False)
    tree_id = models.IntegerField(editable=False)
    level = models.IntegerField(editable=False)

    objects = queries.UnitQuerySet.as_manager()  # type: ignore[misc, assignment]  # mptt keeps its own beside it

    class Meta:
        verbose_name = _("单位")
        ordering = ["tree_id", "lft"]
        constraints = [
            models.UniqueConstraint(fields=["code"], name="unit_code_unique"),
            models.UniqueConstraint(
                fields=["parent"], condition=Q(parent__isnull=True), nulls_distinct=False, name="unit_one_root"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="unit_name_given"),
            models.CheckConstraint(condition=~Q(code=""), name="unit_code_given"),
            models.CheckConstraint(condition=Q(lft__lt=F("rght")), name="unit_left_before_right"),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="unit_not_its_own_parent"),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("opened_on")), name="unit_closed_after_opened"
            ),
        ]
        indexes = [models.Index(fields=["tree_id", "lft"], name="unit_in_tree_order")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        """Whether the unit exists now; a closed unit stays in the tree for its past."""
        return self.closed_on is None

    def covers(self, other: Unit) -> bool:
        """Say whether the other unit is this one or stands below it."""
        return self.tree_id == other.tree_id and self.lft <= other.lft and other.rght <= self.rght


class Department(models.Model):
    """A department of a unit that items of a catalog name as responsible (责任科室)."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="departments", verbose_name=_("单位"))
    name = models.CharField(_("责任科室"), max_length=200)
    sort_no = models.IntegerField(_("排序"), default=0)
    closed_on = models.DateField(_("撤销日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("责任科室")
        ordering = ["unit_id", "sort_no", "id"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "name"], name="department_name_unique_in_unit"),
            models.CheckConstraint(condition=~Q(name=""), name="department_name_given"),
        ]

    def __str__(self) -> str:
        return self.name


class DayRange(Func):
    """The days of a placement as a range of PostgreSQL."""

    function = "DATERANGE"
    output_field = DateRangeField()


class Placement(models.Model):
    """What held for a unit from a day to a day: its parent, name, kind, sector and place among its siblings.

    Holds on `from_on`, no longer on `to_on` (null: still holds). A row whose two days are equal held on no day: the
    unit was created and closed on the same day.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="placements", verbose_name=_("单位"))
    parent = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("上级单位")
    )
    name = models.CharField(_("单位名称"), max_length=200)
    kind = models.CharField(_("组织类型"), max_length=32, choices=UnitKind)
    sector = models.CharField(_("领域"), max_length=32, choices=Sector)
    sort_no = models.IntegerField(_("排序"), default=0)
    from_on = models.DateField(_("生效日期"))
    to_on = models.DateField(_("失效日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("单位沿革")
        ordering = ["unit_id", "from_on", "id"]
        constraints = [
            ExclusionConstraint(
                name="placement_days_apart",
                expressions=[
                    ("unit", RangeOperators.EQUAL),
                    (DayRange("from_on", "to_on", RangeBoundary()), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")), name="placement_to_after_from"
            ),
        ]
        indexes = [models.Index(fields=["from_on", "to_on"], name="placement_by_days")]

    def __str__(self) -> str:
        return f"{self.name} {self.from_on}–{self.to_on or ''}"


class ChangeVerb(models.TextChoices):
    """What a change does to the tree."""

    CREATE = "create", _("新设单位")
    RENAME = "rename", _("单位更名")
    CHANGE_KIND = "change_kind", _("调整类型和领域")
    MOVE = "move", _("调整隶属关系")
    CLOSE = "close", _("撤销单位")


class ChangeState(models.TextChoices):
    """Whether a change has taken effect."""

    PLANNED = "planned", _("待生效")
    APPLIED = "applied", _("已生效")
    CANCELLED = "cancelled", _("已取消")


class TreeChange(PublicIdModel):
    """One change of the tree that was decided: for today, or for a day to come.

    `unit` is empty while a unit to be created does not exist. `values` holds the plain values of the verb (name, kind,
    sector, code, sort_no); `problem` says why a planned change could not be applied on its day, for a person to mend.
    """

    verb = models.CharField(_("变动"), max_length=16, choices=ChangeVerb)
    state = models.CharField(_("状态"), max_length=16, choices=ChangeState)
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="changes", verbose_name=_("单位")
    )
    parent = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("上级单位")
    )
    successor = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("承接单位")
    )
    values: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(_("内容"), default=dict)
    effective_on = models.DateField(_("生效日期"))
    reason = models.TextField(_("理由"))
    decided_by_id = models.BigIntegerField(_("决定人编号"), null=True)
    decided_by_label = models.CharField(_("决定人"), max_length=200)
    decided_at = models.DateTimeField(_("决定时间"))
    settled_at = models.DateTimeField(_("生效或取消时间"), null=True, blank=True)
    problem = models.TextField(_("未能生效的原因"), default="", blank=True)

    objects = queries.TreeChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("组织变动")
        ordering = ["effective_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=ChangeState.PLANNED, settled_at__isnull=True)
                | (~Q(state=ChangeState.PLANNED) & Q(settled_at__isnull=False)),
                name="tree_change_settled_or_planned",
            ),
        ]
        indexes = [
            models.Index(fields=["effective_on"], condition=Q(state="planned"), name="tree_change_planned"),
        ]

    def __str__(self) -> str:
        subject = self.unit.name if self.unit else str(self.values.get("name", ""))
        return f"{self.get_verb_display()}：{subject}"

    @property
    def subject(self) -> Unit:
        """The unit that is changed; there is none before a planned creation has taken effect."""
        if self.unit is None:
            raise ValueError("the unit of a planned creation does not exist yet")
        return self.unit

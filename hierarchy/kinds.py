"""What kinds of unit are there, and how do offices write them?"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class UnitKind(models.TextChoices):
    """What a unit is (组织类型)."""

    COMMITTEE = "committee", _("党委")
    GENERAL_BRANCH = "general_branch", _("党总支")
    BRANCH = "branch", _("党支部")
    DEPARTMENT = "department", _("责任科室")
    OFFICE = "office", _("办公室")
    LEADING_GROUP = "leading_group", _("领导小组")
    SUPERVISION_GROUP = "supervision_group", _("监督小组")


class Sector(models.TextChoices):
    """Where a unit works (领域)."""

    RURAL = "rural", _("农村")
    COMMUNITY = "community", _("社区")
    AGENCY = "agency", _("机关")
    ENTERPRISE = "enterprise", _("企业")
    SCHOOL = "school", _("学校")
    HOSPITAL = "hospital", _("卫生院")
    SOCIAL_ORG = "social_org", _("社会组织")


KIND_WORDS: dict[str, UnitKind] = {
    "党委": UnitKind.COMMITTEE,
    "党工委": UnitKind.COMMITTEE,
    "党委（党组）": UnitKind.COMMITTEE,
    "党组": UnitKind.COMMITTEE,
    "党总支": UnitKind.GENERAL_BRANCH,
    "总支": UnitKind.GENERAL_BRANCH,
    "党总支部": UnitKind.GENERAL_BRANCH,
    "党支部": UnitKind.BRANCH,
    "支部": UnitKind.BRANCH,
    "责任科室": UnitKind.DEPARTMENT,
    "科室": UnitKind.DEPARTMENT,
    "部门": UnitKind.DEPARTMENT,
    "办公室": UnitKind.OFFICE,
    "领导小组": UnitKind.LEADING_GROUP,
    "监督小组": UnitKind.SUPERVISION_GROUP,
}
"""Chinese words for a kind, as found in the spreadsheets of offices."""

SECTOR_WORDS: dict[str, Sector] = {
    "农村": Sector.RURAL,
    "村": Sector.RURAL,
    "社区": Sector.COMMUNITY,
    "机关": Sector.AGENCY,
    "企业": Sector.ENTERPRISE,
    "国企": Sector.ENTERPRISE,
    "国有企业": Sector.ENTERPRISE,
    "学校": Sector.SCHOOL,
    "高校": Sector.SCHOOL,
    "医院": Sector.HOSPITAL,
    "卫生院": Sector.HOSPITAL,
    "卫生院/医院": Sector.HOSPITAL,
    "社会组织": Sector.SOCIAL_ORG,
}
"""Chinese words for a sector, as found in the spreadsheets of offices."""


def kind_named(text: str) -> UnitKind | None:
    """Return the kind that a word or a stored value stands for, or None."""
    return KIND_WORDS.get(text) or (UnitKind(text) if text in UnitKind.values else None)


def sector_named(text: str) -> Sector | None:
    """Return the sector that a word or a stored value stands for, or None."""
    return SECTOR_WORDS.get(text) or (Sector(text) if text in Sector.values else None)

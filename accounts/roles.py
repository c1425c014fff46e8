"""What may the holder of a post do, and how far down the tree does it reach?

A role is a class; a post joins it to a person and a unit. Permissions are given to roles here and nowhere else.
"""

from __future__ import annotations

import datetime
import enum
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

PERMISSIONS = frozenset(
    {
        "units.manage",
        "catalogs.edit",
        "catalogs.publish",
        "people.manage",
        "disclosures.draft",
        "disclosures.review_secrecy",
        "disclosures.approve_in_charge",
        "disclosures.approve",
        "disclosures.approve_below",
        "disclosures.publish",
        "disclosures.inspect",
        "audit.read",
    }
)


class Reach(enum.Enum):
    """How far the permissions of a post extend from its unit."""

    OWN = "own"
    SUBTREE = "subtree"


OWN = Reach.OWN
SUBTREE = Reach.SUBTREE


class Code(models.TextChoices):
    """The roles as they are stored and shown."""

    ADMIN = "admin", _("管理员")
    CLERK = "clerk", _("信息员")
    SECRECY = "secrecy", _("保密审查员")
    IN_CHARGE = "in_charge", _("分管领导")
    LEADER = "leader", _("党组织负责人")
    SUPERIOR = "superior", _("上级审批人")
    INSPECTOR = "inspector", _("纪检监督员")
    SUPERVISOR = "supervisor", _("党务公开监督员")
    MEMBER = "member", _("党员（职工）")


class Role:
    """One kind of post."""

    code: ClassVar[Code]
    reach: ClassVar[Reach] = OWN
    permissions: ClassVar[frozenset[str]] = frozenset()
    delegable: ClassVar[bool] = True
    """Whether its holder can have somebody act for them during an absence."""
    term_years: ClassVar[int | None] = None
    """Longest term; None when the post may be held without an end."""
    most_terms: ClassVar[int | None] = None
    """How often a person may hold it at one unit."""

    def __init_subclass__(cls) -> None:
        """Refuse a permission that is not declared, so that a slip of the pen grants nothing."""
        unknown = cls.permissions - PERMISSIONS
        if unknown:
            raise ValueError(f"{cls.__name__}: unknown permissions {sorted(unknown)}")

    @classmethod
    def label(cls) -> str:
        """Return the name of the role in the current language."""
        return str(cls.code.label)

    @classmethod
    def last_day(cls, from_on: datetime.date) -> datetime.date | None:
        """Return the last day that a term begun on this day may have, or None when terms have no limit."""
        if cls.term_years is None:
            return None
        return _anniversary(from_on, cls.term_years) - datetime.timedelta(days=1)


class Admin(Role):
    """区级管理员: keeps the tree, writes catalogs, appoints people, watches progress."""

    code = Code.ADMIN
    reach = SUBTREE
    permissions = frozenset(
        {"units.manage", "catalogs.edit", "catalogs.publish", "people.manage", "disclosures.inspect", "audit.read"}
    )


class Clerk(Role):
    """信息员: drafts for the unit and publishes what was approved."""

    code = Code.CLERK
    permissions = frozenset({"disclosures.draft", "disclosures.publish"})


class Secrecy(Role):
    """保密审查员: decides whether a text may be published, for the unit and those below it."""

    code = Code.SECRECY
    reach = SUBTREE
    permissions = frozenset({"disclosures.review_secrecy"})


class InCharge(Role):
    """分管领导: approves before the main leader, where the chain of approval says so (S1)."""

    code = Code.IN_CHARGE
    permissions = frozenset({"disclosures.approve_in_charge"})


class Leader(Role):
    """党组织负责人: approves for the unit; first person responsible (第一责任人)."""

    code = Code.LEADER
    permissions = frozenset({"disclosures.approve"})


class Superior(Role):
    """上级审批人: approves what is beyond the authority of the units below."""

    code = Code.SUPERIOR
    reach = SUBTREE
    permissions = frozenset({"disclosures.approve_below", "disclosures.inspect"})


class Inspector(Role):
    """纪检监督员: inspects the subtree and reads its trail."""

    code = Code.INSPECTOR
    reach = SUBTREE
    permissions = frozenset({"disclosures.inspect", "audit.read"})


class Supervisor(Role):
    """党务公开监督员: reads inside scope and forwards opinions; two years, at most twice (DOMAIN section 1)."""

    code = Code.SUPERVISOR
    delegable = False
    term_years = 2
    most_terms = 2


class Member(Role):
    """党员（职工）: reads inside scope."""

    code = Code.MEMBER
    delegable = False


ADMIN = Admin
CLERK = Clerk
SECRECY = Secrecy
IN_CHARGE = InCharge
LEADER = Leader
SUPERIOR = Superior
INSPECTOR = Inspector
SUPERVISOR = Supervisor
MEMBER = Member

ALL: tuple[type[Role], ...] = (
    Admin,
    Clerk,
    Secrecy,
    InCharge,
    Leader,
    Superior,
    Inspector,
    Supervisor,
    Member,
)
_BY_CODE: dict[str, type[Role]] = {str(role.code): role for role in ALL}


def named(code: str) -> type[Role]:
    """Return the role with this code; an unknown one raises KeyError."""
    return _BY_CODE[code]


def _anniversary(day: datetime.date, years: int) -> datetime.date:
    """Return the same day so many years on; 29 February becomes 1 March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return datetime.date(day.year + years, 3, 1)

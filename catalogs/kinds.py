"""By which words are items of a catalog classified?

`Scope` is shared with disclosures: an item says how widely it is to be read, a disclosure says how widely it is.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Openness(models.TextChoices):
    """Whose affairs are disclosed (公开类别)."""

    PARTY_AFFAIRS = "party_affairs", _("党务公开")
    GOVERNMENT = "government", _("政务公开")
    HOSPITAL = "hospital", _("院务公开")
    SCHOOL = "school", _("校务公开")
    FACTORY = "factory", _("厂务公开")
    VILLAGE = "village", _("村务公开")
    POWER = "power", _("权力公开")


class Scope(models.TextChoices):
    """Who reads it (公开范围), from narrow to wide."""

    PERSON = "person", _("申请人")
    AUDIENCE = "audience", _("一定范围")
    UNIT = "unit", _("本单位")
    PARTY = "party", _("全党")
    SOCIETY = "society", _("社会")


NARROW_TO_WIDE: tuple[Scope, ...] = (Scope.PERSON, Scope.AUDIENCE, Scope.UNIT, Scope.PARTY, Scope.SOCIETY)


def width(scope: str) -> int:
    """Return how wide a scope is, for comparing: a greater number is read by more people."""
    return NARROW_TO_WIDE.index(Scope(scope))


def widest(scopes: Iterable[str]) -> Scope | None:
    """Return the widest of these scopes, or None of none."""
    return max((Scope(scope) for scope in scopes), key=width, default=None)


class TimeMode(models.TextChoices):
    """When an item is disclosed (公开时限)."""

    STANDING = "standing", _("长期")
    PERIODIC = "periodic", _("定期")
    STAGED = "staged", _("分期")
    PROMPT = "prompt", _("即时")


class Period(models.TextChoices):
    """How often a periodic item is disclosed, from the shortest to the longest."""

    MONTH = "month", _("每月")
    QUARTER = "quarter", _("每季度")
    HALF_YEAR = "half_year", _("每半年")
    YEAR = "year", _("每年")


class Level(models.TextChoices):
    """How much a unit below may say about an item (公开要求)."""

    MANDATORY = "mandatory", _("必须公开")
    OPTIONAL = "optional", _("选择公开")
    LOCAL = "local", _("本级增加")


class VersionState(models.TextChoices):
    """Where a version of a catalog is in its life."""

    DRAFT = "draft", _("草稿")
    SUBMITTED = "submitted", _("待审批")
    PUBLISHED = "published", _("已发布")
    SUPERSEDED = "superseded", _("已被新版取代")


PUBLIC_STATES: tuple[VersionState, ...] = (VersionState.PUBLISHED, VersionState.SUPERSEDED)
"""States in which everybody may read a version, and nobody may change it."""

EDITABLE_STATES: tuple[VersionState, ...] = (VersionState.DRAFT,)
"""States in which a version can be edited."""

OPEN_STATES: tuple[VersionState, ...] = (VersionState.DRAFT, VersionState.SUBMITTED)
"""States of a version that is on its way to publication; a catalog has one such at a time."""


class Consent(models.TextChoices):
    """What a unit needs from its superior for what it decides about its catalog itself."""

    APPROVAL = "approval", _("报上级审批")
    FILING = "filing", _("报上级备案")


class OverrideKind(models.TextChoices):
    """What a unit has of its own about an inherited item."""

    TIGHTEN = "tighten", _("加严")
    DECLINE = "decline", _("不选")


class RequestState(models.TextChoices):
    """Where what a unit asks of its superior is in its life."""

    REQUESTED = "requested", _("待审批")
    GRANTED = "granted", _("已生效")
    REFUSED = "refused", _("未同意")
    WITHDRAWN = "withdrawn", pgettext_lazy("one's own request", "已撤回")
    ENDED = "ended", _("已终止")


HELD_STATES: tuple[RequestState, ...] = (RequestState.GRANTED, RequestState.ENDED)
"""States of what holds or has held; on which days, its days say."""


class Standing(models.TextChoices):
    """Whether a unit owes an item of its effective catalog."""

    REQUIRED = "required", _("应公开")
    DECLINED = "declined", _("未选择")
    EXEMPT = "exempt", _("已豁免")


class AmendmentKind(models.TextChoices):
    """What becomes of one published item between editions."""

    CHANGE = "change", pgettext_lazy("amendment", "变更")
    WITHDRAW = "withdraw", pgettext_lazy("amendment", "撤回")
    TERMINATE = "terminate", pgettext_lazy("amendment", "终止")


ENDING_KINDS: tuple[AmendmentKind, ...] = (AmendmentKind.WITHDRAW, AmendmentKind.TERMINATE)
"""Kinds after which the item stands in no edition any more."""


class AmendmentState(models.TextChoices):
    """Where an amendment is in its life."""

    PROPOSED = "proposed", _("待审批")
    GRANTED = "granted", _("已批准")
    REFUSED = "refused", _("未批准")
    RECALLED = "recalled", _("已收回")

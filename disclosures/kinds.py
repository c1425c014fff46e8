"""By which words are disclosures and decisions on them classified?"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalogs.kinds import Scope


class State(models.TextChoices):
    """Where a disclosure is in its life."""

    DRAFT = "draft", _("草稿")
    SUBMITTED = "submitted", _("等待审核")
    SECRECY_CHECKED = "secrecy_checked", _("等待审批")
    APPROVED = "approved", _("已审批")
    SCHEDULED = "scheduled", _("等待定时公开")
    PUBLISHED = "published", _("已公开")
    RETURNED = "returned", _("已退回")
    WITHDRAWN = "withdrawn", _("已撤回")
    CHANGED = "changed", _("已变更")
    TERMINATED = "terminated", _("已终止公开")
    MERGED = "merged", _("已合并")
    IN_ERROR = "in_error", _("误发已撤下")


class PlanState(models.TextChoices):
    """Where a plan to disclose outside the catalog is in its life."""

    DRAFT = "draft", _("草稿")
    SUBMITTED = "submitted", _("等待审批")
    APPROVED = "approved", _("已同意")
    RETURNED = "returned", _("已退回")
    REFUSED = "refused", _("不同意")
    WITHDRAWN = "withdrawn", _("已撤销")


class Relation(models.TextChoices):
    """How a text refers to an earlier one."""

    AMENDS = "amends", _("变更")
    CLARIFIES = "clarifies", _("澄清")
    REPUBLISHES = "republishes", _("再次公开")
    FOLLOWS = "follows", _("后续公开")


class Step(models.TextChoices):
    """What is decided, in the legal order 审核 → 审批 → 实施."""

    SECRECY = "secrecy", _("保密审查")
    NECESSITY = "necessity", _("必要性审核")
    TRUTH = "truth", _("真实性审核")
    IN_CHARGE = "in_charge", _("分管领导审批")
    LEADER = "leader", _("本单位审批")
    SUPERIOR = "superior", _("上级审批")
    MAKER = "maker", _("目录制定单位审批")
    RELEASE = "release", _("公开前核对")


class Decider(models.TextChoices):
    """By which office a step is decided."""

    REVIEWER = "reviewer", _("保密审查员")
    IN_CHARGE = "in_charge", _("分管领导")
    LEADER = "leader", _("党组织负责人")
    SUPERIOR = "superior", _("上级单位的上级审批人")
    MAKER = "maker", _("目录制定单位的上级审批人")


class Applies(models.TextChoices):
    """For which texts of a chain a step is taken."""

    ALWAYS = "always", _("每件都办")
    BEYOND = "beyond", _("超出本单位权限的（目录规定须经上级审批）")
    BEYOND_TO_SOCIETY = "beyond_to_society", _("超出本单位权限，并且向社会公开的")
    TO_SOCIETY = "to_society", _("向社会公开的")


class Stance(models.TextChoices):
    """What somebody thinks who was asked for an opinion."""

    AGREES = "agrees", _("同意")
    OBJECTS = "objects", _("不同意")


class Outcome(models.TextChoices):
    """How a step was decided."""

    PASSED = "passed", _("同意")
    RETURNED = "returned", _("退回")


class Checkpoint(models.TextChoices):
    """What the secrecy reviewer looks at (审核：保密审查、必要性、真实性)."""

    SECRETS = "secrets", _("不涉及国家秘密和工作秘密")
    PRIVACY = "privacy", _("不涉及个人隐私和商业秘密")
    NECESSITY = "necessity", _("有必要公开")
    TRUTH = "truth", _("内容真实")


REVIEWS: tuple[Step, ...] = (Step.SECRECY, Step.NECESSITY, Step.TRUTH)
"""Steps of 审核; whoever the chain names decides them."""

APPROVALS: tuple[Step, ...] = (Step.IN_CHARGE, Step.LEADER, Step.SUPERIOR, Step.MAKER)
"""Steps of 审批, in the order in which they are taken; each has its own office."""

CHAIN_STEP_CHOICES = [(step.value, step.label) for step in (*REVIEWS, *APPROVALS)]
"""Steps that a chain may have; 公开前核对 is none of them."""

PUBLIC_STATES: tuple[State, ...] = (
    State.PUBLISHED,
    State.WITHDRAWN,
    State.CHANGED,
    State.TERMINATED,
    State.MERGED,
)
"""States in which the scope says who finds it at its address; all but the first say with which notice."""

ISSUED_STATES: tuple[State, ...] = (*PUBLIC_STATES, State.IN_ERROR)
"""States of what was published at any time: it has its number, and its text is the approved one for good."""

EDITABLE_STATES: tuple[State, ...] = (State.DRAFT, State.RETURNED)

LISTED_SCOPES: tuple[Scope, ...] = (Scope.PERSON, Scope.AUDIENCE)
"""Scopes whose readers are listed one by one; the list is part of the content."""

OFFERED_SCOPES: tuple[Scope, ...] = (*LISTED_SCOPES, Scope.UNIT, Scope.PARTY, Scope.SOCIETY)
"""Scopes that a text may have, from narrow to wide."""

OFFERED_SCOPE_CHOICES = [(scope.value, scope.label) for scope in OFFERED_SCOPES]


class ReaderKind(models.TextChoices):
    """How a reader is named in a list."""

    PERSON = "person", _("人员")
    UNIT = "unit", _("单位")
    POST = "post", _("任职")
    GUEST = "guest", _("没有账号的人")

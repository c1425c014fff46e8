"""By which words are disclosures and decisions on them classified?"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalogs.kinds import Scope


class State(models.TextChoices):
    """Where a disclosure is in its life."""

    DRAFT = "draft", _("草稿")
    SUBMITTED = "submitted", _("等待保密审查")
    SECRECY_CHECKED = "secrecy_checked", _("等待审批")
    APPROVED = "approved", _("已审批")
    PUBLISHED = "published", _("已公开")
    RETURNED = "returned", _("已退回")
    WITHDRAWN = "withdrawn", _("已撤回")


class Step(models.TextChoices):
    """What is decided, in the legal order 审核 → 审批 → 实施."""

    SECRECY = "secrecy", _("保密审查")
    LEADER = "leader", _("本单位审批")
    SUPERIOR = "superior", _("上级审批")
    RELEASE = "release", _("公开前核对")


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


PUBLIC_STATES: tuple[State, ...] = (State.PUBLISHED, State.WITHDRAWN)
"""States in which the scope says who reads it: what was withdrawn stays readable, with its reason."""

EDITABLE_STATES: tuple[State, ...] = (State.DRAFT, State.RETURNED)

OFFERED_SCOPES: tuple[Scope, ...] = (Scope.UNIT, Scope.PARTY, Scope.SOCIETY)
"""Scopes that need no list of readers."""

OFFERED_SCOPE_CHOICES = [(scope.value, scope.label) for scope in reversed(OFFERED_SCOPES)]

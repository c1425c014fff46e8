"""Which tables hold people, their posts, and what they sign in with?

Days are inclusive everywhere in this app: a post or a delegation holds from `from_on` up to and including `to_on`,
as on a letter of appointment.
"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeBoundary, RangeOperators
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts import queries, roles
from core.models import PublicIdModel

if TYPE_CHECKING:
    from django.contrib.sessions.backends.base import SessionBase


class Language(models.TextChoices):
    """What language a person reads."""

    CHINESE = "zh-hans", _("中文")
    ENGLISH = "en", _("English")


class User(AbstractBaseUser, PublicIdModel):
    """A person of the tenant. What she may do follows from her posts, never from this row."""

    username = models.CharField(_("用户名"), max_length=64)
    name = models.CharField(_("姓名"), max_length=60)
    initials = models.CharField(_("拼音首字母"), max_length=60, default="", blank=True, editable=False)
    email = models.EmailField(_("电子邮箱"), default="", blank=True)
    phone = models.CharField(_("电话"), max_length=30, default="", blank=True)
    language = models.CharField(_("界面语言"), max_length=10, choices=Language, default=Language.CHINESE)
    is_active = models.BooleanField(_("可以登录"), default=True)
    must_change_password = models.BooleanField(_("须先修改密码"), default=False)
    password_changed_at = models.DateTimeField(_("密码修改时间"), null=True, blank=True)

    objects: ClassVar[queries.UserManager] = queries.UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name = _("人员")
        constraints = [
            models.UniqueConstraint(fields=["username"], name="user_username_unique"),
            models.CheckConstraint(
                condition=Q(username=Lower("username")) & ~Q(username=""), name="user_username_lower_case"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="user_name_given"),
        ]
        indexes = [models.Index(fields=["name"], name="user_by_name")]

    def __str__(self) -> str:
        return self.name


class DayRange(Func):
    """The days of a post as a range of PostgreSQL."""

    function = "DATERANGE"
    output_field = DateRangeField()


class Post(PublicIdModel):
    """A role at a unit, held by a person from a day to a day (任职)."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="posts", verbose_name=_("人员"))
    unit = models.ForeignKey("hierarchy.Unit", on_delete=models.PROTECT, related_name="posts", verbose_name=_("单位"))
    role = models.CharField(_("角色"), max_length=20, choices=roles.Code)
    title = models.CharField(_("职务"), max_length=60, default="", blank=True)
    from_on = models.DateField(_("任职首日"))
    to_on = models.DateField(_("任职末日"), null=True, blank=True)

    objects = queries.PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("任职")
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")), name="post_days_in_order"
            ),
            models.CheckConstraint(
                condition=~Q(role=roles.Code.SUPERVISOR) | Q(to_on__isnull=False), name="post_supervisor_has_end"
            ),
            ExclusionConstraint(
                name="post_days_apart",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("unit", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    (DayRange("from_on", "to_on", RangeBoundary(inclusive_upper=True)), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.get_role_display()}·{self.user}"

    def holds_on(self, day: datetime.date) -> bool:
        """Say whether the post is held on this day."""
        return self.from_on <= day and (self.to_on is None or day <= self.to_on)


class Delegation(PublicIdModel):
    """Somebody acts with the authority of a post while its holder is away (代行职责).

    It hangs on the post and not on the delegate, so what was delegated cannot be delegated on.
    """

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="delegations", verbose_name=_("任职"))
    delegate = models.ForeignKey(User, on_delete=models.PROTECT, related_name="delegations", verbose_name=_("代行人"))
    from_on = models.DateField(_("代行首日"))
    to_on = models.DateField(_("代行末日"))
    reason = models.CharField(_("原因"), max_length=200)
    revoked_at = models.DateTimeField(_("提前收回时间"), null=True, blank=True)

    objects = queries.DelegationQuerySet.as_manager()

    class Meta:
        verbose_name = _("代行职责")
        constraints = [
            models.CheckConstraint(condition=Q(to_on__gte=F("from_on")), name="delegation_days_in_order"),
            models.CheckConstraint(condition=~Q(reason=""), name="delegation_reason_given"),
            ExclusionConstraint(
                name="delegation_days_apart",
                expressions=[
                    ("post", RangeOperators.EQUAL),
                    (DayRange("from_on", "to_on", RangeBoundary(inclusive_upper=True)), RangeOperators.OVERLAPS),
                ],
                condition=Q(revoked_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.delegate} ← {self.post}"


class Session(AbstractBaseSession):
    """One visit on one device; the columns beside Django's repeat what the session itself says of its sign-in."""

    # Not unique: while a session gets a new key, its old and its new row stand side by side.
    public_id = models.UUIDField(null=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="sessions", verbose_name=_("人员"))
    device = models.CharField(_("设备"), max_length=80, default="", blank=True)
    address = models.GenericIPAddressField(_("网络地址"), null=True, blank=True)
    signed_in_at = models.DateTimeField(_("登录时间"), null=True)
    last_seen_at = models.DateTimeField(_("最近使用时间"), null=True)

    objects: ClassVar[queries.SessionManager] = queries.SessionManager()

    class Meta:
        verbose_name = _("登录设备")

    def __str__(self) -> str:
        return f"{self.device or self.session_key[:4]} {self.user or ''}"

    @classmethod
    def get_session_store_class(cls) -> type[SessionBase]:
        """Return the engine that reads these rows."""
        from accounts.sessions import SessionStore  # the engine stands above its table

        return SessionStore


class ApiToken(PublicIdModel):
    """A secret with which a program acts as this person; only its digest is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_tokens", verbose_name=_("人员"))
    name = models.CharField(_("用途"), max_length=60)
    prefix = models.CharField(_("开头"), max_length=16)
    digest = models.CharField(_("摘要"), max_length=64)
    created_at = models.DateTimeField(_("创建时间"))
    expires_on = models.DateField(_("失效日期"))
    last_used_at = models.DateTimeField(_("最近使用时间"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("停用时间"), null=True, blank=True)

    objects = queries.ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("接口令牌")
        ordering = ["-created_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["prefix"], name="api_token_prefix_unique")]

    def __str__(self) -> str:
        return f"{self.name}（{self.prefix}…）"


class SignInPolicy(models.Model):
    """The tenant's own rules of signing in: one row, or none while the defaults hold."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    second_factor_roles = ArrayField(
        models.CharField(max_length=20, choices=roles.Code),
        verbose_name=_("须用动态验证码的角色"),
        default=list,
        blank=True,
    )

    objects = queries.SignInPolicyQuerySet.as_manager()

    class Meta:
        verbose_name = _("登录规则")
        constraints = [models.CheckConstraint(condition=Q(id=1), name="sign_in_policy_single_row")]

    def __str__(self) -> str:
        return str(self._meta.verbose_name)

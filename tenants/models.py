"""Which tenants are there, where do they live, and who operates the platform? All of it in `public`."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib.auth import hashers
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_tenants.models import DomainMixin, TenantMixin

from core.models import PublicIdModel
from tenants import queries


def new_schema_name() -> str:
    """Return a schema name that says nothing and never changes."""
    return f"t_{uuid.uuid4().hex[:12]}"


class TenantState(models.TextChoices):
    """Where a tenant is in its life; only `ready` is served."""

    PROVISIONING = "provisioning", _("正在开通")
    READY = "ready", _("运行中")
    SUSPENDED = "suspended", _("已暂停")
    DELETING = "deleting", _("正在移除")


class Tenant(TenantMixin, PublicIdModel):
    """One organisation tree with data of its own."""

    auto_create_schema = False  # provisioned from the template, see tenants.provisioning
    auto_drop_schema = False

    slug = models.SlugField(_("子域名"), max_length=40, db_index=False)
    name = models.CharField(_("名称"), max_length=120)
    state = models.CharField(max_length=20, choices=TenantState, default=TenantState.PROVISIONING)
    revision = models.IntegerField(default=0)
    migration_hash = models.CharField(max_length=64, default="", blank=True)
    progress = models.IntegerField(_("开通进度"), default=0)
    progress_note = models.CharField(max_length=400, default="", blank=True)
    suspended_reason = models.CharField(_("暂停原因"), max_length=400, default="", blank=True)
    created_at = models.DateTimeField()
    backed_up_at = models.DateTimeField(null=True, blank=True)

    objects = queries.TenantQuerySet.as_manager()

    class Meta:
        verbose_name = _("租户")
        ordering = ["slug"]
        constraints = [
            models.UniqueConstraint(fields=["slug"], name="tenant_slug_once"),
            models.CheckConstraint(condition=models.Q(progress__range=(0, 100)), name="tenant_progress_percent"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.slug})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the row alone: schemas are made by provisioning."""
        models.Model.save(self, *args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete the row alone: schemas are dropped by the life cycle."""
        return models.Model.delete(self, *args, **kwargs)


class Domain(DomainMixin):
    """A host name at which a tenant is found."""

    class Meta:
        verbose_name = _("域名")


class SchemaTemplate(models.Model):
    """What an empty tenant looks like under one set of migrations, as the SQL that makes it.

    The word `gk_template` stands where the schema's name goes.
    """

    migration_hash = models.CharField(max_length=64, unique=True)
    sql = models.TextField()
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.migration_hash[:12]


class Operator(PublicIdModel):
    """A platform operator: creates, suspends, backs up and removes tenants, and sees into none of them."""

    username = models.CharField(_("用户名"), max_length=60)
    name = models.CharField(_("姓名"), max_length=60)
    password = models.CharField(max_length=128)
    is_active = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("平台运营人员")
        constraints = [models.UniqueConstraint(fields=["username"], name="operator_username_once")]

    def __str__(self) -> str:
        return self.name

    def set_password(self, raw: str) -> None:
        """Keep a salted hash of the password."""
        self.password = hashers.make_password(raw)

    def check_password(self, raw: str) -> bool:
        """Tell whether this is the operator's password."""
        return self.is_active and hashers.check_password(raw, self.password)

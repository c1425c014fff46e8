"""Which tables say who reads a text that is open to a certain range of people or to one person alone?"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts import roles
from core.models import PublicIdModel
from disclosures.kinds import ReaderKind
from disclosures.models.disclosure import Disclosure
from disclosures.readers import queries as readership


class Audience(PublicIdModel):
    """A list of readers that a unit keeps under a name, to be taken over into its texts (常用名单).

    A text takes a copy, which is approved with it: changing the list later changes no text.
    """

    unit = models.ForeignKey(
        "hierarchy.Unit",
        on_delete=models.PROTECT,
        related_name="audiences",
        db_index=False,  # the unique constraint begins with it
        verbose_name=_("单位"),
    )
    name = models.CharField(_("名单名称"), max_length=60)
    changed_at = models.DateTimeField(_("最近修改时间"))
    changed_by_name = models.CharField(_("最近修改人姓名"), max_length=60)
    revision = models.IntegerField(default=0)

    objects = readership.AudienceQuerySet.as_manager()

    class Meta:
        verbose_name = _("常用名单")
        ordering = ["unit_id", "name"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "name"], name="audience_name_once_in_unit"),
            models.CheckConstraint(condition=~Q(name=""), name="audience_named"),
        ]

    def __str__(self) -> str:
        return self.name


class Reader(PublicIdModel):
    """One line of a list of readers: a person, a unit with or without those below it, or whoever holds a post there.

    Units and posts are asked at the moment of reading: who leaves the post reads no more, who takes it over does.
    """

    disclosure = models.ForeignKey(
        Disclosure,
        on_delete=models.CASCADE,
        null=True,
        related_name="readers",
        db_index=False,  # the unique constraint begins with it
        verbose_name=_("公开信息"),
    )
    audience = models.ForeignKey(
        Audience, on_delete=models.CASCADE, null=True, related_name="readers", verbose_name=_("常用名单")
    )
    kind = models.CharField(_("类别"), max_length=20, choices=ReaderKind)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("人员")
    )
    unit = models.ForeignKey(
        "hierarchy.Unit", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("单位")
    )
    with_subtree = models.BooleanField(_("包括下级单位"), default=False)
    role = models.CharField(_("角色"), max_length=20, default="", blank=True)
    guest_name = models.CharField(_("姓名"), max_length=60, default="", blank=True)

    objects = readership.ReaderManager()

    class Meta:
        verbose_name = _("读者")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["disclosure", "audience", "user", "unit", "role", "guest_name"],
                nulls_distinct=False,
                name="reader_once_in_list",
            ),
            models.CheckConstraint(
                condition=Q(disclosure__isnull=True, audience__isnull=False)
                | Q(disclosure__isnull=False, audience__isnull=True),
                name="reader_of_one_list",
            ),
            models.CheckConstraint(
                condition=Q(
                    kind=ReaderKind.PERSON,
                    user__isnull=False,
                    unit__isnull=True,
                    role="",
                    with_subtree=False,
                    guest_name="",
                )
                | Q(kind=ReaderKind.UNIT, user__isnull=True, unit__isnull=False, role="", guest_name="")
                | (Q(kind=ReaderKind.POST, user__isnull=True, unit__isnull=False, guest_name="") & ~Q(role=""))
                | (
                    Q(
                        kind=ReaderKind.GUEST,
                        disclosure__isnull=False,
                        user__isnull=True,
                        unit__isnull=True,
                        role="",
                        with_subtree=False,
                    )
                    & ~Q(guest_name="")
                ),
                name="reader_named_by_its_kind",
            ),
        ]

    def __str__(self) -> str:
        """Say who is meant, as a clerk and a decider read it."""
        if self.kind == ReaderKind.GUEST:
            return _t("%(name)s（没有账号，凭专用链接查看）") % {"name": self.guest_name}
        if self.user is not None:
            return self.user.name
        place = str(self.unit)
        if self.with_subtree:
            place = _t("%(unit)s及下级单位") % {"unit": place}
        if not self.role:
            return place
        return _t("%(unit)s的%(role)s") % {"unit": place, "role": roles.named(self.role).label()}

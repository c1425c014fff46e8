"""Where was a text shown beside the portal, who follows by e-mail, and what was each of them sent?"""

from __future__ import annotations

from django.conf import settings
from django.core.validators import EmailValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from channels import queries
from channels.kinds import Channel, Frequency, LetterKind, LetterState
from core.models import PublicIdModel


class Posting(PublicIdModel):
    """One time that a text was shown on a board, at a meeting, in a document, on air or on a screen.

    A record is not rewritten: one that is wrong is struck out with a reason, and another is made.
    """

    disclosure = models.ForeignKey(
        "disclosures.Disclosure", on_delete=models.PROTECT, related_name="postings", verbose_name=_("公开信息")
    )
    channel = models.CharField(_("公开形式"), max_length=12, choices=Channel)
    place = models.CharField(_("地点或名称"), max_length=100)
    shown_on = models.DateField(_("公开日期"))
    until = models.DateField(_("计划撤下日期"), null=True, blank=True)
    taken_down_on = models.DateField(_("撤下日期"), null=True, blank=True)
    note = models.CharField(_("备注"), max_length=500, default="", blank=True)
    evidence = models.OneToOneField(
        "files.StoredFile",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="evidence_of_posting",
        verbose_name=_("照片或记录"),
    )
    recorded_by_name = models.CharField(_("登记人"), max_length=200)
    recorded_at = models.DateTimeField(_("登记时间"))
    struck_at = models.DateTimeField(_("作废时间"), null=True, blank=True)
    struck_reason = models.CharField(_("作废理由"), max_length=500, default="", blank=True)

    objects = queries.PostingQuerySet.as_manager()

    class Meta:
        verbose_name = _("线下公开记录")
        ordering = ["shown_on", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=F("shown_on")), name="posting_until_after"),
            models.CheckConstraint(condition=Q(taken_down_on__gte=F("shown_on")), name="posting_taken_down_after"),
            models.CheckConstraint(
                condition=Q(struck_at__isnull=True, struck_reason="")
                | (Q(struck_at__isnull=False) & ~Q(struck_reason="")),
                name="posting_struck_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()}　{self.place}"

    @property
    def unit_id(self) -> int:
        """The unit whose text it is: its people record it."""
        return self.disclosure.unit_id


class Follower(PublicIdModel):
    """An address that wants to hear of what is public: of everything, of a unit with those below it, of a heading.

    It is kept from asking to stopping: unconfirmed for two days, and not a moment after its owner stopped.
    """

    email = models.CharField(_("邮箱"), max_length=254, validators=[EmailValidator()])
    unit = models.ForeignKey(
        "hierarchy.Unit", on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("单位")
    )
    category = models.CharField(_("一级目录"), max_length=200, default="", blank=True)
    frequency = models.CharField(_("多久发一次"), max_length=12, choices=Frequency)
    language = models.CharField(max_length=12, choices=settings.LANGUAGES)
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)

    objects = queries.FollowerQuerySet.as_manager()

    class Meta:
        verbose_name = _("订阅")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["email", "unit", "category"], nulls_distinct=False, name="follower_once_of_each"
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)


class Letter(PublicIdModel):
    """One mail to one follower; its public id is its Message-ID, whatever becomes of the sending."""

    follower = models.ForeignKey(Follower, on_delete=models.CASCADE, related_name="letters")
    kind = models.CharField(max_length=12, choices=LetterKind)
    frequency = models.CharField(max_length=12, choices=Frequency)
    made_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=LetterState, default=LetterState.WAITING)
    due_at = models.DateTimeField()
    attempts = models.IntegerField(default=0)

    objects = queries.LetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("订阅邮件")
        ordering = ["id"]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(state__in=[LetterState.WAITING, LetterState.CLAIMED]),
                name="letter_open",
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)


class Told(models.Model):
    """That a follower was told of a disclosure: at most once, ever."""

    follower = models.ForeignKey(Follower, on_delete=models.CASCADE, related_name="told", db_index=False)
    disclosure = models.ForeignKey("disclosures.Disclosure", on_delete=models.CASCADE, related_name="+")
    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="told")

    class Meta:
        verbose_name = _("已告知")
        constraints = [models.UniqueConstraint(fields=["follower", "disclosure"], name="told_once")]

    def __str__(self) -> str:
        return f"{self.follower_id}: {self.disclosure_id}"

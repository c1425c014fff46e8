"""Which tables hold public notices: for how long at least, which one runs until when, and who objected?"""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.models import PublicIdModel
from disclosures.models.disclosure import Disclosure
from disclosures.noticing import queries
from disclosures.noticing.kinds import CountedDays, NoticeKind, NoticeState, NoticeTerm, ObjectionState
from hierarchy.models import Unit

LONGEST_DAYS = 366


class NoticeRule(models.Model):
    """How long at least: one row a term, with its source. A tenant lengthens it, never below what the source says."""

    term = models.CharField(_("规则"), max_length=20, choices=NoticeTerm)
    days = models.IntegerField(_("至少几天"))
    least_days = models.IntegerField(_("依据规定的天数"))
    counted = models.CharField(_("按什么日子算"), max_length=20, choices=CountedDays)
    source = models.CharField(_("依据"), max_length=200)
    title_words = ArrayField(
        models.CharField(max_length=40), verbose_name=_("事项名称里有这些词的，都按这一条"), default=list, blank=True
    )
    revision = models.IntegerField(default=0)

    objects = queries.NoticeRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("公示天数规则")
        constraints = [
            models.UniqueConstraint(fields=["term"], name="notice_rule_once"),
            models.CheckConstraint(
                condition=Q(days__gte=F("least_days"), days__lte=LONGEST_DAYS, least_days__gte=1),
                name="notice_rule_never_shorter",
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_term_display())


class PublicNotice(PublicIdModel):
    """The notice of one text: planned with its draft, running from its publication, closed by the system alone.

    `last_on` is its last full day; it is over at the local midnight after that day.
    """

    disclosure = models.OneToOneField(
        Disclosure, on_delete=models.CASCADE, related_name="notice", verbose_name=_("公示的信息")
    )
    kind = models.CharField(_("公示类别"), max_length=20, choices=NoticeKind)
    is_chosen = models.BooleanField(_("由起草人安排"), default=False)
    """Whether the drafter asked for it; else its item does, and a change of the item may undo it."""
    item_days = models.IntegerField(_("公开事项规定的天数"), default=0)
    wanted_days = models.IntegerField(_("起草人安排的天数"), null=True, blank=True)
    state = models.CharField(_("状态"), max_length=20, choices=NoticeState, default=NoticeState.PLANNED)
    revision = models.IntegerField(default=0)
    counted_from = models.DateField(_("公示开始的日子"), null=True, blank=True)
    days = models.IntegerField(_("公示天数"), null=True, blank=True)
    counted = models.CharField(_("按什么日子算"), max_length=20, choices=CountedDays, default="", blank=True)
    source = models.CharField(_("天数的依据"), max_length=200, default="", blank=True)
    last_on = models.DateField(_("公示到哪一天"), null=True, blank=True)
    closed_at = models.DateTimeField(_("办结时间"), null=True, blank=True)
    objection_count = models.IntegerField(_("收到异议几件"), default=0)
    reviewed_at = models.DateTimeField(_("核对时间"), null=True, blank=True)
    reviewed_by_name = models.CharField(_("核对人署名"), max_length=200, default="", blank=True)
    review_note = models.TextField(_("核对意见"), default="", blank=True)

    objects = queries.PublicNoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("公示")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=NoticeState.values), name="public_notice_state_known"),
            models.CheckConstraint(
                condition=Q(state=NoticeState.PLANNED)
                | (
                    Q(counted_from__isnull=False, days__isnull=False, days__gte=1, last_on__isnull=False)
                    & ~Q(counted="")
                ),
                name="public_notice_runs_until",
            ),
            models.CheckConstraint(
                condition=Q(last_on__isnull=True)
                | Q(
                    last_on__gte=models.ExpressionWrapper(
                        F("counted_from") + F("days"), output_field=models.DateField()
                    )
                ),
                name="public_notice_has_its_days",
            ),
            models.CheckConstraint(
                condition=Q(state=NoticeState.CLOSED, closed_at__isnull=False)
                | (~Q(state=NoticeState.CLOSED) & Q(closed_at__isnull=True)),
                name="public_notice_closed_at",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(closed_at__gte=queries.over_at("last_on")),
                name="public_notice_never_closed_early",
            ),
        ]
        indexes = [
            models.Index(fields=["last_on"], condition=Q(state=NoticeState.RUNNING), name="public_notice_running")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{self.disclosure.title}"

    @property
    def unit(self) -> Unit:
        """The unit whose text it is."""
        return self.disclosure.unit

    @property
    def unit_id(self) -> int:
        """The same by its key: where the trail looks for what concerns it."""
        return self.disclosure.unit_id


class Objection(PublicIdModel):
    """What somebody objects to a text on notice. Who it was is for the unit alone; of the anonymous nothing is kept."""

    notice = models.ForeignKey(
        PublicNotice, on_delete=models.CASCADE, related_name="objections", verbose_name=_("公示")
    )
    text = models.TextField(_("异议"))
    is_anonymous = models.BooleanField(_("匿名"), default=False)
    name = models.CharField(_("姓名"), max_length=60, default="", blank=True)
    contact = models.CharField(_("联系方式"), max_length=120, default="", blank=True)
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("提出人"),
    )
    entered_by_name = models.CharField(_("代为登记的人"), max_length=200, default="", blank=True)
    """How the office's clerk signed who typed in what came by letter, telephone or in person."""
    received_on = models.DateField(_("收到的日子"))
    received_at = models.DateTimeField(_("登记时间"))
    state = models.CharField(_("状态"), max_length=20, choices=ObjectionState, default=ObjectionState.OPEN)
    revision = models.IntegerField(default=0)
    gist = models.TextField(_("异议要点"), default="", blank=True)
    answer = models.TextField(_("答复"), default="", blank=True)
    answered_at = models.DateTimeField(_("答复时间"), null=True, blank=True)
    answered_by_name = models.CharField(_("答复人署名"), max_length=200, default="", blank=True)

    objects = queries.ObjectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("异议")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="objection_says_something"),
            models.CheckConstraint(
                condition=Q(is_anonymous=False) | Q(name="", contact="", member__isnull=True),
                name="objection_anonymous_is_nobody",
            ),
            models.CheckConstraint(
                condition=(Q(state=ObjectionState.ANSWERED, answered_at__isnull=False) & ~Q(answer="") & ~Q(gist=""))
                | Q(state=ObjectionState.OPEN, answered_at__isnull=True, answer="", gist=""),
                name="objection_answered_with_words",
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name}：{self.notice.disclosure.title}"

    @property
    def unit(self) -> Unit:
        """The unit that answers."""
        return self.notice.disclosure.unit

    @property
    def unit_id(self) -> int:
        """The same by its key: where the trail looks for what concerns it."""
        return self.notice.disclosure.unit_id

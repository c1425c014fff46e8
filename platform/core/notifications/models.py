"""What was each person told, and did the mail go out?"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import PublicIdModel
from core.notifications import queries

TITLE_LENGTH = 300


class MailState(models.TextChoices):
    """How far the e-mail of a notice has come."""

    UNWANTED = "unwanted", _("不发邮件")
    WAITING = "waiting", _("等待发送")
    CLAIMED = "claimed", _("正在发送")
    SENT = "sent", _("已发送")
    NO_ADDRESS = "no_address", _("没有邮箱")
    REFUSED = "refused", _("邮件服务器拒收")
    SET_ASIDE = "set_aside", _("恢复备份时搁置")


class Notification(PublicIdModel):
    """One notice to one person; there is at most one per person and cause."""

    OPEN_MAIL: ClassVar[tuple[MailState, ...]] = (MailState.WAITING, MailState.CLAIMED)

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="notifications",
        db_index=False,  # the unique constraint begins with it
        verbose_name=_("收件人"),
    )
    kind = models.CharField(_("类型"), max_length=80)
    title = models.CharField(_("标题"), max_length=TITLE_LENGTH)
    body = models.TextField(_("内容"), blank=True, default="")
    path = models.CharField(_("链接"), max_length=300)
    cause = models.CharField(_("原因编号"), max_length=200)
    created_at = models.DateTimeField(_("通知时间"))
    read_at = models.DateTimeField(_("阅读时间"), null=True, blank=True)
    mail_state = models.CharField(_("邮件状态"), max_length=12, choices=MailState.choices)
    mail_due_at = models.DateTimeField(
        _("邮件应发时间"), help_text=_("等待发送时：最早发送时间；正在发送时：超过这一时间视为中断，重新发送")
    )
    mail_attempts = models.IntegerField(_("发送次数"), default=0)
    mailed_at = models.DateTimeField(_("邮件发出时间"), null=True, blank=True)
    mail_problem = models.CharField(_("邮件问题"), max_length=300, blank=True, default="")

    objects = queries.NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("通知")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["recipient", "cause"], name="notification_once_per_cause"),
            models.CheckConstraint(
                condition=models.Q(mail_state=MailState.SENT, mailed_at__isnull=False)
                | (~models.Q(mail_state=MailState.SENT) & models.Q(mailed_at__isnull=True)),
                name="notification_mailed_when_sent",
            ),
        ]
        indexes = [
            models.Index(fields=["recipient", "created_at"], name="notification_by_recipient"),
            models.Index(
                fields=["mail_due_at"],
                condition=models.Q(mail_state__in=[MailState.WAITING, MailState.CLAIMED]),
                name="notification_mail_open",
            ),
        ]

    def __str__(self) -> str:
        return self.title

"""Lending the authority of a post during an absence, and taking it back."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts import policies, roles
from accounts.actors import Actor
from accounts.models import Delegation, Post, User
from core import clock, errors
from core.audit import trail


@transaction.atomic
def delegate(
    post: Post,
    *,
    to: User,
    from_on: datetime.date,
    to_on: datetime.date,
    reason: str,
    actor: Actor,
    at: datetime.datetime,
) -> Delegation:
    """Let somebody act with the authority of a post from a day to a day, both included.

    What they decide says on whose behalf. Refuses an end beyond the post's own, a second delegate on the same day, and
    delegating what one exercises for somebody else.
    """
    policies.delegate(actor, post).enforce()
    post = Post.objects.select_for_update(of=("self",)).select_related("unit", "user").get(pk=post.pk)
    _require_sound(post, to, from_on=from_on, to_on=to_on, today=clock.local_date(at))
    delegation = Delegation.objects.create(post=post, delegate=to, from_on=from_on, to_on=to_on, reason=reason)
    trail.record(
        "delegation.given",
        post,
        actor=actor,
        at=at,
        label=_("安排代行"),
        after={"delegate": to.name, "from_on": from_on, "to_on": to_on},
        reason=reason,
    )
    return delegation


@transaction.atomic
def revoke_delegation(delegation: Delegation, *, actor: Actor, at: datetime.datetime) -> Delegation:
    """End a delegation at once; doing it again changes nothing."""
    policies.revoke_delegation(actor, delegation).enforce()
    delegation = (
        Delegation.objects.select_for_update(of=("self",))
        .select_related("post__unit", "post__user", "delegate")
        .get(pk=delegation.pk)
    )
    if delegation.revoked_at is None:
        delegation.revoked_at = at
        delegation.save(update_fields=["revoked_at"])
        trail.record(
            "delegation.revoked",
            delegation.post,
            actor=actor,
            at=at,
            label=_("收回代行"),
            before={"delegate": delegation.delegate.name, "to_on": delegation.to_on},
        )
    return delegation


def _require_sound(post: Post, to: User, *, from_on: datetime.date, to_on: datetime.date, today: datetime.date) -> None:
    if not roles.named(post.role).delegable:
        raise errors.Conflict("delegation.role", _t("%s由本人履行，不能请人代行。") % post.get_role_display())
    if to.pk == post.user_id:
        raise errors.Invalid.field("delegate", "delegation.self", _("代行人不能是任职人本人。"))
    if not to.is_active:
        raise errors.Invalid.field("delegate", "delegation.inactive", _("此人的账号已停用，请另选一人。"))
    if to_on < from_on or to_on < today:
        raise errors.Invalid.field("to_on", "delegation.days", _("末日不能早于首日，也不能早于今天。"))
    if from_on < post.from_on or (post.to_on is not None and to_on > post.to_on):
        raise errors.Invalid.field("to_on", "delegation.beyond_post", _("代行的日期不能超出任职的日期。"))
    if post.delegations.overlapping(from_on, to_on).exists():
        raise errors.Conflict("delegation.overlap", _("这段时间已安排了代行人，请先收回原来的安排。"))

"""Giving posts and ending them.

Every verb locks the person's row first, so that two appointments of one person cannot pass each other.
"""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils import formats
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts import policies, roles
from accounts.actors import Actor
from accounts.models import Post, User
from core import clock, errors
from core.audit import trail
from hierarchy.models import Unit


@transaction.atomic
def appoint(
    user: User,
    *,
    unit: Unit,
    role: str,
    from_on: datetime.date,
    to_on: datetime.date | None = None,
    title: str = "",
    actor: Actor,
    at: datetime.datetime,
) -> Post:
    """Give a person a post at a unit, from a day to a day, both included.

    Refuses oneself, a closed unit, the same post twice on a day, and for a supervisor a term over two years or a third
    term at the unit (DOMAIN section 1).
    """
    policies.appoint(actor, user, unit).enforce()
    user = User.objects.select_for_update().get(pk=user.pk)
    _require_sound(user, unit, roles.named(role), from_on=from_on, to_on=to_on)
    post = Post.objects.create(user=user, unit=unit, role=role, from_on=from_on, to_on=to_on, title=title)
    trail.record("post.given", post, actor=actor, at=at, label=_("登记任职"), after=_facts(post))
    return post


@transaction.atomic
def end_post(post: Post, *, last_on: datetime.date, reason: str, actor: Actor, at: datetime.datetime) -> Post | None:
    """End a post: `last_on` is its last day; yesterday ends it at once.

    A last day before the first takes the appointment back: the row goes, the trail keeps it, and None is returned.
    Refuses to leave the root without an administrator.
    """
    policies.end_post(actor, post).enforce()
    post = Post.objects.select_for_update(of=("self",)).select_related("unit", "user").get(pk=post.pk)
    if post.to_on is not None and last_on > post.to_on:
        raise errors.Invalid.field("last_on", "post.longer", _("末日不能晚于原定末日。如要延长，请重新任职。"))
    require_other_root_admin([post], today=clock.local_date(at))
    before = _facts(post)
    if last_on < post.from_on:
        trail.record("post.taken_back", post, actor=actor, at=at, label=_("取消任职"), before=before, reason=reason)
        post.delete()
        return None
    post.to_on = last_on
    post.save(update_fields=["to_on"])
    trail.record(
        "post.ended", post, actor=actor, at=at, label=_("结束任职"), before=before, after=_facts(post), reason=reason
    )
    return post


def require_other_root_admin(leaving: list[Post], *, today: datetime.date) -> None:
    """Refuse unless somebody who can sign in administers the root without these posts.

    Locks the root's administrators' posts, so that the last two cannot remove each other at the same moment.
    """
    gone = {post.pk for post in leaving if post.role == roles.Code.ADMIN and post.unit.parent_id is None}
    if not gone:
        return
    of_root = Post.objects.filter(role=roles.Code.ADMIN, unit__parent__isnull=True).current(today)
    list(of_root.order_by("pk").select_for_update(of=("self",)))
    staying = of_root.exclude(pk__in=gone).filter(user__is_active=True, to_on__isnull=True)
    if not staying.exists():
        raise errors.Conflict(
            "post.last_admin", _("这是最上级单位仅有的管理员，不能去掉。请先给另一人安排不设末日的管理员任职。")
        )


def _require_sound(
    user: User, unit: Unit, role: type[roles.Role], *, from_on: datetime.date, to_on: datetime.date | None
) -> None:
    if not user.is_active:
        raise errors.Conflict("post.user_inactive", _t("%s的账号已停用，请先恢复账号再任职。") % user.name)
    if unit.closed_on is not None and (to_on is None or to_on >= unit.closed_on):
        raise errors.Conflict("post.unit_closed", _t("%s已撤销，请在承接单位任职。") % unit.name)
    if to_on is not None and to_on < from_on:
        raise errors.Invalid.field("to_on", "post.days", _("末日不能早于首日。"))
    held = Post.objects.filter(user=user, unit=unit, role=role.code)
    if held.overlapping(from_on, to_on).exists():
        raise errors.Conflict(
            "post.overlap",
            _t("%(name)s在此期间已任%(unit)s%(role)s，不用重复任职。")
            % {"name": user.name, "unit": unit.name, "role": role.label()},
        )
    _require_term(role, from_on=from_on, to_on=to_on)
    if role.most_terms is not None and held.count() >= role.most_terms:
        raise errors.Conflict(
            "post.supervisor_twice",
            _t("%(name)s已在%(unit)s任过%(terms)d届%(role)s，按规定不能再任，请另选一人。")
            % {"name": user.name, "unit": unit.name, "terms": role.most_terms, "role": role.label()},
        )


def _require_term(role: type[roles.Role], *, from_on: datetime.date, to_on: datetime.date | None) -> None:
    last_day = role.last_day(from_on)
    if last_day is None or (to_on is not None and to_on <= last_day):
        return
    raise errors.Invalid.field(
        "to_on",
        "post.supervisor_term",
        _t("%(role)s每届任期%(years)d年，末日请填%(day)s或更早。")
        % {
            "role": role.label(),
            "years": role.term_years,
            "day": formats.date_format(last_day, _t("Y年n月j日")),
        },
    )


def _facts(post: Post) -> dict[str, object]:
    return {
        "user": post.user.name,
        "unit": post.unit.name,
        "role": post.role,
        "title": post.title,
        "from_on": post.from_on,
        "to_on": post.to_on,
    }

"""What would a change do, in words? What its preview shows beside the new value, before anybody confirms."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.utils.translation import gettext as _

from accounts import roles
from accounts.models import Post
from disclosures.kinds import State
from disclosures.models import Disclosure
from frontend import words
from hierarchy.models import ChangeVerb, Unit
from hierarchy.previews import Path, Preview

SHOWN = 5
_UNDER_WAY = (State.DRAFT, State.SUBMITTED, State.SECRECY_CHECKED, State.APPROVED, State.RETURNED)


def lines(preview: Preview, *, effective_on: datetime.date | None, today: datetime.date) -> list[str]:
    """Return what would happen, one sentence a line."""
    told = [_when(effective_on, today)]
    if preview.verb == ChangeVerb.CREATE:
        return told
    told.append(_concerned(preview))
    if preview.going_over:
        told.append(_going_over(preview.going_over))
    told.extend(_work(preview))
    if preview.verb == ChangeVerb.MOVE:
        told.extend(_authority(preview, today))
    if preview.verb == ChangeVerb.CHANGE_KIND:
        told.append(_("公开目录随类型和领域重新确定：适用于新类型的事项从生效之日起要公开。"))
    return told


def shown_path(path: Path) -> str:
    """Return a way through the tree as people read it."""
    return " › ".join(path)


def _when(effective_on: datetime.date | None, today: datetime.date) -> str:
    if effective_on is None or effective_on <= today:
        return _("确认后立即生效（%(day)s）。") % {"day": words.date(today, full=True)}
    return _("%(day)s自动生效，此前可以取消。") % {"day": words.date(effective_on, full=True)}


def _concerned(preview: Preview) -> str:
    if preview.concerned == 1:
        return _("只涉及“%(name)s”一个单位。") % {"name": preview.unit.name}
    return _("涉及 %(count)s 个单位：“%(name)s”和它的 %(below)s 个下级单位。") % {
        "count": words.number(preview.concerned),
        "name": preview.unit.name,
        "below": words.number(preview.concerned - 1),
    }


def _going_over(units: Sequence[Unit]) -> str:
    shown = _("、").join(unit.name for unit in units[:SHOWN])
    if len(units) > SHOWN:
        return _("%(names)s等 %(count)s 个直接下级单位转到承接单位。") % {"names": shown, "count": len(units)}
    return _("%(names)s转到承接单位。") % {"names": shown}


def _work(preview: Preview) -> list[str]:
    """Return what is under way at the units concerned, and who serves at a unit that would end."""
    closing = preview.verb == ChangeVerb.CLOSE
    rows = Disclosure.objects.filter(state__in=_UNDER_WAY)
    open_work = (rows.of_unit(preview.unit) if closing else rows.within(preview.unit)).count()
    told = []
    if open_work:
        told.append(_("正在办理的公开信息 %(count)s 件。") % {"count": words.number(open_work)})
    if closing:
        posts = Post.objects.filter(unit=preview.unit, to_on__isnull=True).count()
        if posts:
            told.append(_("本单位还有 %(count)s 个岗位在任，请另行调整任职。") % {"count": words.number(posts)})
    return told


def _authority(preview: Preview, today: datetime.date) -> list[str]:
    """Return which superiors lose the unit and which gain it, with the people whose posts reach down to it."""
    before, after = set(preview.path_before[:-1]), set(preview.path_after[:-1])
    told = []
    if lost := _reaching(before - after, today):
        told.append(_("不再由这些同志管理：%(people)s。") % {"people": lost})
    if gained := _reaching(after - before, today):
        told.append(_("改由这些同志管理：%(people)s。") % {"people": gained})
    return told


def _reaching(names: set[str], today: datetime.date) -> str:
    subtree = [role.code for role in roles.ALL if role.reach is roles.SUBTREE and role.permissions]
    posts = Post.objects.current(today).filter(unit__name__in=names, unit__closed_on__isnull=True, role__in=subtree)
    people = [
        _("%(what)s（%(more)s）") % {"what": post.user.name, "more": f"{post.unit.name} {post.get_role_display()}"}
        for post in posts.select_related("user", "unit").order_by("unit__lft", "pk")[: SHOWN + 1]
    ]
    shown = _("、").join(people[:SHOWN])
    return _("%(shown)s等") % {"shown": shown} if len(people) > SHOWN else shown

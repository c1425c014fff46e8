"""What about catalogs waits for this person: to decide, or to write anew? At most five queries, whatever the amount."""

from __future__ import annotations

import datetime

from django.utils.translation import gettext as _

from accounts.actors import Actor
from catalogs import paths
from catalogs.kinds import OverrideKind
from catalogs.models import Amendment, CatalogVersion, Exemption, Override
from core.inbox import InboxTask, Stack, StateTone, TaskKind, Tasks


def tasks(actor: Actor, *, on: datetime.date) -> Tasks:
    """Return the editions to approve, single items that change or end, and what units below deviate in or are freed of.

    An edition or an item's end that is wanted from a day on should be decided before that day. Editions that were sent
    back wait for those who wrote them.
    """
    editions = CatalogVersion.objects.select_related("catalog__unit")
    return Tasks(
        Stack(editions.returned_to(actor).order_by("decided_at"), _returned),
        Stack(editions.awaiting(actor).order_by("submitted_at"), _edition),
        Stack(Amendment.objects.awaiting(actor).for_list().order_by("asked_at", "id"), _amendment),
        Stack(Override.objects.awaiting(actor).for_list(), _override),
        Stack(Exemption.objects.awaiting(actor).for_list(), _exemption),
    )


def _edition(version: CatalogVersion) -> InboxTask:
    assert version.submitted_at is not None  # noqa: S101  (what awaits approval was handed in, by constraint)
    return InboxTask(
        kind=TaskKind.APPROVE,
        title=_("目录新版：%(catalog)s") % {"catalog": version.catalog.name},
        path=paths.edition(version),
        unit_name=version.catalog.unit.name,
        state_label=_("等我审批"),
        tone=StateTone.AWAITING,
        due_on=version.wanted_on,
        since=version.submitted_at,
        verb_label=_("审批"),
        subject_id=version.public_id,
    )


def _returned(version: CatalogVersion) -> InboxTask:
    assert version.decided_at is not None  # noqa: S101  (what was sent back was decided on)
    return InboxTask(
        kind=TaskKind.DRAFT,
        title=_("修改目录：%(catalog)s") % {"catalog": version.catalog.name},
        path=paths.edition(version),
        unit_name=version.catalog.unit.name,
        state_label=_("上级退回"),
        tone=StateTone.RETURNED,
        due_on=None,
        since=version.decided_at,
        verb_label=_("修改"),
        subject_id=version.public_id,
    )


def _amendment(amendment: Amendment) -> InboxTask:
    return InboxTask(
        kind=TaskKind.APPROVE,
        title=_("%(kind)s公开事项：%(title)s") % {"kind": amendment.get_kind_display(), "title": amendment.item_title},
        path=paths.amendment(amendment),
        unit_name=amendment.unit.name,
        state_label=_("等我审批"),
        tone=StateTone.AWAITING,
        due_on=amendment.from_on,
        since=amendment.asked_at,
        verb_label=_("审批"),
        subject_id=amendment.public_id,
    )


def _override(override: Override) -> InboxTask:
    title = _("不选：%(title)s") if override.kind == OverrideKind.DECLINE else _("加严：%(title)s")
    return _request(override, title, paths.override(override))


def _exemption(exemption: Exemption) -> InboxTask:
    return _request(exemption, _("豁免：%(title)s"), paths.exemption(exemption))


def _request(request: Override | Exemption, title: str, path: str) -> InboxTask:
    return InboxTask(
        kind=TaskKind.APPROVE,
        title=title % {"title": request.item_title},
        path=path,
        unit_name=request.unit.name,
        state_label=_("等我审批"),
        tone=StateTone.AWAITING,
        due_on=None,
        since=request.asked_at,
        verb_label=_("审批"),
        subject_id=request.public_id,
    )

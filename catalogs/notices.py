"""Who is told what of catalogs?

Of a new edition those who draft disclosures at the maker and below it; of what a unit asks or files the nearest
superior approvers; of a decision those who asked.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import formats, translation
from django.utils.translation import gettext as _

from accounts import roles
from accounts.models import Delegation, Post
from catalogs import endorsing, paths, superiors
from catalogs.kinds import AmendmentState, Consent, RequestState, VersionState
from catalogs.models import Amendment, CatalogVersion, Exemption, Override
from core import clock, errors
from core.notifications.messages import Message
from core.workflow import Performed
from hierarchy.models import Unit

_DRAFTING = [role.code for role in roles.ALL if "disclosures.draft" in role.permissions]
_DECIDING = [role.code for role in roles.ALL if superiors.DECIDE in role.permissions]
_AT_MAKER = [role.code for role in roles.ALL if set(endorsing.AT_MAKER) & set(role.permissions)]
_OVER_MAKER = [role.code for role in roles.ALL if endorsing.OVER_MAKER in role.permissions]
PATH = "/work/catalog/"


def handed_in_or_published(version: CatalogVersion, performed: Performed) -> Iterator[Message]:
    """Tell the superior of what awaits approval, or was filed; the clerks of what is published."""
    unit = version.catalog.unit
    words = {"unit": unit.name, "catalog": version.catalog.name}
    if version.state == VersionState.SUBMITTED:
        yield Message(
            recipient_ids=deciders(unit, on=clock.local_date(performed.at)),
            kind="catalog.submitted",
            title=_("%(unit)s的《%(catalog)s》等您审批") % words,
            path=paths.edition(version),
            cause=f"catalog.submitted:{version.pk}:{version.revision}",
        )
        return
    yield from published(version, performed)
    if version.filed_with_id is not None:
        yield Message(
            recipient_ids=deciders(unit, on=clock.local_date(performed.at)),
            kind="catalog.filed",
            title=_("%(unit)s的《%(catalog)s》已报备案") % words,
            path=paths.edition(version),
            cause=f"catalog.filed:{version.pk}",
            by_mail=False,
        )


def approved(version: CatalogVersion, performed: Performed) -> Iterator[Message]:
    """Tell those who wrote and handed in the edition, and the clerks who work by it."""
    yield _to_editors(version, "catalog.approved", _("《%(catalog)s》已经上级审批同意"))
    yield from published(version, performed)


def returned(version: CatalogVersion, performed: Performed) -> Iterator[Message]:
    """Tell those who wrote and handed in the edition what is wrong with it."""
    yield _to_editors(version, "catalog.returned", _("《%(catalog)s》被上级退回"), body=version.returned_reason)


def asked(request: Override | Exemption, *, at: datetime.datetime) -> Iterator[Message]:
    """Tell the nearest superior approvers that something waits for them."""
    title = _("%(unit)s申请豁免：%(title)s") if isinstance(request, Exemption) else _("%(unit)s调整事项：%(title)s")
    yield Message(
        recipient_ids=tuple(sorted({*deciders(request.unit, on=clock.local_date(at))} - {*request.asker_ids})),
        kind=f"{_kind(request)}.asked",
        title=title % {"unit": request.unit.name, "title": request.item_title},
        body=request.reason,
        path=_path(request),
        cause=f"{_kind(request)}.asked:{request.pk}",
    )


def filed(override: Override, performed: Performed) -> Iterator[Message]:
    """Tell the nearest superior approvers; they have nothing to do."""
    yield Message(
        recipient_ids=deciders(override.unit, on=clock.local_date(performed.at)),
        kind="catalog_override.filed",
        title=_("%(unit)s调整事项已报备案：%(title)s") % {"unit": override.unit.name, "title": override.item_title},
        body=override.reason,
        path=paths.override(override),
        cause=f"catalog_override.filed:{override.pk}",
        by_mail=False,
    )


def decided(request: Override | Exemption, performed: Performed) -> Iterator[Message]:
    """Tell those who asked how it was decided, and why."""
    agreed = request.state == RequestState.GRANTED
    title = _("上级同意：%(title)s") if agreed else _("上级未同意：%(title)s")
    yield Message(
        recipient_ids=tuple(request.asker_ids),
        kind=f"{_kind(request)}.{request.state}",
        title=title % {"title": request.item_title},
        body=request.decision_reason,
        path=_path(request),
        cause=f"{_kind(request)}.decided:{request.pk}",
    )


def ended(exemption: Exemption, performed: Performed) -> Iterator[Message]:
    """Tell those who asked, if it was not they who ended it, that the unit owes the item again."""
    told = set(exemption.asker_ids) - {performed.actor.user_id}
    yield Message(
        recipient_ids=tuple(sorted(told)),
        kind="catalog_exemption.ended",
        title=_("豁免已终止，恢复公开：%(title)s") % {"title": exemption.item_title},
        body=str(performed.data.get("reason", "")),
        path=paths.exemption(exemption),
        cause=f"catalog_exemption.ended:{exemption.pk}",
    )


def amendment_proposed(amendment: Amendment, *, at: datetime.datetime) -> Iterator[Message]:
    """Tell those who decide that the change or end of an item waits for them."""
    words = {"unit": amendment.unit.name, "kind": amendment.get_kind_display(), "title": amendment.item_title}
    yield Message(
        recipient_ids=endorsers(amendment, on=clock.local_date(at)),
        kind="catalog_amendment.proposed",
        title=_("%(unit)s提出%(kind)s公开事项：%(title)s") % words,
        body=amendment.reason,
        path=paths.amendment(amendment),
        cause=f"catalog_amendment.proposed:{amendment.pk}",
    )


def amendment_decided(amendment: Amendment, performed: Performed) -> Iterator[Message]:
    """Tell those who proposed it how it was decided; who works by the catalog is told by its new edition."""
    agreed = amendment.state == AmendmentState.GRANTED
    words = {"kind": amendment.get_kind_display(), "title": amendment.item_title}
    yield Message(
        recipient_ids=tuple(amendment.asker_ids),
        kind=f"catalog_amendment.{amendment.state}",
        title=(_("同意%(kind)s：%(title)s") if agreed else _("未同意%(kind)s：%(title)s")) % words,
        body=amendment.decision_reason,
        path=paths.amendment(amendment),
        cause=f"catalog_amendment.decided:{amendment.pk}",
    )


def lapsed(request: Override | Exemption) -> Iterator[Message]:
    """Tell those who asked that what they have of their own ended with its item."""
    yield Message(
        recipient_ids=tuple(request.asker_ids),
        kind=f"{_kind(request)}.lapsed",
        title=_("公开事项已取消，原来的申请随之终结：%(title)s") % {"title": request.item_title},
        path=_path(request),
        cause=f"{_kind(request)}.lapsed:{request.pk}",
        by_mail=False,
    )


def overtaken(override: Override, version: CatalogVersion, *, on: datetime.date) -> Iterator[Message]:
    """Tell those who asked for a stricter rule, and who draft at the unit, that the edition above is stricter now."""
    unit = override.unit
    drafting = Post.objects.current(on).filter(role__in=_DRAFTING, unit=unit, user__is_active=True)
    words = {"catalog": version.catalog.name, "version": version.label, "title": override.item_title}
    with translation.override(settings.LANGUAGE_CODE):
        title = _("本单位的加严不再起作用：%(title)s") % words
        body = _("《%(catalog)s》%(version)s对“%(title)s”的规定已不比本单位宽。本单位的加严可以终止，或者重新提出。")
    yield Message(
        recipient_ids=tuple(sorted({*override.asker_ids, *drafting.order_by().values_list("user_id", flat=True)})),
        kind="catalog_override.overtaken",
        title=title,
        body=body % words,
        path=paths.override(override),
        cause=f"catalog_override.overtaken:{override.pk}:{version.pk}",
        by_mail=False,
    )


def deciders(unit: Unit, *, on: datetime.date) -> tuple[int, ...]:
    """Return the superior approvers nearest above the unit, and who acts for one of them: two queries."""
    posts = Post.objects.current(on).filter(role__in=_DECIDING, unit__lft__lt=unit.lft, unit__rght__gt=unit.rght)
    return _nearest(posts, on=on)


def endorsers(amendment: Amendment, *, on: datetime.date) -> tuple[int, ...]:
    """Return who decides on the amendment, and did not propose it: at the maker or nearest above."""
    unit, barred = amendment.unit, amendment.asker_ids
    if amendment.consent == Consent.APPROVAL:
        return tuple(sorted({*deciders(unit, on=on)} - {*barred}))
    above = Q(role__in=_OVER_MAKER, unit__lft__lte=unit.lft, unit__rght__gte=unit.rght)
    posts = Post.objects.current(on).filter(above | Q(role__in=_AT_MAKER, unit=unit)).exclude(user__in=barred)
    return _nearest(posts, on=on, barred=barred)


def _nearest(posts: QuerySet[Post], *, on: datetime.date, barred: Collection[int] = ()) -> tuple[int, ...]:
    """Return who holds those of the posts that stand lowest in the tree, and who acts for one of them: two queries."""
    held = list(posts.order_by("-unit__level").values_list("unit__level", "pk", "user_id", "user__is_active"))
    nearest = [row for row in held if row[0] == held[0][0]]
    lent = Delegation.objects.active(on).filter(post__in=[row[1] for row in nearest], delegate__is_active=True)
    found = {row[2] for row in nearest if row[3]} | set(lent.values_list("delegate_id", flat=True))
    return tuple(sorted(found - {*barred}))


def _to_editors(version: CatalogVersion, kind: str, title: errors.Text, *, body: str = "") -> Message:
    return Message(
        recipient_ids=tuple(version.editor_ids),
        kind=kind,
        title=str(title) % {"catalog": version.catalog.name},
        body=body,
        path=paths.edition(version),
        cause=f"{kind}:{version.pk}:{version.revision}",
    )


def _path(request: Override | Exemption) -> str:
    return paths.exemption(request) if isinstance(request, Exemption) else paths.override(request)


def _kind(request: Override | Exemption) -> str:
    return "catalog_exemption" if isinstance(request, Exemption) else "catalog_override"


def published(version: CatalogVersion, performed: Performed) -> Iterator[Message]:
    """A line in the workspace of each clerk in the subtree, without mail: nothing is to be done at once."""
    unit = version.catalog.unit
    holders = Post.objects.current(clock.local_date(performed.at)).filter(
        role__in=_DRAFTING, unit__lft__gte=unit.lft, unit__rght__lte=unit.rght, user__is_active=True
    )
    recipients = holders.order_by("user_id").values_list("user_id", flat=True).distinct()
    assert version.effective_on is not None  # noqa: S101  (the body of the verb has set it)
    with translation.override(settings.LANGUAGE_CODE):  # the words of the recipients, not of the publisher's browser
        title = _("%(unit)s发布了《%(catalog)s》%(version)s") % {
            "unit": unit.name,
            "catalog": version.catalog.name,
            "version": version.label,
        }
        day = formats.date_format(version.effective_on, _("Y年n月j日"))
        body = _("自%(day)s起执行。请查看本单位的公开目录有什么变化。") % {"day": day}
        body = f"{body}\n{version.note}" if version.note else body
    yield Message(
        recipient_ids=tuple(recipients),
        kind="catalog.published",
        title=title,
        body=body,
        path=PATH,
        cause=f"catalog.published:{version.pk}",
        by_mail=False,
    )

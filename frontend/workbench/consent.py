"""Whose consent does an edition, or what a unit asks about an item, wait for, and how is that told?"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from catalogs import notices, superiors
from catalogs.kinds import AmendmentState, Consent, RequestState, VersionState
from catalogs.models import Amendment, CatalogPolicy, CatalogVersion
from core.errors import Text
from core.inbox import StateTone
from frontend import words
from hierarchy.models import Unit

EDITION_TONES = {
    VersionState.DRAFT: StateTone.DRAFT,
    VersionState.SUBMITTED: StateTone.AWAITING,
    VersionState.PUBLISHED: StateTone.DONE,
    VersionState.SUPERSEDED: StateTone.DRAFT,
}
REQUEST_TONES = {
    RequestState.REQUESTED: StateTone.AWAITING,
    RequestState.GRANTED: StateTone.DONE,
    RequestState.REFUSED: StateTone.RETURNED,
    RequestState.WITHDRAWN: StateTone.DRAFT,
    RequestState.ENDED: StateTone.DRAFT,
}


AMENDMENT_TONES = {
    AmendmentState.PROPOSED: StateTone.AWAITING,
    AmendmentState.GRANTED: StateTone.DONE,
    AmendmentState.REFUSED: StateTone.RETURNED,
    AmendmentState.RECALLED: StateTone.DRAFT,
}
CONSENT_TO_AMEND: Mapping[str, Text] = {
    Consent.APPROVAL: gettext_lazy("报上级审批"),
    Consent.FILING: gettext_lazy("制定单位审批，报上级备案"),
}


def waits_for(unit: Unit, *, barred: Collection[int], on: datetime.date) -> str:
    """Return the names of the nearest superior approvers, apart from those who may not decide: three queries."""
    listed = _names(set(notices.deciders(unit, on=on)) - set(barred))
    if not listed:
        return _("上级单位还没有可以审批的上级审批人，请联系上级管理员。")
    return _("等%(names)s审批（上级审批人）。") % {"names": listed}


def way_of(amendment: Amendment) -> Text:
    """Return what the change or end of an item needs; the root has nobody with whom to file it."""
    if not superiors.has_superior(amendment.unit):
        return _("制定单位审批")
    return CONSENT_TO_AMEND[amendment.consent]


def waits_for_endorser(amendment: Amendment, *, on: datetime.date) -> str:
    """Return the names of those who decide on a change or end of an item: three queries."""
    if amendment.consent == Consent.APPROVAL:
        return waits_for(amendment.unit, barred=amendment.asker_ids, on=on)
    listed = _names(notices.endorsers(amendment, on=on))
    if not listed:
        return _("制定单位还没有其他人可以审批，请为它任命负责人或另一位管理员。")
    return _("等%(names)s审批。") % {"names": listed}


def awaits_superior(unit: Unit) -> bool:
    """Say whether what is published at this unit goes to its superior first."""
    return superiors.has_superior(unit) and CatalogPolicy.objects.consent() == Consent.APPROVAL


def decision_of(version: CatalogVersion) -> str:
    """Return who agreed to an edition, or with whom it is filed."""
    if version.decided_by_name and version.number is not None:
        day = words.date(words.local_day(version.decided_at), full=True) if version.decided_at else ""
        return _("%(name)s于%(day)s审批同意。") % {"name": version.decided_by_name, "day": day}
    if version.filed_with is not None:
        return _("已报%(unit)s备案。") % {"unit": version.filed_with.name}
    return ""


def _names(user_ids: Collection[int]) -> str:
    names = User.objects.filter(pk__in=user_ids).order_by("pk").values_list("name", flat=True)
    return words.listing(names)

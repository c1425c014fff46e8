"""Who may read, write and publish catalogs, and who asks for and decides on deviations from them?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from catalogs import endorsing, superiors
from catalogs.kinds import HELD_STATES, PUBLIC_STATES, AmendmentState, Consent
from catalogs.queries import DRAFT_READERS, REQUEST_READERS
from core import verdicts
from core.verdicts import Verdict

if TYPE_CHECKING:
    from accounts.actors import Actor, Place
    from catalogs.models import Amendment, Catalog, CatalogVersion, Exemption, Item, Override

EDIT = "catalogs.edit"
PUBLISH = "catalogs.publish"
ADAPTERS = (EDIT, "disclosures.approve")
"""Permissions to make stricter or decline: the leader of the unit, and administrators of it or above."""
ASKERS = (*ADAPTERS, "disclosures.draft")
"""Permissions to ask for an exemption: also the clerks, who know what does not apply."""


def make(actor: Actor, unit: Place) -> Verdict:
    """A catalog is made at a unit by the administrators of that unit and of those above it."""
    if actor.may(EDIT, unit):
        return verdicts.ALLOW
    return verdicts.deny(
        "catalog.not_yours", _("只有该单位或其上级单位的管理员可以编制这里的公开目录。"), concerns=False
    )


def edit(actor: Actor, catalog: Catalog) -> Verdict:
    """The same people edit it."""
    return make(actor, catalog.unit)


def publish(actor: Actor, version: CatalogVersion) -> Verdict:
    """An edition is published at the unit whose catalog it is."""
    if actor.may(PUBLISH, version.catalog.unit):
        return verdicts.ALLOW
    return verdicts.deny(
        "catalog.not_publisher",
        _("公开目录由“%(unit)s”或其上级单位的管理员发布。") % {"unit": version.catalog.unit.name},
        concerns=bool(actor.may(EDIT, version.catalog.unit)),
    )


def approve(actor: Actor, version: CatalogVersion) -> Verdict:
    """A superior approver above the unit decides on its edition, who neither wrote nor submitted it."""
    return superiors.decides(actor, version.catalog.unit, barred=version.editor_ids)


def recall(actor: Actor, version: CatalogVersion) -> Verdict:
    """Who may publish takes back what awaits approval."""
    return publish(actor, version)


def supersede(actor: Actor, version: CatalogVersion) -> Verdict:
    """An edition is superseded by the publication of the next one and in no other way."""
    if actor.unlimited:
        return verdicts.ALLOW
    return verdicts.deny(
        "catalog.superseded_by_next", _("发布新版目录时，旧版自动停用，不用单独办理。"), concerns=False
    )


def view(actor: Actor, version: CatalogVersion) -> Verdict:
    """What is published everybody reads; a draft only those who write, publish or inspect at its unit.

    The same rule as `visible_to`.
    """
    if version.state in PUBLIC_STATES or _reads_drafts(actor, version.catalog.unit):
        return verdicts.ALLOW
    return verdicts.deny("catalog.draft_hidden", _("目录还没有发布，只有编制和监督人员可以查看。"), concerns=False)


def view_item(actor: Actor, item: Item) -> Verdict:
    """An item is read by whoever may read its edition."""
    return view(actor, item.version)


def settle(actor: Actor, root: Place | None) -> Verdict:
    """What units below need from their superior is settled by the administrators of the root."""
    if actor.may(PUBLISH, root):
        return verdicts.ALLOW
    return verdicts.deny(
        "catalog_policy.not_yours", _("下级目录报审批还是报备案，由最上级单位的管理员设置。"), concerns=False
    )


def adapt(actor: Actor, unit: Place) -> Verdict:
    """Inherited items are made stricter or declined by the leader of the unit and by administrators above it."""
    if actor.user_id is not None and _may_any(actor, ADAPTERS, unit):
        return verdicts.ALLOW
    return verdicts.deny(
        "override.not_yours",
        _("调整上级事项由本单位负责人或管理员办理。"),
        concerns=actor.may("disclosures.draft", unit),
    )


def ask_exemption(actor: Actor, unit: Place) -> Verdict:
    """An exemption is asked for by those who work for the unit."""
    if actor.user_id is not None and _may_any(actor, ASKERS, unit):
        return verdicts.ALLOW
    return verdicts.deny("exemption.not_yours", _("豁免由本单位信息员、负责人或管理员申请。"), concerns=False)


def view_override(actor: Actor, override: Override) -> Verdict:
    """What holds or held is as public as the catalog; what is asked is read by who works for the unit or above it.

    The same rule as `visible_to`.
    """
    if override.state in HELD_STATES or _may_any(actor, REQUEST_READERS, override.unit):
        return verdicts.ALLOW
    return verdicts.deny(
        "override.hidden", _("这项调整还没有生效，只有本单位和上级的工作人员可以查看。"), concerns=False
    )


def view_exemption(actor: Actor, exemption: Exemption) -> Verdict:
    """An exemption is read by who works for the unit or supervises it: the same rule as `visible_to`."""
    if _may_any(actor, REQUEST_READERS, exemption.unit):
        return verdicts.ALLOW
    return verdicts.deny("exemption.hidden", _("豁免只有本单位和上级的工作人员可以查看。"), concerns=False)


def decide(actor: Actor, request: Override | Exemption) -> Verdict:
    """A superior approver above the unit decides, who did not ask."""
    return superiors.decides(actor, request.unit, barred=request.asker_ids)


def file(actor: Actor, override: Override) -> Verdict:
    """Where the tenant settled on filing, who may ask for it files it."""
    if override.consent == Consent.FILING:
        return adapt(actor, override.unit)
    return verdicts.deny(
        "override.needs_approval", _("按现行规则，这项调整须报上级审批，请等待上级办理。"), concerns=False
    )


def withdraw_override(actor: Actor, override: Override) -> Verdict:
    """Who may ask for it takes it back."""
    return adapt(actor, override.unit)


def withdraw_exemption(actor: Actor, exemption: Exemption) -> Verdict:
    """Who may ask for it takes it back."""
    return ask_exemption(actor, exemption.unit)


def end_override(actor: Actor, override: Override) -> Verdict:
    """The unit takes its own rule back: what then holds is what those above it say."""
    return adapt(actor, override.unit)


def end_exemption(actor: Actor, exemption: Exemption) -> Verdict:
    """The unit owes the item again: said by the unit itself, or by a superior approver above it."""
    if superiors.seats(actor, exemption.unit):
        return verdicts.ALLOW
    return ask_exemption(actor, exemption.unit)


def amend(actor: Actor, catalog: Catalog) -> Verdict:
    """The change or end of an item is proposed, and taken back, by those who write the catalog."""
    if actor.user_id is not None and actor.may(EDIT, catalog.unit):
        return verdicts.ALLOW
    return verdicts.deny(
        "amendment.not_yours",
        _("变更、撤回、终止公开事项由制定单位或其上级单位的管理员提出。"),
        concerns=False,
    )


def view_amendment(actor: Actor, amendment: Amendment) -> Verdict:
    """What was approved everybody reads with its explanation; the rest who works for the maker or above it.

    The same rule as `visible_to`.
    """
    if amendment.state == AmendmentState.GRANTED or _may_any(actor, REQUEST_READERS, amendment.unit):
        return verdicts.ALLOW
    return verdicts.deny(
        "amendment.hidden", _("这项变动还没有批准，只有制定单位和上级的工作人员可以查看。"), concerns=False
    )


def decide_amendment(actor: Actor, amendment: Amendment) -> Verdict:
    """Whoever approves the maker's editions decides, who did not propose it."""
    return endorsing.decides(actor, amendment)


def recall_amendment(actor: Actor, amendment: Amendment) -> Verdict:
    """Who may propose it takes it back."""
    return amend(actor, amendment.catalog)


def _may_any(actor: Actor, permissions: Iterable[str], unit: Place) -> bool:
    return any(actor.may(permission, unit) for permission in permissions)


def _reads_drafts(actor: Actor, unit: Place) -> bool:
    return _may_any(actor, DRAFT_READERS, unit)

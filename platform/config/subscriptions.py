"""Who listens to what? The one list of reactions that run upwards, from a lower room to a higher one."""

from __future__ import annotations

from archives import reactions as archive_reactions
from archives.events import CheckAsked
from catalogs import reactions as catalog_reactions
from catalogs.events import CatalogPublished, ExemptionMoved, ItemsEnded, OverrideAsked, OwnCatalogMoved
from channels import reactions as channel_reactions
from channels.events import LetterDue
from core import events
from core.closures.events import LocalDaysChanged
from core.workdays.events import CalendarChanged
from disclosures import reactions as disclosure_reactions
from disclosures.events import DisclosurePublished
from hierarchy.events import TreeImported, UnitClosed, UnitCreated, UnitRenamed
from obligations import reactions
from rollouts import reactions as rollout_reactions
from rollouts.events import RolloutRuns
from tenants import reactions as tenant_reactions
from tenants.events import ProvisioningDue

SUBSCRIPTIONS: list[tuple[type[events.Event], events.Subscriber]] = [
    (UnitCreated, reactions.unit_created),
    (TreeImported, reactions.tree_imported),
    (UnitClosed, reactions.unit_closed),
    (UnitClosed, disclosure_reactions.unit_closed),
    (UnitRenamed, disclosure_reactions.unit_renamed),
    (DisclosurePublished, disclosure_reactions.published),
    (DisclosurePublished, channel_reactions.published),
    (LetterDue, channel_reactions.letter_due),
    (CheckAsked, archive_reactions.check_asked),
    (CatalogPublished, reactions.catalog_published),
    (CatalogPublished, catalog_reactions.catalog_published),
    (ItemsEnded, reactions.items_ended),
    (ExemptionMoved, reactions.exemption_moved),
    (CatalogPublished, rollout_reactions.catalog_published),
    (OwnCatalogMoved, rollout_reactions.own_work_moved),
    (OverrideAsked, rollout_reactions.own_work_moved),
    (RolloutRuns, rollout_reactions.rollout_runs),
    (CalendarChanged, reactions.calendar_changed),
    (LocalDaysChanged, reactions.local_days_changed),
    (ProvisioningDue, tenant_reactions.provisioning_due),
]

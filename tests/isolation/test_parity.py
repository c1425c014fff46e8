"""Do the filter and the policy of each model give every person the same answer on every row?

Every queryset with `visible_to` is found by itself; one whose policy nobody named here fails the suite.
"""

from __future__ import annotations

import datetime
import io
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from archives import policies as archive_policies
from archives.models import Box
from catalogs import policies as catalog_policies
from catalogs.models import Amendment, Catalog, CatalogVersion, Category, Exemption, Item, Override
from channels import policies as channel_policies
from channels.models import Posting
from disclosures import actions as disclosure_actions
from disclosures import policies as disclosure_policies
from disclosures.kinds import State
from disclosures.models import (
    ApprovalChain,
    Attachment,
    Audience,
    Disclosure,
    Objection,
    OutsidePlan,
    PublicNotice,
    TextTemplate,
)
from disclosures.noticing import arranging, policies
from disclosures.plans import policies as policies_plans
from disclosures.readers import lists
from disclosures.writing import templates
from obligations import policies as obligation_policies
from obligations.models import CalendarFeed, Event, Extension, Matter, Obligation, Withholding
from rollouts import policies as rollout_policies
from rollouts.models import Rollout, RolloutUnit
from tests import world as people_and_units
from tests.databases import AT
from tests.disclosures.conftest import Walker, make_items, person_line, stand_in
from tests.isolation import planting
from tests.isolation.conftest import Planting

Policy = Callable[[Any, Any], Any]
POLICIES: dict[type[models.Model], Policy] = {
    Disclosure: disclosure_policies.view,
    Attachment: disclosure_policies.view_file,
    TextTemplate: templates.see,
    PublicNotice: policies.view,
    Objection: policies.see,
    OutsidePlan: policies_plans.view,
    Audience: disclosure_policies.view_audience,
    ApprovalChain: lambda actor, _chain: disclosure_policies.see_chains(actor),
    CatalogVersion: catalog_policies.view,
    Item: catalog_policies.view_item,
    Override: catalog_policies.view_override,
    Exemption: catalog_policies.view_exemption,
    Amendment: catalog_policies.view_amendment,
    Box: archive_policies.view,
    Obligation: obligation_policies.view,
    Extension: obligation_policies.view_extension,
    Withholding: obligation_policies.view_withholding,
    Event: obligation_policies.view,
    Matter: obligation_policies.view,
    CalendarFeed: obligation_policies.view_feed,
    Posting: channel_policies.view,
    Rollout: rollout_policies.view,
    RolloutUnit: rollout_policies.view_unit,
    Category: lambda actor, category: catalog_policies.view(actor, category.version),
    Catalog: lambda actor, catalog: any(catalog_policies.view(actor, version) for version in catalog.versions.all()),
}
"""Which policy answers for one row what `visible_to` answers for all."""

FILTERED = [model for model in apps.get_models() if hasattr(model._default_manager, "visible_to")]


def plant() -> dict[str, Any]:
    """Plant disclosures in every state, scope and place, with files; catalogs published and not; return the cast."""
    cast, units = people_and_units.cast(), people_and_units.units()
    planting.plant(AT)
    items = make_items()
    walk = Walker(cast, units, items)
    for state in State:
        walk.to(state, title=f"社会 {state}")
    for item, scope in ((items.party, "party"), (items.unit, "unit")):
        for state in (State.DRAFT, State.PUBLISHED, State.WITHDRAWN):
            walk.to(state, title=f"{scope} {state}", item=item, scope=scope)
    for scope in ("audience", "person"):
        for state in (State.DRAFT, State.PUBLISHED, State.WITHDRAWN):
            walk.to(state, title=f"{scope} {state}", scope=scope)
    for unit, clerk in ((units.JG1, cast.clerk), (units.JG2, cast.neighbour)):
        listed = {"name": "常用", "readers": [person_line("villager")]}
        lists.keep(unit, data=listed, actor=clerk, at=AT)
    items.party.scopes, items.party.inside_first = ["society"], True
    items.party.save()
    walk.to(State.PUBLISHED, title="先党内后党外", item=items.party, scope="society")
    arranging.plan(walk.draft(title="待公示的", scope="unit"), data={"kind": "pre"}, actor=cast.clerk, at=AT)
    ended = walk.draft(title="终止公开的")
    disclosure_actions.attach(ended, stream=io.BytesIO(planting.PDF), name="终止.pdf", actor=cast.clerk, at=AT)
    walk.do("terminate", walk.onward(ended), by=cast.leader, reason="工程已经验收")
    hidden = walk.draft(by=cast.neighbour, unit=units.JG2, title="邻支部的草稿")
    disclosure_actions.attach(hidden, stream=io.BytesIO(planting.PDF), name="草稿.pdf", actor=cast.neighbour, at=AT)
    for unit in (units.QW, units.JG):
        catalog = Catalog.objects.create(unit=unit, name="起草中的目录", created_at=AT)
        draft = CatalogVersion.objects.create(catalog=catalog, created_at=AT)
        category = Category.objects.create(version=draft, title="一级")
        item = Item.objects.create(version=draft, category=category, title="二级")
        for number, state in enumerate(("proposed", "granted")):
            Amendment.objects.create(
                catalog=catalog,
                item=item,
                kind="terminate",
                unit=unit,
                lineage=uuid.UUID(int=number),
                item_title=item.title,
                reason="因",
                from_on=AT.date(),
                state=state,
                version=draft if state == "granted" else None,
                asked_by_id=cast.admin.user_id,
                asker_ids=[cast.admin.user_id],
                asked_at=AT,
                **({"decided_by_id": cast.superior.user_id, "decided_at": AT} if state == "granted" else {}),
            )
    for unit in (units.JG1, units.SQ1):
        asked = {
            "unit": unit,
            "lineage": items.unit.lineage,
            "item_title": items.unit.title,
            "reason": "因",
            "from_on": AT.date(),
            "asked_by_id": cast.clerk.user_id,
            "asker_ids": [cast.clerk.user_id],
            "asked_at": AT,
        }
        Override.objects.create(kind="tighten", notice_days=7, **asked)
        Override.objects.create(kind="decline", state="granted", **asked)
        Exemption.objects.create(ends_on=AT.date() + datetime.timedelta(days=9), **asked)
    _show_everywhere()
    return {**vars(cast), "standing_in": stand_in("villager", "deputy")}


@pytest.fixture(scope="module", autouse=True)
def _planted(planted_for_module: Planting) -> Iterator[dict[str, Any]]:
    """Everything, once for all models."""
    with planted_for_module(plant) as found:
        yield found


@pytest.fixture
def world(db: None, _planted: dict[str, Any], _in_district: None) -> dict[str, Any]:
    """All the cast, and one of them who stands in for another."""
    return dict(_planted)


def _show_everywhere() -> None:
    """Let every text have been shown on a board, and another record of it have been struck out."""
    shown = {"channel": "board", "place": "公开栏", "shown_on": AT.date(), "recorded_by_name": "某", "recorded_at": AT}
    for disclosure in Disclosure.objects.all():
        Posting.objects.create(disclosure=disclosure, **shown)
        Posting.objects.create(disclosure=disclosure, struck_at=AT, struck_reason="错", **shown)


def test_every_filter_has_its_policy() -> None:
    unnamed = [model._meta.label for model in FILTERED if model not in POLICIES]
    assert not unnamed, f"name the policy of {unnamed} in POLICIES, so that the two are held together"
    assert set(POLICIES) == set(FILTERED)


@pytest.mark.parametrize("model", FILTERED, ids=lambda model: model._meta.label)
def test_filter_and_policy_agree(model: type[models.Model], world: dict[str, Any]) -> None:
    policy, manager = POLICIES[model], model._default_manager
    rows, seen_by_somebody, hidden_from_somebody = list(manager.all()), 0, 0
    assert len(rows) >= 1
    for name, actor in world.items():
        listed = set(manager.visible_to(actor).values_list("pk", flat=True))
        allowed = {row.pk for row in rows if policy(actor, row)}
        assert listed == allowed, f"{name}: {model._meta.label} {listed ^ allowed}"
        assert len(manager.visible_to(actor)) == len(listed), f"{name}: rows come twice"
        seen_by_somebody += len(listed)
        hidden_from_somebody += len(rows) - len(listed)
    assert seen_by_somebody
    assert hidden_from_somebody

"""Does the public read what changed or ended in a catalog and why, and who made what stricter on the way down?"""

from __future__ import annotations

import datetime
import re
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from accounts import actors
from accounts.models import User
from catalogs import actions, inputs
from catalogs.flows import amendment_flow, override_flow
from catalogs.models import CatalogVersion, Item
from hierarchy.models import Unit
from obligations.models import Obligation
from tests.catalogs.conftest import TODAY, publish, write
from tests.databases import AT
from tests.frontend.browser import Browser

WHY = "机构改革后由上级统一公开。"
DAY = datetime.timedelta(days=1)


@pytest.fixture
def rules(db: None, _in_district: None, units: Any) -> CatalogVersion:
    items: dict[str, dict[str, Any]] = {
        "党费": {"time_mode": "periodic", "period": "quarter"},
        "社区事务": {"sectors": ["community"]},
        "活动": {},
    }
    return publish(write(units.QW, items))


def decider(units: Any) -> actors.Actor:
    user = User.objects.create(username="first", name="许书记")
    user.posts.create(unit=units.QW, role="leader", from_on=TODAY)
    return actors.of(user, on=TODAY)


def read(name: str, unit: Unit, on: datetime.date = TODAY) -> str:
    with time_machine.travel(datetime.datetime.combine(on, datetime.time(4), tzinfo=datetime.UTC), tick=False):
        answer = Browser().get(reverse(f"portal:{name}"), {"unit": str(unit.public_id)})
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def test_what_ended_is_told_with_its_explanation_for_half_a_year_and_among_the_editions_for_good(
    rules: CatalogVersion, units: Any, cast: Any
) -> None:
    first, later = decider(units), TODAY + 300 * DAY
    for title in ("党费", "社区事务"):
        item = Item.objects.for_detail().get(version__state="published", title=title)
        asked = actions.propose_termination(item, data={"reason": f"{title}：{WHY}"}, actor=cast.admin, at=AT)
        assert WHY not in read("catalog", units.JG1) or title == "社区事务", "nothing is told before it is approved"
        amendment_flow.perform("grant", asked, actor=first, at=AT)
    shown = read("catalog", units.JG1)
    assert f"党费：{WHY}" in shown
    assert "社区事务" not in shown, "what never meant the unit is not told there"
    assert f"社区事务：{WHY}" in read("catalog", units.SQ1)
    assert WHY not in read("catalog", units.JG1, later)
    assert f"终止公开事项“党费”。党费：{WHY}" in read("catalog_editions", units.JG1, later)


def test_what_a_change_makes_otherwise_is_told(rules: CatalogVersion, units: Any, cast: Any) -> None:
    item = rules.items.for_detail().get(title="党费")
    data = {**inputs.values_of(item), "period": "month", "reason": WHY}
    asked = actions.propose_change(item, data=data, actor=cast.admin, at=AT)
    amendment_flow.perform("grant", asked, actor=decider(units), at=AT)
    shown = read("catalog", units.JG1)
    assert WHY in shown
    assert "每月" in shown
    assert not Obligation.objects.exists()


def test_each_row_says_who_made_it_stricter(rules: CatalogVersion, units: Any, cast: Any) -> None:
    item = rules.items.for_detail().get(title="党费")
    data = {"reason": "更好", "period": "month", "notice_days": 7}
    held = actions.tighten(units.JG, item, data=data, actor=cast.leader_above, at=AT)
    override_flow.perform("grant", held, actor=cast.superior, at=AT)
    shown = read("catalog", units.JG1)
    assert "原为每季度，区直机关党总支调整" in shown
    assert "公示天数：<b>7</b>" in shown
    assert "原为" not in read("catalog", units.SQ1)


@pytest.mark.usefixtures("db", "_in_district")
def test_without_units_or_editions_the_pages_say_so(units: Any) -> None:
    assert "还没有发布过目录" in read("catalog_editions", units.JG1)
    assert Browser().get(reverse("portal:catalog_editions"), {"unit": "nobody"}).status_code == 404

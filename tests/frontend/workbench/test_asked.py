"""Is everything that a unit asked found again, whatever became of it, by those who may read it?"""

from __future__ import annotations

import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalogs import actions
from catalogs.flows import amendment_flow, exemption_flow, override_flow
from catalogs.models import CatalogVersion
from obligations import actions as obligation_actions
from obligations.flows import extension_flow
from tests.databases import AT
from tests.frontend.browser import Browser, signed_in
from tests.frontend.workbench.conftest import text_of

PAGE = "work:catalog_asked"
DAY = datetime.timedelta(days=1)


def titles(browser: Browser, unit: Any = None, **query: str) -> list[tuple[str, str, str]]:
    if unit is not None:
        query["unit"] = str(unit.public_id)
    answer = browser.get(reverse(PAGE), query)
    assert answer.status_code == 200
    return [(str(line.kind), line.title, str(line.state)) for line in answer.context["lines"]]


@pytest.fixture
def asked(published: CatalogVersion, units: Any, cast: Any) -> SimpleNamespace:
    """A request of each kind, in four states."""
    dues = published.items.get(title="党费收缴情况")
    registered = published.items.get(title="社区党员报到情况")
    why = {"reason": "情况说明"}
    until = {"ends_on": (AT + 90 * DAY).date().isoformat()}
    tightened = actions.tighten(
        units.JG1, dues, data={**why, "channels": ["党务公开栏", "会议", "网站"]}, actor=cast.leader, at=AT
    )
    override_flow.perform("grant", tightened, actor=cast.superior, at=AT)
    declined = actions.decline(units.SQ1, registered, data=why, actor=cast.admin, at=AT + DAY)
    override_flow.perform("withdraw", declined, actor=cast.admin, at=AT + DAY)
    freed = actions.ask_exemption(units.JG1, dues, data={**why, **until}, actor=cast.clerk, at=AT + 2 * DAY)
    exemption_flow.perform("refuse", freed, actor=cast.superior, at=AT + 2 * DAY, data={"reason": "党费必须公开"})
    return SimpleNamespace(tightened=tightened, declined=declined, freed=freed, dues=dues)


@pytest.fixture
def extended(asked: SimpleNamespace, published: CatalogVersion, units: Any, cast: Any) -> None:
    """More time for an event."""
    prompt = published.items.get(title="党费收缴情况")
    type(prompt).objects.filter(pk=prompt.pk).update(time_mode="prompt", period="")
    happened = {"item": str(prompt.public_id), "title": "任职决定", "happened_on": AT.date().isoformat()}
    event = obligation_actions.register_event(unit=units.JG1, data=happened, actor=cast.clerk, at=AT + 3 * DAY)
    owed = event.obligations.get()
    more = {"asked_until": owed.due_on + DAY, "reason": "会议延期"}
    extension = obligation_actions.ask_extension(owed, data=more, actor=cast.clerk, at=AT + 3 * DAY)
    extension_flow.perform("recall", extension, actor=cast.clerk, at=AT + 3 * DAY)
    later = {"kind": "not_now", "ground": "not_ready", "reason": "决定还没有生效", "until": owed.due_on + 30 * DAY}
    obligation_actions.ask_withholding(owed, data=later, actor=cast.clerk, at=AT + 4 * DAY)


ALL = [
    ("暂不公开", "党费收缴情况（任职决定）", "等待本单位负责人签批"),
    ("延期", "党费收缴情况（任职决定）", "已收回"),
    ("豁免", "党费收缴情况", "未同意"),
    ("不选", "社区党员报到情况", "已撤回"),
    ("加严", "党费收缴情况", "已生效"),
]


def test_all_that_was_asked_the_newest_first(extended: None, units: Any) -> None:
    assert titles(signed_in("superior"), units.QW) == ALL
    assert titles(signed_in("superior"), units.JG1, alone="1") == [ALL[0], ALL[1], ALL[2], ALL[4]]
    assert titles(signed_in("superior"), units.QW, alone="1") == []


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"kind": "extension"}, [1]),
        ({"kind": "exemption"}, [2]),
        ({"kind": "tighten"}, [4]),
        ({"kind": "decline"}, [3]),
        ({"state": "withdrawn"}, [1, 3]),
        ({"state": "granted"}, [4]),
        ({"state": "refused", "kind": "exemption"}, [2]),
        ({"state": "ended"}, []),
        ({"state": "requested"}, [0]),
        ({"kind": "not_now"}, [0]),
        ({"kind": "not_at_all"}, []),
        ({"state": "nonsense", "kind": "nonsense"}, [0, 1, 2, 3, 4]),
    ],
)
def test_it_is_narrowed(query: dict[str, str], found: list[int], extended: None, units: Any) -> None:
    assert titles(signed_in("superior"), units.QW, **query) == [ALL[number] for number in found]


def test_what_was_proposed_about_a_published_item_is_listed(asked: SimpleNamespace, units: Any, cast: Any) -> None:
    data = {"reason": "上级统一公开"}
    ending = actions.propose_termination(asked.dues, data=data, actor=cast.admin, at=AT + 3 * DAY)
    line = ("终止", "党费收缴情况", "待审批")
    assert titles(signed_in("admin"), units.QW)[0] == line
    assert titles(signed_in("admin"), units.QW, kind="terminate", state="requested") == [line]
    amendment_flow.perform("recall", ending, actor=cast.admin, at=AT + 4 * DAY)
    assert titles(signed_in("admin"), units.QW, kind="terminate", state="withdrawn") == [(*line[:2], "已收回")]
    assert line[1] not in [title for kind, title, _state in titles(signed_in("member"), units.QW) if kind == "终止"]


def test_who_decided_and_why_is_told(extended: None, units: Any) -> None:
    page = text_of(signed_in("clerk").get(reverse(PAGE), {"unit": str(units.JG1.public_id)}))
    assert "党费必须公开" in page
    assert "郑某" in page
    assert "由2026年11月" in page


def test_grounds_are_read_by_those_who_work_there_alone(extended: None, units: Any) -> None:
    for who in ("member", "neighbour"):
        assert titles(signed_in(who), units.JG1) == [ALL[4]], "what holds is as public as the catalog"


def test_it_is_found_from_the_catalog_and_from_what_is_owed(asked: SimpleNamespace, units: Any) -> None:
    unit = str(units.JG1.public_id)
    clerk = signed_in("clerk")
    for route in ("work:catalog", "work:obligations"):
        assert f"{reverse(PAGE)}?unit={unit}" in text_of(clerk.get(reverse(route), {"unit": unit})), route
    assert reverse(PAGE) in text_of(signed_in("superior").get(reverse("work:catalog_awaiting")))


def test_it_costs_a_fixed_number_of_queries(asked: SimpleNamespace, units: Any, cast: Any) -> None:
    browser, counts = signed_in("superior"), []
    titles(browser, units.QW)
    for unit in (units.JG2, units.SQ1, units.SQ2):
        data = {"reason": "情况说明", "ends_on": (AT + 90 * DAY).date().isoformat()}
        actions.ask_exemption(unit, asked.dues, data=data, actor=cast.admin, at=AT)
        with CaptureQueriesContext(connection) as queries:
            titles(browser, units.QW)
        counts.append(len(queries))
    assert len(set(counts)) == 1, counts

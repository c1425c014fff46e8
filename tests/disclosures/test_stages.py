"""Are the texts of one matter shown together, to each reader what she may know of it?"""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client

from accounts.actors import ANONYMOUS, Actor
from catalogs.models import Item
from core import errors
from core.audit.models import AuditEntry
from core.ledger.models import Entry
from disclosures import stages
from disclosures.flows import disclosure_flow
from disclosures.kinds import State
from disclosures.models import Disclosure
from disclosures.recording import agreement
from disclosures.stages import Course
from obligations import actions as obligation_actions
from obligations.models import Matter, Obligation
from tests.databases import AT
from tests.disclosures.conftest import TODAY, Walker
from tests.frontend.browser import signed_in

TITLE = "食堂改造招标"
LATER = TODAY + datetime.timedelta(days=60)


@pytest.fixture
def item(walk: Walker) -> Item:
    """A staged item that society reads."""
    opened: Item = walk.items.open
    Item.objects.filter(pk=opened.pk).update(time_mode="staged", shows_process=True)
    opened.refresh_from_db()
    return opened


@pytest.fixture
def matter(walk: Walker, item: Item) -> Matter:
    """A matter with two stages and a closing summary."""
    data = {
        "item": str(item.public_id),
        "title": TITLE,
        "started_on": TODAY,
        "stages": f"{TODAY + datetime.timedelta(days=9):%Y-%m-%d} 招标公告\n{LATER:%Y-%m-%d} 招标结果",
    }
    return obligation_actions.begin_matter(unit=walk.units.JG1, data=data, actor=walk.cast.clerk, at=AT)


def stage_text(walk: Walker, matter: Matter, number: int, *, state: str = State.PUBLISHED, **data: Any) -> Disclosure:
    owed = Obligation.objects.get(matter=matter, stage_no=number)
    return walk.onward(walk.draft(obligations=[str(owed.public_id)], **data), state)


def course(disclosure: Disclosure, actor: Actor) -> Course | None:
    return stages.course_of(disclosure, actor=actor, on=TODAY)


def told(found: Course | None) -> list[tuple[str, str, bool]]:
    assert found is not None
    return [(stage.name, stage.title, stage.published_on is not None) for stage in found.stages]


def test_the_public_reads_texts_and_the_days_to_come_but_no_working_names(walk: Walker, matter: Matter) -> None:
    first = stage_text(walk, matter, 1, title="招标公告一则")
    found = course(first, ANONYMOUS)
    assert found is not None
    assert found.matter is None
    assert told(found)[:2] == [("", "招标公告一则", True), ("", "", False)]
    assert found.stages[1].due_on == LATER
    assert [stage.is_here for stage in found.stages][:2] == [True, False]


def test_who_sees_what_the_unit_owes_reads_the_names(walk: Walker, matter: Matter) -> None:
    found = course(stage_text(walk, matter, 1), walk.cast.leader)
    assert found is not None
    assert found.matter == matter
    assert [name for name, _title, _done in told(found)][:2] == ["招标公告", "招标结果"]


def test_a_text_that_the_reader_does_not_see_is_not_even_counted(walk: Walker, matter: Matter) -> None:
    first = stage_text(walk, matter, 1, title="对社会")
    stage_text(walk, matter, 2, title="限本单位", scope="unit")
    assert [row for row in told(course(first, ANONYMOUS)) if row[2]] == [("", "对社会", True)]
    assert "限本单位" not in str(course(first, ANONYMOUS))
    assert LATER not in [stage.due_on for stage in course(first, ANONYMOUS).stages]  # type: ignore[union-attr]
    assert "限本单位" in str(course(first, walk.cast.leader))


def test_what_is_not_for_society_promises_society_nothing(walk: Walker, matter: Matter, item: Item) -> None:
    first = stage_text(walk, matter, 1)
    Item.objects.filter(pk=item.pk).update(scopes=["unit"])
    assert [done for _name, _title, done in told(course(first, ANONYMOUS))] == [True]


def test_the_closing_summary_ends_the_matter(walk: Walker, matter: Matter) -> None:
    first = stage_text(walk, matter, 1)
    assert course(first, ANONYMOUS).ended_on is None  # type: ignore[union-attr]
    stage_text(walk, matter, 2)
    summary = Obligation.objects.filter(matter=matter, is_summary=True).get()
    stage_text(walk, matter, summary.stage_no or 0, title="终结")
    assert course(first, ANONYMOUS).ended_on == TODAY  # type: ignore[union-attr]


def test_without_a_summary_it_is_said_when_every_stage_is_public(walk: Walker, item: Item) -> None:
    days = [TODAY + datetime.timedelta(days=number) for number in (9, 19)]
    data = {
        "item": str(item.public_id),
        "title": TITLE,
        "started_on": TODAY,
        "stages": "\n".join(f"{day:%Y-%m-%d} 阶段{number}" for number, day in enumerate(days, start=1)),
    }
    within = obligation_actions.begin_matter(unit=walk.units.JG1, data=data, actor=walk.cast.clerk, at=AT)
    assert not Obligation.objects.filter(matter=within, is_summary=True).exists()
    first = stage_text(walk, within, 1)
    assert course(first, ANONYMOUS).last_on is None  # type: ignore[union-attr]
    second = stage_text(walk, within, 2, scope="unit")
    assert course(first, ANONYMOUS).last_on is None, "of what she does not see she is told nothing"  # type: ignore[union-attr]
    assert course(second, walk.cast.leader).last_on == TODAY  # type: ignore[union-attr]
    page = signed_in("leader").get(f"/disclosures/{second.public_id}/").content.decode()
    assert "这件事的各个阶段都已公开，最后一个于2026年11月20日公开。" in page


def test_what_replaces_a_stage_is_read_as_that_stage(walk: Walker, matter: Matter) -> None:
    first = stage_text(walk, matter, 1, title="招标公告一则")
    change = walk.follow_up(first)
    assert told(course(change, walk.cast.leader))[0][1] == "招标公告一则", "who decides on it sees where it belongs"
    successor = walk.onward(change)
    again = walk.onward(walk.follow_up(Disclosure.objects.get(pk=successor.pk)))
    for text in (successor, again):
        seen = Disclosure.objects.with_references().get(pk=text.pk)
        found = course(seen, ANONYMOUS)
        assert found is not None
        assert (found.stages[0].text_id, found.stages[0].is_here) == (text.public_id, True)
    stage_text(walk, matter, 2)
    page = Client(headers={"host": "district.localhost"}).get(f"/disclosures/{again.public_id}/").content.decode()
    assert "同一件事的各阶段" in page


def test_what_changes_no_stage_has_no_course(walk: Walker, django_assert_num_queries: Any) -> None:
    _original, successor = walk.changed()
    seen = Disclosure.objects.with_references().get(pk=successor.pk)
    with django_assert_num_queries(1):
        assert course(seen, ANONYMOUS) is None


def test_a_text_that_stands_alone_costs_no_query(walk: Walker, django_assert_num_queries: Any) -> None:
    alone = Disclosure.objects.with_references().get(pk=walk.to(State.PUBLISHED).pk)
    with django_assert_num_queries(0):
        assert course(alone, ANONYMOUS) is None


def test_a_stage_costs_one_query(walk: Walker, matter: Matter, django_assert_num_queries: Any) -> None:
    first = Disclosure.objects.with_references().get(pk=stage_text(walk, matter, 1).pk)
    with django_assert_num_queries(1):
        course(first, walk.cast.leader)


def test_the_page_shows_the_course(walk: Walker, matter: Matter, settings: Any) -> None:
    first, second = stage_text(walk, matter, 1, title="招标公告一则"), stage_text(walk, matter, 2, title="中标一则")
    page = Client(headers={"host": "district.localhost"}).get(f"/disclosures/{first.public_id}/").content.decode()
    assert "同一件事的各阶段" in page
    assert f"/disclosures/{second.public_id}/" in page
    assert TITLE not in page


def test_a_result_is_not_published_before_its_process(walk: Walker, matter: Matter) -> None:
    result = stage_text(walk, matter, 2, state=State.APPROVED)
    with pytest.raises(errors.Invalid) as refused:
        walk.do("publish", result)
    assert refused.value.errors["reason"][0].code == "process.not_public"
    assert "招标公告" in str(refused.value.errors["reason"][0].reason)
    with pytest.raises(errors.Invalid):
        walk.do("schedule", result, publish_at=AT + datetime.timedelta(hours=1))
    stage_text(walk, matter, 1)
    assert walk.do("publish", result).state == State.PUBLISHED


def test_with_a_reason_the_result_comes_first_and_the_trail_keeps_it(walk: Walker, matter: Matter) -> None:
    result = stage_text(walk, matter, 2, state=State.APPROVED)
    scheduled = walk.do("schedule", result, publish_at=AT + datetime.timedelta(hours=1), reason="公告已在报纸刊登")
    at = AT + datetime.timedelta(hours=1)
    published = disclosure_flow.perform("publish", scheduled, actor=walk.cast.system, at=at)
    assert published.state == State.PUBLISHED, "the question was answered when the hour was set"
    assert AuditEntry.objects.about(result).filter(reason="公告已在报纸刊登").exists()


def test_an_item_that_does_not_show_its_process_asks_nothing(walk: Walker, matter: Matter, item: Item) -> None:
    Item.objects.filter(pk=item.pk).update(shows_process=False)
    assert stage_text(walk, matter, 2).state == State.PUBLISHED


def test_the_page_asks_for_the_reason_where_it_is_needed(walk: Walker, matter: Matter, settings: Any) -> None:
    result = stage_text(walk, matter, 2, state=State.APPROVED)
    clerk = signed_in("clerk")
    address = f"/work/disclosures/{result.public_id}/"
    assert "先公开结果的理由" not in clerk.get(address).content.decode()
    asked = clerk.post(f"{address}publish/", {"revision": str(result.revision)})
    assert asked.status_code == 422
    assert "前面的阶段还没有公开：招标公告" in asked.content.decode()
    told = {"revision": str(result.revision), "reason": "公告已在报纸刊登"}
    assert clerk.post(f"{address}publish/", told).status_code == 302
    assert Disclosure.objects.get(pk=result.pk).state == State.PUBLISHED
    assert agreement.check(at=AT).fault is None
    assert "公告已在报纸刊登" not in "".join(Entry.objects.values_list("facts", flat=True)), "no reader is told it"

"""Can an administrator roll an edition out and follow it, and a clerk take it up, by links and forms alone?"""

from __future__ import annotations

import datetime
import io
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from catalogs.kinds import VersionState
from core.notifications.models import Notification
from rollouts import filling, paths
from rollouts.kinds import RolloutState, UnitState
from rollouts.models import Rollout, RolloutUnit
from tests.databases import AT
from tests.frontend.browser import Browser, signed_in
from tests.rollouts.conftest import PHASES, begin, publish, row_of, step

QUERIES = {"list": 11, "board": 19, "progress": 11, "task": 10, "start": 13}
"""How many statements each page takes, everything counted: tenant, session, person, posts, inbox of the menu."""


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def send(browser: Browser, rollout: Rollout, *units: Any, **sent: str) -> Any:
    rows = [f"{row.public_id}:{row.revision}" for row in map(row_of, units)]
    return browser.post(reverse("work:rollout_many", args=[rollout.public_id]), {"row": rows, **sent}, follow=True)


class TestStarting:
    def test_it_is_started_and_leads_to_the_board(self, keeper: Browser, units: Any) -> None:
        version = publish(units.QW)
        page = text_of(keeper.get(reverse("work:rollout_start")))
        assert str(version.public_id) in page
        sent = {"version": version.public_id, "root": units.JG.public_id, **PHASES, "compile_name": "编修"}
        answer = keeper.post(reverse("work:rollout_start"), sent)
        rollout = Rollout.objects.get()
        assert (answer.status_code, answer["Location"]) == (302, paths.board(rollout))
        page = text_of(keeper.get(paths.board(rollout)))
        assert "正在纳入单位" in page
        assert "编修" in page
        assert 'hx-trigger="every 3s"' in page

    def test_what_was_filled_in_wrong_is_shown_at_its_field(self, keeper: Browser, units: Any) -> None:
        version = publish(units.QW)
        sent = {"version": version.public_id, "root": units.JG.public_id, **PHASES, "compile_on": "2026-01-01"}
        answer = keeper.post(reverse("work:rollout_start"), sent)
        assert answer.status_code == 422
        assert "后一阶段的日期不能早于前一阶段" in text_of(answer)
        assert not Rollout.objects.exists()

    def test_outside_the_makers_subtree_is_refused_at_its_field(self, keeper: Browser, units: Any) -> None:
        version = publish(units.JG, "机关目录")
        sent = {"version": version.public_id, "root": units.JD.public_id, **PHASES}
        answer = keeper.post(reverse("work:rollout_start"), sent)
        assert answer.status_code == 422
        assert "不在目录制定单位的下级范围内" in text_of(answer)

    @pytest.mark.parametrize("who", ["clerk", "inspector"])
    def test_others_do_not_start(self, who: str, units: Any) -> None:
        publish(units.QW)
        assert signed_in(who).get(reverse("work:rollout_start")).status_code == 403

    def test_without_a_published_edition_the_page_says_what_to_do(self, keeper: Browser) -> None:
        assert "还没有已发布的目录" in text_of(keeper.get(reverse("work:rollout_start")))


class TestBoard:
    def test_it_shows_phases_units_and_who_is_below(
        self, keeper: Browser, rollout: Rollout, units: Any, cast: Any
    ) -> None:
        step("adopt", units.JG1, cast.clerk)
        page = text_of(keeper.get(paths.board(rollout)))
        assert "编制目录" in page
        assert "第二社区党支部" in page
        assert "1 / 2" in page  # of the two branches below the general branch one has adopted
        assert '<b class="gk-strong">1</b> / 6 个单位' in page

    @pytest.mark.parametrize(
        ("query", "shown"),
        [
            ("state=adopted", {"JG1"}),
            ("state=not_started", {"JG", "JG2", "JD", "SQ1", "SQ2"}),
            ("state=late", set()),
            ("unit={JD}", {"JD", "SQ1", "SQ2"}),
            ("unit={JG}&state=adopted", {"JG1"}),
        ],
    )
    def test_it_is_narrowed_and_exported_alike(
        self, query: str, shown: set[str], keeper: Browser, rollout: Rollout, units: Any, cast: Any
    ) -> None:
        step("adopt", units.JG1, cast.clerk)
        asked = query.format(**{code: unit.public_id for code, unit in vars(units).items()})
        page = text_of(keeper.get(f"{paths.board(rollout)}?{asked}"))
        rows = RolloutUnit.objects.select_related("unit")
        assert {row.unit.code for row in rows if f'value="{row.public_id}:{row.revision}"' in page} == shown
        file = keeper.get(f"{reverse('work:rollout_export', args=[rollout.public_id])}?{asked}")
        sheet = load_workbook(io.BytesIO(file.content)).worksheets[0]
        assert {line[0] for line in sheet.iter_rows(values_only=True)} & {row.unit.code for row in rows} == shown

    def test_its_numbers_come_alone_to_scripts_and_lead_others_to_the_board(
        self, keeper: Browser, rollout: Rollout
    ) -> None:
        path = reverse("work:rollout_progress", args=[rollout.public_id])
        part = text_of(keeper.get(path, headers={"HX-Request": "true"}))
        assert part.strip().startswith("<div")
        assert "<html" not in part
        assert "gk-board" in part
        assert keeper.get(path)["Location"] == paths.board(rollout)

    def test_a_paused_one_is_not_asked_again_and_again(self, keeper: Browser, rollout: Rollout) -> None:
        path = reverse("work:rollout_step", args=[rollout.public_id, "pause"])
        keeper.post(path, {"revision": rollout.revision})
        rollout.refresh_from_db()
        assert rollout.state == RolloutState.PAUSED
        assert "hx-trigger" not in text_of(keeper.get(paths.board(rollout)))
        old = keeper.post(path, {"revision": 0}, follow=True)  # somebody else's old page
        assert old.status_code == 200
        assert "恢复推行" in text_of(old)

    def test_days_are_moved(self, keeper: Browser, rollout: Rollout) -> None:
        path = reverse("work:rollout_phases", args=[rollout.public_id])
        assert "2026-12-11" in text_of(keeper.get(path))
        keeper.post(path, {**PHASES, "compile_on": "2026-12-20", "revision": rollout.revision})
        assert str(rollout.phases.get(kind="compile").due_on) == "2026-12-20"

    def test_who_only_follows_it_sees_no_buttons(self, rollout: Rollout) -> None:
        page = text_of(signed_in("inspector").get(paths.board(rollout)))
        assert "各单位的进度" in page
        assert 'name="verb"' not in page
        assert "暂停推行" not in page

    def test_a_clerk_does_not_see_it(self, clerk: Browser, rollout: Rollout) -> None:
        assert clerk.get(paths.board(rollout)).status_code == 404


class TestManyAtOnce:
    def test_accepting_tells_what_became_of_each(
        self, keeper: Browser, rollout: Rollout, units: Any, cast: Any
    ) -> None:
        step("adopt", units.JG1, cast.clerk)
        page = text_of(send(keeper, rollout, units.JG1, units.JG2, verb="accept"))
        assert "1 个单位已办理，1 个没有办理" in page
        assert "机关第二党支部：现在是“未开始”" in page
        assert row_of(units.JG1).state == UnitState.ACCEPTED

    def test_returning_needs_a_reason(self, keeper: Browser, rollout: Rollout, units: Any, cast: Any) -> None:
        step("adopt", units.JG1, cast.clerk)
        assert send(keeper, rollout, units.JG1, verb="return").status_code == 422
        send(keeper, rollout, units.JG1, verb="return", reason="没有开会研究")
        assert row_of(units.JG1).returned_reason == "没有开会研究"

    def test_all_who_owe_are_reminded(self, keeper: Browser, rollout: Rollout, units: Any, cast: Any) -> None:
        step("adopt", units.JG1, cast.clerk)
        assert "已提醒 5 个单位" in text_of(send(keeper, rollout, verb="remind", all="1"))
        assert Notification.objects.filter(kind="rollout.remind").count() == 2

    def test_nothing_ticked_nothing_done(self, keeper: Browser, rollout: Rollout) -> None:
        assert "请先勾选要办理的单位" in text_of(send(keeper, rollout, verb="accept"))

    @pytest.mark.parametrize("sent", [{"verb": "adopt"}, {"verb": "accept", "row": ["x"]}])
    def test_what_the_page_does_not_offer(self, sent: dict[str, Any], keeper: Browser, rollout: Rollout) -> None:
        path = reverse("work:rollout_many", args=[rollout.public_id])
        assert keeper.post(path, sent).status_code == 404


class TestTask:
    def test_a_clerk_finds_it_and_adopts(self, clerk: Browser, rollout: Rollout, units: Any) -> None:
        row = row_of(units.JG1)
        assert paths.task(row) in text_of(clerk.get(reverse("work:rollouts")))
        assert paths.task(row) in text_of(clerk.get(reverse("work:inbox")))
        assert "按此执行" in text_of(clerk.get(paths.task(row)))
        answer = clerk.post(f"{paths.task(row)}adopt/", {"revision": row.revision}, follow=True)
        assert "已确认按此执行" in text_of(answer)
        assert row_of(units.JG1).state == UnitState.ADOPTED

    def test_it_is_sent_back_with_a_reason_that_the_clerk_reads(
        self, clerk: Browser, keeper: Browser, rollout: Rollout, units: Any, cast: Any
    ) -> None:
        row = step("adopt", units.JG1, cast.clerk)
        sent = {"revision": row.revision}
        assert keeper.post(f"{paths.task(row)}return/", sent).status_code == 422
        keeper.post(f"{paths.task(row)}return/", {**sent, "reason": "没有开会研究"})
        assert "没有开会研究" in text_of(clerk.get(paths.task(row)))

    def test_an_old_page_does_nothing(self, clerk: Browser, rollout: Rollout, units: Any, cast: Any) -> None:
        row = step("adopt", units.JG1, cast.leader)
        answer = clerk.post(f"{paths.task(row)}adopt/", {"revision": 0}, follow=True)
        assert answer.status_code == 200
        assert row_of(units.JG1).revision == row.revision

    @pytest.mark.parametrize("verb", ["settle", "nonsense"])
    def test_steps_that_are_not_offered(self, verb: str, clerk: Browser, rollout: Rollout, units: Any) -> None:
        row = row_of(units.JG1)
        assert clerk.post(f"{paths.task(row)}{verb}/", {"revision": row.revision}).status_code in (403, 404)

    def test_the_neighbour_does_not_see_it(self, rollout: Rollout, units: Any) -> None:
        assert signed_in("neighbour").get(paths.task(row_of(units.JG1))).status_code == 404


def test_pages_take_as_many_queries_as_they_did_for_few_units_and_for_many(
    keeper: Browser, units: Any, cast: Any
) -> None:
    spent = []
    for root in (units.JG, units.QW):
        rollout = begin(publish(units.QW, f"{root.name}推行的目录"), root, cast.admin)
        filling.take_in(rollout.pk, at=AT)
        row = rollout.units.select_related("unit").get(unit=units.JG1)
        addresses = {
            "list": paths.LIST,
            "board": paths.board(rollout),
            "progress": reverse("work:rollout_progress", args=[rollout.public_id]),
            "task": paths.task(row),
            "start": reverse("work:rollout_start"),
        }
        spent.append({name: _queries(keeper, address) for name, address in addresses.items()})
    assert spent[0] == spent[1] == QUERIES


def _queries(browser: Browser, address: str) -> int:
    cache.clear()
    browser.get(address, headers={"HX-Request": "true"})
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(address, headers={"HX-Request": "true"}).status_code == 200
    return len(queries)


def test_the_board_says_when_a_newer_edition_has_taken_the_place(keeper: Browser, rollout: Rollout) -> None:
    said = "这一版已由新版取代，2026年12月1日起按新版执行。请结束这次推行，再推行新版。"
    assert said not in text_of(keeper.get(paths.board(rollout)))
    version = rollout.version
    version.state, version.ends_on = VersionState.SUPERSEDED, datetime.date(2026, 12, 1)
    version.save()
    assert said in text_of(keeper.get(paths.board(rollout)))

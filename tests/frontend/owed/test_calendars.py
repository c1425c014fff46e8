"""Do calendar programs read what is owed, are they told when nothing is new, and can people stop them?"""

from __future__ import annotations

import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar

from config import logs
from core import clock
from obligations import actions, feeds, sweeping
from obligations.models import CalendarFeed, Obligation
from tenants.models import Tenant, TenantState
from tests.frontend.browser import Browser
from tests.frontend.owed.conftest import DAY, People, owing
from tests.obligations.conftest import morning

NOW = morning(DAY)


@pytest.fixture(autouse=True)
def _no_calls_yet() -> None:
    cache.clear()


def events(answer: Any) -> dict[str, Any]:
    calendar = Calendar.from_ical(answer.content)
    return {str(event["uid"]): event for event in calendar.walk("VEVENT")}


class TestPrivate:
    def test_an_event_of_a_whole_day_for_each_task(self, owed: SimpleNamespace, cast: Any, units: Any) -> None:
        issued = actions.issue_feed(units.JG1, actor=cast.clerk, at=NOW)
        late, later = owing(units.JG1, owed.work.lineage), owing(units.JG1, owed.dues.lineage)
        Obligation.objects.filter(pk=late.pk).update(due_on=DAY - datetime.timedelta(days=1))
        Obligation.objects.filter(pk=later.pk).update(provisional=True)
        answer = Browser().get(issued.path)
        assert answer["Content-Type"] == "text/calendar; charset=utf-8"
        found = events(answer)
        assert len(found) == Obligation.objects.of_unit(units.JG1).open(DAY).count() > 2
        event = found[f"{later.public_id}@gongkai"]
        assert event.decoded("dtstart") == later.due_on
        assert event.decoded("dtend") == later.due_on + datetime.timedelta(days=1)
        assert event["summary"] == f"【期限暂定】{later}"
        assert (event["status"], event["transp"]) == ("TENTATIVE", "TRANSPARENT")
        assert event["url"] == f"http://district.localhost/work/obligations/{later.public_id}/"
        assert "单位：机关第一党支部" in event["description"]
        assert found[f"{late.public_id}@gongkai"]["summary"].startswith("【已逾期】")

    def test_what_is_not_new_is_not_sent_again(self, owed: SimpleNamespace, cast: Any, units: Any) -> None:
        path = actions.issue_feed(units.JG1, actor=cast.clerk, at=NOW).path
        first = Browser().get(path)
        again = Browser().get(path)
        assert (again.content, again["ETag"]) == (first.content, first["ETag"])
        assert Browser().get(path, headers={"If-None-Match": first["ETag"]}).status_code == 304
        assert Browser().get(path, headers={"If-Modified-Since": first["Last-Modified"]}).status_code == 304
        moved = owing(units.JG1, owed.dues.lineage)
        Obligation.objects.filter(pk=moved.pk).update(due_on=moved.due_on + datetime.timedelta(days=1))
        changed = Browser().get(path, headers={"If-None-Match": first["ETag"]})
        assert changed.status_code == 200
        assert set(events(changed)) == set(events(first))

    def test_unknown_ended_and_too_frequent_are_told_apart(
        self, owed: SimpleNamespace, cast: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        issued = actions.issue_feed(None, actor=cast.clerk, at=NOW)
        assert Browser().get("/calendar/unknown.ics").status_code == 404
        monkeypatch.setattr("frontend.portal.calendars.MOST_AN_HOUR", 2)
        answers = [Browser().get(issued.path) for _time in range(3)]
        assert [answer.status_code for answer in answers] == [200, 200, 429]
        assert answers[-1]["Retry-After"] == "3600"
        renewed = actions.renew_feed(issued.feed, actor=cast.clerk, at=NOW)
        cache.clear()
        ended = Browser().get(issued.path)
        assert (ended.status_code, ended["Content-Type"]) == (410, "text/plain; charset=utf-8")
        assert Browser().get(renewed.path).status_code == 200

    def test_it_is_of_one_tenant_and_of_one_that_is_served(
        self, owed: SimpleNamespace, cast: Any, college: Tenant, district: Tenant
    ) -> None:
        path = actions.issue_feed(None, actor=cast.clerk, at=NOW).path
        assert Browser("college.localhost").get(path).status_code == 404
        Tenant.objects.filter(pk=district.pk).update(state=TenantState.SUSPENDED)
        assert Browser().get(path).status_code == 503

    def test_more_to_show_takes_no_more_queries(self, owed: SimpleNamespace, cast: Any, units: Any) -> None:
        path = actions.issue_feed(units.JG1, actor=cast.clerk, at=NOW).path
        Browser().get(path)

        def spent() -> int:
            with CaptureQueriesContext(connection) as queries:
                assert Browser().get(path).status_code == 200
            return len(queries)

        spent()
        before, shown = spent(), len(events(Browser().get(path)))
        july = datetime.date(2027, 7, 1)
        sweeping.sweep(on=july, at=clock.start_of(july))
        Obligation.objects.filter(opened_on__gt=DAY).update(opened_on=DAY)
        spent()
        assert len(events(Browser().get(path))) > shown
        assert spent() == before <= 6

    def test_no_log_holds_the_secret(self, cast: Any) -> None:
        issued = actions.issue_feed(None, actor=cast.clerk, at=NOW)
        for line in (
            f"GET {issued.path} HTTP/1.1",
            f"Gone: {issued.path}",
            f"https://district.localhost{issued.path}?a",
        ):
            assert issued.secret not in logs.without_secrets(line)
            assert ".ics" in logs.without_secrets(line)


class TestPublic:
    def test_only_what_is_for_society_and_nothing_is_named_early(
        self, owed: SimpleNamespace, cast: Any, units: Any
    ) -> None:
        owed.dues.scopes = ["party"]
        owed.dues.save()
        happened = {"item": str(owed.posts.public_id), "title": "关于钱某任职的决定", "happened_on": DAY}
        actions.register_event(unit=units.JG1, data=happened, actor=cast.clerk, at=NOW)
        answer = Browser().get(reverse("portal:unit_calendar", args=[units.JG1.public_id]))
        titles = [str(event["summary"]) for event in events(answer).values()]
        assert "干部任免决定" in titles
        assert not any("钱某" in title or "党费" in title for title in titles)
        assert "钱某" not in answer.content.decode()
        same = {"If-None-Match": answer["ETag"]}
        assert Browser().get(answer.wsgi_request.path, headers=same).status_code == 304


class TestPages:
    def test_a_clerk_subscribes_changes_the_address_and_stops_it(self, owed: SimpleNamespace, people: People) -> None:
        clerk = people("clerk")
        page = reverse("account:calendars")
        answer = clerk.post(page, {"what": "own"})
        address = answer.context["address"]
        assert Browser().get(address.partition("localhost")[2]).status_code == 200
        assert address.rpartition("/")[2] not in clerk.get(page).content.decode()
        feed = CalendarFeed.objects.get()
        renewed = clerk.post(reverse("account:calendar_renew", args=[feed.public_id])).context["address"]
        assert Browser().get(address.partition("localhost")[2]).status_code == 410
        latest = CalendarFeed.objects.in_use().get()
        assert clerk.post(reverse("account:calendar_revoke", args=[latest.public_id])).status_code == 302
        assert Browser().get(renewed.partition("localhost")[2]).status_code == 410
        assert people("leader").post(reverse("account:calendar_revoke", args=[feed.public_id])).status_code == 404

    def test_units_are_offered_as_far_as_one_sees_them(self, owed: SimpleNamespace, people: People, units: Any) -> None:
        page = reverse("account:calendars")
        offered = dict(people("deputy").get(page, {"unit": str(units.JG2.public_id)}).context["offered"])
        assert set(offered) == {str(units.JG.public_id), str(units.JG2.public_id)}
        answer = people("clerk").post(f"{page}?unit={units.JG2.public_id}", {"what": str(units.JG2.public_id)})
        assert answer.status_code == 422
        assert not people("member").get(page).context["offered"]
        assert not CalendarFeed.objects.exists()

    def test_the_digest_is_set(self, people: People) -> None:
        clerk = people("clerk")
        assert clerk.get(reverse("account:digest")).context["form"].initial == {"frequency": "daily"}
        assert clerk.post(reverse("account:digest"), {"frequency": "hourly"}).status_code == 422
        assert clerk.post(reverse("account:digest"), {"frequency": "weekly"}).status_code == 302
        assert clerk.get(reverse("account:overview")).context["frequency"] == "weekly"


def test_the_secret_is_kept_nowhere(cast: Any) -> None:
    issued = actions.issue_feed(None, actor=cast.clerk, at=NOW)
    assert feeds.find(issued.secret) == issued.feed
    assert issued.secret not in repr(issued)

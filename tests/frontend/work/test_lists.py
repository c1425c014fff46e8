"""Do the lists of the workspace show what is one's business, narrowed as one asks, and nothing else?"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse
from django_tenants.utils import tenant_context

from core.notifications.models import Notification
from disclosures.kinds import State
from disclosures.models import Disclosure
from tenants.models import Tenant
from tests.disclosures.conftest import Walker, appoint, fresh_walker
from tests.frontend.work.conftest import People
from tests.frontend.work.forms_of import form_to


def text_of(response: Any) -> str:
    return str(response.content.decode())


class TestDisclosures:
    def test_everyone_lists_what_she_works_on(self, people: People, walk: Walker) -> None:
        walk.to(State.DRAFT, title="一支部的草稿")
        walk.draft(title="二支部的草稿", by=walk.cast.neighbour, unit=walk.units.JG2)
        seen = {
            who: [
                title in text_of(people(who).get(reverse("work:disclosures")))
                for title in ("一支部的草稿", "二支部的草稿")
            ]
            for who in ("clerk", "leader", "neighbour", "inspector", "member")
        }
        assert seen == {
            "clerk": [True, False],
            "leader": [True, False],
            "neighbour": [False, True],
            "inspector": [True, True],
            "member": [False, False],
        }

    def test_states_are_counted_within_what_is_looked_for(self, people: People, walk: Walker) -> None:
        for state in (State.DRAFT, State.DRAFT, State.PUBLISHED):
            walk.to(state, title=f"党费{state.label}")
        walk.to(State.DRAFT, title="换届", body="", item=walk.items.party, scope="party")
        page = people("clerk").get(reverse("work:disclosures"), {"q": "党费", "state": "draft"})
        assert [(tab.label, tab.count, tab.current) for tab in page.context["tabs"]] == [
            ("全部", 3, False),
            ("草稿", 2, True),
            ("已公开", 1, False),
        ]
        assert page.context["page"].paginator.count == 2

    def test_a_unit_is_looked_at_with_what_is_below_it(self, people: People, walk: Walker) -> None:
        walk.draft(title="一支部的草稿")
        walk.draft(title="二支部的草稿", by=walk.cast.neighbour, unit=walk.units.JG2)
        inspector = people("inspector")
        found = {
            code: inspector.get(reverse("work:disclosures"), {"unit": str(getattr(walk.units, code).public_id)})
            .context["page"]
            .paginator.count
            for code in ("QW", "JG", "JG1", "SQ1")
        }
        assert found == {"QW": 2, "JG": 2, "JG1": 1, "SQ1": 0}

    @pytest.mark.parametrize(
        "query", [{"state": "nonsense"}, {"unit": "x"}, {"page": "999"}, {"q": "党" * 300}, {"q": "'; drop --"}]
    )
    def test_strange_addresses_do_no_harm(self, query: dict[str, str], people: People, walk: Walker) -> None:
        walk.draft()
        assert people("clerk").get(reverse("work:disclosures"), query).status_code == 200


class TestBeginning:
    def test_who_drafts_for_two_units_is_asked_which(self, people: People, walk: Walker) -> None:
        appoint("clerk", walk.units.JG2, "clerk")
        clerk = people("clerk")
        asked = clerk.get(reverse("work:new"))
        assert "机关第二党支部" in text_of(asked)
        assert clerk.get(reverse("work:new"), {"next": "item"}).status_code == 422
        other = str(walk.units.SQ1.public_id)
        assert "您不是这个单位的信息员" in text_of(clerk.get(reverse("work:new"), {"unit": other}))
        chosen = clerk.get(reverse("work:new"), {"unit": str(walk.units.JG2.public_id)})
        form = form_to(chosen, "/new/")
        clerk.post(form.action, {**form.values, "item": str(walk.items.party.public_id)})
        draft = Disclosure.objects.get()
        assert (draft.unit, draft.item, draft.scope) == (walk.units.JG2, walk.items.party, "party")

    def test_items_are_found_by_words(self, people: People, items: SimpleNamespace) -> None:
        clerk = people("clerk")
        found = text_of(clerk.get(reverse("work:new"), {"q": "换届"}))
        assert ("换届情况" in found, "党费收缴情况" in found) == (True, False)
        assert "没有符合条件的公开事项" in text_of(clerk.get(reverse("work:new"), {"q": "没有的"}))

    @pytest.mark.parametrize("chosen", ["", "x", "rural"])
    def test_an_item_that_is_not_offered_is_refused(self, chosen: str, people: People, items: SimpleNamespace) -> None:
        clerk = people("clerk")
        value = str(getattr(items, chosen).public_id) if hasattr(items, chosen) else chosen
        assert clerk.post(reverse("work:new"), {"item": value}).status_code == 422
        assert not Disclosure.objects.exists()

    @pytest.mark.parametrize("who", ["leader", "secrecy", "inspector", "member", "admin"])
    def test_who_drafts_nowhere_is_told_who_does(self, who: str, people: People, items: SimpleNamespace) -> None:
        answer = people(who).get(reverse("work:new"))
        assert (answer.status_code, "起草由本单位信息员办理" in text_of(answer)) == (403, True)


class TestNotices:
    def test_the_bar_counts_what_was_not_opened(self, people: People, walk: Walker) -> None:
        walk.to(State.SUBMITTED, title="甲事")
        walk.to(State.SUBMITTED, title="乙事")
        secrecy = people("secrecy")
        inbox = secrecy.get(reverse("work:inbox"))
        assert inbox.context["shell"].unread_count == 2
        notice = Notification.objects.for_actor(walk.cast.secrecy).earliest("id")
        opened = secrecy.get(reverse("work:notice", args=[notice.public_id]))
        assert opened["Location"] == notice.path
        page = secrecy.get(reverse("work:notices"))
        assert page.context["shell"].unread_count == 1
        assert text_of(page).count(">未读</span>") == 1
        form = form_to(page, "/notices/read/")
        read = secrecy.post(form.action, form.values, follow=True)
        assert read.context["shell"].unread_count == 0

    def test_anothers_notice_is_not_there(self, people: People, walk: Walker) -> None:
        walk.to(State.SUBMITTED)
        notice = Notification.objects.for_actor(walk.cast.secrecy).get()
        assert people("clerk").get(reverse("work:notice", args=[notice.public_id])).status_code == 404
        notice.refresh_from_db()
        assert notice.read_at is None


class TestAudit:
    def test_it_reads_as_people_speak(self, people: People, walk: Walker) -> None:
        walk.to(State.RETURNED, title="甲事")
        page = text_of(people("inspector").get(reverse("work:audit"), {"q": "甲事"}))
        for said in ("退回", "请补充金额", "褚某", "<dt>状态</dt>", "<del>等待审核</del>", "<ins>已退回</ins>"):
            assert said in page

    def test_it_is_closed_to_those_who_do_not_supervise(self, people: People) -> None:
        for who in ("clerk", "secrecy", "leader", "member"):
            assert people(who).get(reverse("work:audit")).status_code == 403


class TestDoors:
    def test_who_is_not_signed_in_is_led_to_sign_in_and_back(self, walk: Walker, client: Any) -> None:
        disclosure = walk.draft()
        for route, more in (("disclosure", []), ("edit", []), ("preview", []), ("discard", []), ("step", ["submit"])):
            address = reverse(f"work:{route}", args=[disclosure.public_id, *more])
            answer = client.get(address)
            assert (answer.status_code, address in answer["Location"]) == (302, True)

    def test_what_is_none_of_ones_business_is_not_there(self, people: People, walk: Walker) -> None:
        draft = walk.draft()
        for route, more in (("disclosure", []), ("edit", []), ("preview", []), ("discard", []), ("step", ["submit"])):
            address = reverse(f"work:{route}", args=[draft.public_id, *more])
            for who in ("neighbour", "member"):
                assert people(who).get(address).status_code == 404
                assert people(who).post(address, {"revision": 0}).status_code == 404

    def test_the_other_tenants_texts_are_not_there(self, people: People, college: Tenant) -> None:
        with tenant_context(college):
            stranger = fresh_walker().to(State.SUBMITTED)
        for route, more in (("disclosure", []), ("edit", []), ("preview", []), ("step", ["pass_secrecy"])):
            address = reverse(f"work:{route}", args=[stranger.public_id, *more])
            for who in ("clerk", "secrecy", "inspector"):
                assert people(who).get(address).status_code == 404
                assert people(who).post(address, {"revision": stranger.revision}).status_code == 404

    @pytest.mark.parametrize("verb", ["nonsense", "archive"])
    def test_a_step_that_the_flow_does_not_know_is_not_there(self, verb: str, people: People, walk: Walker) -> None:
        address = reverse("work:step", args=[walk.draft().public_id, verb])
        assert people("clerk").post(address, {"revision": 0}).status_code == 404

    @pytest.mark.parametrize(("verb", "state"), [("submit", State.DRAFT), ("return", State.PUBLISHED)])
    def test_a_step_that_is_only_looked_at_does_nothing(
        self, verb: str, state: State, people: People, walk: Walker
    ) -> None:
        disclosure = walk.to(state)
        answer = people("clerk").get(reverse("work:step", args=[disclosure.public_id, verb]))
        assert answer["Location"] == reverse("work:disclosure", args=[disclosure.public_id])
        disclosure.refresh_from_db()
        assert disclosure.state == state

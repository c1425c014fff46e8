"""Does each person find what her unit owes, why by this day, and her way on from there?"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse

from disclosures.models import Disclosure
from frontend.owed import together
from frontend.owed.standing import View
from obligations.models import Extension, Obligation, Pledge
from tests.frontend.owed.conftest import DAY, People, owing, ticked


def listed(answer: Any) -> list[Obligation]:
    return [line.obligation for line in answer.context["lines"]]


class TestList:
    def test_every_part_of_the_list_adds_up(self, owed: SimpleNamespace, people: People, units: Any) -> None:
        clerk = people("clerk")
        seen = []
        for view in View:
            answer = clerk.get(reverse("work:obligations"), {"view": view.value})
            assert answer.status_code == 200
            tab = next(each for each in answer.context["tabs"] if each.current)
            assert tab.count == answer.context["page"].paginator.count
            seen += listed(answer)
        assert {each.pk for each in seen} == set(
            Obligation.objects.of_unit(units.JG1).standing(DAY).values_list("pk", flat=True)
        )
        assert len(seen) == len({each.pk for each in seen}) > 3

    def test_what_is_overdue_comes_first_and_says_since_when(self, owed: SimpleNamespace, people: People) -> None:
        answer = people("clerk").get(reverse("work:obligations"))
        assert answer.context["view"] == View.OVERDUE.value
        assert {each.due_on < DAY for each in listed(answer)} == {True}
        assert "已逾期" in answer.content.decode()

    def test_a_clerk_sees_her_unit_and_a_superior_the_tree(
        self, owed: SimpleNamespace, people: People, units: Any
    ) -> None:
        everything = {"unit": str(units.QW.public_id), "view": "later"}
        mine = listed(people("clerk").get(reverse("work:obligations"), everything))
        assert {each.unit_id for each in mine} == {units.JG1.pk}
        below = people("superior").get(reverse("work:obligations"), everything).context["page"].paginator.count
        alone = people("superior").get(reverse("work:obligations"), {**everything, "alone": "1"})
        assert below > alone.context["page"].paginator.count > 0
        assert people("member").get(reverse("work:obligations"), everything).context["page"].paginator.count == 0

    @pytest.mark.parametrize(("who", "may_begin"), [("clerk", True), ("leader", False), ("superior", False)])
    def test_only_who_may_draft_is_led_to_a_draft(
        self, owed: SimpleNamespace, people: People, who: str, may_begin: bool
    ) -> None:
        lines = people(who).get(reverse("work:obligations")).context["lines"]
        assert lines
        assert {bool(line.begin_path) for line in lines} == {may_begin}

    def test_category_and_period_narrow_the_list(self, owed: SimpleNamespace, people: People) -> None:
        query = {"category": "组织建设", "view": "overdue"}
        assert {
            each.item.category.title for each in listed(people("clerk").get(reverse("work:obligations"), query))
        } == {"组织建设"}
        narrow = {"period": "2027-Q2", "view": "later"}
        found = listed(people("clerk").get(reverse("work:obligations"), narrow))
        assert {(each.due_on.year, (each.due_on.month - 1) // 3) for each in found} == {(2027, 1)}

    def test_what_is_no_period_is_missing(self, owed: SimpleNamespace, people: People) -> None:
        for query in ({"period": "2027-Q9"}, {"unit": "x"}):
            assert people("clerk").get(reverse("work:obligations"), query).status_code == 404


class TestOne:
    def test_the_day_explains_itself(self, owed: SimpleNamespace, people: People, units: Any) -> None:
        found = owing(units.JG1, owed.budget.lineage)
        answer = people("clerk").get(reverse("work:obligation", args=[found.public_id]))
        days = answer.context["explanation"].days
        assert days[-1].on == found.due_on
        assert days[-1].words == "第10个工作日"
        assert sum(day.counts for day in days) == 10

    def test_nobody_elses_clerk_sees_it(self, owed: SimpleNamespace, people: People, units: Any) -> None:
        found = owing(units.JG1, owed.budget.lineage)
        for route in ("work:obligation", "work:obligation_extend"):
            path = reverse(route, args=[found.public_id])
            assert people("neighbour").get(path).status_code == 404
            assert people("clerk").get(path).status_code == 200

    def test_a_draft_for_it_is_begun_with_unit_item_and_pledge(
        self, owed: SimpleNamespace, people: People, units: Any
    ) -> None:
        found = owing(units.JG1, owed.dues.lineage)
        path = f"{reverse('work:new')}?obligation={found.public_id}"
        assert people("clerk").get(path).status_code == 200
        assert not Disclosure.objects.exists()
        people("clerk").post(path)
        draft = Disclosure.objects.get()
        assert (draft.unit, draft.item, draft.title) == (units.JG1, owed.dues, str(found))
        assert Pledge.objects.get().obligation == found
        shown = people("clerk").get(reverse("work:obligation", args=[found.public_id]))
        assert str(draft.public_id) in shown.context["draft"].path
        assert people("leader").post(path).status_code == 403


class TestExtensions:
    def ask(self, people: People, found: Obligation, until: str = "2027-05-10") -> Any:
        path = reverse("work:obligation_extend", args=[found.public_id])
        return people("clerk").post(path, {"asked_until": until, "reason": "审计还没有结束"})

    def test_asked_and_decided_several_at_once(self, owed: SimpleNamespace, people: People, units: Any) -> None:
        wanted = {
            "2027-05-10": owing(units.JG1, owed.dues.lineage),
            "2027-08-10": owing(units.JG1, owed.budget.lineage),
        }
        for until, found in wanted.items():
            assert self.ask(people, found, until).status_code == 302
        waiting = Extension.objects.asked()
        assert waiting.count() == 2
        path, deputy = reverse("work:extensions"), people("deputy")
        assert len(deputy.get(path).context["waiting"]) == 2
        assert people("clerk").get(path).context["waiting"] == []
        chosen = ticked(deputy.get(path))
        assert deputy.post(path, {"chosen": chosen, "verb": "refuse"}).status_code == 422
        assert waiting.count() == 2
        assert deputy.post(path, {"chosen": chosen, "verb": "grant"}).status_code == 302
        for until, found in wanted.items():
            found.refresh_from_db()
            assert found.due_on.isoformat() == until

    def test_a_refusal_in_between_hides_nothing_of_what_was_decided(
        self, owed: SimpleNamespace, people: People, units: Any, cast: Any
    ) -> None:
        self.ask(people, owing(units.JG1, owed.dues.lineage))
        self.ask(people, owing(units.JG1, owed.budget.lineage), "2027-08-10")
        path, deputy = reverse("work:extensions"), people("deputy")
        chosen = ticked(deputy.get(path))
        # She has a part in the first by now, and would be refused with 403 if it were all that she decided.
        first, second = Extension.objects.asked().order_by("id")
        Extension.objects.filter(pk=first.pk).update(asker_ids=[cast.deputy.user_id])
        answer = deputy.post(path, {"chosen": chosen, "verb": "grant"})
        second.refresh_from_db()
        assert (answer.status_code, second.state) == (200, "granted")
        refused, done = answer.context["outcomes"]
        assert ("须由另一位审批人办理" in str(refused.told), refused.done, done.done) == (True, False, True)

    def test_what_changed_since_it_was_seen_is_not_decided_unseen(
        self, owed: SimpleNamespace, people: People, units: Any
    ) -> None:
        self.ask(people, owing(units.JG1, owed.dues.lineage))
        self.ask(people, owing(units.JG1, owed.budget.lineage), "2027-08-10")
        path, deputy = reverse("work:extensions"), people("deputy")
        chosen = ticked(deputy.get(path))
        changed, other = Extension.objects.asked().order_by("id")
        Extension.objects.filter(pk=changed.pk).update(reason="另一个理由", revision=changed.revision + 1)
        unknown = "8d0a3c1e-0000-4000-8000-000000000000:0"
        sent = {"chosen": [*chosen, unknown], "verb": "refuse", "words": "按期公开"}
        answer = deputy.post(path, sent)
        page = answer.content.decode()
        assert "办成 1 件，没有办成 2 件" in page
        assert "您打开页面以后，已有人办过、改过或撤回，现在是“等待上级审批”。" in page
        assert "勾选的另外 1 件" in page
        assert ("按期公开" in page, " checked" in page) == (True, True), "what was filled in is not lost"
        assert set(Extension.objects.values_list("pk", "state")) == {(changed.pk, "asked"), (other.pk, "refused")}
        assert ticked(answer) == [f"{changed.public_id}:{changed.revision + 1}"]

    @pytest.mark.parametrize("key", ["nonsense", "8d0a3c1e-0000-4000-8000-000000000000", "x:1", ""])
    def test_what_is_no_request_is_refused(self, owed: SimpleNamespace, people: People, units: Any, key: str) -> None:
        self.ask(people, owing(units.JG1, owed.dues.lineage))
        answer = people("deputy").post(reverse("work:extensions"), {"chosen": [key], "verb": "grant"})
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["chosen"])

    def test_a_long_list_comes_in_pages(
        self, owed: SimpleNamespace, people: People, units: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(together, "PAGE", 1)
        self.ask(people, owing(units.JG1, owed.dues.lineage))
        self.ask(people, owing(units.JG1, owed.budget.lineage), "2027-08-10")
        path, deputy = reverse("work:extensions"), people("deputy")
        pages = [deputy.get(path, {"page": number}) for number in (1, 2)]
        assert ["等我审批的共 2 件" in page.content.decode() for page in pages] == [True, True]
        assert len({key for page in pages for key in ticked(page)}) == 2

    def test_a_day_that_is_not_later_is_refused_at_its_field(
        self, owed: SimpleNamespace, people: People, units: Any
    ) -> None:
        answer = self.ask(people, owing(units.JG1, owed.dues.lineage), "2027-04-07")
        assert answer.status_code == 422
        assert answer.context["form"].errors["asked_until"]

    def test_who_asked_takes_it_back(self, owed: SimpleNamespace, people: People, units: Any) -> None:
        self.ask(people, owing(units.JG1, owed.budget.lineage), "2027-08-10")
        asked = Extension.objects.get()
        people("clerk").post(reverse("work:extension_recall", args=[asked.public_id]))
        asked.refresh_from_db()
        assert asked.state == "recalled"

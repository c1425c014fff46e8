"""Is work given to one of the unit's clerks from the page of the task?"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django.urls import reverse

from accounts.models import Post, User
from core import clock
from obligations import sweeping
from obligations.actions import assigning
from obligations.models import Obligation
from tests.frontend.owed.conftest import DAY, People, owing


def test_one_clerk_gets_it_and_is_told(owed: SimpleNamespace, people: People, units: Any) -> None:
    found = owing(units.JG1, owed.dues.lineage)
    path = reverse("work:obligation_assign", args=[found.public_id])
    assert path in people("leader").get(reverse("work:obligation", args=[found.public_id])).content.decode()
    page = people("leader").get(path)
    assert [label for _value, label in page.context["form"].fields["assignee"].widget.choices][1:] == ["陈某", "韩某"]
    second = User.objects.get(username="second_clerk")
    answer = people("leader").post(path, {"assignee": str(second.public_id)}, follow=True)
    assert "已交给韩某办理。" in answer.content.decode()
    assert str(found) in people("second_clerk").get(reverse("work:notices")).content.decode()
    assert people("leader").post(path, {"assignee": ""}).status_code == 302
    found.refresh_from_db()
    assert found.assigned_to is None


def test_nobody_else_gets_or_gives_it(owed: SimpleNamespace, people: People, units: Any) -> None:
    found = owing(units.JG1, owed.dues.lineage)
    path = reverse("work:obligation_assign", args=[found.public_id])
    neighbour = User.objects.get(username="neighbour")
    refused = people("clerk").post(path, {"assignee": str(neighbour.public_id)})
    assert (refused.status_code, "不是“机关第一党支部”的信息员" in refused.content.decode()) == (422, True)
    assert people("superior").get(path).status_code == 403
    assert people("neighbour").get(path).status_code == 404


def test_work_of_the_departed_is_everybodys_again(owed: SimpleNamespace, people: People, units: Any) -> None:
    found = owing(units.JG1, owed.dues.lineage)
    second = User.objects.get(username="second_clerk")
    path = reverse("work:obligation_assign", args=[found.public_id])
    people("clerk").post(path, {"assignee": str(second.public_id)})
    assert sweeping.sweep(on=DAY, at=clock.start_of(DAY)).freed == 0
    Post.objects.filter(user=second).update(to_on=DAY.replace(day=1))
    assert sweeping.sweep(on=DAY, at=clock.start_of(DAY)).freed == 1
    assert Obligation.objects.get(pk=found.pk).assigned_to is None


def test_a_night_on_which_nobody_departed_locks_no_row(
    owed: SimpleNamespace, people: People, units: Any, django_assert_num_queries: Any
) -> None:
    found = owing(units.JG1, owed.dues.lineage)
    second = User.objects.get(username="second_clerk")
    Obligation.objects.filter(pk=found.pk).update(assigned_to=second)
    with django_assert_num_queries(5) as asked:  # a savepoint, who has what, who drafts: posts and delegations
        assert assigning.free_departed(on=DAY, at=clock.start_of(DAY)) == []
    assert not [each["sql"] for each in asked.captured_queries if "FOR UPDATE" in each["sql"]]

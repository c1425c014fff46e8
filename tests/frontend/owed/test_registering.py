"""Do clerks register what happened, declare stages, and say which obligations a draft fulfils?"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django.urls import reverse

from disclosures import actions as disclosure_actions
from disclosures.models import Disclosure
from obligations.models import Event, Matter, Obligation, Pledge
from tests.frontend.owed.conftest import DAY, People
from tests.obligations.conftest import morning


def test_an_event_is_owed_within_a_week(owed: SimpleNamespace, people: People, units: Any) -> None:
    path = reverse("work:obligation_event")
    sent = {"item": str(owed.posts.public_id), "title": "关于某同志任职的决定", "happened_on": "2027-04-05"}
    answer = people("clerk").post(path, sent, follow=True)
    found = Obligation.objects.get(event=Event.objects.get())
    assert answer.context["obligation"] == found
    assert (found.unit, found.due_on.isoformat()) == (units.JG1, "2027-04-12")


def test_an_event_to_come_is_refused_at_its_field(owed: SimpleNamespace, people: People) -> None:
    sent = {"item": str(owed.posts.public_id), "title": "决定", "happened_on": "2027-05-05"}
    answer = people("clerk").post(reverse("work:obligation_event"), sent)
    assert answer.status_code == 422
    assert answer.context["form"].errors["happened_on"]
    assert not Event.objects.exists()


def test_only_the_units_own_people_register(owed: SimpleNamespace, people: People, units: Any) -> None:
    for route in ("work:obligation_event", "work:obligation_matter"):
        query = {"unit": str(units.JG1.public_id)}
        assert people("leader").get(reverse(route), query).status_code == 200
        assert people("neighbour").get(reverse(route), query).status_code == 403
        assert people("member").get(reverse(route), query).status_code == 403


def test_a_matter_has_stages_and_gets_more(owed: SimpleNamespace, people: People) -> None:
    sent = {
        "item": str(owed.project.public_id),
        "title": "老旧小区改造",
        "started_on": DAY.isoformat(),
        "stages": "2027-05-31 招标结果\n2027-08-31 竣工",
    }
    people("clerk").post(reverse("work:obligation_matter"), sent)
    path = reverse("work:matter", args=[Matter.objects.get().public_id])
    assert people("clerk").get(path).context["lines"][0].obligation.due_on.isoformat() == "2027-05-31"
    assert people("clerk").post(path, {"stages": "2027-04-30 太早"}).status_code == 422
    assert people("clerk").post(path, {"stages": "2027-10-31 结算"}).status_code == 302
    assert len(people("clerk").get(path).context["lines"]) == 3
    assert people("neighbour").get(path).status_code == 404


def test_a_draft_says_what_it_fulfils(owed: SimpleNamespace, people: People, cast: Any, units: Any) -> None:
    values = {"title": "党费收缴情况", "body": "<p>见附表。</p>", "scope": "society", "item": str(owed.dues.public_id)}
    draft = disclosure_actions.create_draft(unit=units.JG1, data=values, actor=cast.clerk, at=morning(DAY))
    path = reverse("work:pledges", args=[draft.public_id])
    offered = people("clerk").get(path).context["offered"]
    assert len(offered) == 2
    people("clerk").post(path, {"obligations": [str(offered[1].public_id)]})
    assert [pledge.obligation for pledge in Pledge.objects.all()] == [offered[1]]
    assert Disclosure.objects.get().body == "<p>见附表。</p>"
    assert people("neighbour").get(path).status_code == 404


def test_a_stage_is_called_otherwise_and_moved_with_a_reason(owed: SimpleNamespace, people: People) -> None:
    sent = {
        "item": str(owed.project.public_id),
        "title": "老旧小区改造",
        "started_on": DAY.isoformat(),
        "stages": "2027-05-31 招标结果\n2027-08-31 竣工",
    }
    people("clerk").post(reverse("work:obligation_matter"), sent)
    matter = Matter.objects.get()
    first = matter.stages.get(stage_no=1)
    path = reverse("work:matter_stage", args=[matter.public_id, first.public_id])
    matter_path = reverse("work:matter", args=[matter.public_id])
    assert path in people("clerk").get(matter_path).content.decode()
    assert people("clerk").get(path).context["form"].initial["label"] == "招标结果"
    moved = {"label": "中标结果", "due_on": "2027-06-30", "reason": ""}
    mute = people("clerk").post(path, moved)
    assert (mute.status_code, bool(mute.context["form"].errors["reason"])) == (422, True)
    assert people("clerk").post(path, {**moved, "reason": "流标，重新招标"})["Location"] == matter_path
    first.refresh_from_db()
    assert (first.label, first.due_on.isoformat()) == ("老旧小区改造：中标结果", "2027-06-30")
    late = people("clerk").post(path, {**moved, "due_on": "2027-09-30", "reason": "再延"})
    assert (late.status_code, bool(late.context["form"].errors["due_on"])) == (422, True)
    assert people("neighbour").get(path).status_code == 404
    assert people("inspector").get(path).status_code == 403
    assert path not in people("inspector").get(matter_path).content.decode()

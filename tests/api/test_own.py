"""Does each read their own tasks and notices, and nobody else's?"""

from __future__ import annotations

from typing import Any

from core.notifications import sending
from core.notifications.messages import Message
from core.notifications.models import Notification
from disclosures.kinds import State
from tests.api.conftest import NOW, Programs, assert_problem
from tests.disclosures.conftest import Walker


def test_tasks_are_those_of_the_person(program: Programs, walk: Walker) -> None:
    returned, submitted = walk.to(State.RETURNED), walk.to(State.SUBMITTED)
    waiting = {
        name: [task["subject"] for task in program(name).get("inbox/").json()["results"]]
        for name in ("clerk", "secrecy", "leader", "neighbour")
    }
    assert waiting["clerk"] == [str(returned.public_id)]
    assert waiting["secrecy"] == [str(submitted.public_id)]
    assert waiting["leader"] == waiting["neighbour"] == []
    (task,) = program("clerk").get("inbox/").json()["results"]
    assert (task["kind"], task["tone"]) == ("draft", "returned")
    assert "请补充金额" in task["state_label"]


class TestNotices:
    def tell(self, *people: Any, count: int = 1) -> None:
        for number in range(count):
            message = Message(
                tuple(person.user_id for person in people), "test.told", f"第{number}条", "/work/", f"api:{number}"
            )
            sending.send(message, at=NOW)

    def test_they_are_listed_newest_first_and_read(self, program: Programs, cast: Any) -> None:
        self.tell(cast.clerk, cast.leader, count=3)
        clerk = program("clerk")
        listed = clerk.get("notifications/").json()["results"]
        assert [row["title"] for row in listed] == ["第2条", "第1条", "第0条"]
        address = f"notifications/{listed[0]['id']}/read/"
        assert clerk.post(address).status_code == clerk.post(address).status_code == 204
        assert clerk.get("notifications/", unread="true").json()["count"] == 2
        assert clerk.post("notifications/read/").json() == {"read": 2}
        assert Notification.objects.unread_of(cast.leader).count() == 3

    def test_anothers_notice_is_missing(self, program: Programs, cast: Any) -> None:
        self.tell(cast.leader)
        notice = Notification.objects.get()
        assert_problem(program("clerk").post(f"notifications/{notice.public_id}/read/"), 404, "object.missing")
        assert Notification.objects.get().read_at is None

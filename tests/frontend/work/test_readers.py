"""Does a clerk find people and units by name or initials and put them on the list, without a script?"""

from __future__ import annotations

import re
from typing import Any

import pytest

from accounts.models import User
from catalogs.kinds import Scope
from disclosures.kinds import State
from disclosures.models import Audience
from tests.disclosures.conftest import Walker
from tests.frontend.work.conftest import People

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(walk: Walker) -> Any:
    """A draft for a certain range of people, nobody of whom is named yet."""
    return walk.draft(scope=Scope.AUDIENCE, readers=[])


def path(draft: Any) -> str:
    return f"/work/disclosures/{draft.public_id}/readers/"


def listed(draft: Any) -> set[str]:
    return {str(each) for each in draft.readers.all()}


def test_people_and_units_are_found_and_added(draft: Any, people: People, units: Any) -> None:
    User.objects.filter(username="villager").update(initials="xm")
    clerk = people("clerk")
    assert "还没有选读者" in clerk.get(path(draft)).content.decode()
    found = clerk.get(path(draft), {"q": "xm"}).content.decode()
    villager = User.objects.get(username="villager")
    assert f"person:{villager.public_id}" in found
    assert "第一社区党支部" in found
    assert f"below:{units.JG.public_id}" in clerk.get(path(draft), {"q": "区直"}).content.decode()
    for wanted in (f"person:{villager.public_id}", f"unit:{units.JG2.public_id}", f"below:{units.JG.public_id}"):
        assert clerk.post(path(draft), {"add": wanted}).status_code == 302
    role = {f"role-{units.QW.public_id}": "superior", f"below-{units.QW.public_id}": "on"}
    clerk.post(path(draft), {"add": f"post:{units.QW.public_id}", **role})
    assert listed(draft) == {
        "许某",
        "机关第二党支部",
        "区直机关党总支及下级单位",
        "示例区委及下级单位的上级审批人",
    }


def test_a_line_is_removed(draft: Any, walk: Walker, people: People) -> None:
    walk.read_by(draft, ["villager", "member"])
    line = draft.readers.get(user__username="member")
    people("clerk").post(path(draft), {"remove": str(line.public_id)})
    assert listed(draft) == {"许某"}


def test_somebody_without_an_account_is_named(draft: Any, people: People) -> None:
    people("clerk").post(path(draft), {"guest": "1", "guest_name": "王<b>某"})
    page = people("clerk").get(path(draft)).content.decode()
    assert "王&lt;b&gt;某（没有账号，凭专用链接查看）" in page


def test_a_list_is_kept_taken_over_and_thrown_away(draft: Any, walk: Walker, people: People) -> None:
    walk.read_by(draft, ["villager"])
    clerk = people("clerk")
    clerk.post(path(draft), {"keep": "1", "list_name": "支部委员"})
    kept = Audience.objects.get()
    other = walk.draft(scope=Scope.AUDIENCE, readers=[])
    clerk.post(path(other), {"add": f"list:{kept.public_id}"})
    assert listed(other) == {"许某"}
    clerk.post(path(other), {"discard": f"{kept.public_id}:0"})
    assert not Audience.objects.exists()
    assert listed(other) == {"许某"}


def test_of_two_who_change_a_list_the_second_sees_the_firsts(draft: Any, walk: Walker, people: People) -> None:
    walk.read_by(draft, ["villager"])
    clerk, colleague = people("clerk"), people("second_clerk")
    clerk.post(path(draft), {"keep": "1", "list_name": "支部委员"})
    kept = Audience.objects.get()
    seen = f"{kept.public_id}:0"
    assert f'value="{seen}"' in clerk.get(path(draft)).content.decode()
    other = walk.draft(scope=Scope.AUDIENCE, readers=[])
    walk.read_by(other, ["member"])
    assert colleague.post(path(other), {"renew": seen}).status_code == 302
    walk.read_by(draft, ["neighbour"])
    for wish in ("renew", "discard"):
        late = clerk.post(path(draft), {wish: seen})
        page = late.content.decode()
        assert late.status_code == 409
        assert "改过常用名单“支部委员”，现在有：朱某" in page
        assert f'value="{kept.public_id}:1"' in page
    assert listed(kept) == {"朱某"}
    assert clerk.post(path(draft), {"renew": f"{kept.public_id}:1"}).status_code == 302
    assert listed(kept) == {"秦某"}


def test_a_button_without_a_revision_changes_nothing(draft: Any, walk: Walker, people: People) -> None:
    walk.read_by(draft, ["villager"])
    people("clerk").post(path(draft), {"keep": "1", "list_name": "支部委员"})
    assert people("clerk").post(path(draft), {"discard": str(Audience.objects.get().public_id)}).status_code == 409
    assert Audience.objects.exists()


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"add": "person:1"}, "没有这个人"),
        ({"add": "everybody:1"}, "请选人员、单位或任职"),
        ({"guest": "1", "guest_name": " "}, "请写姓名"),
        ({"keep": "1", "list_name": "空"}, "名单是空的"),
    ],
)
def test_what_cannot_be_done_is_said(sent: dict[str, str], said: str, draft: Any, people: People) -> None:
    answer = people("clerk").post(path(draft), sent)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert listed(draft) == set()


def test_deciders_see_who_will_read_it(walk: Walker, people: People) -> None:
    submitted = walk.to(State.SUBMITTED, scope=Scope.AUDIENCE, readers=["villager", "neighbour"])
    page = people("secrecy").get(f"/work/disclosures/{submitted.public_id}/").content.decode()
    assert "只有名单上的人员、单位和任职能看到：许某、秦某" in page


def test_the_clerk_hands_over_the_personal_link(walk: Walker, people: People) -> None:
    found = walk.to(State.PUBLISHED, scope=Scope.PERSON, readers=[{"kind": "guest", "name": "王某"}])
    address = f"/work/disclosures/{found.public_id}/invitations/"
    assert "为王某生成链接" in people("clerk").get(address).content.decode()
    made = people("clerk").post(address, {"reader": str(found.readers.get().public_id)}).content.decode()
    assert "/personal/?link=" in made
    assert people("clerk").post(address, {"reader": "x"}).status_code == 404


@pytest.mark.parametrize(("who", "status"), [("neighbour", 404), ("member", 404), ("leader", 403)])
def test_nobody_else_says_who_reads_it(who: str, status: int, draft: Any, people: People) -> None:
    assert people(who).post(path(draft), {"guest": "1", "guest_name": "王某"}).status_code == status
    assert listed(draft) == set()


def test_what_changed_names_readers_to_those_at_work(walk: Walker, people: People) -> None:
    returned = walk.to(State.RETURNED, scope=Scope.AUDIENCE, readers=["villager"])
    walk.read_by(returned, ["member"])
    page = people("clerk").get(f"/work/disclosures/{returned.public_id}/").content.decode()
    told = re.findall("读者：(.*?)</p>", re.sub("</?(?:ins|del)>", "", page))
    assert told == ["许某", str(returned.readers.get())]
    preview = people("clerk").get(f"/work/disclosures/{returned.public_id}/preview/").content.decode()
    assert str(returned.readers.get()) in preview


def test_what_changed_names_no_readers_to_readers(walk: Walker, people: People) -> None:
    original = walk.to(State.PUBLISHED, scope=Scope.AUDIENCE, readers=["villager", "member"])
    changed = walk.read_by(walk.follow_up(original), ["member"])
    walk.onward(changed)
    page = people("member").get(f"/disclosures/{changed.public_id}/changes/")
    assert page.status_code == 200
    assert "许某" not in page.content.decode()


@pytest.mark.parametrize(
    ("person", "guests", "offered"), [("clerk", True, True), ("clerk", False, False), ("secrecy", True, False)]
)
def test_the_way_to_a_personal_link_is_offered(
    walk: Walker, people: People, person: str, guests: bool, offered: bool
) -> None:
    line = {"kind": "guest", "name": "王某"} if guests else "villager"
    found = walk.to(State.PUBLISHED, scope=Scope.PERSON, item=walk.items.person, readers=[line])
    page = people(person).get(f"/work/disclosures/{found.public_id}/").content.decode()
    assert (f"/work/disclosures/{found.public_id}/invitations/" in page) is offered

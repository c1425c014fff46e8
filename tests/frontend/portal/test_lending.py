"""Does a signed link open one file for ten minutes, on behalf of somebody who may still read it, and nothing else?"""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core import signing
from django_tenants.utils import tenant_context

from accounts.models import User
from catalogs.kinds import Scope
from core import errors
from core.audit.models import AuditEntry
from core.files import links
from disclosures import actions
from disclosures.kinds import State
from disclosures.models import Attachment
from disclosures.readers import lending
from tests.core.files import pictures
from tests.databases import AT
from tests.disclosures.conftest import Walker, make_items
from tests.frontend.browser import Browser, signed_in

pytestmark = pytest.mark.django_db
LATER = AT + links.LASTS - datetime.timedelta(seconds=1)


@pytest.fixture
def walk(cast: Any, units: Any, settings: Any, tmp_path: Any, _in_district: None) -> Walker:
    """Takes texts to any state; files lie where they vanish."""
    settings.MEDIA_ROOT = tmp_path
    return Walker(cast, units, make_items())


@pytest.fixture
def attachment(walk: Walker) -> Attachment:
    """A picture of a text that the villager alone may read beside those at work."""
    draft = walk.draft(scope=Scope.AUDIENCE)
    found = actions.attach(
        draft, stream=io.BytesIO(pictures.photographed()), name="现场.jpg", actor=walk.cast.clerk, at=AT
    )
    walk.onward(draft)
    return Attachment.objects.select_related("file", "disclosure__unit").get(pk=found.pk)


@pytest.fixture
def clock() -> Iterator[Any]:
    """The clock of the server, which requests read."""
    with time_machine.travel(AT, tick=False) as traveller:
        yield traveller


def fetched(attachment: Attachment, token: str, host: str = "district.localhost") -> Any:
    """Ask for the file without a session."""
    return closed(Browser(host).get(f"/files/{attachment.file.public_id}/", {"link": token}))


def closed(answer: Any) -> Any:
    """Let go of the file, as the server does when it is sent; the connection of the test stays open."""
    for close in getattr(answer, "_resource_closers", []):
        close()
    return answer


def lent(attachment: Attachment, walk: Walker, who: str = "villager") -> str:
    """Return a link made by somebody."""
    return lending.lend(attachment.file, actor=getattr(walk.cast, who), at=AT)


def test_it_opens_the_file_without_a_session_until_it_has_lasted(
    attachment: Attachment, walk: Walker, clock: Any
) -> None:
    token = lent(attachment, walk)
    clock.move_to(LATER)
    answer = fetched(attachment, token)
    assert answer.status_code == 200
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "filename*=utf-8''%E7%8E%B0%E5%9C%BA.jpg" in answer["Content-Disposition"]
    clock.move_to(AT + links.LASTS)
    expired = fetched(attachment, token)
    assert expired.status_code == 410
    assert "链接已过期" in expired.content.decode()
    assert "要一个新的" in expired.content.decode()


def test_without_it_there_is_nothing(attachment: Attachment, clock: Any) -> None:
    for end in ("", "thumbnail/", "link/"):
        assert Browser().get(f"/files/{attachment.file.public_id}/{end}").status_code == 404


@pytest.mark.parametrize("change", [lambda token: token[:-1], lambda token: f"x{token}", lambda token: "", str.upper])
def test_a_forged_one_opens_nothing(change: Any, attachment: Attachment, walk: Walker, clock: Any) -> None:
    assert fetched(attachment, change(lent(attachment, walk))).status_code == 404


def test_it_opens_no_other_file(attachment: Attachment, walk: Walker, clock: Any) -> None:
    draft = walk.draft(scope=Scope.AUDIENCE)
    other = actions.attach(draft, stream=io.BytesIO(pictures.drawn()), name="二.png", actor=walk.cast.clerk, at=AT)
    walk.onward(draft)
    assert fetched(other, lent(attachment, walk)).status_code == 404


def test_it_is_worth_nothing_at_another_tenant(attachment: Attachment, walk: Walker, college: Any, clock: Any) -> None:
    token = lent(attachment, walk)
    assert fetched(attachment, token, "college.localhost").status_code == 404
    with tenant_context(college), pytest.raises(errors.Missing):
        links.read(token, subject=attachment.file.public_id, at=AT)


def test_a_signature_for_something_else_opens_nothing(attachment: Attachment, clock: Any) -> None:
    said = ["t_x", attachment.file.public_id.hex, "user:1", 2**40]
    assert fetched(attachment, signing.Signer(salt="other").sign_object(said)).status_code == 404


@pytest.mark.parametrize("verb", ["withdraw", "terminate", "take_down"])
def test_it_is_revoked_with_the_text(verb: str, attachment: Attachment, walk: Walker, clock: Any) -> None:
    token = lent(attachment, walk)
    walk.do(verb, attachment.disclosure, by=walk.cast.leader, reason="数字有误")
    answer = fetched(attachment, token)
    assert answer.status_code == 410
    assert "链接已失效" in answer.content.decode()


def test_it_is_revoked_with_the_right_of_who_made_it(attachment: Attachment, walk: Walker, clock: Any) -> None:
    token = lent(attachment, walk)
    User.objects.filter(username="villager").update(is_active=False)
    assert fetched(attachment, token).status_code == 410


@pytest.mark.parametrize("who", ["public", "member", "neighbour"])
def test_who_may_not_read_it_lends_nothing(who: str, attachment: Attachment, walk: Walker) -> None:
    with pytest.raises(errors.Missing):
        lent(attachment, walk, who)


def test_of_a_draft_nothing_is_lent(walk: Walker) -> None:
    draft = walk.draft()
    found = actions.attach(draft, stream=io.BytesIO(pictures.drawn()), name="一.png", actor=walk.cast.clerk, at=AT)
    with pytest.raises(errors.Missing):
        lent(found, walk, "clerk")


def test_the_page_makes_one_and_the_trail_says_who_did(attachment: Attachment, walk: Walker, clock: Any) -> None:
    reader = signed_in("villager")
    path = f"/files/{attachment.file.public_id}/link/"
    page = reader.get(f"/disclosures/{attachment.disclosure.public_id}/").content.decode()
    assert path in page
    assert f"/files/{attachment.file.public_id}/thumbnail/" in page
    assert "10 分钟" in reader.get(path).content.decode()
    made = reader.post(path).content.decode()
    assert f"/files/{attachment.file.public_id}/?link=" in made
    assert AuditEntry.objects.get(verb="file.lent").after["attachment"] == "现场.jpg"


def test_a_thumbnail_is_small_and_follows_the_rule(attachment: Attachment, clock: Any) -> None:
    path = f"/files/{attachment.file.public_id}/thumbnail/"
    answer = closed(signed_in("villager").get(path))
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/webp")
    assert signed_in("neighbour").get(path).status_code == 404


class TestInvitations:
    def invited(self, walk: Walker, state: str = State.PUBLISHED) -> tuple[Any, str]:
        """Publish a text for somebody without an account, and return her link."""
        draft = walk.draft(scope=Scope.PERSON, readers=[{"kind": "guest", "name": "王某"}])
        found = walk.onward(draft, state)
        return found, lending.invite(found, found.readers.get(), actor=walk.cast.clerk, at=AT)

    def test_it_lasts_thirty_days(self, walk: Walker, clock: Any) -> None:
        found, token = self.invited(walk)
        clock.move_to(AT + datetime.timedelta(days=30, seconds=-1))
        page = Browser().get("/personal/", {"link": token})
        assert found.title in page.content.decode()
        assert (page["Cache-Control"], page["Referrer-Policy"]) == ("no-store", "no-referrer")
        clock.move_to(AT + datetime.timedelta(days=30))
        assert Browser().get("/personal/", {"link": token}).status_code == 410

    def test_it_ends_with_the_text(self, walk: Walker, clock: Any) -> None:
        found, token = self.invited(walk)
        walk.do("withdraw", found, by=walk.cast.leader, reason="数字有误")
        assert Browser().get("/personal/", {"link": token}).status_code == 410

    def test_before_publication_there_is_none(self, walk: Walker) -> None:
        with pytest.raises(errors.WrongState):
            self.invited(walk, State.APPROVED)

    @pytest.mark.parametrize("token", ["", "x", "x" * 5000])
    def test_a_forged_one_opens_nothing(self, token: str, walk: Walker, clock: Any) -> None:
        assert Browser().get("/personal/", {"link": token}).status_code == 404

    def test_only_a_clerk_of_the_unit_makes_one(self, walk: Walker) -> None:
        found, _token = self.invited(walk)
        with pytest.raises(errors.Denied):
            lending.invite(found, found.readers.get(), actor=walk.cast.leader_above, at=AT)

"""Does a reader outside the range learn anything of what is open to others: a word, a file name, a figure?

Every address of the tenant is asked before and after something secret is published. For whom it is not, each answer
has to be the same to the letter, counts, suggestions and panels included, and no answer may hold a word of it.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from catalogs.kinds import Scope
from catalogs.models import Item
from disclosures import actions
from disclosures.afterwards import following_up
from disclosures.flows import disclosure_flow
from disclosures.inputs import values_of
from disclosures.kinds import Checkpoint
from disclosures.models import Attachment, Disclosure
from disclosures.readers import lending
from hierarchy.models import Unit
from tests import world
from tests.core.files import pictures
from tests.disclosures.conftest import person_line
from tests.isolation import planting, routes
from tests.isolation.conftest import NOW, PUBLIC, Planting, Visitor, visitors

ASKED = "暗号"
"""What a search asks for: every secret text begins with it."""
SECRET = "渡鸦"
"""What stands in everything secret, and nowhere else; never part of a request."""
GUEST = f"{SECRET}来宾"


@dataclass(frozen=True)
class Kept:
    """Something that is not for everybody: its scope, who is outside, and somebody who is inside."""

    scope: Scope
    outside: tuple[str, ...]
    inside: str
    held: bool = False
    """Whether society reads it later (先党内后党外)."""
    is_public: bool = True
    """Whether it is published; else it is approved and waits."""


KEPT = {
    "audience": Kept(Scope.AUDIENCE, (PUBLIC, "neighbour"), "leader_above"),
    "unit": Kept(Scope.UNIT, ("villager",), "member"),
    "party": Kept(Scope.PARTY, (PUBLIC,), "villager"),
    "held inside": Kept(Scope.SOCIETY, (PUBLIC,), "villager", held=True),
    "approved": Kept(Scope.SOCIETY, (PUBLIC, "neighbour"), "inspector", is_public=False),
}
AUDIENCE = KEPT["audience"]
NARROWED = ("/search/", "/disclosures/", "/units/", "/api/v1/search/", "/api/v1/disclosures/")
"""Beginnings of addresses that lists and searches have: they are asked for the secret too."""
CHANGING = re.compile(
    r'name="csrfmiddlewaretoken" value="[^"]+"|"X-CSRFToken": ?"[^"]+"|nonce="[^"]+"|[0-9a-f]{12,}|[A-Za-z0-9]{64}'
)
"""What is another at every visit: tokens, and the number of the request."""
TELLS_OF_EVERY_RECORD = ("portal:ledger", "api:ledger")
"""The ledger has a line for every record, so that nobody can leave one out; of a closed one it holds a hash."""

KNOWN_TO_MOVE = re.compile(r"/proof/|export/$|/sheet/|^/calendar/[\w-]+\.ics")
"""Where something moves that is public itself: the ledger grew. Sheets carry their time.

A private calendar is read by its secret address as its owner reads it: here it is the clerk's, who is inside.
"""

ROUTES, _UNEXPLAINED = routes.all_routes()


def secret(kept: Kept, own: dict[str, str]) -> dict[str, str]:
    """Publish a text that is not for everybody, follow it up once, and return the ids of what belongs to it."""
    clerk = world.person("clerk")
    item = Item.objects.get(public_id=own["item"])
    values = {
        "title": f"{ASKED}，{SECRET}名单公示",
        "body": f"<p>{ASKED}，{SECRET}正文</p>",
        "scope": kept.scope,
        "item": str(item.public_id),
        "keywords": f"{SECRET}词",
        "document_no": f"{SECRET}〔2026〕1号",
    }
    draft = actions.create_draft(unit=Unit.objects.get(code="JG1"), data=values, actor=clerk, at=NOW)
    lines = [person_line("leader_above"), {"kind": "guest", "name": GUEST}]
    actions.set_readers(draft, data={"readers": lines}, actor=clerk, at=NOW)
    attachment = actions.attach(
        draft, stream=io.BytesIO(pictures.drawn()), name=f"{SECRET}照片.png", actor=clerk, at=NOW
    )
    if not kept.is_public:
        return _ids(onward(draft, publish=False), attachment)
    published = onward(draft)
    following = {"relation": "clarifies", "reason": f"{SECRET}理由"}
    onward(following_up.follow_up(published, data=following, actor=clerk, at=NOW), body=f"<p>{SECRET}</p>")
    return _ids(published, attachment)


def _ids(disclosure: Disclosure, attachment: Attachment) -> dict[str, str]:
    return {
        "disclosure": str(disclosure.public_id),
        "attachment": str(attachment.public_id),
        "file": str(attachment.file.public_id),
    }


def onward(draft: Disclosure, *, publish: bool = True, **changed: str) -> Disclosure:
    """Take a draft to publication, or up to it."""
    if changed:
        data = {**values_of(draft), **changed}
        draft = actions.edit_draft(draft, data=data, revision=draft.revision, actor=world.person("clerk"), at=NOW)
    for verb, username in (
        ("submit", "clerk"),
        ("pass_secrecy", "secrecy"),
        ("approve", "leader"),
        *([("publish", "clerk")] if publish else []),
    ):
        data = {"checklist": Checkpoint.values} if verb == "pass_secrecy" else {}
        draft = disclosure_flow.perform(verb, draft, actor=world.person(username), at=NOW, data=data)
    return draft


def addresses(ids: dict[str, str]) -> list[str]:
    """Return every address, with these ids where it asks for one, and narrowed by the secret where it has lists."""
    found = []
    for route in ROUTES:
        if route.name.startswith(TELLS_OF_EVERY_RECORD):
            continue
        plain = route.paths(**{parameter.name: ids[parameter.kind] for parameter in route.identifies})
        found += plain
        if not route.identifies:
            found += [f"{path}?q={ASKED}&search={ASKED}" for path in plain if path.startswith(NARROWED)]
    return found


def answers(visitor: Visitor, paths: list[str]) -> dict[str, tuple[int, str]]:
    """Return what each address says, without what is another at every visit."""
    said = {}
    for path in paths:
        response = visitor.get(path)
        said[path] = (response.status_code, CHANGING.sub("", response.read))
    return said


@pytest.fixture(scope="module", autouse=True)
def _planted(planted_for_module: Planting) -> Iterator[dict[str, str]]:
    """One thing of each kind, once for all tests here."""
    with planted_for_module(lambda: planting.plant(NOW)) as found:
        yield found


@pytest.fixture
def own(db: None, _planted: dict[str, str], _in_district: None) -> dict[str, str]:
    """The ids of what there is besides the secret, by kind."""
    return dict(_planted)


@pytest.mark.parametrize("what", KEPT)
def test_who_is_outside_learns_nothing(what: str, own: dict[str, str]) -> None:
    known = addresses(own)
    kept = KEPT[what]
    Item.objects.filter(public_id=own["item"]).update(inside_first=kept.held)  # what the catalog says is for everybody
    before = {visitor.name: answers(visitor, known) for visitor in visitors("district.localhost", *kept.outside)}
    ids = own | secret(kept, own)
    found = []
    for visitor in visitors("district.localhost", *kept.outside):  # anew: some addresses set a cookie
        after = answers(visitor, known)
        found += [
            f"{visitor.name or 'public'}: {path} changed"
            for path in known
            if after[path] != before[visitor.name][path] and not KNOWN_TO_MOVE.search(path)
        ]
        for path, (status, text) in {**after, **answers(visitor, secret_addresses(ids, own))}.items():
            if SECRET in text or (path not in after and status == 200):
                found.append(f"{visitor.name or 'public'}: {path} → {status}")
    assert not found, "\n".join(found)


@pytest.mark.parametrize("what", [name for name, kept in KEPT.items() if kept.is_public])
def test_who_is_inside_finds_it(what: str, own: dict[str, str]) -> None:
    """Else the test above would prove nothing."""
    kept = KEPT[what]
    Item.objects.filter(public_id=own["item"]).update(inside_first=kept.held)
    ids = own | secret(kept, own)
    (reader,) = visitors("district.localhost", kept.inside)
    told = [path for path, (_status, text) in answers(reader, addresses(ids)).items() if SECRET in text]
    rooms = {path.partition("?")[0] for path in told}
    assert {"/", "/disclosures/", "/search/", "/api/v1/disclosures/"} <= rooms, sorted(rooms)
    assert reader.get(f"/files/{ids['file']}/").status_code == 200
    assert reader.get(f"/files/{ids['file']}/thumbnail/").status_code == 200


def secret_addresses(ids: dict[str, str], own: dict[str, str]) -> list[str]:
    """Return the addresses of the secret things themselves, at which there is nothing for who is outside."""
    return sorted(set(addresses(ids)) - set(addresses(own)))


def test_the_ledger_tells_of_a_closed_record_nothing_but_that_it_is_there(own: dict[str, str]) -> None:
    secret(AUDIENCE, own)
    for visitor in visitors("district.localhost", *AUDIENCE.outside):
        for route in ROUTES:
            if route.name.startswith(TELLS_OF_EVERY_RECORD):
                for path in route.paths(**{parameter.name: own[parameter.kind] for parameter in route.identifies}):
                    assert SECRET not in visitor.get(path).read, path


def test_a_personal_link_opens_one_text_and_no_other(own: dict[str, str]) -> None:
    ids = secret(AUDIENCE, own)
    disclosure = Disclosure.objects.get(public_id=ids["disclosure"])
    token = lending.invite(disclosure, disclosure.readers.get(kind="guest"), actor=world.person("clerk"), at=NOW)
    (visitor,) = visitors("district.localhost", PUBLIC)
    page = visitor.get("/personal/", link=token)
    assert page.status_code == 200
    assert f"{SECRET}正文" in page.read
    (file,) = set(re.findall(r'href="(/files/[^"]+)"', page.read))
    assert visitor.get(file.replace("&amp;", "&")).status_code == 200
    assert visitor.get(file.partition("?")[0]).status_code == 404
    assert visitor.get(f"/disclosures/{ids['disclosure']}/").status_code == 404

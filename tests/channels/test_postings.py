"""Is it recorded where a text was shown beside the portal, by the unit's own clerks, and counted where it has to be?"""

from __future__ import annotations

import datetime
import io
from typing import Any

import pytest

from archives import register
from channels import postings
from channels.models import Posting
from core import clock, errors
from core.audit.models import AuditEntry
from disclosures.kinds import State
from tests.databases import AT
from tests.disclosures.conftest import PNG, Walker
from tests.frontend.browser import Browser, signed_in

TODAY = clock.local_date(AT)
DAY = datetime.timedelta(days=1)


def said(**changed: Any) -> dict[str, Any]:
    return {"channel": "board", "place": "机关大院公开栏", "shown_on": TODAY, **changed}


def test_a_record_stands_in_the_trail_and_on_the_page(walk: Walker, cast: Any) -> None:
    found = walk.to(State.PUBLISHED)
    posting = postings.record(found, data=said(until=TODAY + 7 * DAY), actor=cast.clerk, at=AT)
    assert posting.evidence is None
    assert [entry.verb for entry in AuditEntry.objects.about(posting)] == ["posting.record"]
    page = Browser().get(f"/disclosures/{found.public_id}/").content.decode()
    assert "机关大院公开栏" in page
    assert "公开栏" in page


def test_taking_down_and_striking_out(walk: Walker, cast: Any) -> None:
    found = walk.to(State.PUBLISHED)
    posting = postings.record(found, data=said(shown_on=TODAY - DAY), actor=cast.clerk, at=AT)
    taken = postings.take_down(posting, data={"taken_down_on": TODAY}, actor=cast.clerk, at=AT)
    assert taken.taken_down_on == TODAY
    postings.strike(posting, data={"reason": "登记错了"}, actor=cast.clerk, at=AT)
    assert not Posting.objects.standing().exists()
    assert "机关大院公开栏" not in Browser().get(f"/disclosures/{found.public_id}/").content.decode()
    with pytest.raises(postings.StruckOut):
        postings.take_down(posting, data={"taken_down_on": TODAY}, actor=cast.clerk, at=AT)


@pytest.mark.parametrize(
    ("data", "field"),
    [
        (said(channel="pigeon"), "channel"),
        (said(place=""), "place"),
        (said(shown_on=TODAY + DAY), "shown_on"),
        (said(until=TODAY - DAY), "until"),
        (said(shown_on="昨天"), "shown_on"),
    ],
)
def test_what_is_written_wrongly_is_named(walk: Walker, cast: Any, data: dict[str, Any], field: str) -> None:
    with pytest.raises(errors.Invalid) as refused:
        postings.record(walk.to(State.PUBLISHED), data=data, actor=cast.clerk, at=AT)
    assert list(refused.value.errors) == [field]
    assert not Posting.objects.exists()


@pytest.mark.parametrize("who", ["leader", "superior", "inspector", "neighbour", "member"])
def test_only_the_units_clerks_record(walk: Walker, cast: Any, who: str) -> None:
    with pytest.raises(errors.Denied):
        postings.record(walk.to(State.PUBLISHED), data=said(), actor=getattr(cast, who), at=AT)


@pytest.mark.parametrize("state", [State.DRAFT, State.APPROVED])
def test_what_is_not_public_was_shown_nowhere(walk: Walker, cast: Any, state: State) -> None:
    with pytest.raises(postings.NeverPublic):
        postings.record(walk.to(state), data=said(), actor=cast.clerk, at=AT)


def test_evidence_is_for_those_at_work(walk: Walker, cast: Any, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    found = walk.to(State.PUBLISHED)
    evidence = postings.Evidence(io.BytesIO(PNG), "公开栏.png")
    posting = postings.record(found, data=said(), evidence=evidence, actor=cast.clerk, at=AT)
    assert posting.evidence is not None
    assert Browser().get(f"/files/{posting.evidence.public_id}/").status_code == 404
    path = f"/work/postings/{posting.public_id}/evidence/"
    assert Browser().get(path).status_code == 302
    assert signed_in("member").get(path).status_code == 404
    answer = signed_in("inspector").get(path)
    assert answer["Content-Type"] == "image/png"
    assert answer.content
    with pytest.raises(errors.Conflict):
        postings.add_evidence(posting, evidence=evidence, actor=cast.clerk, at=AT)


def test_the_register_counts_them(walk: Walker, cast: Any, units: Any) -> None:
    found = walk.to(State.PUBLISHED)
    for channel in ("board", "board", "meeting"):
        postings.record(found, data=said(channel=channel), actor=cast.clerk, at=AT)
    rows = register.rows(cast.inspector, units.QW, TODAY, TODAY, with_subtree=True)
    (line,) = register.lines(register.shaped(rows))
    cells = dict(zip(register.headers(), line.cells(), strict=True))
    assert cells["公开形式"].endswith("公开栏2次、会议1次")
    assert len(line.cells()) == len(register.headers())


def test_a_clerk_records_ends_and_strikes_out_on_pages(walk: Walker, cast: Any) -> None:
    found = walk.to(State.PUBLISHED)
    path = f"/work/disclosures/{found.public_id}/postings/"
    clerk = signed_in("clerk")
    sent = {"channel": "screen", "place": "大厅电子屏", "shown_on": "2026-11-20", "until": "", "note": ""}
    assert clerk.post(path, {**sent, "place": ""}).status_code == 422
    assert clerk.post(path, sent).status_code == 302
    posting = Posting.objects.get()
    for verb, data in (("take-down", {"taken_down_on": "2026-11-20"}), ("strike", {"reason": "记错了"})):
        address = f"/work/postings/{posting.public_id}/{verb}/"
        assert clerk.get(address).status_code == 200
        assert signed_in("leader").post(address, data).status_code == 403
        assert clerk.post(address, data).status_code == 302
    posting.refresh_from_db()
    assert (str(posting.taken_down_on), posting.struck_reason) == ("2026-11-20", "记错了")
    assert "已作废" in clerk.get(path).content.decode()

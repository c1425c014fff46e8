"""Does a text go through its life by programs alone, and does each learn only what its person may?"""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.audit.models import AuditEntry
from disclosures.afterwards import transitions
from disclosures.flows import disclosure_flow
from disclosures.kinds import State
from disclosures.models import Disclosure
from tests.api.conftest import Program, Programs, asked, assert_problem
from tests.disclosures.conftest import Walker

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def ok(response: Any, status: int = 200) -> Any:
    assert response.status_code == status, response.content.decode()
    return response.json()


def begin(clerk: Program, units: Any, items: Any, **more: Any) -> Any:
    body = {
        "unit": str(units.JG1.public_id),
        "item": str(items.open.public_id),
        "title": "第三季度党费收缴情况",
        "body": "<p>共收缴党费12340元。</p><script>alert(1)</script>",
        "scope": "society",
        "keywords": ["党费", "第三季度"],
        **more,
    }
    return ok(clerk.post("disclosures/", body), 201)


def test_the_main_line(program: Programs, units: Any, items: Any) -> None:
    clerk, secrecy, leader, public = program("clerk"), program("secrecy"), program("leader"), program("")
    drafted = begin(clerk, units, items)
    address = f"disclosures/{drafted['id']}/"
    assert (drafted["state"], drafted["item_title"], drafted["keywords"]) == (
        "draft",
        "党费收缴情况",
        ["党费", "第三季度"],
    )
    assert "script" not in drafted["body"]
    assert_problem(public.get(address), 404, "object.missing")

    submitted = ok(clerk.post(f"{address}submit/", {"revision": drafted["work"]["revision"]}))
    assert submitted["state"] == "submitted"
    (offer,) = [one for one in submitted["work"]["offers"] if one["verb"] == "recall"]
    assert offer["allowed"]
    assert ok(secrecy.get("inbox/"))["results"][0]["subject"] == drafted["id"]
    points = ["secrets", "privacy", "necessity", "truth"]
    passed = ok(secrecy.post(f"{address}pass_secrecy/", {"opinion": "可以公开", "checklist": points}))
    assert passed["work"]["step"] == "leader"
    ok(leader.post(f"{address}approve/"))
    published = ok(clerk.post(f"{address}publish/"))
    assert published["index_no"] == "JG1-2026-0001"

    read = ok(public.get(address))
    assert read["work"] is None
    assert read["unit_name"] == "机关第一党支部"
    assert [row["id"] for row in ok(public.get("disclosures/"))["results"]] == [drafted["id"]]
    decided = ok(leader.get(f"{address}decisions/"))["results"]
    assert (decided[0]["step"], decided[0]["decided_by"]) == ("secrecy", "示例区委 保密审查员·褚某")
    assert decided[0]["checklist"] == points
    done = [entry["verb"] for entry in ok(clerk.get(f"{address}history/"))["results"]]
    assert done == [f"disclosure.{verb}" for verb in ("drafted", "submit", "pass_secrecy", "approve", "publish")]
    assert AuditEntry.objects.filter(verb="disclosure.publish").get().request_id


def test_every_verb_of_the_flow_has_its_address(program: Programs, walk: Walker) -> None:
    draft, caller = walk.draft(), program("clerk")
    for verb in transitions.BY_THE_SYSTEM:
        assert_problem(caller.post(f"disclosures/{draft.public_id}/{verb}/"), 404, "address.missing")
    for verb in (verb for verb in disclosure_flow.verbs() if verb not in transitions.BY_THE_SYSTEM):
        response = caller.post(
            f"disclosures/{draft.public_id}/{verb}/", {"reason": "试"} if "reason" in _body(verb) else {}
        )
        assert response.status_code in (200, 403, 409), (verb, response.content.decode())
    assert_problem(caller.post(f"disclosures/{draft.public_id}/bury/"), 404, "address.missing")


def _body(verb: str) -> dict[str, Any]:
    form = disclosure_flow.transitions[verb].input
    return dict(form.base_fields) if form else {}


class TestRefusals:
    def test_who_may_not_is_told_why(self, program: Programs, walk: Walker) -> None:
        submitted = walk.to(State.SUBMITTED)
        refused = program("clerk").post(f"disclosures/{submitted.public_id}/pass_secrecy/")
        problem = refused.json()
        assert refused.status_code == 403
        (offer,) = [
            one
            for one in ok(program("clerk").get(f"disclosures/{submitted.public_id}/"))["work"]["offers"]
            if one["verb"] == "pass_secrecy"
        ] or [{"code": problem["code"]}]
        assert offer["code"] == problem["code"]

    def test_the_public_is_asked_to_sign_in(self, program: Programs, walk: Walker) -> None:
        published = walk.to(State.PUBLISHED)
        response = program("").post(f"disclosures/{published.public_id}/withdraw/", {"reason": "试"})
        assert_problem(response, 401, "sign_in.required")
        assert response["WWW-Authenticate"] == "Bearer"

    def test_what_one_may_not_see_is_missing(self, program: Programs, walk: Walker) -> None:
        draft = walk.draft()
        for username in ("neighbour", "villager", "member"):
            caller = program(username)
            assert_problem(caller.get(f"disclosures/{draft.public_id}/"), 404, "object.missing")
            assert_problem(caller.post(f"disclosures/{draft.public_id}/submit/"), 404, "object.missing")
            assert_problem(caller.get(f"disclosures/{draft.public_id}/history/"), 404, "object.missing")

    def test_readers_do_not_read_how_it_was_decided(self, program: Programs, walk: Walker) -> None:
        published = walk.to(State.PUBLISHED)
        assert_problem(program("villager").get(f"disclosures/{published.public_id}/decisions/"), 404, "object.missing")

    def test_a_wrong_state_is_a_conflict(self, program: Programs, walk: Walker) -> None:
        response = program("leader").post(f"disclosures/{walk.draft().public_id}/approve/")
        assert_problem(response, 409, "state.wrong")

    def test_a_stale_revision_is_a_conflict(self, program: Programs, walk: Walker) -> None:
        draft = walk.draft()
        response = program("clerk").post(f"disclosures/{draft.public_id}/submit/", {"revision": draft.revision + 7})
        assert_problem(response, 409, "revision.stale")

    @pytest.mark.parametrize(
        ("body", "field", "code"),
        [
            ({}, "reason", "reason.required"),
            ({"reason": ""}, "reason", "reason.required"),
            ({"reason": "长" * 1001}, "reason", "reason.max_length"),
            ({"reason": ["一", "二"]}, "reason", "reason.type"),
            ({"reason": {"text": "一"}}, "reason", "reason.type"),
            ({"reason": True}, "reason", "reason.type"),
            ({"reason": "改", "resaon": "改"}, "resaon", "resaon.unknown"),
            ({"reason": "改", "revision": "3"}, "revision", "revision.type"),
            ({"reason": "改\x00"}, "reason", "reason.null_characters_not_allowed"),
        ],
    )
    def test_a_wrong_body_names_its_fields(
        self, body: Any, field: str, code: str, program: Programs, walk: Walker
    ) -> None:
        submitted = walk.to(State.SUBMITTED)
        response = program("secrecy").post(f"disclosures/{submitted.public_id}/return/", body)
        assert_problem(response, 422, code, field)
        assert Disclosure.objects.get().state == State.SUBMITTED


class TestEditing:
    def test_parts_are_changed_and_the_rest_stays(self, program: Programs, units: Any, items: Any) -> None:
        clerk = program("clerk")
        drafted = begin(clerk, units, items)
        address, revision = f"disclosures/{drafted['id']}/", drafted["work"]["revision"]
        edited = ok(clerk.patch(address, {"title": "更正后的标题", "revision": revision}))
        assert (edited["title"], edited["keywords"]) == ("更正后的标题", ["党费", "第三季度"])
        assert edited["item"] == drafted["item"]
        assert edited["work"]["revision"] == revision + 1

    def test_the_slower_of_two_gets_both_texts(self, program: Programs, walk: Walker) -> None:
        draft = walk.draft()
        first, second = program("clerk"), program("second_clerk")
        ok(first.patch(f"disclosures/{draft.public_id}/", {"title": "先保存的", "revision": draft.revision}))
        response = second.patch(f"disclosures/{draft.public_id}/", {"title": "后保存的", "revision": draft.revision})
        problem = assert_problem(response, 409, "revision.stale")
        assert problem["current"]["title"] == "先保存的"
        assert Disclosure.objects.get().title == "先保存的"

    def test_it_says_what_it_saw(self, program: Programs, walk: Walker) -> None:
        response = program("clerk").patch(f"disclosures/{walk.draft().public_id}/", {"title": "没有修订号"})
        assert_problem(response, 422, "revision.required", "revision")

    def test_a_draft_is_thrown_away_by_its_drafter(self, program: Programs, walk: Walker) -> None:
        address = f"disclosures/{walk.draft().public_id}/"
        assert_problem(program("").delete(address), 401, "sign_in.required")
        assert_problem(program("neighbour").delete(address), 404, "object.missing")
        assert_problem(program("second_clerk").delete(address), 403, "disclosure.not_own_draft")
        assert program("clerk").delete(address).status_code == 204
        assert not Disclosure.objects.exists()

    def test_what_was_submitted_is_kept(self, program: Programs, walk: Walker) -> None:
        returned = walk.to(State.RETURNED)
        response = program("clerk").delete(f"disclosures/{returned.public_id}/")
        assert_problem(response, 409, "disclosure.has_history")

    def test_an_item_of_nobody_is_no_choice(self, program: Programs, units: Any, items: Any) -> None:
        body = {"unit": str(units.JG1.public_id), "title": "题", "item": "4f1d8a0e-0000-4000-8000-000000000000"}
        assert_problem(program("clerk").post("disclosures/", body), 422, "item.invalid_choice", "item")

    def test_only_its_own_clerks_draft_for_a_unit(self, program: Programs, units: Any) -> None:
        body = {"unit": str(units.JG1.public_id), "title": "越权"}
        assert_problem(program("neighbour").post("disclosures/", body), 403, "disclosure.not_drafter")
        assert_problem(program("").post("disclosures/", body), 401, "sign_in.required")


class TestFiles:
    def test_a_file_is_added_read_and_taken_off(self, program: Programs, walk: Walker) -> None:
        draft, clerk = walk.draft(), program("clerk")
        address = f"disclosures/{draft.public_id}/attachments/"
        added = ok(clerk.upload(address, file=SimpleUploadedFile("明细.pdf", PDF), title="党费明细"), 201)
        assert (added["title"], added["content_type"], added["size"]) == ("党费明细", "application/pdf", len(PDF))
        assert [one["id"] for one in ok(clerk.get(address))["results"]] == [added["id"]]
        content = clerk.get(added["content"])
        assert b"".join(content.streaming_content) == PDF
        assert content["Content-Disposition"].startswith("attachment")
        assert_problem(program("villager").get(added["content"]), 404, "object.missing")
        assert_problem(program("villager").delete(f"attachments/{added['id']}/"), 404, "object.missing")
        assert clerk.delete(f"attachments/{added['id']}/").status_code == 204
        assert ok(clerk.get(address))["results"] == []

    def test_a_forged_file_is_refused(self, program: Programs, walk: Walker) -> None:
        forged = SimpleUploadedFile("报告.pdf", b"MZ\x90\x00 a program", content_type="application/pdf")
        response = program("clerk").upload(f"disclosures/{walk.draft().public_id}/attachments/", file=forged)
        assert response.status_code == 422
        assert response.json()["errors"]["file"][0]["code"].startswith("file.")

    def test_a_call_without_a_file_says_so(self, program: Programs, walk: Walker) -> None:
        response = program("clerk").upload(f"disclosures/{walk.draft().public_id}/attachments/", title="无")
        assert_problem(response, 422, "file.required", "file")


class TestLists:
    @pytest.mark.parametrize(
        ("username", "query", "found"),
        [
            ("", {}, {"公开的"}),
            ("", {"state": "withdrawn"}, set()),
            ("clerk", {}, {"公开的", "草稿", "撤回的", "党内的"}),
            ("clerk", {"state": "draft"}, {"草稿"}),
            ("villager", {}, {"公开的", "党内的"}),
            ("villager", {"scope": "party"}, {"党内的"}),
            ("clerk", {"published_from": "2026-11-21"}, set()),
            ("", {"published_from": "2026-11-20", "published_to": "2026-11-20"}, {"公开的"}),
            ("", {"q": "公开"}, {"公开的"}),
            ("", {"q": "不存在的词"}, set()),
        ],
    )
    def test_each_sees_what_is_meant_for_them(
        self, username: str, query: dict[str, str], found: set[str], program: Programs, walk: Walker
    ) -> None:
        walk.to(State.PUBLISHED, title="公开的")
        walk.to(State.PUBLISHED, title="党内的", item=walk.items.party, scope="party")
        walk.to(State.WITHDRAWN, title="撤回的")
        walk.draft(title="草稿")
        told = ok(program(username).get("disclosures/", **query))
        assert {row["title"] for row in told["results"]} == found
        assert told["count"] == len(found)

    def test_by_unit_subtree_item_and_category(self, program: Programs, walk: Walker) -> None:
        walk.to(State.PUBLISHED)
        public, units, item = program(""), walk.units, walk.items.open
        for query, count in (
            ({"unit": units.JG.public_id}, 0),
            ({"unit": units.JG1.public_id}, 1),
            ({"subtree": units.JG.public_id}, 1),
            ({"subtree": units.JD.public_id}, 0),
            ({"item": item.public_id}, 1),
            ({"item": walk.items.party.public_id}, 0),
            ({"category": item.category.public_id}, 1),
        ):
            assert ok(public.get("disclosures/", **query))["count"] == count, query

    @pytest.mark.parametrize(
        "query", [{"state": "secret"}, {"published_from": "gestern"}, {"unit": "x"}, {"page_sise": "1"}]
    )
    def test_an_unknown_value_is_refused(self, query: dict[str, str], program: Programs) -> None:
        response = program("").get("disclosures/", **query)
        assert response.status_code == 422
        assert list(response.json()["errors"]) == list(query)

    def test_twenty_rows_cost_what_one_costs(self, program: Programs, walk: Walker) -> None:
        for number in range(20):
            walk.draft(title=f"第{number}件")
        clerk = program("clerk")
        ok(clerk.get("me/"))  # the first call notes that the token was used
        for path in ("disclosures/", "inbox/", "notifications/"):
            counts = []
            for size in (1, 20):
                with CaptureQueriesContext(connection) as queries:
                    ok(clerk.get(path, page_size=size))
                counts.append(len(asked(queries)))
            assert counts[0] == counts[1] <= 9, (path, counts)

    def test_one_disclosure_costs_a_fixed_number(self, program: Programs, walk: Walker) -> None:
        published, public = walk.to(State.PUBLISHED), program("")
        ok(public.get(f"disclosures/{published.public_id}/"))
        with CaptureQueriesContext(connection) as queries:
            ok(public.get(f"disclosures/{published.public_id}/"))
        assert len(asked(queries)) <= 5, asked(queries)

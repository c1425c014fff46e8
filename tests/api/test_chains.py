"""Do programs lay down chains, read whose hands a text goes through, and decide several texts at once?"""

from __future__ import annotations

from typing import Any

import pytest

from disclosures.kinds import Checkpoint, State
from disclosures.models import ApprovalChain
from tests.api.conftest import Programs, assert_problem
from tests.disclosures.conftest import Walker, newcomer
from tests.disclosures.laying import LONG, PLAIN, lay, step

CHAIN = {
    "name": "先分管后主要",
    "unit_kind": "branch",
    "reason": "按S1办理",
    "steps": [
        {"step": "secrecy", "days": 3, "checklist": ["不涉及国家秘密和工作秘密", "没有敏感数据"]},
        {"step": "in_charge", "days": 2},
        {"step": "leader", "asks": ["reviewer", "SQ1"]},
        {"step": "superior", "applies": "beyond"},
    ],
}


def ok(response: Any, status: int = 200) -> Any:
    assert response.status_code == status, response.content.decode()
    return response.json()


class TestChains:
    def test_laid_down_changed_and_lifted(self, program: Programs, units: Any) -> None:
        admin = program("admin")
        made = ok(admin.post("approval-chains/", CHAIN), 201)
        assert [row["step"] for row in made["steps"]] == ["secrecy", "in_charge", "leader", "superior"]
        assert made["steps"][0]["checklist"] == ["secrets", "没有敏感数据"]
        address = f"approval-chains/{made['id']}/"
        changed = {**CHAIN, "steps": [{"step": "secrecy"}, {"step": "leader"}], "reason": "精简"}
        assert admin.put(address, changed).status_code == 422
        assert_problem(admin.put(address, {**changed, "revision": 7}), 409, "revision.stale")
        again = ok(admin.put(address, {**changed, "revision": 0}))
        assert (len(again["steps"]), again["revision"]) == (2, 1)
        assert admin.post(f"{address}lift/", {"reason": "不用了", "revision": 1}).status_code == 204
        assert not ApprovalChain.objects.exists()

    @pytest.mark.parametrize(
        "steps",
        [
            [{"step": "secrecy"}],
            [{"step": "leader"}, {"step": "secrecy"}],
            [{"step": "secrecy"}, {"step": "leader", "days": 400}],
            [{"step": "secrecy"}, {"step": "leader", "asks": ["nowhere"]}],
            ["secrecy", "leader"],
            "secrecy",
        ],
    )
    def test_what_is_no_chain_is_refused(self, program: Programs, steps: Any) -> None:
        answer = program("admin").post("approval-chains/", {**CHAIN, "steps": steps})
        assert answer.status_code == 422
        assert "steps" in answer.json()["errors"]

    def test_others_read_and_do_not_set(self, program: Programs, cast: Any) -> None:
        chain = lay(cast.admin, *PLAIN)
        clerk = program("clerk")
        assert [row["id"] for row in ok(clerk.get("approval-chains/"))["results"]] == [str(chain.public_id)]
        assert_problem(clerk.post("approval-chains/", CHAIN), 403, "approval_chain.not_yours")
        assert program("").get("approval-chains/").status_code == 401

    def test_who_decides_what_at_a_unit(self, program: Programs, units: Any, cast: Any) -> None:
        lay(cast.admin, *PLAIN, step("superior", applies="beyond"), unit_kind="branch")
        route = ok(program("clerk").get(f"units/{units.JG1.public_id}/approval-route/"))
        assert route["source"] == "先分管后主要"
        assert [(row["step"], row["who"]) for row in route["steps"]] == [
            ("secrecy", "褚某"),
            ("leader", "杨某"),
            ("superior", "蒋某"),
        ]


class TestDeciding:
    def test_the_step_says_what_it_asks(self, program: Programs, walk: Walker, cast: Any) -> None:
        lay(cast.admin, *LONG)
        text = walk.to(State.SUBMITTED)
        secrecy = program("secrecy")
        work = ok(secrecy.get(f"disclosures/{text.public_id}/"))["work"]
        assert (work["step"], work["decider"], work["checklist"]) == (
            "secrecy",
            "reviewer",
            ["secrets", "没有敏感数据"],
        )
        assert work["step_due_on"]
        address = f"disclosures/{text.public_id}/pass_secrecy/"
        assert_problem(secrecy.post(address, {"checklist": ["secrets"]}), 422, "checklist.unanswered")
        said = {"checklist": ["secrets"], "remarks": {"没有敏感数据": "已隐去"}}
        assert ok(secrecy.post(address, said))["work"]["step"] == "necessity"
        (decision,) = ok(secrecy.get(f"disclosures/{text.public_id}/decisions/"))["results"]
        assert (decision["checklist"], decision["remarks"]) == (["secrets"], {"没有敏感数据": "已隐去"})

    def test_an_opinion_and_a_way_back(self, program: Programs, walk: Walker, cast: Any) -> None:
        lay(cast.admin, step("secrecy"), step("leader", asks=["in_charge"]))
        walk_in_charge = newcomer("in_charge", walk.units.JG1, "in_charge")
        text = walk.to(State.SECRECY_CHECKED)
        leader, address = program("leader"), f"disclosures/{text.public_id}/"
        assert_problem(leader.post(f"{address}approve/"), 403, "decision.opinions_due")
        walk.do("advise", text, by=walk_in_charge, stance="objects", reason="数字有出入")
        (opinion,) = ok(leader.get(f"{address}opinions/"))["results"]
        assert (opinion["party"], opinion["stance"], opinion["reason"]) == ("in_charge", "objects", "数字有出入")
        back = ok(leader.post(f"{address}return/", {"to": "secrecy", "reason": "请再核对"}))
        assert (back["state"], back["work"]["step"]) == ("submitted", "secrecy")

    def test_several_at_once(self, program: Programs, walk: Walker) -> None:
        first, second = walk.to(State.SUBMITTED), walk.to(State.SUBMITTED)
        walk.do("return", second, by=walk.cast.secrecy, reason="请改")
        sent = {
            "verb": "pass_secrecy",
            "texts": [{"id": str(text.public_id), "revision": text.revision} for text in (first, second)],
            "checklist": Checkpoint.values,
            "opinion": "同意",
        }
        outcomes = ok(program("secrecy").post("disclosures/decide/", sent))["outcomes"]
        assert [(row["id"], row["done"], row["code"]) for row in outcomes] == [
            (str(first.public_id), True, ""),
            (str(second.public_id), False, "revision.stale"),
        ]

    @pytest.mark.parametrize("texts", [[], ["x"], [{"id": "x", "revision": 1}], "x"])
    def test_what_names_no_text_is_refused(self, program: Programs, texts: Any) -> None:
        answer = program("secrecy").post("disclosures/decide/", {"verb": "approve", "texts": texts})
        assert answer.status_code == 422
        assert "texts" in answer.json()["errors"]

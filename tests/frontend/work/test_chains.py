"""Do the pages about chains show who decides what, and do administrators lay chains down with them?"""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from core.audit.models import AuditEntry
from disclosures.deciding import settling, turns
from disclosures.kinds import Checkpoint, State
from disclosures.models import ApprovalChain
from tests.disclosures.conftest import Walker, newcomer
from tests.disclosures.laying import LONG, PLAIN, lay, officers, step
from tests.frontend.work.conftest import People
from tests.frontend.work.forms_of import form_to


def text_of(response: Any) -> str:
    return str(response.content.decode())


class TestChains:
    def test_the_preset_is_shown_with_its_source_and_names(self, people: People) -> None:
        page = text_of(people("admin").get(reverse("work:chains"), {"unit": "JG1"}))
        for said in (
            "机关第一党支部现在由谁办理",
            "来源：平台预设",
            "褚某",
            "杨某",
            "蒋某",
            "没有设审批链的，按这样办",
        ):
            assert said in page

    def test_a_step_that_nobody_can_take_is_named(self, people: People, cast: Any) -> None:
        lay(cast.admin, step("secrecy"), step("in_charge"), step("leader"))
        page = text_of(people("admin").get(reverse("work:chains"), {"unit": "JG1"}))
        assert "现在没有人能办理这一步：分管领导审批" in page

    def test_two_neighbours_with_one_person_are_named(self, people: People, cast: Any) -> None:
        lay(cast.admin, step("secrecy"), step("truth"), step("leader"))
        page = text_of(people("admin").get(reverse("work:chains"), {"unit": "JG1"}))
        assert "保密审查和真实性审核都只有褚某能办" in page

    def test_others_read_and_do_not_set(self, people: People, cast: Any) -> None:
        chain = lay(cast.admin, *PLAIN)
        clerk = people("clerk")
        page = text_of(clerk.get(reverse("work:chains")))
        assert "审批链由区级管理员设置" in page
        assert reverse("work:chain_new") not in page
        for address in (
            reverse("work:chain_new"),
            reverse("work:chain", args=[chain.public_id]),
            reverse("work:chain_lift", args=[chain.public_id]),
        ):
            assert clerk.get(address).status_code == 403
            assert clerk.post(address, {"reason": "x", "revision": 0}).status_code == 403

    def test_laid_down_changed_and_lifted_by_forms_alone(self, people: People, walk: Walker) -> None:
        admin = people("admin")
        form = form_to(admin.get(reverse("work:chain_new"), {"begin": "in_charge"}), "/new/")
        typed = {"name": "机关审批链", "sector": "agency", "reason": "按S1", "steps:leader:days": "3"}
        done = admin.post(reverse("work:chain_new"), {**form.values, **typed}, follow=True)
        assert "从下一次提交起按它办理" in text_of(done)
        chain = ApprovalChain.objects.with_steps().get()
        route = settling.route_for(walk.draft())
        assert route.codes == ["secrecy", "necessity", "truth", "in_charge", "leader"]
        assert (route.steps[0].checklist, route.steps[-1].days) == (tuple(Checkpoint.values), 3)

        address = reverse("work:chain", args=[chain.public_id])
        form = form_to(admin.get(address), address)
        values = {key: value for key, value in form.values.items() if key != "steps:necessity:on"}
        admin.post(address, {**values, "reason": "合并审核", "steps:leader:asks:units": "JG2"})
        route = settling.route_for(walk.draft())
        assert route.codes == ["secrecy", "truth", "in_charge", "leader"]
        assert route.steps[-1].asks == (f"leader@{walk.units.JG2.pk}",)
        again = form_to(admin.get(address), address)
        assert again.values["steps:leader:asks:units"] == "JG2"

        address = reverse("work:chain_lift", args=[chain.public_id])
        form = form_to(admin.get(address), address)
        admin.post(address, {**form.values, "reason": "恢复预设"})
        assert not ApprovalChain.objects.exists()
        reasons = AuditEntry.objects.filter(verb__startswith="approval_chain.").order_by("id")
        assert list(reasons.values_list("reason", flat=True)) == ["按S1", "合并审核", "恢复预设"]

    def test_who_is_invited_stays_invited(self, people: People, cast: Any, units: Any) -> None:
        chain = lay(cast.admin, step("secrecy"), step("leader", asks=["in_charge"], invites=["reviewer", "JG2"]))
        before = settling.steps_of(chain)[-1].invites
        assert before == ("reviewer", f"leader@{units.JG2.pk}")
        admin, address = people("admin"), reverse("work:chain", args=[chain.public_id])
        assert "可以提意见：机关第二党支部" in text_of(admin.get(reverse("work:chains")))
        form = form_to(admin.get(address), address)
        admin.post(address, {**form.values, "name": "改名", "reason": "只改名"})
        changed = ApprovalChain.objects.with_steps().get()
        assert (changed.name, settling.steps_of(changed)[-1].asks) == ("改名", ("in_charge",))
        assert settling.steps_of(changed)[-1].invites == before
        form = form_to(admin.get(address), address)
        admin.post(address, {**form.values, "steps:leader:invites:units": "", "reason": "不再请"})
        assert settling.steps_of(ApprovalChain.objects.with_steps().get())[-1].invites == ("reviewer",)

    def test_a_leader_who_holds_a_review_reviews(self, people: People, walk: Walker, cast: Any) -> None:
        lay(cast.admin, step("secrecy"), step("necessity", decider="superior"), step("leader"))
        text = walk.do("pass_secrecy", walk.to(State.SUBMITTED), by=cast.secrecy)
        said = str(turns.standing(cast.leader, text, "necessity").verdict.reason)
        assert said == "这一步须由上级单位的上级审批人审核。"
        assert str(turns.standing(cast.clerk, text, "leader").verdict.reason).endswith("本单位负责人审批。")

    def test_what_is_no_chain_is_shown_with_what_was_typed(self, people: People) -> None:
        admin = people("admin")
        form = form_to(admin.get(reverse("work:chain_new")), "/new/")
        typed = {**form.values, "name": "甲", "reason": "试", "steps:truth:on": "on", "steps:truth:place": "9"}
        answer = admin.post(reverse("work:chain_new"), typed)
        assert answer.status_code == 422
        assert "先审核、后审批" in text_of(answer)
        assert form_to(answer, "/new/").values["reason"] == "试"


class TestDeciding:
    def test_points_are_ticked_or_answered_on_the_page(self, people: People, walk: Walker, cast: Any) -> None:
        lay(cast.admin, *LONG)
        officers(walk.units.JG1)
        text = walk.to(State.SUBMITTED)
        secrecy = people("secrecy")
        address = reverse("work:disclosure", args=[text.public_id])
        form = form_to(secrecy.get(address), "/pass_secrecy/")
        refused = secrecy.post(form.action, {**form.values, "checklist": ["secrets"]})
        assert refused.status_code == 422
        assert "还没有核对：没有敏感数据" in text_of(refused)
        form = form_to(refused, "/pass_secrecy/")
        assert form.values["checklist"] == "secrets"
        secrecy.post(form.action, {**form.values, "remarks:没有敏感数据": "已隐去证件号码"})
        page = text_of(people("clerk").get(address))
        assert "没有敏感数据：已隐去证件号码" in page
        for said in ("真实性审核", "in_charge某", "杨某", "前办完"):
            assert said in page

    def test_sent_back_to_a_step_from_the_page(self, people: People, walk: Walker, cast: Any) -> None:
        text = walk.to(State.SECRECY_CHECKED)
        leader = people("leader")
        form = form_to(leader.get(reverse("work:disclosure", args=[text.public_id])), "/return/")
        done = leader.post(form.action, {**form.values, "to": "secrecy", "reason": "请再看隐私"}, follow=True)
        assert "已退回，重新办理：保密审查" in text_of(done)
        text.refresh_from_db()
        assert (text.state, text.step) == (State.SUBMITTED, "secrecy")
        page = text_of(people("secrecy").get(reverse("work:approvals")))
        assert "退回后重新办理" in page

    def test_an_opinion_from_another_unit(self, people: People, walk: Walker, cast: Any) -> None:
        lay(cast.admin, step("secrecy"), step("leader", asks=["SQ1"]))
        newcomer("villager2", walk.units.SQ1, "member")
        walk_there = newcomer("there", walk.units.SQ1, "leader")
        text = walk.to(State.SECRECY_CHECKED)
        assert "还缺1方意见" in text_of(people("leader").get(reverse("work:disclosure", args=[text.public_id])))
        walk.do("advise", text, by=walk_there, stance="objects", reason="口径不一致")
        page = text_of(people("leader").get(reverse("work:disclosure", args=[text.public_id])))
        for said in ("征求的意见", "不同意", "口径不一致", "第一社区党支部"):
            assert said in page


class TestTogether:
    def test_several_are_decided_and_those_that_are_not_say_why(self, people: People, walk: Walker) -> None:
        good, other = walk.to(State.SECRECY_CHECKED, title="甲事"), walk.to(State.SECRECY_CHECKED, title="乙事")
        leader = people("leader")
        form = form_to(leader.get(reverse("work:approvals")), "/decide/")
        walk.do("return", other, by=walk.cast.leader, reason="请改")
        texts = [f"{good.public_id}:{good.revision}", f"{other.public_id}:{other.revision}"]
        done = leader.post(form.action, {**form.values, "verb": "approve", "texts": texts, "opinion": "同意"})
        page = text_of(done)
        assert "1 件已办理，1 件没有办理" in page
        assert "这些没有办理" in page
        assert "乙事" in page
        good.refresh_from_db()
        assert good.state == State.APPROVED

    def test_without_a_tick_it_is_said_what_to_do(self, people: People, walk: Walker) -> None:
        walk.to(State.SECRECY_CHECKED)
        answer = people("leader").post(reverse("work:decide"), {"verb": "approve"})
        assert answer.status_code == 422
        assert "请先勾选要办理的公开信息" in text_of(answer)

    def test_one_page_of_very_many(self, people: People, walk: Walker, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("frontend.work.approvals.PAGE", 2)
        for title in ("甲事", "乙事", "丙事"):
            walk.to(State.SECRECY_CHECKED, title=title)
        leader = people("leader")
        first, second = (text_of(leader.get(reverse("work:approvals"), {"page": number})) for number in (1, 2))
        assert "等我决定的共 3 件" in first
        assert ("丙事" in first, "丙事" in second) == (False, True)

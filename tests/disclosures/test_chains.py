"""Which chain holds for a text, what is settled at submission, and who lays chains down?"""

from __future__ import annotations

from typing import Any

import pytest

from catalogs.models import Catalog
from core import errors
from core.audit.models import AuditEntry
from disclosures.deciding import laying_down, routes, settling
from disclosures.kinds import State, Step
from disclosures.models import ApprovalChain
from tests.databases import AT
from tests.disclosures.conftest import Walker
from tests.disclosures.laying import LONG, PLAIN, lay, officers, step

pytestmark = pytest.mark.django_db

CHECKED: dict[str, Any] = {"checklist": ["secrets"], "remarks": {"没有敏感数据": "已隐去身份证号"}}


class TestWhichHolds:
    def test_the_preset_is_the_chain_of_before(self, walk: Walker) -> None:
        route = settling.route_for(walk.draft())
        assert (route.codes, str(route.source)) == (["secrecy", "leader"], "平台预设（提出、审核、审批、实施）")
        assert settling.route_for(walk.draft(item=walk.items.above)).codes == ["secrecy", "leader", "superior"]

    def test_the_most_specific_holds(self, walk: Walker, cast: Any) -> None:
        draft = walk.draft()
        for name, where in (
            ("全部", {}),
            ("机关", {"sector": "agency"}),
            ("支部", {"unit_kind": "branch"}),
            ("机关支部", {"unit_kind": "branch", "sector": "agency"}),
            ("党费", {"item": str(walk.items.open.public_id)}),
        ):
            lay(cast.admin, *PLAIN, name=name, **where)
            assert settling.route_for(draft).source == name
        assert settling.route_for(walk.draft(item=walk.items.party, scope="party")).source == "机关支部"

    @pytest.mark.parametrize("where", [{"unit_kind": "committee"}, {"sector": "rural"}])
    def test_what_fits_another_unit_does_not_hold(self, walk: Walker, cast: Any, where: dict[str, str]) -> None:
        lay(cast.admin, *PLAIN, **where)
        assert settling.route_for(walk.draft()).source is routes.PRESET_SOURCE

    @pytest.mark.parametrize(
        ("applies", "item", "scope", "taken"),
        [
            ("beyond", "above", "unit", True),
            ("beyond", "open", "society", False),
            ("beyond_to_society", "above", "unit", False),
            ("beyond_to_society", "above", "society", True),
            ("to_society", "open", "society", True),
            ("to_society", "open", "unit", False),
        ],
    )
    def test_a_step_for_some_texts_alone(
        self, walk: Walker, cast: Any, applies: str, item: str, scope: str, taken: bool
    ) -> None:
        lay(cast.admin, *PLAIN, step("superior", applies=applies))
        draft = walk.draft(item=getattr(walk.items, item), scope=scope)
        assert ("superior" in settling.route_for(draft).codes) is taken

    def test_nothing_is_above_the_root(self, walk: Walker, cast: Any) -> None:
        lay(cast.admin, *PLAIN, step("superior"), step("maker"))
        draft = walk.draft()
        draft.unit = walk.units.QW
        assert settling.route_for(draft).codes == ["secrecy", "leader"]

    def test_of_its_own_catalog_a_unit_asks_its_superior(self, walk: Walker, cast: Any) -> None:
        lay(cast.admin, *PLAIN, step("maker"))
        draft = walk.draft()
        assert settling.route_for(draft).codes == ["secrecy", "leader", "maker"]
        Catalog.objects.update(unit=walk.units.JG1)
        assert settling.route_for(draft).codes == ["secrecy", "leader", "superior"]


class TestARound:
    def test_the_long_way(self, walk: Walker, cast: Any) -> None:
        people = officers(walk.units.JG1)
        lay(cast.admin, *LONG)
        text = walk.do("submit", walk.draft(item=walk.items.above))
        assert text.chain == [code["step"] for code in LONG]
        assert (text.route_source, text.maker) == ("先分管后主要", walk.units.QW)
        way: tuple[tuple[str, Any, dict[str, Any]], ...] = (
            ("pass_secrecy", cast.secrecy, CHECKED),
            ("pass_review", people["in_charge"], {}),
            ("pass_review", cast.secrecy, {}),
            ("approve", people["second_in_charge"], {}),
            ("advise", people["second_reviewer"], {"stance": "agrees"}),
            ("approve", cast.leader, {}),
            ("approve", cast.deputy, {}),
            ("approve", cast.superior, {}),
        )
        for verb, by, said in way:
            text = walk.do(verb, text, by=by, **said)
        assert (text.state, text.step, text.approved_hash) == (State.APPROVED, "", text.content_hash)
        assert list(text.decisions.values_list("step", flat=True)) == text.chain
        assert walk.do("publish", text).state == State.PUBLISHED

    def test_the_maker_alone_decides_as_the_maker(self, walk: Walker, cast: Any) -> None:
        lay(cast.admin, *PLAIN, step("maker"))
        text = walk.to(State.SECRECY_CHECKED)
        text = walk.do("approve", text, by=cast.leader)
        assert text.step == Step.MAKER
        with pytest.raises(errors.Denied):
            walk.do("approve", text, by=cast.deputy)  # above the unit, but below the maker
        assert walk.do("approve", text, by=cast.superior).state == State.APPROVED

    def test_a_verb_for_another_step_is_refused(self, walk: Walker, cast: Any) -> None:
        lay(cast.admin, step("secrecy"), step("truth"), step("leader"))
        text = walk.to(State.SUBMITTED)
        with pytest.raises(errors.Denied) as refused:
            walk.do("pass_review", text, by=cast.secrecy)
        assert (refused.value.code, str(refused.value.reason)) == ("decision.other_step", "现在这一步是保密审查。")

    def test_what_was_settled_holds_for_the_round(self, walk: Walker, cast: Any) -> None:
        chain = lay(cast.admin, *PLAIN, step("superior"))
        text = walk.to(State.SUBMITTED)
        laying_down.lift_chain(chain, data={"reason": "改回"}, revision=0, actor=cast.admin, at=AT)
        text = walk.do("approve", walk.do("pass_secrecy", text, by=cast.secrecy), by=cast.leader)
        assert text.step == Step.SUPERIOR
        text = walk.do("return", text, by=cast.deputy, reason="请改")
        assert walk.do("submit", text).chain == ["secrecy", "leader"]


class TestChecklists:
    @pytest.fixture
    def text(self, walk: Walker, cast: Any) -> Any:
        lay(cast.admin, *LONG)
        return walk.to(State.SUBMITTED)

    def refused(self, walk: Walker, text: Any, **said: Any) -> str:
        with pytest.raises(errors.Invalid) as found:
            walk.do("pass_secrecy", text, by=walk.cast.secrecy, **said)
        (error,) = found.value.errors["checklist"]
        return f"{error.code} {error.reason}"

    def test_every_point_is_ticked_or_answered(self, walk: Walker, text: Any) -> None:
        assert "checklist.unanswered 还没有核对：没有敏感数据" in self.refused(walk, text, checklist=["secrets"])
        self.refused(walk, text, checklist=["secrets"], remarks={"没有敏感数据": "  "})
        text = walk.do("pass_secrecy", text, by=walk.cast.secrecy, **CHECKED)
        decision = text.decisions.get()
        assert (decision.checklist, decision.remarks) == (["secrets"], {"没有敏感数据": "已隐去身份证号"})

    @pytest.mark.parametrize("said", [{"checklist": ["secrets", "别的"]}, {"remarks": {"别的": "有"}, "checklist": []}])
    def test_a_point_of_another_list_is_refused(self, walk: Walker, text: Any, said: dict[str, Any]) -> None:
        assert self.refused(walk, text, **said).startswith("checklist.unknown")

    def test_the_preset_has_its_points(self, walk: Walker) -> None:
        text = walk.to(State.SUBMITTED, item=walk.items.party, scope="party")
        assert "必要" in self.refused(walk, text, checklist=["secrets", "privacy", "truth"])

    def test_a_page_sends_its_remarks_one_by_one(self, walk: Walker, text: Any, cast: Any) -> None:
        said: dict[str, Any] = {"checklist": ["secrets"], "remarks:没有敏感数据": "已隐去"}
        text = walk.do("pass_secrecy", text, by=cast.secrecy, **said)
        assert text.decisions.get().remarks == {"没有敏感数据": "已隐去"}


class TestLayingDown:
    @pytest.mark.parametrize("who", ["clerk", "leader", "superior", "inspector", "member", "public"])
    def test_is_for_administrators(self, cast: Any, who: str) -> None:
        with pytest.raises(errors.Denied):
            lay(getattr(cast, who), *PLAIN)

    @pytest.mark.parametrize(
        ("steps", "code"),
        [
            ([step("leader")], "steps.needed"),
            ([step("secrecy")], "steps.needed"),
            ([step("secrecy"), step("leader", applies="beyond")], "steps.needed"),
            ([step("leader"), step("secrecy")], "steps.order"),
            ([step("secrecy"), step("leader"), step("in_charge")], "steps.order"),
            ([step("secrecy"), step("leader"), step("truth")], "steps.order"),
            ([*PLAIN, step("maker"), step("superior")], "steps.order"),
            ([*PLAIN, step("leader")], "steps.twice"),
            ([*PLAIN, step("release")], "steps.unknown"),
            ([step("secrecy", decider="leader"), step("leader")], "steps.decider"),
            ([step("secrecy"), step("truth", decider="maker"), step("leader")], "steps.decider"),
            ([step("secrecy", days=0), step("leader")], "steps.days"),
            ([step("secrecy", days="三"), step("leader")], "steps.days"),
            ([step("secrecy", days=61), step("leader")], "steps.days"),
            ([step("secrecy", applies="often"), step("leader")], "steps.applies"),
            ([step("secrecy", checklist=["长" * 101]), step("leader")], "steps.points"),
            ([step("secrecy"), step("leader", asks=["leader"])], "steps.asks_itself"),
            ([step("secrecy"), step("leader", asks=["XX9"])], "steps.no_unit"),
            (["secrecy"], "steps.invalid"),
        ],
    )
    def test_what_is_no_chain_is_refused(self, cast: Any, steps: list[Any], code: str) -> None:
        with pytest.raises(errors.Invalid) as refused:
            lay(cast.admin, *steps)
        assert [error.code for error in refused.value.errors["steps"]] == [code]
        assert not ApprovalChain.objects.exists()

    def test_one_chain_for_the_same_texts(self, cast: Any) -> None:
        lay(cast.admin, *PLAIN)
        with pytest.raises(errors.Invalid) as refused:
            lay(cast.admin, *PLAIN)
        assert [error.code for error in refused.value.errors["name"]] == ["approval_chain.exists"]

    def test_is_audited_with_its_reason(self, cast: Any) -> None:
        chain = lay(cast.admin, *PLAIN)
        said = {"name": "改", "reason": "精简", "steps": [*PLAIN, step("superior")]}
        changed = laying_down.change_chain(chain, data=said, revision=0, actor=cast.admin, at=AT)
        laying_down.lift_chain(changed, data={"reason": "不用了"}, revision=1, actor=cast.admin, at=AT)
        found = list(AuditEntry.objects.filter(verb__startswith="approval_chain.").order_by("id"))
        assert [(each.verb, each.reason) for each in found] == [
            ("approval_chain.laid_down", "按S1办理"),
            ("approval_chain.changed", "精简"),
            ("approval_chain.lifted", "不用了"),
        ]
        assert [row["step"] for row in found[1].after["steps"]] == ["secrecy", "leader", "superior"]
        assert [row["step"] for row in found[1].before["steps"]] == ["secrecy", "leader"]

    def test_of_two_changes_the_second_hears_of_the_first(self, cast: Any) -> None:
        chain = lay(cast.admin, *PLAIN)
        said = {"name": "改", "reason": "精简", "steps": list(PLAIN)}
        laying_down.change_chain(chain, data=said, revision=0, actor=cast.admin, at=AT)
        with pytest.raises(errors.Stale):
            laying_down.change_chain(chain, data=said, revision=0, actor=cast.admin, at=AT)

    def test_a_page_sends_each_step_in_fields_of_its_own(self, cast: Any, units: Any) -> None:
        said = {
            "steps:secrecy:on": "on",
            "steps:secrecy:place": "2",
            "steps:secrecy:days": "3",
            "steps:secrecy:checklist": "不涉及国家秘密和工作秘密\r\n没有敏感数据\r\n",
            "steps:truth:on": "on",
            "steps:truth:place": "1",
            "steps:leader:on": "on",
            "steps:leader:asks": ["reviewer"],
            "steps:leader:asks:units": "JG2、SQ1",
        }
        chain = laying_down.lay_down_chain(data={"name": "表", "reason": "试", **said}, actor=cast.admin, at=AT)
        truth, secrecy, leader = settling.steps_of(ApprovalChain.objects.with_steps().get(pk=chain.pk))
        assert (truth.step, secrecy.step) == ("truth", "secrecy")
        assert (secrecy.days, secrecy.checklist) == (3, ("secrets", "没有敏感数据"))
        assert leader.asks == ("reviewer", f"leader@{units.JG2.pk}", f"leader@{units.SQ1.pk}")

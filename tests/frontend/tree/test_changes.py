"""Is every change of the tree shown with its effects first, refused clearly, and done once it is confirmed?"""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from accounts import actions as accounts_actions
from accounts import actors
from hierarchy import actions, checker
from hierarchy.models import ChangeState, TreeChange, Unit
from tests.databases import AT
from tests.frontend.browser import Browser, signed_in
from tests.world import PASSWORD

REASON = "区委〔2026〕8号文件"


@pytest.fixture
def keeper(db: None, _in_district: None) -> Browser:
    """The browser of the root's administrator."""
    cache.clear()
    return signed_in("admin")


@pytest.fixture
def branch_keeper(db: None, _in_district: None) -> Browser:
    """The browser of an administrator of one general branch."""
    cache.clear()
    accounts_actions.create_user(
        username="jg-admin",
        name="尤某",
        unit=Unit.objects.get(code="JG"),
        role="admin",
        from_on=datetime.date(2026, 1, 1),
        password=PASSWORD,
        must_change_password=False,
        actor=actors.SYSTEM,
        at=AT,
    )
    return signed_in("jg-admin")


def path(route: str, code: str) -> str:
    return reverse(f"work:{route}", args=[unit(code).public_id])


def unit(code: str) -> Unit:
    return Unit.objects.get(code=code)


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def form_of(verb: str) -> dict[str, Any]:
    """Return what is filled in for a verb at unit SQ2, or below it."""
    forms: dict[str, dict[str, Any]] = {
        "unit_create": {
            "parent": unit("SQ2").public_id,
            "code": "SQ21",
            "name": "第二社区第一党小组",
            "kind": "branch",
            "sector": "community",
            "departments": "组织委员、宣传委员",
        },
        "unit_rename": {"name": "阳光社区党支部"},
        "unit_reclassify": {"kind": "branch", "sector": "rural"},
        "unit_move": {"parent": unit("JG").public_id},
        "unit_close": {"successor": unit("SQ1").public_id},
    }
    return {**forms[verb], "reason": REASON}


EFFECTS = {
    "unit_create": "示例区委 › 第一街道党总支 › 第二社区党支部 › 第二社区第一党小组",
    "unit_rename": "示例区委 › 第一街道党总支 › 阳光社区党支部",
    "unit_reclassify": "公开目录随类型和领域重新确定",
    "unit_move": "改由这些同志管理：蒋某（区直机关党总支 上级审批人）",
    "unit_close": "只涉及“第二社区党支部”一个单位。",
}


@pytest.mark.parametrize("verb", EFFECTS)
def test_a_change_is_shown_with_its_effects_and_done_when_confirmed(verb: str, keeper: Browser) -> None:
    assert keeper.get(path(verb, "SQ2")).status_code == 200
    before = list(Unit.objects.values())
    shown = keeper.post(path(verb, "SQ2"), {**form_of(verb), "step": "preview"})
    assert shown.status_code == 200
    assert EFFECTS[verb] in text_of(shown)
    assert list(Unit.objects.values()) == before
    assert not TreeChange.objects.filter(reason=REASON).exists()
    done = keeper.post(path(verb, "SQ2"), {**form_of(verb), "step": "confirm"})
    change = TreeChange.objects.get(reason=REASON)
    assert done["Location"] == reverse("work:unit", args=[change.subject.public_id])
    assert change.state == ChangeState.APPLIED
    assert checker.check() == []
    assert keeper.get(done["Location"]).status_code == 200


def test_a_change_for_a_later_day_is_planned_and_can_be_taken_back(keeper: Browser) -> None:
    day = timezone.localdate() + datetime.timedelta(days=40)
    form = {**form_of("unit_rename"), "effective_on": day.isoformat()}
    assert "自动生效，此前可以取消" in text_of(keeper.post(path("unit_rename", "SQ2"), {**form, "step": "preview"}))
    keeper.post(path("unit_rename", "SQ2"), {**form, "step": "confirm"})
    change = TreeChange.objects.planned().get()
    cancel = reverse("work:units_cancel", args=[change.public_id])
    assert unit("SQ2").name == "第二社区党支部"
    assert cancel in text_of(keeper.get(path("unit", "SQ2")))
    assert signed_in("clerk").post(cancel, {"reason": "x"}).status_code == 403
    assert keeper.post(cancel, {"reason": " "}).status_code == 422
    assert keeper.post(cancel, {"reason": "文件撤回"}).status_code == 302
    assert not TreeChange.objects.planned().exists()
    again = keeper.post(cancel, {"reason": "文件撤回"})
    assert (again.status_code, "已经生效或取消" in text_of(again)) == (422, True)


@pytest.mark.parametrize("step", ["preview", "confirm"])
@pytest.mark.parametrize(
    ("verb", "code", "wrong", "told"),
    [
        ("unit_create", "SQ2", {"code": "JG1"}, "已由“机关第一党支部”使用"),
        ("unit_create", "SQ2", {"name": "  "}, "请填写单位名称"),
        ("unit_rename", "SQ2", {"name": "第二社区党支部"}, "没有需要变更的内容"),
        ("unit_rename", "SQ2", {"effective_on": "2026-01-01"}, "已经过去"),
        ("unit_reclassify", "SQ2", {"sector": "community"}, "没有需要变更的内容"),
        ("unit_move", "JD", {"parent": "JD"}, "不能隶属于自己"),
        ("unit_move", "JD", {"parent": "SQ1"}, "是“第一街道党总支”的下级"),
        ("unit_move", "SQ2", {"parent": "00000000-0000-4000-8000-000000000000"}, "请重新选择"),
        ("unit_close", "JD", {"successor": ""}, "还有下级单位，请指定承接单位"),
        ("unit_close", "SQ2", {"reason": ""}, "请写明变动的理由"),
    ],
)
def test_what_cannot_be_is_refused_in_both_steps(
    step: str, verb: str, code: str, wrong: dict[str, str], told: str, keeper: Browser
) -> None:
    form = {**form_of(verb), **wrong, "step": step}
    for name in ("parent", "successor"):
        found = Unit.objects.filter(code=form.get(name, "")).first()
        form[name] = found.public_id if found else form.get(name, "")
    before = list(Unit.objects.values())
    answer = keeper.post(path(verb, code), form)
    assert answer.status_code == 422
    assert told in text_of(answer)
    assert list(Unit.objects.values()) == before


def test_a_superior_is_chosen_by_searching_without_losing_what_was_typed(keeper: Browser) -> None:
    form = {"find": "jgdyd", "reason": REASON, "step": "search", "effective_on": "2027-03-01"}
    page = text_of(keeper.post(path("unit_move", "SQ2"), form))
    assert f'value="{unit("JG1").public_id}"' in page
    assert f'value="{unit("JD").public_id}"' not in page
    assert REASON in page
    assert "2027-03-01" in page
    assert "gk-errors" not in page
    part = text_of(keeper.post(path("unit_move", "SQ2"), form, headers={"HX-Request": "true"}))
    assert "<html" not in part
    assert f'value="{unit("JG1").public_id}"' in part


def test_going_back_from_the_effects_keeps_what_was_filled_in(keeper: Browser) -> None:
    page = keeper.post(path("unit_rename", "SQ2"), {**form_of("unit_rename"), "step": "edit"})
    assert page.status_code == 200
    assert "阳光社区党支部" in text_of(page)
    assert unit("SQ2").name == "第二社区党支部"


def test_an_administrator_of_a_branch_changes_only_what_is_hers(branch_keeper: Browser) -> None:
    own = text_of(branch_keeper.get(path("unit", "JG")))
    assert path("unit_rename", "JG") in own
    assert "您不管理“示例区委”的组织架构" in own
    assert branch_keeper.get(path("unit_move", "JG")).status_code == 403
    assert branch_keeper.get(path("unit_rename", "SQ1")).status_code == 403
    foreign = {**form_of("unit_move"), "parent": unit("JD").public_id, "step": "confirm"}
    answer = branch_keeper.post(path("unit_move", "JG1"), foreign)
    assert answer.status_code == 422
    assert unit("JG1").parent == unit("JG")


def test_a_unit_that_changed_meanwhile_is_told(keeper: Browser) -> None:
    form = form_of("unit_rename")
    assert keeper.post(path("unit_rename", "SQ2"), {**form, "step": "preview"}).status_code == 200
    actions.close_unit(unit("SQ2"), successor=unit("SQ1"), actor=actors.SYSTEM, at=timezone.now(), reason="合并")
    answer = keeper.post(path("unit_rename", "SQ2"), {**form, "step": "confirm"})
    assert (answer.status_code, "已撤销，不能再变更" in text_of(answer)) == (422, True)


def test_departments_are_opened_and_closed(keeper: Browser) -> None:
    add = path("unit_department_add", "JG1")
    assert keeper.post(add, {"name": "组织 人事科"}).status_code == 302
    doubled = keeper.post(add, {"name": "组织 人事科"})
    assert (doubled.status_code, "已有责任科室" in text_of(doubled)) == (422, True)
    page = text_of(keeper.get(path("unit", "JG1")))
    close = f"{path('unit_department_close', 'JG1')}?name=%E7%BB%84%E7%BB%87+%E4%BA%BA%E4%BA%8B%E7%A7%91"
    assert close in page
    assert keeper.get(f"{path('unit_department_close', 'JG1')}?name=none").status_code == 404
    assert signed_in("clerk").post(close, {"reason": REASON}).status_code == 403
    assert keeper.post(close, {"reason": REASON}).status_code == 302
    assert not unit("JG1").departments.filter(closed_on__isnull=True).exists()
    assert keeper.post(add, {"name": "组织 人事科"}).status_code == 302
    assert unit("JG1").departments.get().closed_on is None

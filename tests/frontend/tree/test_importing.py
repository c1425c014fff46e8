"""Does a spreadsheet of units pass through preview to the tree, whole or not at all?"""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import User
from core.sheets import Sheet, write_xlsx
from hierarchy.models import Unit
from tests.frontend.browser import Browser, signed_in

HEADERS = ("单位编码", "单位名称", "上级单位", "组织类型", "领域")
ROWS = [
    ("QW", "示例区委", "", "党委", "机关"),
    ("JG", "区直机关党总支", "QW", "党总支", "机关"),
    ("JG1", "机关综合党支部", "JG", "党支部", "机关"),
    ("JG3", "机关第三党支部", "JG", "", "机关"),
    ("JD", "第一街道党总支", "QW", "党总支", "社区"),
    ("SQ1", "第一社区党支部", "JG", "党支部", "社区"),
]


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path: Any, db: None, _in_district: None) -> None:
    settings.MEDIA_ROOT = str(tmp_path)
    cache.clear()


@pytest.fixture
def keeper(_files: None) -> Browser:
    """The browser of the root's administrator."""
    return signed_in("admin")


def table(rows: Any, name: str = "units.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, write_xlsx([Sheet("单位", HEADERS, rows, (10,) * 5)]))


def upload(browser: Browser, file: SimpleUploadedFile) -> Any:
    return browser.post(reverse("work:units_import"), {"file": file})


def token_of(answer: Any) -> str:
    found = re.search(r'name="token" value="([^"]+)"', answer.content.decode())
    assert found is not None
    return found[1]


def confirm(browser: Browser, token: str) -> Any:
    return browser.post(reverse("work:units_import_confirm"), {"token": token})


def held(tmp_path: Any) -> list[Any]:
    return [path for path in tmp_path.rglob("*") if path.is_file()]


def test_the_difference_is_shown_and_written_when_confirmed(keeper: Browser, tmp_path: Any) -> None:
    before = list(Unit.objects.values())
    shown = upload(keeper, table(ROWS))
    page = shown.content.decode()
    assert shown.status_code == 200
    for told in ("机关第三党支部", "机关综合党支部", "第一街道党总支", "机关第二党支部", "表中没有"):
        assert told in page
    assert list(Unit.objects.values()) == before
    token = token_of(shown)
    assert len(held(tmp_path)) == 1
    assert confirm(keeper, token).status_code == 302
    assert Unit.objects.get(code="JG1").name == "机关综合党支部"
    assert Unit.objects.get(code="SQ1").parent == Unit.objects.get(code="JG")
    assert Unit.objects.get(code="JG3").kind == "branch"
    assert held(tmp_path) == []
    again = confirm(keeper, token)
    assert (again.status_code, "已经过期" in again.content.decode()) == (404, True)


def test_one_wrong_row_keeps_everything_out(keeper: Browser, tmp_path: Any) -> None:
    wrong = [*ROWS, ("JG4", "机关第四党支部", "没有这个单位", "党支部", "机关"), ("JG5", "", "JG", "怪物", "机关")]
    answer = upload(keeper, table(wrong))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "第 8 行，上级单位" in page
    assert "没有找到上级单位“没有这个单位”" in page
    assert "单位名称是空的" in page
    assert 'name="token"' not in page
    assert held(tmp_path) == []
    assert not Unit.objects.filter(code="JG3").exists()


def test_a_tree_that_changed_between_preview_and_confirmation_is_judged_anew(keeper: Browser, tmp_path: Any) -> None:
    token = token_of(upload(keeper, table(ROWS)))
    Unit.objects.filter(code="JG3").delete()
    # The superior of a row is gone meanwhile: its code now means nothing.
    Unit.objects.filter(code="JG").update(code="JG-OLD")
    answer = confirm(keeper, token)
    assert answer.status_code in (302, 422)
    if answer.status_code == 422:
        assert not Unit.objects.filter(code="JG3").exists()


@pytest.mark.parametrize(
    ("file", "told"),
    [
        (SimpleUploadedFile("units.xlsx", b"\x89PNG\r\n\x1a\n not a table"), "不是电子表格"),
        (SimpleUploadedFile("units.csv", "姓名,电话\n张三,1\n".encode()), "单位名称"),
        (SimpleUploadedFile("units.csv", b""), "空"),
    ],
    ids=["picture", "other columns", "empty"],
)
def test_what_is_no_table_of_units_is_refused_at_the_form(
    file: SimpleUploadedFile, told: str, keeper: Browser, tmp_path: Any
) -> None:
    file.seek(0)
    answer = upload(keeper, file)
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert held(tmp_path) == []


def test_a_token_is_for_one_person_and_one_purpose(keeper: Browser) -> None:
    token = token_of(upload(keeper, table(ROWS)))
    forged = confirm(keeper, token[:-2] + "xx")
    assert (forged.status_code, "没有写入任何内容" in forged.content.decode()) == (409, True)
    root = Unit.objects.get(code="QW")
    foreign = keeper.post(reverse("work:catalog_import_confirm", args=[root.public_id]), {"token": token})
    assert foreign.status_code == 409
    User.objects.get(username="superior").posts.update(role="admin")
    assert confirm(signed_in("superior"), token).status_code == 409
    assert not Unit.objects.filter(code="JG3").exists()


def test_the_check_says_what_it_found(keeper: Browser) -> None:
    path = reverse("work:units_check")
    assert "检查什么" in keeper.get(path).content.decode()
    assert "没有发现问题" in keeper.post(path).content.decode()
    Unit.objects.filter(code="SQ1").update(rght=999)
    page = keeper.post(path).content.decode()
    assert "“第一社区党支部”的左右编号" in page
    assert "gongkai tree check --repair" in page

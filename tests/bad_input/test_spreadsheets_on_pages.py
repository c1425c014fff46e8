"""What does a clerk of the files read when a spreadsheet is wrong? The reason, a code, and that nothing was written.

Shown elsewhere: every wrong row at the verb (`tests/hierarchy/test_imports.py`, `tests/catalogs/test_imports.py`),
every unreadable file at the reader (`tests/core/sheets/test_refusals.py`), preview and confirmation
(`tests/frontend/tree/test_importing.py`, `tests/frontend/workbench/test_writing.py`). The API takes no spreadsheets;
the command is in `test_commands.py`.
"""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django_tenants.utils import tenant_context

from catalogs.models import Item
from core import schemas
from hierarchy.models import Unit
from tenants.models import Tenant
from tests.bad_input import tables
from tests.bad_input.tables import Wrong
from tests.bad_input.traces import changed, content, files, nothing_written, text_of, told
from tests.frontend.browser import Browser

UNITS_IMPORT = "work:units_import"


def upload(browser: Browser, address: str, wrong: Wrong, **fields: str) -> Any:
    return browser.post(address, {"file": SimpleUploadedFile(wrong.name, wrong.content), **fields})


def catalog_import(code: str = "JG") -> str:
    return reverse("work:catalog_import", args=[Unit.objects.get(code=code).public_id])


@pytest.mark.parametrize("wrong", tables.WRONG_UNITS, ids=str)
def test_a_wrong_table_of_units(wrong: Wrong, keeper: Browser) -> None:
    with nothing_written():
        page = told(upload(keeper, reverse(UNITS_IMPORT), wrong), 422, wrong.code, *wrong.said)
    assert 'name="token"' not in page, "what is wrong cannot be confirmed"
    if wrong.row:
        assert f"第 {wrong.row} 行，" in page
        assert "有一行不对，整张表都不写入" in page


@pytest.mark.parametrize("wrong", tables.UNREADABLE_CATALOGS, ids=str)
def test_what_is_no_catalog(wrong: Wrong, keeper: Browser) -> None:
    with nothing_written():
        answer = upload(keeper, catalog_import(), wrong, openness="school")
        page = told(answer, 422, wrong.code, *wrong.said)
    assert 'name="token"' not in page
    assert re.search(r'value="school"\s+selected', page), "what was chosen comes back"


@pytest.mark.parametrize("wrong", tables.DOUBTFUL_CATALOGS, ids=str)
def test_a_doubtful_row_is_shown_and_never_written(wrong: Wrong, keeper: Browser) -> None:
    address = catalog_import()
    before = content()
    told(upload(keeper, address, wrong), 200, wrong.code, "第 3 行，", "待人工核对 1 处", *wrong.said)
    assert changed(before) == []
    (waiting,) = files()
    assert waiting.read_bytes() == wrong.content, "what was uploaded waits for its confirmation"


def test_only_what_is_certain_is_written_when_confirmed(keeper: Browser) -> None:
    wrong = tables.DOUBTFUL_CATALOGS[0]
    shown = text_of(upload(keeper, catalog_import(), wrong))
    token = re.search(r'name="token" value="([^"]+)"', shown)
    assert token is not None
    keeper.post(catalog_import().replace("import/", "import/confirm/"), {"token": token[1]})
    assert [item.channels for item in Item.objects.all()] == [["公开栏"]]
    assert files() == []


@pytest.mark.parametrize("target", ["units", "catalog"])
def test_a_hundred_megabytes(target: str, keeper: Browser) -> None:
    address = reverse(UNITS_IMPORT) if target == "units" else catalog_import()
    huge = Wrong("huge", "全部.csv", b"x" * tables.HUNDRED_MEGABYTES, "file.too_large", ("“全部.csv”超过 20 MB",))
    with nothing_written():
        told(upload(keeper, address, huge), 422, huge.code, *huge.said)


def test_a_catalog_for_a_unit_that_is_not_here(keeper: Browser, college: Tenant) -> None:
    with tenant_context(college):
        foreign = Unit.objects.get(code="JG").public_id
    schemas.enter(Tenant.objects.get(slug="district"))
    good = Wrong("", "目录.csv", tables.csv(tables.CATALOG, tables.GOOD_ITEM), "object.missing", ("没有找到",))
    for unit in (foreign, uuid.uuid4()):
        with nothing_written():
            page = told(upload(keeper, reverse("work:catalog_import", args=[unit]), good), 404, good.code, *good.said)
        assert "机电系" not in page


HOSTILE = '<script>alert("单位")</script>'


def test_markup_in_cells_is_shown_as_it_was_typed(keeper: Browser) -> None:
    rows = (f"H,{HOSTILE}党支部,JG,党支部,机关", f"H2,甲党支部,{HOSTILE},党支部,机关")
    for count, status in ((1, 200), (2, 422)):
        wrong = Wrong("", "<b>.csv", "\n".join([tables.UNITS, *rows[:count]]).encode(), "", ())
        page = told(upload(keeper, reverse(UNITS_IMPORT), wrong), status, "", "&lt;script&gt;alert(")
        assert "<script>alert" not in page


def test_a_confirmation_of_what_is_gone(keeper: Browser) -> None:
    good = Wrong("", "单位.csv", tables.csv(tables.UNITS, tables.GOOD_UNIT), "", ())
    token = re.search(r'name="token" value="([^"]+)"', text_of(upload(keeper, reverse(UNITS_IMPORT), good)))
    assert token is not None
    for kept in files():
        kept.unlink()  # as the nightly sweep does
    with nothing_written():
        answer = keeper.post(reverse("work:units_import_confirm"), {"token": token[1]})
        told(answer, 404, "file.missing", "已经过期", "请重新上传")

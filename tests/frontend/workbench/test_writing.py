"""Can an administrator write, import and publish a catalog with forms alone, and nobody else?"""

from __future__ import annotations

import datetime
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts import actors
from catalogs import actions
from catalogs.models import Catalog, CatalogVersion, Item
from core.sheets import Sheet, write_xlsx
from tests.frontend.browser import Browser, signed_in
from tests.frontend.workbench.conftest import text_of

HEADERS = ("一级目录", "二级目录", "公开形式", "公开范围", "公开时限", "责任科室")
ROWS = [
    ("党的组织建设情况", "机关食堂管理情况", "网站", "社会", "每季度", "后勤科"),
    ("", "机关志愿服务安排", "党务公开栏、会议", "党内", "即时", "组织部"),
    ("党风廉政建设情况", "述职述廉情况", "会议", "党内、校内 一定范围", "每年", "纪委"),
]


def path(route: str, *args: Any) -> str:
    return reverse(f"work:{route}", args=[getattr(arg, "public_id", arg) for arg in args])


def item_form(item: Item, **changes: Any) -> dict[str, Any]:
    form = {
        "category": str(item.category.public_id),
        "title": item.title,
        "openness": item.openness,
        "scopes": item.scopes,
        "channels": "、".join(item.channels),
        "departments": "、".join(item.departments),
        "time_mode": item.time_mode,
        "period": item.period,
        "obligation_level": item.obligation_level,
        "notice_days": "0",
        "revision": str(item.revision),
    }
    return {**form, **changes}


def table(rows: Any = ROWS) -> SimpleUploadedFile:
    return SimpleUploadedFile("目录.xlsx", write_xlsx([Sheet("目录", HEADERS, rows, (10,) * 6)]))


def token_of(answer: Any) -> str:
    found = re.search(r'name="token" value="([^"]+)"', text_of(answer))
    assert found is not None
    return found[1]


@pytest.mark.parametrize("username", ["clerk", "leader", "superior", "inspector", "secrecy", "member"])
def test_who_edits_no_catalogs_is_refused(username: str, draft: CatalogVersion, units: Any) -> None:
    browser = signed_in(username)
    for route in ("catalog_create", "catalog_import", "catalog_import_confirm"):
        assert browser.get(path(route, units.JG)).status_code == 403
        assert browser.post(path(route, units.JG), {"name": "x"}).status_code == 403
    item, category = draft.items.get(title="机关食堂管理情况"), draft.categories.get()
    writes = [
        path("catalog_publish", draft),
        path("catalog_discard", draft),
        path("catalog_add_category", draft),
        path("catalog_edit_category", category),
        path("catalog_remove_category", category),
        path("catalog_add_item", category),
        path("catalog_remove_item", item),
        path("catalog_item", item),
        path("catalog_start", draft.catalog),
    ]
    before = (CatalogVersion.objects.count(), Item.objects.count())
    for address in writes:
        assert browser.post(address, {"title": "x"}).status_code in (403, 404, 200)
    assert (CatalogVersion.objects.count(), Item.objects.count()) == before
    assert draft.items.get(pk=item.pk).revision == item.revision


def test_an_administrator_of_a_branch_writes_only_below_it(
    branch_keeper: Browser, published: CatalogVersion, units: Any
) -> None:
    assert branch_keeper.get(path("catalog_import", units.JG1)).status_code == 200
    refused = branch_keeper.get(path("catalog_import", units.QW))
    assert (refused.status_code, "上级单位的管理员可以编制" in text_of(refused)) == (403, True)
    assert branch_keeper.post(path("catalog_start", published.catalog)).status_code == 403


def test_a_catalog_is_written_from_nothing_and_published(keeper: Browser, units: Any) -> None:
    made = keeper.post(path("catalog_create", units.QW), {"name": "补充公开目录", "openness": "party_affairs"})
    draft = Catalog.objects.get(unit=units.QW).versions.get()
    assert made["Location"] == path("catalog_edition", draft)
    doubled = keeper.post(path("catalog_create", units.QW), {"name": "补充公开目录", "openness": "party_affairs"})
    assert (doubled.status_code, "请换一个名称" in text_of(doubled)) == (422, True)
    empty = keeper.post(path("catalog_publish", draft), {"effective_on": timezone.localdate().isoformat()})
    assert (empty.status_code, "还没有公开事项" in text_of(empty)) == (422, True)
    assert keeper.post(path("catalog_add_category", draft), {"title": "支部建设"}).status_code == 302
    category = draft.categories.get()
    blank = keeper.post(path("catalog_add_item", category), {"category": category.public_id})
    assert (blank.status_code, 'href="#id_title"' in text_of(blank)) == (422, True)
    form = {
        "category": category.public_id,
        "title": "三会一课开展情况",
        "openness": "party_affairs",
        "scopes": ["unit"],
        "channels": "公开栏、会议",
        "departments": "支部委员会",
        "time_mode": "periodic",
        "obligation_level": "mandatory",
    }
    unfinished = keeper.post(path("catalog_add_item", category), form)
    assert (unfinished.status_code, "请选择公开周期" in text_of(unfinished)) == (422, True)
    assert keeper.post(path("catalog_add_item", category), {**form, "period": "quarter"}).status_code == 302
    draft.refresh_from_db()
    today = timezone.localdate().isoformat()
    page = keeper.post(path("catalog_publish", draft), {"effective_on": today, "revision": draft.revision})
    assert page.status_code == 302
    assert "三会一课开展情况" in text_of(signed_in("neighbour").get(reverse("work:catalog")))


def test_headings_are_renamed_and_removed_when_empty(keeper: Browser, draft: CatalogVersion) -> None:
    category = draft.categories.get()
    assert keeper.get(path("catalog_edit_category", category)).status_code == 200
    assert keeper.post(path("catalog_edit_category", category), {"title": "机关建设"}).status_code == 302
    refused = keeper.post(path("catalog_remove_category", category))
    assert (refused.status_code, "还有 2 个公开事项" in text_of(refused)) == (422, True)
    for item in draft.items.all():
        assert keeper.get(path("catalog_remove_item", item)).status_code == 200
        assert keeper.post(path("catalog_remove_item", item)).status_code == 302
    assert keeper.post(path("catalog_remove_category", category)).status_code == 302
    assert not draft.categories.exists()


def test_an_item_is_edited_whole_and_a_stale_form_is_told(keeper: Browser, draft: CatalogVersion) -> None:
    item = draft.items.get(title="机关食堂管理情况")
    form = item_form(item, scopes=["unit", "society"], departments="后勤科、工会", superior_approval="on")
    assert keeper.post(path("catalog_item", item), form).status_code == 302
    item.refresh_from_db()
    assert (item.scopes, item.departments, item.superior_approval) == (["unit", "society"], ["后勤科", "工会"], True)
    stale = keeper.post(path("catalog_item", item), {**form, "title": "食堂"})
    assert (stale.status_code, "已有人改动" in text_of(stale)) == (422, True)
    item.refresh_from_db()
    assert item.title == "机关食堂管理情况"


def test_a_table_is_shown_then_written_and_what_is_doubtful_settled(
    keeper: Browser, draft: CatalogVersion, units: Any, tmp_path: Any
) -> None:
    before = list(Item.objects.order_by("pk").values())
    target = {"catalog": "机关公开目录"}
    shown = keeper.post(path("catalog_import", units.JG), {**target, "file": table()})
    page = text_of(shown)
    assert shown.status_code == 200
    assert list(Item.objects.order_by("pk").values()) == before
    for told in ("导入到《机关公开目录》", "述职述廉情况", "第 4 行，公开范围", "校内 一定范围", "<ins>社会</ins>"):
        assert told in page
    written = keeper.post(path("catalog_import_confirm", units.JG), {**target, "token": token_of(shown)})
    assert written["Location"] == path("catalog_edition", draft)
    assert [each for each in tmp_path.rglob("*") if each.is_file()] == []
    assert draft.items.get(title="机关食堂管理情况").scopes == ["society"]
    uncertain = draft.items.uncertain().get()
    overview = keeper.get(reverse("work:catalog"), {"unit": units.JG.public_id, "view": "uncertain"})
    assert "述职述廉情况" in text_of(overview)
    refused = keeper.post(path("catalog_publish", draft), {"effective_on": timezone.localdate().isoformat()})
    assert (refused.status_code, "导入内容待核对" in text_of(refused)) == (422, True)
    form = text_of(keeper.get(path("catalog_item", uncertain)))
    assert "表中第 4 行“公开范围”" in re.sub(r"\s+", " ", form).replace("表中第 4 行 “", "表中第 4 行“")
    assert keeper.post(path("catalog_item", uncertain), {"settle": "1", "revision": "0"}).status_code == 302
    assert not draft.items.uncertain().exists()


def test_what_is_doubtful_and_empty_cannot_be_settled_as_it_is(keeper: Browser, draft: CatalogVersion) -> None:
    Item.objects.filter(version=draft).update(
        scopes=[], needs_person=[{"field": "scopes", "row": 3, "column": "公开范围", "value": "", "reason": "没有写。"}]
    )
    item = draft.items.all()[0]
    answer = keeper.post(path("catalog_item", item), {"settle": "1", "revision": item.revision})
    assert (answer.status_code, 'href="#id_scopes_0"' in text_of(answer)) == (422, True)
    assert draft.items.uncertain().count() == 2


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("目录.xlsx", b"GIF89a nothing", "不是电子表格"),
        ("目录.csv", "姓名,电话\n张三,1\n".encode(), "一级目录"),
        ("目录.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "另存为"),
    ],
)
def test_what_is_no_catalog_is_refused_at_the_form(
    name: str, content: bytes, told: str, keeper: Browser, units: Any, tmp_path: Any
) -> None:
    answer = keeper.post(path("catalog_import", units.JG), {"file": SimpleUploadedFile(name, content)})
    assert (answer.status_code, told in text_of(answer)) == (422, True)
    assert [each for each in tmp_path.rglob("*") if each.is_file()] == []


def test_an_upload_for_one_unit_is_not_written_at_another(keeper: Browser, units: Any) -> None:
    token = token_of(keeper.post(path("catalog_import", units.JG), {"file": table()}))
    answer = keeper.post(path("catalog_import_confirm", units.JD), {"token": token})
    assert (answer.status_code, "请重新上传" in text_of(answer)) == (409, True)
    assert not Catalog.objects.filter(unit=units.JD).exists()


def test_the_next_edition_is_compared_published_and_takes_over_on_its_day(
    keeper: Browser, published: CatalogVersion, units: Any
) -> None:
    assert keeper.post(path("catalog_start", published.catalog)).status_code == 302
    again = keeper.post(path("catalog_start", published.catalog))
    assert (again.status_code, "已有一份草稿" in text_of(again)) == (409, True)
    draft = published.catalog.versions.drafts().get()
    item = draft.items.get(title="党费收缴情况")
    actions.edit_item(
        item,
        data={**item_form(item), "channels": item.channels, "departments": ["组织部"], "period": "month"},
        actor=actors.SYSTEM,
        at=timezone.now(),
    )
    actions.remove_item(draft.items.get(title="区委全会情况"), actor=actors.SYSTEM, at=timezone.now())
    draft.refresh_from_db()
    page = text_of(keeper.get(path("catalog_publish", draft)))
    assert "与第1版相比：新增 0 项，修改 1 项，去掉 1 项" in page
    assert re.search(r"<ins>[^<]*每月[^<]*</ins>", page)
    past = {"effective_on": "2026-01-01", "revision": draft.revision}
    refused = keeper.post(path("catalog_publish", draft), past)
    assert (refused.status_code, "不能早于今天" in text_of(refused)) == (422, True)
    stale = {"effective_on": timezone.localdate().isoformat(), "revision": draft.revision - 1}
    told = keeper.post(path("catalog_publish", draft), stale)
    assert (told.status_code, "已有人改动" in text_of(told)) == (422, True)
    day = timezone.localdate() + datetime.timedelta(days=40)
    form = {"effective_on": day.isoformat(), "revision": draft.revision, "note": "按新规定修订"}
    assert keeper.post(path("catalog_publish", draft), form).status_code == 302
    coming = text_of(signed_in("member").get(reverse("work:catalog")))
    assert path("catalog_compare", draft) in coming
    compared = text_of(signed_in("member").get(path("catalog_compare", draft)))
    assert "<del>区委全会情况</del>" in compared


def test_a_draft_is_thrown_away_after_asking(keeper: Browser, draft: CatalogVersion, units: Any) -> None:
    asked = keeper.get(path("catalog_discard", draft))
    assert "草稿中的 2 个公开事项都会删除" in text_of(asked)
    gone = keeper.post(path("catalog_discard", draft), {"reason": "重复编制"})
    assert gone["Location"] == path("catalog_made", units.JG)
    assert keeper.get(path("catalog_edition", draft)).status_code == 404


def test_a_catalog_whose_only_draft_was_thrown_away_can_begin_again(
    keeper: Browser, draft: CatalogVersion, units: Any
) -> None:
    keeper.post(path("catalog_discard", draft), {"reason": "重复编制"})
    page = text_of(keeper.get(path("catalog_made", units.JG)))
    assert path("catalog_start", draft.catalog) in page
    target = {"catalog": "机关公开目录"}
    token = token_of(keeper.post(path("catalog_import", units.JG), {**target, "file": table()}))
    assert keeper.post(path("catalog_import_confirm", units.JG), {**target, "token": token}).status_code == 302
    assert draft.catalog.versions.drafts().get().items.count() == 3

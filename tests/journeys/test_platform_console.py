"""Can operators do their work at the platform's host, on a wide screen and on a phone, with nothing in the way?"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connections
from playwright.sync_api import Page, expect
from pytest_django import DjangoDbBlocker

from tenants import operators, policies
from tests import databases
from tests.journeys.conftest import Live, follow, look

PASSWORD = "Platform-tests-2026"
PEOPLE = {"wei": "魏某", "tao": "陶某"}
PAGES = {
    "tenants": "/console/",
    "create": "/console/tenants/new/",
    "calendar": "/console/calendar/",
    "upload": "/console/calendar/upload/",
    "trail": "/console/trail/",
}
SHEET = "日期,是否上班,节日\n2031-01-01,放假,元旦\n2031-01-04,上班,元旦调休\n"


@pytest.fixture(scope="module", autouse=True)
def _operators(request: pytest.FixtureRequest, live: Live, django_db_blocker: DjangoDbBlocker) -> None:
    """Two operators, in the database of the running server."""
    name = databases.worker_name(request.config)
    with django_db_blocker.unblock():
        databases.use(f"{name}_live")
        for username, title in PEOPLE.items():
            operators.create(username=username, name=title, password=PASSWORD, actor=policies.CONSOLE, at=databases.AT)
        connections.close_all()
        databases.use(name)


@pytest.fixture
def desk(visitor: Callable[..., Page], live: Live) -> Callable[..., Page]:
    """Return a function that opens the console for an operator."""

    def open_console(username: str, **how: object) -> Page:
        page = visitor(**how)
        page.goto(at(live, "/console/"))
        page.get_by_label("用户名").fill(username)
        page.get_by_label("密码").fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        expect(page.locator("h1")).to_have_text("租户")
        return page

    return open_console


def at(live: Live, path: str) -> str:
    return f"http://localhost:{live.port}{path}"


@pytest.mark.parametrize("width", [1440, 390])
def test_each_page_is_accessible_and_fits(
    desk: Callable[..., Page], live: Live, visitor: Callable[..., Page], width: int
) -> None:
    stranger = visitor(width=width)
    stranger.goto(at(live, "/console/"))
    look(stranger, f"console-sign-in-{width}")
    page = desk("wei", width=width)
    for name, path in PAGES.items():
        page.goto(at(live, path))
        look(page, f"console-{name}-{width}")
    page.goto(at(live, "/console/"))
    follow(page.get_by_role("link", name="示例区委"))
    look(page, f"console-tenant-{width}")
    follow(page.get_by_role("link", name="暂停"))
    look(page, f"console-suspend-{width}")
    page.goto(at(live, "/console/tenants/new/"))
    page.get_by_label("名称").fill("新来区委")
    page.get_by_label("子域名").fill("BAD")
    follow(page.get_by_role("button", name="开通租户"))
    look(page, f"console-create-refused-{width}")
    page.get_by_label("子域名").fill(f"newcomer{width}")
    follow(page.get_by_role("button", name="开通租户"))
    expect(page.get_by_role("progressbar")).to_be_visible()
    look(page, f"console-progress-{width}")


@pytest.mark.parametrize("javascript", [True, False])
def test_two_operators_load_a_year(desk: Callable[..., Page], javascript: bool, tmp_path: Path) -> None:
    year = 2031 if javascript else 2032
    sheet = tmp_path / "放假安排.csv"
    sheet.write_text(SHEET.replace("2031", str(year)).replace("01-04", "01-04" if javascript else "01-03"))
    hers = desk("wei", javascript=javascript)
    follow(hers.get_by_role("link", name="工作日历"))
    follow(hers.get_by_role("link", name="上传年度日历"))
    hers.get_by_label("年份").fill(str(year))
    hers.get_by_label("日历文件").set_input_files(sheet)
    hers.get_by_label("文件没有列出的日子").check()
    follow(hers.get_by_role("button", name="上传并核对"))
    expect(hers.locator("h1")).to_have_text(f"{year}年日历")
    expect(hers.get_by_text("须由另一位平台运营人员核对后确认")).to_be_visible()
    if javascript:
        look(hers, "console-proposal-1440")
        hers.set_viewport_size({"width": 390, "height": 900})
        look(hers, "console-proposal-390")

    his = desk("tao", javascript=javascript)
    follow(his.get_by_role("link", name="工作日历"))
    follow(his.get_by_role("link", name=f"{year}年").first)
    follow(his.get_by_role("button", name="确认年度日历"))
    expect(his.get_by_text(f"{year}年的日历已载入")).to_be_visible()
    if javascript:
        look(his, "console-calendar-loaded-1440")

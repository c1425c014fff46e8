"""Are two who lock the same things in another order told to try again, as pages and as programs, with nothing written?

Two requests on connections of their own really wait for each other: the database ends one of them.
"""

from __future__ import annotations

import datetime
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
from celery import current_app
from celery.exceptions import Retry
from django.db import connection, transaction
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from django_tenants.utils import tenant_context
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from api.endpoints.base import Endpoint
from config import urls
from core import errors
from core.notifications.models import Notification
from disclosures.afterwards import on_time
from disclosures.deciding import several
from disclosures.kinds import State
from disclosures.models import Disclosure
from hierarchy.models import Department, Unit
from tenants import current
from tenants.models import Tenant
from tenants.tasks import HEADER, TenantTask
from tests.databases import AT
from tests.disclosures.conftest import fresh_walker
from tests.frontend.browser import signed_in

FIRST, SECOND = "JG1", "JG2"
pytestmark = pytest.mark.smoke


class Meeting:
    """Where both have taken their first lock before either asks for its second."""

    place = threading.Barrier(2)


def rename_both(order: str, *, meet: Callable[[], object]) -> None:
    """Write to two units, one after the other."""
    codes = (FIRST, SECOND) if order == "up" else (SECOND, FIRST)
    with transaction.atomic():
        for code in codes:
            Unit.objects.filter(code=code).update(initials=order)
            if code == codes[0]:
                meet()


def page(request: HttpRequest, order: str) -> HttpResponse:
    rename_both(order, meet=lambda: Meeting.place.wait(timeout=60))
    return HttpResponse("done")


class Called(Endpoint):
    """The same for programs."""

    def get(self, request: Request, order: str) -> Response:
        rename_both(order, meet=lambda: Meeting.place.wait(timeout=60))
        return Response({"done": order})


urlpatterns = [path("test/<str:order>/", page), path("api/test/<str:order>/", Called.as_view()), *urls.urlpatterns]


def ask(address: str) -> Any:
    try:
        return Client(HTTP_HOST="district.localhost").get(address)
    finally:
        connection.close()


@pytest.mark.usefixtures("committed")
@pytest.mark.urls("tests.config.test_contention")
@pytest.mark.parametrize("base", ["/test/", "/api/test/"], ids=["page", "program"])
def test_of_two_that_wait_for_each_other_one_is_told_to_try_again(base: str) -> None:
    Meeting.place.reset()
    with ThreadPoolExecutor(2) as pool:
        answers = dict(zip(("up", "down"), pool.map(ask, (f"{base}up/", f"{base}down/")), strict=True))

    won = [order for order, answer in answers.items() if answer.status_code == 200]
    assert len(won) == 1, {order: answer.status_code for order, answer in answers.items()}
    (refused,) = [answer for order, answer in answers.items() if order not in won]
    assert (refused.status_code, refused["Retry-After"]) == (503, "2")
    assert "conflict.busy" in refused.content.decode()
    assert "没有写入任何内容" in refused.content.decode()
    written = Unit.objects.filter(code__in=(FIRST, SECOND)).values_list("initials", flat=True)
    assert set(written) == set(won), "nothing of the one that was refused"

    Meeting.place = threading.Barrier(1)
    again = "down" if won == ["up"] else "up"
    assert ask(f"{base}{again}/").status_code == 200, "and it may be asked as it was"
    Meeting.place = threading.Barrier(2)


@contextmanager
def held(row: Model) -> Iterator[None]:
    """Let somebody else's connection hold a row, for which this one waits only for an instant."""
    taken, release = threading.Event(), threading.Event()
    tenant = current.tenant()

    def hold() -> None:
        try:
            with tenant_context(tenant), transaction.atomic():
                type(row)._default_manager.select_for_update().get(pk=row.pk)
                taken.set()
                release.wait(timeout=300)
        finally:
            connection.close()

    thread = threading.Thread(target=hold)
    thread.start()
    try:
        assert taken.wait(timeout=60)
        _wait_at_most("100ms")
        yield
    finally:
        release.set()
        thread.join()
        _wait_at_most("0")


def _wait_at_most(time: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", [time])


def test_a_form_that_met_a_lock_is_shown_again_with_what_was_written(district: Tenant) -> None:
    clerk = User.objects.get(username="clerk")
    with held(clerk):
        browser = signed_in("admin")
        answer = browser.post(f"/work/people/{clerk.public_id}/deactivate/", {"reason": "调离本单位"})
    said = answer.content.decode()
    assert answer.status_code == 422
    assert "没有写入任何内容" in said
    assert "调离本单位" in said, "what was filled in is still there"
    assert User.objects.get(username="clerk").is_active


@pytest.mark.usefixtures("committed")
def test_what_is_checked_only_at_the_commit_is_told_as_well() -> None:
    unit = Unit.objects.get(code=FIRST)
    with held(unit):
        with pytest.raises(errors.Busy), transaction.atomic():
            Department.objects.create(unit=unit, name="新科室")
        assert not Department.objects.filter(name="新科室").exists()
    with transaction.atomic():
        Department.objects.create(unit=unit, name="新科室")
    assert Department.objects.filter(name="新科室").count() == 1


@pytest.mark.usefixtures("committed")
def test_of_several_decided_together_one_that_is_held_hides_no_other() -> None:
    walk = fresh_walker()
    rows = [walk.to(State.SECRECY_CHECKED, title=title) for title in ("第一件", "第二件", "第三件")]
    sent = [f"{row.public_id}:{row.revision}" for row in rows]
    with held(rows[1]):
        found = several.decide_together(data={"verb": "approve", "texts": sent}, actor=walk.cast.leader, at=AT)
    assert [each.refusal and each.refusal.code for each in found] == [None, "conflict.busy", None]
    assert Disclosure.objects.get(pk=rows[1].pk).state == State.SECRECY_CHECKED


@pytest.mark.usefixtures("committed")
def test_the_clock_leaves_what_is_held_to_its_next_turn_and_blames_nobody() -> None:
    walk = fresh_walker()
    row, later = walk.to(State.SCHEDULED), AT + datetime.timedelta(hours=2)
    told = Notification.objects.count()
    with held(row):
        assert on_time.publish_due(at=later) == on_time.Done(0, 0)
    assert Notification.objects.count() == told
    assert on_time.publish_due(at=later) == on_time.Done(1, 0)


class Meets(TenantTask):
    """A task that somebody stands in the way of, so many times."""

    name = "tests.meets"
    times = 0

    def run(self, *, most: int) -> int:
        Meets.times += 1
        if Meets.times <= most:
            raise errors.Busy
        return Meets.times


@pytest.fixture(scope="module")
def registered() -> Meets:
    return current_app.register_task(Meets())


@pytest.fixture
def task(registered: Meets) -> Meets:
    Meets.times = 0
    return registered


def test_a_task_that_was_given_up_is_done_again(task: Meets, district: Tenant) -> None:
    done = task.apply(kwargs={"most": 3}, headers={HEADER: str(district.public_id)})
    assert (done.get(), Meets.times) == (4, 4)


def test_a_task_is_not_done_again_for_ever(task: Meets, district: Tenant) -> None:
    with pytest.raises((errors.Busy, Retry)):
        task.apply(kwargs={"most": 99}, headers={HEADER: str(district.public_id)}).get()
    assert task.max_retries + 1 == Meets.times

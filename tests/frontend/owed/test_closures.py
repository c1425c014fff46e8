"""Does an administrator see what days off would move before they are declared, and do the dates move then?"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.closures.models import LocalSpan
from core.notifications.models import Notification
from core.workdays import tables
from obligations import recomputing
from obligations.models import Obligation, ObligationPolicy
from tests.frontend.owed.conftest import DAY, People
from tests.obligations.conftest import morning

OFF = {"kind": "off", "first_on": "2027-04-08", "last_on": "2027-04-09", "occasion": "机关搬迁", "reason": "区委通知"}


@pytest.fixture(autouse=True)
def _calendar() -> Iterator[None]:
    tables.forget()
    yield
    tables.forget()


def days() -> dict[int, datetime.date]:
    return dict(Obligation.objects.open(DAY).values_list("pk", "due_on"))


def recompute() -> None:
    tables.forget()
    recomputing.recompute(on=DAY, at=morning(DAY))


def test_what_is_shown_first_is_what_moves(owed: SimpleNamespace, people: People) -> None:
    before = days()
    admin = people("admin")
    seen = admin.post(reverse("work:closure_declare"), OFF)
    effects = seen.context["effects"]
    assert not LocalSpan.objects.exists()
    assert days() == before
    assert admin.post(reverse("work:closure_declare"), {**seen.context["sent"], "seen": "1"}).status_code == 302
    recompute()
    after = days()
    moved = {pk for pk in before if before[pk] != after[pk]}
    assert len(moved) == effects.total > 0
    assert {(before[pk], after[pk]) for pk in moved} == {(move.was, move.due_on) for move in effects.moves}
    assert Notification.objects.filter(kind="obligation.recomputed", recipient__username="clerk").exists()
    span = LocalSpan.objects.get()
    path = reverse("work:closure_withdraw", args=[span.public_id])
    assert path in admin.get(reverse("work:closures")).content.decode()
    back = admin.get(path).context["effects"]
    assert back.total == effects.total
    assert admin.post(path, {"reason": ""}).status_code == 422
    assert admin.post(path, {"reason": "改期"}).status_code == 302
    recompute()
    assert days() == before


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"first_on": "2027-04-01"}, "first_on", "已经过去"),
        ({"last_on": "2027-04-07"}, "last_on", "早于第一天"),
        ({"reason": ""}, "reason", ""),
    ],
)
def test_what_cannot_be_declared_is_refused_at_its_field(
    owed: SimpleNamespace, people: People, change: dict[str, str], field: str, words: str
) -> None:
    answer = people("admin").post(reverse("work:closure_declare"), {**OFF, **change})
    assert answer.status_code == 422
    assert words in str(answer.context["form"].errors[field])


def test_days_of_another_span_are_refused_before_anything_is_shown(owed: SimpleNamespace, people: People) -> None:
    admin = people("admin")
    admin.post(reverse("work:closure_declare"), {**OFF, "seen": "1"})
    answer = admin.post(reverse("work:closure_declare"), {**OFF, "first_on": "2027-04-09"})
    assert (answer.status_code, "日期重叠" in answer.content.decode()) == (422, True)
    assert LocalSpan.objects.count() == 1


def test_only_the_roots_administrators_decide(owed: SimpleNamespace, people: People) -> None:
    for name in ("superior", "clerk", "inspector"):
        assert people(name).get(reverse("work:closures")).status_code == 200
        assert people(name).get(reverse("work:closure_declare")).status_code == 403
        assert people(name).post(reverse("work:closure_declare"), {**OFF, "seen": "1"}).status_code == 403
    assert not LocalSpan.objects.exists()


def test_the_rules_are_shown_and_set(owed: SimpleNamespace, people: People) -> None:
    path = reverse("work:obligation_rules")
    form = people("admin").get(path).context["form"]
    sent = {name: str(form.initial[name]) for name in form.fields}
    assert people("admin").post(path, {**sent, "due_soon_days": "3"}).status_code == 302
    assert ObligationPolicy.objects.current().due_soon_days == 3
    assert people("admin").post(path, {**sent, "periodic_rule": "尽快"}).status_code == 422
    assert people("superior").get(path).status_code == 403


def test_more_that_moves_takes_no_more_queries(owed: SimpleNamespace, people: People, units: Any) -> None:
    def spent(first_on: str) -> tuple[int, int]:
        sent = {**OFF, "first_on": first_on, "last_on": ""}
        with CaptureQueriesContext(connection) as queries:
            answer = people("admin").post(reverse("work:closure_declare"), sent)
        return len(queries), answer.context["effects"].total

    spent("2027-04-08")
    (few, none), (many, some) = spent("2031-04-08"), spent("2027-04-08")
    assert some > none
    assert many == few

"""Does an operator change her own password, and nobody else's?"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from core import errors
from core.audit.models import AuditEntry
from tenants import operators, policies
from tenants.models import Operator
from tests.databases import AT
from tests.frontend.platform.conftest import PASSWORD

PATH = "/console/password/"
NEW = "Another-password-2026"
GOOD = {"old_password": PASSWORD, "new_password": NEW, "again": NEW}


def test_the_new_password_opens_and_the_old_one_does_not(
    wei: Operator, tao: Operator, at_desk: Callable[[Operator], Client]
) -> None:
    here, elsewhere, other = at_desk(wei), at_desk(wei), at_desk(tao)
    assert PATH in here.get("/console/").content.decode()
    answer = here.post(PATH, GOOD, follow=True)
    assert "密码已修改" in answer.content.decode()
    assert [browser.get("/console/").status_code for browser in (here, elsewhere, other)] == [200, 302, 200]
    wei.refresh_from_db()
    tao.refresh_from_db()
    assert (wei.check_password(NEW), wei.check_password(PASSWORD), tao.check_password(PASSWORD)) == (True, False, True)
    entry = AuditEntry.objects.newest()[0]
    assert (entry.verb, entry.actor_label) == ("operator.password_changed", "平台运营·魏某")
    assert NEW not in str(entry.__dict__)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"old_password": "wrong"}, "原密码不对"),
        ({"new_password": "short1", "again": "short1"}, "密码"),
        ({"new_password": PASSWORD, "again": PASSWORD}, "新密码不能与原密码相同"),
        ({"again": "Something-else-2026"}, "两次输入的新密码不一样"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_changes(
    wei: Operator, desk: Client, wrong: dict[str, str], said: str
) -> None:
    answer = desk.post(PATH, {**GOOD, **wrong})
    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    wei.refresh_from_db()
    assert wei.check_password(PASSWORD)
    assert desk.get("/console/").status_code == 200


def test_the_old_password_is_guessed_no_oftener_than_at_the_entrance(wei: Operator, desk: Client) -> None:
    for _attempt in range(5):
        desk.post(PATH, {**GOOD, "old_password": "wrong"})
    assert "请15分钟后再试" in desk.post(PATH, GOOD).content.decode()
    wei.refresh_from_db()
    assert wei.check_password(PASSWORD)


@pytest.mark.parametrize("actor", [policies.CONSOLE, policies.OperatorActor("魏某", operator_id="")])
def test_nobody_in_particular_has_no_password(wei: Operator, actor: policies.OperatorActor) -> None:
    with pytest.raises(errors.Denied):
        operators.change_password(old=PASSWORD, new=NEW, actor=actor, at=AT)


def test_a_closed_account_changes_nothing(wei: Operator) -> None:
    Operator.objects.filter(pk=wei.pk).update(is_active=False)
    with pytest.raises(errors.Denied):
        operators.change_password(old=PASSWORD, new=NEW, actor=policies.acting(wei), at=AT)


def test_a_password_like_her_own_name_is_refused() -> None:
    theirs = operators.create(username="platform-wei", name="魏某", password=PASSWORD, actor=policies.CONSOLE, at=AT)
    with pytest.raises(errors.Invalid) as refused:
        operators.change_password(old=PASSWORD, new="platform-wei1", actor=policies.acting(theirs), at=AT)
    assert refused.value.errors["new_password"][0].code == "password.weak"

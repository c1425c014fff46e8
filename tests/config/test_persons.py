"""Can a new tenant be given its first administrator from the console?"""

from __future__ import annotations

import argparse
import json

import pytest

from accounts.models import Post, User
from config.gongkai import persons
from core import errors
from tenants.models import Tenant


def ask(**given: object) -> argparse.Namespace:
    asked = {"username": "laoli", "name": "李明", "tenant": "college", "unit": None, "role": "admin", "as_json": True}
    return argparse.Namespace(**{**asked, **given})


def test_the_first_administrator_gets_a_password_that_must_be_changed(
    college: Tenant, capsys: pytest.CaptureFixture[str]
) -> None:
    from django_tenants.utils import tenant_context

    assert persons.create(ask()) == 0
    told = json.loads(capsys.readouterr().out)
    with tenant_context(college):
        made = User.objects.get(username="laoli")
        assert made.check_password(told["password"])
        assert made.must_change_password
        assert Post.objects.get(user=made).unit.code == told["unit"] == "QW"
    assert told["address"] == "http://college.localhost/sign-in/"
    assert not User.objects.filter(username="laoli").exists(), "the other tenant knows nobody of that name"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"tenant": "nowhere"}, "tenant.unknown"),
        ({"unit": "ZZ"}, "unit.unknown"),
        ({"username": "clerk"}, "user.username_taken"),
    ],
)
def test_what_cannot_be_done_is_refused_by_name(college: Tenant, given: dict[str, str], code: str) -> None:
    with pytest.raises(errors.Refusal) as refused:
        persons.create(ask(**given))
    assert refused.value.code == code

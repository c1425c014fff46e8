"""Which world do the tests live in? One small tree in each tenant, and one person for each role.

    QW 示例区委 (committee, agency)            admin superior inspector secrecy supervisor
    ├── JG 区直机关党总支 (general branch)      deputy (superior), leader_above
    │   ├── JG1 机关第一党支部 (branch)         clerk leader member second_clerk
    │   └── JG2 机关第二党支部 (branch)         neighbour (clerk)
    └── JD 第一街道党总支 (community)
        ├── SQ1 第一社区党支部                  villager (member)
        └── SQ2 第二社区党支部

The college has the same shape and the same user names, so that whatever leaks looks alike and is told by its ids.
"""

from __future__ import annotations

import datetime
from types import SimpleNamespace

from django.contrib.auth.hashers import make_password
from django.db import connection
from django_tenants.utils import tenant_context

from accounts import actions as accounts_actions
from accounts import actors
from accounts.models import User
from core import clock, schemas
from hierarchy import actions as hierarchy_actions
from hierarchy.models import Unit
from tenants.models import Tenant
from tests.databases import AT

PASSWORD = "Gongkai-tests-2026"
TREE = {
    "district": (
        ("QW", None, "示例区委", "committee", "agency"),
        ("JG", "QW", "区直机关党总支", "general_branch", "agency"),
        ("JG1", "JG", "机关第一党支部", "branch", "agency"),
        ("JG2", "JG", "机关第二党支部", "branch", "agency"),
        ("JD", "QW", "第一街道党总支", "general_branch", "community"),
        ("SQ1", "JD", "第一社区党支部", "branch", "community"),
        ("SQ2", "JD", "第二社区党支部", "branch", "community"),
    ),
    "college": (
        ("QW", None, "示例职业技术学院党委", "committee", "school"),
        ("JG", "QW", "机电系党总支", "general_branch", "school"),
        ("JG1", "JG", "机电系教工党支部", "branch", "school"),
        ("JG2", "JG", "机电系学生党支部", "branch", "school"),
        ("JD", "QW", "医学系党总支", "general_branch", "school"),
        ("SQ1", "JD", "医学系教工党支部", "branch", "school"),
        ("SQ2", "JD", "医学系学生党支部", "branch", "school"),
    ),
}
CAST = (
    ("admin", "周某", "QW", "admin"),
    ("superior", "郑某", "QW", "superior"),
    ("inspector", "冯某", "QW", "inspector"),
    ("secrecy", "褚某", "QW", "secrecy"),
    ("supervisor", "卫某", "QW", "supervisor"),
    ("deputy", "蒋某", "JG", "superior"),
    ("leader_above", "沈某", "JG", "leader"),
    ("clerk", "陈某", "JG1", "clerk"),
    ("second_clerk", "韩某", "JG1", "clerk"),
    ("leader", "杨某", "JG1", "leader"),
    ("member", "朱某", "JG1", "member"),
    ("neighbour", "秦某", "JG2", "clerk"),
    ("villager", "许某", "SQ1", "member"),
)


def build() -> None:
    """Build the world in both tenants, committed, through the same actions as users."""
    for slug, tree in TREE.items():
        with tenant_context(Tenant.objects.get(slug=slug)):
            for code, parent, name, kind, sector in tree:
                hierarchy_actions.create_unit(
                    parent=Unit.objects.get(code=parent) if parent else None,
                    code=code,
                    name=name,
                    kind=kind,
                    sector=sector,
                    actor=actors.SYSTEM,
                    at=AT,
                )
            _people()


def _people() -> None:
    first_day = clock.local_date(AT) - datetime.timedelta(days=200)
    for username, name, code, role in CAST:
        accounts_actions.create_user(
            username=username,
            name=name,
            unit=Unit.objects.get(code=code),
            role=role,
            from_on=first_day,
            to_on=first_day + datetime.timedelta(days=700) if role == "supervisor" else None,
            email=f"{username}@example.test",
            password=PASSWORD,
            must_change_password=False,
            actor=actors.SYSTEM,
            at=AT,
        )
    User.objects.update(password=make_password(PASSWORD, hasher="md5"))


_AT_REST: dict[tuple[str, str], SimpleNamespace] = {}


def cast_at_rest() -> SimpleNamespace:
    """Return the cast for a test that begins: the same people each time, unless its transaction wrote before."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id_if_assigned() IS NULL")
        is_untouched = cursor.fetchone() == (True,)
    if not is_untouched or not connection.in_atomic_block:
        return cast()
    key = (str(connection.settings_dict["NAME"]), schemas.current())
    if key not in _AT_REST:
        _AT_REST[key] = cast()
    return SimpleNamespace(**vars(_AT_REST[key]))


def cast() -> SimpleNamespace:
    """Return the people of the current tenant as actors on the world's day, and the public and the system."""
    people = {user.username: actors.of(user, on=clock.local_date(AT)) for user in User.objects.all()}
    return SimpleNamespace(**people, public=actors.ANONYMOUS, system=actors.SYSTEM)


def person(username: str) -> actors.Actor:
    """Return one of the people of the current tenant as an actor on the world's day."""
    return actors.of(User.objects.get(username=username), on=clock.local_date(AT))


def units() -> SimpleNamespace:
    """Return the units of the current tenant by code."""
    return SimpleNamespace(**{unit.code: unit for unit in Unit.objects.all()})

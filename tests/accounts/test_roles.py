"""Does each role grant what the contract says, and nothing else?"""

from __future__ import annotations

import datetime

import pytest

from accounts import roles

TABLE = {
    "admin": (
        roles.SUBTREE,
        "units.manage catalogs.edit catalogs.publish people.manage disclosures.inspect audit.read",
    ),
    "clerk": (roles.OWN, "disclosures.draft disclosures.publish"),
    "secrecy": (roles.SUBTREE, "disclosures.review_secrecy"),
    "in_charge": (roles.OWN, "disclosures.approve_in_charge"),
    "leader": (roles.OWN, "disclosures.approve"),
    "superior": (roles.SUBTREE, "disclosures.approve_below disclosures.inspect"),
    "inspector": (roles.SUBTREE, "disclosures.inspect audit.read"),
    "supervisor": (roles.OWN, ""),
    "member": (roles.OWN, ""),
}


@pytest.mark.parametrize("code", roles.Code.values)
def test_a_role_has_its_reach_and_permissions(code: str) -> None:
    reach, permissions = TABLE[code]
    role = roles.named(code)
    assert (role.reach, role.permissions) == (reach, frozenset(permissions.split()))


def test_every_permission_is_given_to_somebody() -> None:
    assert frozenset().union(*(role.permissions for role in roles.ALL)) == roles.PERMISSIONS


def test_a_misspelt_permission_is_refused_where_it_is_written() -> None:
    with pytest.raises(ValueError, match=r"disclosures\.drafts"):
        type("Slip", (roles.Role,), {"code": roles.Code.CLERK, "permissions": frozenset({"disclosures.drafts"})})


@pytest.mark.parametrize(
    ("begun", "last"),
    [("2026-03-01", "2028-02-29"), ("2024-02-29", "2026-02-28"), ("2026-01-01", "2027-12-31")],
)
def test_a_supervisors_term_ends_the_day_before_its_second_anniversary(begun: str, last: str) -> None:
    assert roles.SUPERVISOR.last_day(datetime.date.fromisoformat(begun)) == datetime.date.fromisoformat(last)
    assert roles.CLERK.last_day(datetime.date.fromisoformat(begun)) is None

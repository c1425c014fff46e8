"""What can be done to people, posts and access? One module per subject; these are the verbs."""

from accounts.actions.access import (
    change_password,
    end_session,
    reset_password,
    set_sign_in_policy,
    sign_out_everywhere,
    unlock,
)
from accounts.actions.delegations import delegate, revoke_delegation
from accounts.actions.people import NewPerson, change_details, create_user, deactivate, reactivate
from accounts.actions.posts import appoint, end_post

__all__ = [
    "NewPerson",
    "appoint",
    "change_details",
    "change_password",
    "create_user",
    "deactivate",
    "delegate",
    "end_post",
    "end_session",
    "reactivate",
    "reset_password",
    "revoke_delegation",
    "set_sign_in_policy",
    "sign_out_everywhere",
    "unlock",
]

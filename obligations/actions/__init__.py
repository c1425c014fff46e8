"""Every verb on what units owe."""

from obligations.actions.assigning import assign
from obligations.actions.extending import ask_extension
from obligations.actions.fulfilling import fulfil, pledge, release, reopen
from obligations.actions.registering import add_stages, begin_matter, close_year, register_event
from obligations.actions.settings import set_digest, set_policy

__all__ = [
    "add_stages",
    "ask_extension",
    "assign",
    "begin_matter",
    "close_year",
    "fulfil",
    "pledge",
    "register_event",
    "release",
    "reopen",
    "set_digest",
    "set_policy",
]

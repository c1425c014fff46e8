"""Every verb on what units owe."""

from obligations.actions.assigning import assign
from obligations.actions.extending import ask_extension
from obligations.actions.fulfilling import fulfil, pledge, release, reopen
from obligations.actions.registering import add_stages, begin_matter, close_year, register_event
from obligations.actions.restaging import edit_stage, name_of
from obligations.actions.settings import set_digest, set_policy
from obligations.actions.subscribing import issue_feed, renew_feed, revoke_feed
from obligations.actions.urging import Reminded, remind_late
from obligations.actions.withholding import ask_withholding

__all__ = [
    "Reminded",
    "add_stages",
    "ask_extension",
    "ask_withholding",
    "assign",
    "begin_matter",
    "close_year",
    "edit_stage",
    "fulfil",
    "issue_feed",
    "name_of",
    "pledge",
    "register_event",
    "release",
    "remind_late",
    "renew_feed",
    "reopen",
    "revoke_feed",
    "set_digest",
    "set_policy",
]

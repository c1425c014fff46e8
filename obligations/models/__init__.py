"""Which tables hold what is owed, what fulfils it, who asked for more time, who was reminded, and who subscribed?"""

from obligations.models.extensions import Extension
from obligations.models.feeds import CalendarFeed
from obligations.models.fulfilments import Fulfilment, Pledge
from obligations.models.owed import DispatchMark, Event, Matter, Obligation
from obligations.models.policy import ObligationPolicy
from obligations.models.reminders import DigestPreference, Reminder

__all__ = [
    "CalendarFeed",
    "DigestPreference",
    "DispatchMark",
    "Event",
    "Extension",
    "Fulfilment",
    "Matter",
    "Obligation",
    "ObligationPolicy",
    "Pledge",
    "Reminder",
]

"""Which tables hold what is owed and what fulfils it, who asked for more time or not to disclose, who was reminded?"""

from obligations.models.extensions import Extension
from obligations.models.feeds import CalendarFeed
from obligations.models.fulfilments import Fulfilment, Pledge
from obligations.models.owed import DispatchMark, Event, Matter, Obligation
from obligations.models.policy import ObligationPolicy
from obligations.models.reminders import DigestPreference, Reminder
from obligations.models.withholdings import Bearing, Withholding

__all__ = [
    "Bearing",
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
    "Withholding",
]

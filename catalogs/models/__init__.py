"""Which tables hold catalogs, their versions, the items that units owe, and what a unit has of its own about them?"""

from catalogs.kinds import Consent, Level, Openness, OverrideKind, Period, RequestState, Scope, TimeMode, VersionState
from catalogs.models.days import DayRange
from catalogs.models.deviations import Exemption, Override
from catalogs.models.editions import Catalog, CatalogVersion, Category
from catalogs.models.items import MAX_NOTICE_DAYS, Item
from catalogs.models.policy import CatalogPolicy

__all__ = [
    "MAX_NOTICE_DAYS",
    "Catalog",
    "CatalogPolicy",
    "CatalogVersion",
    "Category",
    "Consent",
    "DayRange",
    "Exemption",
    "Item",
    "Level",
    "Openness",
    "Override",
    "OverrideKind",
    "Period",
    "RequestState",
    "Scope",
    "TimeMode",
    "VersionState",
]

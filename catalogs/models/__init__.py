"""Which tables hold catalogs, their versions, the items that units owe, their amendments, and deviations from them?"""

from catalogs.kinds import (
    AmendmentKind,
    AmendmentState,
    Consent,
    Level,
    Openness,
    OverrideKind,
    Period,
    RequestState,
    Scope,
    TimeMode,
    VersionState,
)
from catalogs.models.amendments import Amendment
from catalogs.models.days import DayRange
from catalogs.models.deviations import Exemption, Override
from catalogs.models.editions import Catalog, CatalogVersion, Category
from catalogs.models.items import MAX_NOTICE_DAYS, Item
from catalogs.models.policy import CatalogPolicy

__all__ = [
    "MAX_NOTICE_DAYS",
    "Amendment",
    "AmendmentKind",
    "AmendmentState",
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

"""Due rules as values: read from an office's words, checked, written, kept as JSON, and asked for the day."""

from core.workdays.rules.evaluation import check, due
from core.workdays.rules.keeping import as_json, from_json
from core.workdays.rules.reading import parse
from core.workdays.rules.values import Anchor, DueRule, MonthDay, Term, YearDay
from core.workdays.rules.writing import text_of

__all__ = [
    "Anchor",
    "DueRule",
    "MonthDay",
    "Term",
    "YearDay",
    "as_json",
    "check",
    "due",
    "from_json",
    "parse",
    "text_of",
]

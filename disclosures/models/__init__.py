"""Which tables hold disclosures, what was put before whom, and how it was decided?"""

from __future__ import annotations

from catalogs.kinds import Scope
from disclosures.kinds import Outcome, State, Step
from disclosures.models.attachments import Attachment
from disclosures.models.decisions import AppendOnly, Decision, Submission
from disclosures.models.disclosure import HASH_LENGTH, Disclosure
from disclosures.models.publication import PublicationRule
from disclosures.models.rules import ApprovalPolicy, IndexSerial

__all__ = [
    "HASH_LENGTH",
    "AppendOnly",
    "ApprovalPolicy",
    "Attachment",
    "Decision",
    "Disclosure",
    "IndexSerial",
    "Outcome",
    "PublicationRule",
    "Scope",
    "State",
    "Step",
    "Submission",
]

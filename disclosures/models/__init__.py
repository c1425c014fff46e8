"""Which tables hold disclosures, what was put before whom, and how it was decided?"""

from __future__ import annotations

from catalogs.kinds import Scope
from disclosures.kinds import Outcome, State, Step
from disclosures.models.attachments import Attachment
from disclosures.models.audience import Audience, Reader
from disclosures.models.chains import ApprovalChain, ApprovalStep
from disclosures.models.decisions import Decision, Opinion, Submission
from disclosures.models.disclosure import HASH_LENGTH, Disclosure
from disclosures.models.noticing import NoticeRule, Objection, PublicNotice
from disclosures.models.plans import OutsidePlan
from disclosures.models.publication import PublicationRule
from disclosures.models.rules import ApprovalPolicy, IndexSerial
from disclosures.models.templates import TextTemplate
from disclosures.models.words import AttachmentText, WordIndex

__all__ = [
    "HASH_LENGTH",
    "ApprovalChain",
    "ApprovalPolicy",
    "ApprovalStep",
    "Attachment",
    "AttachmentText",
    "Audience",
    "Decision",
    "Disclosure",
    "IndexSerial",
    "NoticeRule",
    "Objection",
    "Opinion",
    "Outcome",
    "OutsidePlan",
    "PublicNotice",
    "PublicationRule",
    "Reader",
    "Scope",
    "State",
    "Step",
    "Submission",
    "TextTemplate",
    "WordIndex",
]

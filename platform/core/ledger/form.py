"""How is the ledger written down, and over what exactly is each hash taken?

Pure: neither Django nor a database. The form is documented for others in docs/explanation/ledger-format.md; changing
anything here means another `FORMAT`.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

FORMAT = "gongkai-ledger/1"
NOTHING = "0" * 64
"""The hash before the first entry, and before the first checkpoint."""
OPENED = "opened"
"""Kind of the first entry, which opens a ledger; its subject is the ledger itself."""
LEDGER = "ledger"


def canonical(value: Any) -> str:
    r"""Return the one way in which a value is written.

    JSON without blanks, names sorted by code point, everything outside printable ASCII as `\uXXXX`. Values are texts,
    whole numbers, truth values, null, and lists and objects of these; anything else raises `TypeError`.
    """
    _require_plain(value)
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def digest(value: Any) -> str:
    """Return the SHA-256, in hexadecimal, of a value as it is written."""
    return hashlib.sha256(canonical(value).encode("ascii")).hexdigest()


def instant(at: datetime.datetime) -> str:
    """Return a moment as it is written: UTC, to the microsecond."""
    return at.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def record(
    *,
    salt: str,
    kind: str,
    subject_kind: str,
    subject_id: str,
    at: str,
    facts: Mapping[str, Any],
    content_hash: str,
) -> dict[str, Any]:
    """Return what an entry says; its hash stands in the chain, so that it can be shown or kept closed."""
    return {
        "salt": salt,
        "kind": kind,
        "subject": {"kind": subject_kind, "id": subject_id},
        "at": at,
        "facts": dict(facts),
        "content_hash": content_hash,
    }


def record_hash(said: Mapping[str, Any]) -> str:
    """Return the hash of what an entry says. The salt in it keeps short texts from being guessed."""
    return digest({"format": FORMAT, "type": "record", **said})


def link(*, number: int, previous: str, record: str, is_open: bool, withholds: Sequence[int]) -> dict[str, Any]:
    """Return what of an entry everybody sees, whatever it says."""
    return {
        "type": "entry",
        "number": number,
        "previous": previous,
        "record": record,
        "open": is_open,
        "withholds": list(withholds),
    }


def checkpoint(*, number: int, count: int, head: str, at: str, previous: str) -> dict[str, Any]:
    """Return what a checkpoint says: after so many entries the last hash was this one."""
    return {
        "type": "checkpoint",
        "number": number,
        "count": count,
        "head": head,
        "at": at,
        "previous": previous,
    }


def link_hash(said: Mapping[str, Any]) -> str:
    """Return the hash of an entry or of a checkpoint, over all that is said of it."""
    return digest({"format": FORMAT, **said})


def _require_plain(value: Any) -> None:
    match value:
        case None | bool() | int() | str():
            return
        case list() | tuple():
            for each in value:
                _require_plain(each)
        case dict():
            if not all(isinstance(name, str) for name in value):
                raise TypeError("names are texts")
            for each in value.values():
                _require_plain(each)
        case _:
            raise TypeError(f"{type(value).__name__} has no canonical form; give its text")

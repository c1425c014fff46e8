"""Does a text name what is nobody's business: numbers of identity cards, of mobile telephones, of bank cards?"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from disclosures.writing.checks.findings import Finding, Severity

_IDENTITY = re.compile(r"(?<![0-9A-Za-z])(\d{6})[\s-]?((?:18|19|20)\d{6})[\s-]?(\d{3}[0-9Xx])(?![0-9A-Za-z])")
_MOBILE = re.compile(r"(?<![0-9A-Za-z.])(?:\+?86[\s-]?)?(1[3-9]\d)[\s-]?(\d{4})[\s-]?(\d{4})(?![0-9A-Za-z])")
_BANK_CARD = re.compile(r"(?<![0-9A-Za-z])(\d{4}(?:[\s-]?\d{4}){3}(?:[\s-]?\d{1,3})?)(?![0-9A-Za-z])")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_FULL_WIDTH = str.maketrans("０１２３４５６７８９Ｘｘ－", "0123456789XX-")


def findings(text: str) -> list[Finding]:
    """Return what was found; numbers are quoted with their middle hidden."""
    plain = text.translate(_FULL_WIDTH)
    found = [
        Finding(
            "personal.identity",
            Severity.BLOCKING,
            _("写有完整的身份证号。请隐去出生日期和末四位，或者整个删去。"),
            shown,
        )
        for shown in dict.fromkeys(_identities(plain))
    ]
    found += [
        Finding(
            "personal.bank_card",
            Severity.ADVICE,
            _("像是完整的银行卡号。个人的请隐去中间各位；单位公开账户可以保留。"),
            shown,
        )
        for shown in dict.fromkeys(_bank_cards(plain))
    ]
    found += [
        Finding(
            "personal.mobile",
            Severity.ADVICE,
            _("写有完整的手机号。请改为办公电话；确需公开的，先征得本人同意。"),
            shown,
        )
        for shown in dict.fromkeys(f"{number[1]}****{number[3]}" for number in _MOBILE.finditer(plain))
    ]
    return found


def _identities(text: str) -> Iterator[str]:
    for number in _IDENTITY.finditer(text):
        digits = "".join(number.groups()).upper()
        if _is_day(number[2]) and _check_letter(digits) == digits[-1]:
            yield f"{digits[:6]}********{'*' * 4}"


def _is_day(digits: str) -> bool:
    try:
        datetime.date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return False
    return True


def _check_letter(digits: str) -> str:
    return "10X98765432"[sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=False)) % 11]


def _bank_cards(text: str) -> Iterator[str]:
    identities = {re.sub(r"\D", "", number[0]) for number in _IDENTITY.finditer(text)}
    for number in _BANK_CARD.finditer(text):
        digits = re.sub(r"\D", "", number[1])
        if digits not in identities and digits[0] in "3456" and _sums_up(digits):
            yield f"{digits[:4]}{'*' * (len(digits) - 8)}{digits[-4:]}"


def _sums_up(digits: str) -> bool:
    doubled = (int(digit) * 2 if place % 2 else int(digit) for place, digit in enumerate(reversed(digits)))
    return sum(number - 9 if number > 9 else number for number in doubled) % 10 == 0

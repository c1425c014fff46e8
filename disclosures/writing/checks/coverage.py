"""Does a text say what the catalog asks of its item?"""

from __future__ import annotations

import re

import rjieba
from django.utils.translation import gettext_lazy as _

from catalogs.models import Item
from disclosures.models import Disclosure
from disclosures.writing.checks.findings import Finding, Severity

MOST_ELEMENTS = 12
_BETWEEN = re.compile(r"[、，,；;。\n（）()]+|以及|和|及")
_EMPTY_WORDS = frozenset(
    {"情况", "内容", "有关", "相关", "其他", "主要", "等", "的", "与", "或", "方面", "事项", "信息"}
)


def elements_of(text: str) -> list[str]:
    """Return the content elements that an item lists, one by one."""
    parts = (part.strip(" \u3000:：0123456789.．") for part in _BETWEEN.split(text))
    return list(dict.fromkeys(part for part in parts if len(part) >= 2))[:MOST_ELEMENTS]


def findings(disclosure: Disclosure, item: Item) -> list[Finding]:
    """Return the content elements of which the text, its title and its attachments' names say no word."""
    said = f"{disclosure.title}\n{disclosure.body_text}"
    if not disclosure.body_text.strip():
        return []
    return [
        Finding(
            "element.missing", Severity.ADVICE, _("没有找到目录要求的内容要素“%s”。确实没有的，也写明没有。") % element
        )
        for element in elements_of(item.elements)
        if not _is_said(element, said)
    ]


def _is_said(element: str, said: str) -> bool:
    if element in said:
        return True
    words = [word for word in rjieba.cut(element) if len(word) >= 2 and word not in _EMPTY_WORDS]
    return not words or any(word in said for word in words)

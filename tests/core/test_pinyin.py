"""Is a unit found by what people type without a Chinese keyboard?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import pinyin


@pytest.mark.parametrize(
    ("text", "initials", "full"),
    [
        ("第一社区党支部", "dysqdzb", "diyishequdangzhibu"),
        ("重庆", "cq", "chongqing"),
        ("长沙银行支行", "csyhzh", "changshayinhangzhihang"),
        ("行政处", "xzc", "xingzhengchu"),
        ("长治市朝阳街道", "czscyjd", "changzhishichaoyangjiedao"),
        ("绿园", "ly", "lvyuan"),
        ("A区3号院", "aq3hy", "aqu3haoyuan"),
        ("ＩＣＵ 科（东）", "icukd", "icukedong"),
        ("Party Office", "partyoffice", "partyoffice"),
        ("——、", "", ""),
        ("", "", ""),
    ],
)
def test_names_are_spelled(text: str, initials: str, full: str) -> None:
    assert (pinyin.initials(text), pinyin.full(text)) == (initials, full)


@given(st.text(max_size=40))
def test_whatever_is_spelled_is_letters_and_digits_in_lower_case(text: str) -> None:
    for spelled in (pinyin.initials(text), pinyin.full(text)):
        assert not spelled or spelled.isalnum()
        assert spelled == spelled.lower()

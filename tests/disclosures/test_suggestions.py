"""Are the words and numbers that are suggested those that a clerk would have written?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosures.inputs import KEYWORDS_LIMIT
from disclosures.writing import suggestions

TITLE = "关于2026年第三季度党费收缴情况的通知"
TEXT = "各党支部：现将第三季度党费收缴和使用情况公开如下。党费专户结余3,000元，会议室改造支出2,000元。"


def test_keywords_name_what_the_text_is_about() -> None:
    found = suggestions.keywords(TITLE, TEXT)
    assert found[0] == "党费"
    assert not {"情况", "通知", "关于", "2026"} & set(found)
    assert len(found) <= suggestions.MOST_KEYWORDS


def test_words_that_the_unit_uses_come_first() -> None:
    assert suggestions.keywords(TITLE, TEXT, known=["党费收缴", "发展党员"])[0] == "党费收缴"
    assert "发展党员" not in suggestions.keywords(TITLE, TEXT, known=["党费收缴", "发展党员"])


def test_a_part_of_a_better_word_is_left_out() -> None:
    found = suggestions.keywords(TITLE, TEXT, known=["党费收缴"])
    assert "党费" not in found


@given(st.text(), st.text(), st.lists(st.text(max_size=5), max_size=4))
def test_any_text_has_at_most_so_many_keywords(title: str, text: str, known: list[str]) -> None:
    found = suggestions.keywords(title, text, known=known, most=99)
    assert len(found) <= KEYWORDS_LIMIT
    assert len(set(found)) == len(found)


@pytest.mark.parametrize(
    ("previous", "expected"),
    [
        (["示例委〔2026〕12号", "示例委〔2026〕9号"], "示例委〔2026〕13号"),
        (["示例委〔2025〕88号"], "示例委〔2026〕1号"),
        (["示例委办[2026]3号", "示例委〔2026〕12号"], "示例委办〔2026〕4号"),
        (["示例委（2026）第007号"], "示例委〔2026〕8号"),
        (["无文号", "2026-1"], ""),
        ([], ""),
    ],
)
def test_the_next_number_of_the_series_used_last(previous: list[str], expected: str) -> None:
    assert suggestions.document_no(previous, year=2026) == expected


def test_the_index_number_to_come() -> None:
    assert suggestions.index_no("JG1", 41, year=2026) == "JG1-2026-0042"

"""Has the page of every refusal a title and advice of its own?"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from core import errors
from frontend.errors import ADVICE, TITLES


def _kinds(kind: type[errors.Refusal]) -> Iterator[type[errors.Refusal]]:
    for narrower in kind.__subclasses__():
        yield narrower
        yield from _kinds(narrower)


@pytest.mark.parametrize("status", sorted({kind.status for kind in _kinds(errors.Refusal)}))
def test_each_status_is_told_in_words(status: int) -> None:
    assert TITLES[status]
    assert ADVICE[status]

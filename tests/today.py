"""On which day do the tests live? Always on the same one, two days after their world was made.

What a page shows depends on the day, and the world's texts, posts and terms have days of their own: a test that passes
in November must not fail in January. The processes that tests start (servers, workers) live on the same day; only those
that are given an environment of their own, as `gongkai demo` is, are on the real one.
"""

from __future__ import annotations

import datetime
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import time_machine

from tests.databases import AT, ROOT

TODAY = AT + datetime.timedelta(days=2)
SOURCES = (ROOT / "tests" / "startup", ROOT, ROOT / "platform")
"""Where a started process finds our code; in the first, how far its clock is to be shifted."""


@contextmanager
def lived() -> Iterator[None]:
    """Let the clock go on from the tests' day, here and in the processes that are started meanwhile."""
    with pytest.MonkeyPatch.context() as patch, time_machine.travel(TODAY, tick=True):
        patch.setenv("GONGKAI_TEST_SHIFT", str(time.time() - time_machine.escape_hatch.time.time()))
        patch.setenv("PYTHONPATH", os.pathsep.join(map(str, SOURCES)))
        yield

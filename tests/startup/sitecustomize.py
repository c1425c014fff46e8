"""Does this process belong to a test? Then its clock is shifted as the test's is, before anything reads it."""

from __future__ import annotations

import os
import time

if shift := os.environ.get("GONGKAI_TEST_SHIFT"):
    import time_machine

    time_machine.travel(time.time() + float(shift), tick=True).start()

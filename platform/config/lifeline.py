"""How does a process end when its supervisor is killed? It holds a pipe to it, and stops when the pipe breaks.

`python -m config.lifeline MODULE ARGUMENTS…` runs the module as `python -m MODULE` would.
"""

from __future__ import annotations

import os
import runpy
import signal
import sys
import threading
import time

VARIABLE = "GONGKAI_LIFELINE"
PATIENCE_SECONDS = 8


def hold(descriptor: int) -> None:
    """Watch the pipe; when its other end is gone, stop as on SIGTERM, and after some patience at once."""
    while os.read(descriptor, 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(PATIENCE_SECONDS)
    os.killpg(os.getpgrp(), signal.SIGKILL)


def main() -> None:
    """Hold the lifeline, then become the module."""
    descriptor = os.environ.pop(VARIABLE, "")
    if descriptor:
        threading.Thread(target=hold, args=(int(descriptor),), name="lifeline", daemon=True).start()
    module = sys.argv[1]
    sys.argv = sys.argv[1:]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()

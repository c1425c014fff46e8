"""How does gunicorn serve? Sync workers only: one request at a time owns the connection and its tenant.

Read by gunicorn (`-c python:config.web`). The application is loaded once and then forked: half the start-up time, and
pages of memory shared. Safe, as loading opens no connection; what a fork inherits nevertheless is closed.
"""

from __future__ import annotations

import gc
import os
from typing import Any

wsgi_app = "config.wsgi:application"
worker_class = "sync"
workers = int(os.environ.get("GONGKAI_WEB_WORKERS", "2"))
preload_app = True
timeout = 60
graceful_timeout = int(os.environ.get("GONGKAI_WEB_GRACE", "20"))
max_requests = 2000
max_requests_jitter = 400
accesslog = "-"
logger_class = "config.access_log.AccessLog"
errorlog = "-"
forwarder_headers = ""
"""No header says below which path the application lies: whoever could send it would choose what every link leads to."""
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108  (heartbeats need no disk)
control_socket_disable = True


def on_starting(server: Any) -> None:
    """Refuse to start behind a pooler that could hand one tenant's rows to another; a database that is down may come.

    The application is loaded by then (`preload_app`), and no worker is forked yet.
    """
    from django.db import OperationalError, connections

    from config import checkup

    try:
        found = checkup.pooling_is_safe()
    except OperationalError:
        return
    finally:
        connections.close_all()
    if found.outcome is checkup.Outcome.FAILED:
        raise SystemExit(f"{found.name}：{found.found}。{found.mend}")


def when_ready(server: Any) -> None:
    """Load what the first request needs before the workers are forked, once for all of them.

    What is loaded stays for good: a collector that went through it would copy its pages into every worker.
    """
    from django.urls import get_resolver

    list(get_resolver().url_patterns)
    gc.collect()
    gc.freeze()


def post_fork(server: Any, worker: Any) -> None:
    """Give each worker connections of its own."""
    from django.db import connections

    connections.close_all()

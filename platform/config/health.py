"""Is the process alive, and can it do its work? Answered at every host, before a tenant is looked up."""

from __future__ import annotations

import tempfile
from collections.abc import Callable

from celery import current_app
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse

from core import schemas
from tenants import template

Next = Callable[[HttpRequest], HttpResponse]


class Health:
    """Answers `/healthz` (alive) and `/readyz` (database, broker, migrations)."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the two addresses; pass all others on."""
        if request.path == "/healthz":
            return JsonResponse({"status": "alive"})
        if request.path == "/readyz":
            return _readiness()
        return self.get_response(request)


def _readiness() -> JsonResponse:
    checks = {"database": _database, "broker": _broker, "migrations": _migrations}
    found = {name: _outcome(check) for name, check in checks.items()}
    ready = all(outcome == "ok" for outcome in found.values())
    return JsonResponse({"status": "ready" if ready else "not ready", **found}, status=200 if ready else 503)


def _outcome(check: Callable[[], None]) -> str:
    try:
        check()
    except Exception as problem:
        return type(problem).__name__
    return "ok"


def _database() -> None:
    schemas.leave()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _broker() -> None:
    with current_app.connection_for_write() as broker:
        broker.ensure_connection(max_retries=1, timeout=3)
    # A broker made of files always connects: it is down when nothing can be laid into its folders.
    options = settings.CELERY_BROKER_TRANSPORT_OPTIONS
    for folder in (options[name] for name in ("data_folder_out", "control_folder") if name in options):
        with tempfile.TemporaryFile(dir=folder):
            pass


def _migrations() -> None:
    schemas.leave()
    if not template.exists():
        raise LookupError("migrations")

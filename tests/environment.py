"""Which database do the tests run on? An embedded one of their own, or an installed one named by two variables.

Loaded before Django's settings (`-p tests.environment` in pyproject.toml). To run on an installed PostgreSQL, set
`GONGKAI_DATABASE_URL` and `GONGKAI_DATABASE_OWNER_URL`; the owner must be allowed to create databases.

The database server is one for all; files, caches and queues are each process's own: tenants bear the same schema names
in all of them, so that dropping one, or emptying a cache, would otherwise take away what another is working with.
"""

from __future__ import annotations

import atexit
import os
import shutil
import warnings
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# Workers of xdist inherit what the process that starts them has set.
DATA = Path(os.environ.setdefault("GONGKAI_TEST_DATA", os.environ.get("GONGKAI_DATA", str(ROOT / ".gongkai" / "test"))))
OWN = DATA / "processes" / str(os.getpid())
EMBEDDED = "GONGKAI_DATABASE_URL" not in os.environ
_DEFAULTS = {
    "SECRET_KEY": "only-for-tests-" + "x" * 40,
    "TESTING": "on",
    "DEMO": "on",
    "LOG_LEVEL": "ERROR",
    "BROKER_URL": "filesystem://localhost/",
    "DOWNLOADS_PER_HOUR": "100000",  # all tests ask from one address; those of the limit lower it
}

for _name, _value in _DEFAULTS.items():
    os.environ.setdefault(f"GONGKAI_{_name}", _value)
os.environ["GONGKAI_DATA"] = str(OWN)
os.environ["GONGKAI_QUEUE"] = f"gongkai-test-{os.getpid()}"  # of this process alone, also among xdist's
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
# Playwright's synchronous driver keeps an event loop in the thread; our code is synchronous all the same.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
shutil.rmtree(OWN, ignore_errors=True)  # of a process of the same number that was killed
(OWN / "static").mkdir(parents=True)
atexit.register(shutil.rmtree, OWN, ignore_errors=True)

if EMBEDDED:
    from config import embedded

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        _server = embedded.start(DATA, durable=False)
    os.environ["GONGKAI_DATABASE_URL"] = _server.address(embedded.RUNTIME, "postgres")
    os.environ["GONGKAI_DATABASE_OWNER_URL"] = _server.address("postgres", "postgres")


def pytest_unconfigure(config: object) -> None:
    """Stop the embedded server where that was asked for (`make test` does) and no other test run uses it."""
    is_worker = hasattr(config, "workerinput")
    if not EMBEDDED or is_worker or not os.environ.get("GONGKAI_TEST_STOP"):
        return
    from django.db import connections

    connections.close_all()
    with closing(_server.connect()) as connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )
        others = cursor.fetchone()
    if others == (0,):
        embedded.stop(DATA)

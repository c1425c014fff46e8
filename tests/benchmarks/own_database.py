"""An embedded database of a benchmark's own: migrated, empty, gone afterwards."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from config.gongkai import surroundings


@contextmanager
def migrated() -> Iterator[None]:
    """Run the benchmark as the owner of a fresh database."""
    for name in [name for name in os.environ if name.startswith("GONGKAI_")]:
        del os.environ[name]
    with tempfile.TemporaryDirectory(prefix="gongkai-") as folder:
        os.environ["GONGKAI_DATA"] = folder
        with surroundings.prepared(surroundings.Access.OWNER):
            from django.utils import timezone

            from tenants import database, upgrade

            database.prepare()
            assert upgrade.upgrade_platform(at=timezone.now()).succeeded
            yield

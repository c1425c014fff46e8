"""How does a schema get into a file and back? By pg_dump and pg_restore, as the owner.

A newer pg_dump writes settings that an older server does not know, so the restore runs as text through psql, with those
lines left out; in one transaction, so that a schema is there whole or not at all.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from core import errors
from tenants import owner

_UNKNOWN_TO_OLDER_SERVERS = (b"SET transaction_timeout",)


def dump_schema(schema: str, path: Path) -> None:
    """Write the schema to a file in pg_dump's custom format, without owners and rights, which are the platform's."""
    command = [owner.program("pg_dump"), "--format=custom", "--no-owner", "--no-privileges", "--schema", schema]
    done = subprocess.run(  # noqa: S603  (our own arguments)
        [*command, "--file", str(path)], env=owner.program_environment(), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise errors.Unavailable("backup.dump_failed", done.stderr.strip()[:400])


def load_schema(schema: str, path: Path) -> None:
    """Make the schema from the file."""
    script = path.with_suffix(".sql")
    reading = [owner.program("pg_restore"), "--no-owner", "--no-privileges", "--schema", schema, "--file", str(script)]
    _run([*reading, str(path)])
    plain = path.with_suffix(".plain.sql")
    with script.open("rb") as source, plain.open("wb") as target:
        target.write(f'CREATE SCHEMA "{schema}";\n'.encode())
        target.writelines(_understood(source))
    _run(
        [
            owner.program("psql"),
            "--quiet",
            "--no-psqlrc",
            "--single-transaction",
            "-v",
            "ON_ERROR_STOP=1",
            "-f",
            str(plain),
        ]
    )


def _understood(script: IO[bytes]) -> Iterator[bytes]:
    """Pass a script on without the settings at its head that older servers refuse."""
    in_head = True
    for line in script:
        in_head = in_head and not line.startswith(b"CREATE")
        if not (in_head and line.startswith(_UNKNOWN_TO_OLDER_SERVERS)):
            yield line


def _run(command: list[str]) -> None:
    done = subprocess.run(  # noqa: S603  (our own arguments)
        command, env=owner.program_environment(), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise errors.Unavailable("backup.restore_failed", done.stderr.strip()[:400])

"""What does the environment say? Strict: a missing or unknown value raises, with a hint of what to write.

A secret may also come from a file named by `NAME_FILE`, as container platforms hand them over.
"""

from __future__ import annotations

import ipaddress
import os
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

PREFIX = "GONGKAI_"


class EnvironmentProblem(Exception):
    """A setting is missing or not understood; the text says which and what to write."""


def text(name: str, default: str | None = None, *, hint: str = "") -> str:
    """Return a setting's text, from `GONGKAI_<name>` or from the file that `GONGKAI_<name>_FILE` names."""
    key = PREFIX + name
    if key in os.environ:
        return os.environ[key]
    if path := os.environ.get(f"{key}_FILE"):
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as problem:
            raise EnvironmentProblem(f"{key}_FILE: {problem}") from None
    if default is None:
        raise EnvironmentProblem(f"{key} is not set. {hint} See deploy/env.sample.".replace("  ", " "))
    return default


def flag(name: str, *, default: bool = False) -> bool:
    """Return a setting that is on or off: 1/true/yes/on or 0/false/no/off."""
    value = text(name, "on" if default else "off").strip().lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off", ""}:
        return False
    raise EnvironmentProblem(f"{PREFIX}{name} is {value!r}; write on or off")


def integer(name: str, default: int, *, least: int = 0) -> int:
    """Return a whole number, at least `least`."""
    value = text(name, str(default))
    if not value.lstrip("-").isdigit() or int(value) < least:
        raise EnvironmentProblem(f"{PREFIX}{name} is {value!r}; write a whole number from {least}")
    return int(value)


def choice(name: str, default: str, options: tuple[str, ...]) -> str:
    """Return one of the named options."""
    value = text(name, default)
    if value not in options:
        raise EnvironmentProblem(f"{PREFIX}{name} is {value!r}; write one of {', '.join(options)}")
    return value


def listed(name: str, default: str = "") -> list[str]:
    """Return the parts of a comma-separated setting."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def folder(name: str, default: Path) -> Path:
    """Return a folder as an absolute path; it need not exist yet."""
    return Path(text(name, str(default))).expanduser().resolve()


def is_local(host: str) -> bool:
    """Tell whether a host name can be reached from this machine only: localhost, anything below it, or loopback."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def database(dsn: str, *, name: str) -> dict[str, object]:
    """Return Django's description of a PostgreSQL database from its address.

    `postgresql://user:password@host:port/name?sslmode=require`; a socket folder goes into `?host=`.
    """
    parts = urlsplit(dsn)
    if parts.scheme not in {"postgresql", "postgres"} or not parts.path.strip("/"):
        raise EnvironmentProblem(f"{PREFIX}{name} is no PostgreSQL address; write postgresql://user:password@host/name")
    options = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    return {
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or options.pop("port", "")),
        "OPTIONS": options,
    }

"""How does the web server get its port? The supervisor listens on it first, so that nobody takes it meanwhile."""

from __future__ import annotations

import errno
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from core import errors

BACKLOG = 128
IDLE_SECONDS = 60


@contextmanager
def listening(host: str, port: int) -> Iterator[socket.socket]:
    """Listen on the port, or say plainly that it is taken and what to do."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as found:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        _await_first_bytes(found)
        try:
            found.bind((host, port))
        except OSError as refused:
            raise _refusal(refused, port) from None
        found.listen(BACKLOG)
        yield found


def _await_first_bytes(found: socket.socket) -> None:
    """Hand connections over when their request arrives: browsers open some ahead, and each would occupy a worker."""
    if hasattr(socket, "TCP_DEFER_ACCEPT"):
        found.setsockopt(socket.IPPROTO_TCP, socket.TCP_DEFER_ACCEPT, IDLE_SECONDS)


def _refusal(refused: OSError, port: int) -> Exception:
    if refused.errno == errno.EADDRINUSE:
        return errors.Conflict(
            "port.taken",
            f"端口 {port} 已被其他程序占用。请换一个端口，例如 make demo PORT={port + 1}，或先停止占用它的程序。",
        )
    if refused.errno == errno.EACCES:
        return errors.Conflict("port.forbidden", f"没有权限使用端口 {port}。请换一个 1024 以上的端口，例如 8000。")
    return refused

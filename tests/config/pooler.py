"""A pooler in transaction mode, as small as can be: all clients share one connection to the server, a query at a time.

It restores nothing between them, as PgBouncer before 1.26 and every other that knows nothing of search paths.
"""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

READY, TERMINATE = b"Z", b"X"


class Pooler:
    """Listens at `port` of this machine while it is open."""

    def __init__(self, server: socket.socket) -> None:
        self._server = server
        self._turn = threading.Lock()
        self._greeting: list[bytes] = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self._clients: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        for each in (self._listening, self._server, *self._clients):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _address = self._listening.accept()
                self._clients.append(client)
                threading.Thread(target=self._serve, args=[client], daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with suppress(OSError, EOFError):
            with self._turn:
                self._greet(client)
            while True:
                kind, message = _message(client)
                if kind == TERMINATE:
                    return
                with self._turn:
                    self._server.sendall(message)
                    self._answer(client)

    def _greet(self, client: socket.socket) -> None:
        """Let the first client sign in at the server, and tell every later one what the first was told at the end."""
        length = _exactly(client, 4)
        startup = length + _exactly(client, struct.unpack("!i", length)[0] - 4)
        if self._greeting:
            client.sendall(b"".join(self._greeting))
            return
        self._server.sendall(startup)
        while True:
            kind, message = _message(self._server)
            client.sendall(message)
            is_question = kind == b"R" and struct.unpack("!i", message[5:9])[0] not in (0, 12)
            if is_question:
                self._server.sendall(_message(client)[1])
            elif message[:1] != b"R" or struct.unpack("!i", message[5:9])[0] == 0:
                self._greeting.append(message)
            if kind == READY:
                return

    def _answer(self, client: socket.socket) -> None:
        while True:
            kind, message = _message(self._server)
            client.sendall(message)
            if kind == READY:
                return


@contextmanager
def before(server: socket.socket) -> Iterator[Pooler]:
    """Open a pooler before a server."""
    pooler = Pooler(server)
    try:
        yield pooler
    finally:
        pooler.close()


def _message(stream: socket.socket) -> tuple[bytes, bytes]:
    head = _exactly(stream, 5)
    return head[:1], head + _exactly(stream, struct.unpack("!i", head[1:])[0] - 4)


def _exactly(stream: socket.socket, count: int) -> bytes:
    found = b""
    while len(found) < count:
        piece = stream.recv(count - len(found))
        if not piece:
            raise EOFError
        found += piece
    return found

"""A mail server that does what the test tells it: takes mails, refuses people, or breaks the line."""

from __future__ import annotations

import email
import email.policy
import socketserver
import threading
from email.message import EmailMessage


class MailServer(socketserver.ThreadingTCPServer):
    """Listens on a free local port; what it took is in `mails`."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.mails: list[EmailMessage] = []
        self.refused: set[str] = set()
        self.breaks_after_taking = False

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def start(self) -> None:
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def stop(self) -> None:
        self.shutdown()
        self.server_close()

    def take(self, raw: bytes) -> None:
        taken = email.message_from_bytes(raw, policy=email.policy.default)
        assert isinstance(taken, EmailMessage)
        self.mails.append(taken)


class _Conversation(socketserver.StreamRequestHandler):
    """One connection, as far as Django's SMTP backend speaks the protocol."""

    server: MailServer

    def handle(self) -> None:
        self._say("220 ready")
        while line := self.rfile.readline():
            command = line.decode().strip()
            verb = command.upper().split(" ")[0]
            if verb == "DATA":
                if not self._take():
                    return
            elif verb == "RCPT" and any(address in command for address in self.server.refused):
                self._say("550 no such mailbox")
            elif verb == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 fine")

    def _take(self) -> bool:
        """Receive one mail; whether the line holds afterwards."""
        self._say("354 go on")
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        self.server.take(b"".join(lines))
        if self.server.breaks_after_taking:
            return False
        self._say("250 taken")
        return True

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())

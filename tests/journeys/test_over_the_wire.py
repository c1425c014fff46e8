"""What becomes of requests that no browser sends, at the server itself? Bytes on a socket, and what comes back."""

from __future__ import annotations

import socket
from urllib.parse import urlencode

import pytest

from tests.journeys.conftest import PATIENCE, Live
from tests.world import PASSWORD

JSON = "Content-Type: application/json"


def answer(live: Live, request: str, body: bytes = b"") -> tuple[int, str]:
    """Send a request as it stands, close our side, and return the status and the rest of the answer."""
    line, *headers = request.splitlines()
    host = f"Host: district.localhost:{live.port}"
    head = "\r\n".join([f"{line} HTTP/1.1", host, "Connection: close", *headers, "", ""])
    with socket.create_connection(("127.0.0.1", live.port), timeout=PATIENCE) as wire:
        wire.sendall(head.encode() + body)
        wire.shutdown(socket.SHUT_WR)
        with wire.makefile("rb") as stream:
            said = stream.read().decode()
    return int(said.split(maxsplit=2)[1]), said


@pytest.mark.parametrize("prefix", ["/open-data", "/elsewhere"])
def test_nobody_says_below_which_path_the_application_lies(prefix: str, live: Live) -> None:
    usual = answer(live, "GET /open-data/")[1]
    for header in ("SCRIPT_NAME", "Script-Name", "X-Script-Name", "X-Forwarded-Prefix"):
        status, said = answer(live, f"GET {prefix}/\n{header}: {prefix}")
        assert status == (200 if prefix == "/open-data" else 404)
        assert f'href="{prefix}/units/' not in said
    assert answer(live, "GET /open-data/")[1].partition("\r\n\r\n")[2] == usual.partition("\r\n\r\n")[2]


def test_a_body_in_chunks_is_refused_and_not_taken_for_none(live: Live) -> None:
    body = b"2\r\n{}\r\n0\r\n\r\n"
    status, said = answer(live, f"POST /api/v1/sign-in/\n{JSON}\nTransfer-Encoding: chunked", body)
    assert (status, "request.length_unknown" in said) == (400, True)


@pytest.mark.parametrize("missing", [0, 1, 10_000])
def test_a_form_that_broke_off_is_refused(missing: int, live: Live) -> None:
    token = "a" * 32
    body = urlencode({"csrfmiddlewaretoken": token, "username": "member", "password": PASSWORD}).encode()
    kind = f"Content-Type: application/x-www-form-urlencoded\nContent-Length: {len(body) + missing}"
    status, said = answer(live, f"POST /sign-in/\nCookie: csrftoken={token}\n{kind}", body)
    assert (status, "gk_session" in said) == ((400, False) if missing else (302, True))


def test_an_encoding_that_is_for_no_text_is_no_fault_of_ours(live: Live) -> None:
    assert answer(live, "GET /units/?q=%E4\nContent-Type: text/plain; charset=zlib")[0] == 200

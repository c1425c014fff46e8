"""What becomes of a body that is easily misread? In chunks, broken off, in another encoding, saying one thing twice."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import client
from django.test.client import ClientHandler

from config import bodies
from tests.api.conftest import (  # noqa: F401  (fixtures)
    Programs,
    _on_the_worlds_day,
    _own_rates,
    assert_problem,
    program,
    token_of,
)
from tests.bad_input.traces import nothing_written, told
from tests.disclosures.conftest import PNG, Walker
from tests.frontend.browser import Browser
from tests.world import PASSWORD

pytestmark = pytest.mark.usefixtures("own_files")
FORM = "application/x-www-form-urlencoded"
PDF = b"%PDF-1.7\n%%EOF\n"
PLACES = ["/units/?q=%E5%85%9A", "/disclosures/?q=%FF", "/work/?x=%E4", "/api/v1/units/?q=%E5%85%9A"]


class AtServer(ClientHandler):
    """What our server does with a request before Django sees it."""

    def __call__(self, environ: dict[str, Any]) -> Any:
        """Answer a request as it came over the wire."""
        return super().__call__(bodies.prepared(environ))


@pytest.fixture(autouse=True)
def _at_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "ClientHandler", AtServer)


def program_of_the_clerk() -> Browser:
    """Return a client that sends whatever it is told to, with a token."""
    return Browser(HTTP_AUTHORIZATION=f"Bearer {token_of('clerk')}")


@pytest.mark.parametrize("path", PLACES)
@pytest.mark.parametrize("charset", ["zlib", "rot13", "idna", "undefined", "cp037", "latin1", "utf-16", "gb18030"])
def test_an_address_is_read_alike_whatever_its_caller_says_of_encodings(charset: str, path: str, cast: Any) -> None:
    usual = Browser().get(path)
    odd = Browser().get(path, CONTENT_TYPE=f"text/plain; charset={charset}")
    assert odd.status_code == usual.status_code < 500
    assert odd.get("ETag") == usual.get("ETag")


@pytest.mark.parametrize("kind", [FORM, "multipart/form-data; boundary=x", "application/json"])
@pytest.mark.parametrize("charset", ["zlib", "idna", "undefined", "utf-16", "gb18030"])
def test_a_body_in_another_encoding_is_refused(charset: str, kind: str, cast: Any) -> None:
    with nothing_written():
        sent: dict[str, Any] = {"data": b"{}", "content_type": "", "CONTENT_TYPE": f"{kind}; charset={charset}"}
        told(Browser().post("/sign-in/", **sent), 400, "request.charset")
        answer = Browser().post("/api/v1/sign-in/", **sent)
        assert_problem(answer, 400, "request.charset")


@pytest.mark.parametrize("charset", ["UTF8", "utf-8", "U8"])
def test_our_encoding_may_be_named_in_any_way(charset: str, cast: Any) -> None:
    sent = f"username=clerk&password={PASSWORD}".encode()
    assert Browser().post("/sign-in/", sent, content_type=f"{FORM}; charset={charset}").status_code == 302


ODD_KINDS = [
    "a; x*=nope''y",
    "a; charset*=zlib''y",
    "a; charset*=idna''%ff",
    "a; charset*=utf-7''+2AA-",
    "甲; charset=甲",
]


@pytest.mark.parametrize("kind", ODD_KINDS)
def test_a_kind_that_nobody_understands_is_no_fault_of_ours(kind: str, cast: Any) -> None:
    assert Browser().get("/units/", CONTENT_TYPE=kind).status_code == 200
    sent: dict[str, Any] = {"data": b"{}", "content_type": "", "CONTENT_TYPE": kind}
    assert_problem(Browser().post("/api/v1/sign-in/", **sent), 415, "format.unsupported")


def test_a_body_of_no_told_length_is_refused(walk: Walker) -> None:
    draft, clerk = walk.draft(), program_of_the_clerk()
    with nothing_written():
        chunked: dict[str, Any] = {"HTTP_TRANSFER_ENCODING": "chunked", "CONTENT_LENGTH": ""}
        answer = clerk.post(f"/api/v1/disclosures/{draft.public_id}/submit/", **chunked)
        assert_problem(answer, 400, "request.length_unknown")
        told(Browser().post("/sign-in/", **chunked), 400, "request.length_unknown")


def broken_off(content: bytes, length: int, content_type: str) -> dict[str, Any]:
    """Return what a server hands over of a request of this length of which only the content arrived."""
    stream = bodies.Body(io.BytesIO(content), length)
    return {"wsgi.input": stream, "CONTENT_LENGTH": str(length), "CONTENT_TYPE": content_type}


@pytest.mark.parametrize("missing", [1, 400, 500_000])
def test_a_form_that_broke_off_is_not_half_believed(missing: int, cast: Any) -> None:
    sent = f"password={PASSWORD}&username=clerk".encode()
    with nothing_written():
        answer = Browser().post("/sign-in/", **broken_off(sent, len(sent) + missing, FORM))
        told(answer, 400, "request.malformed")


def test_a_file_whose_form_broke_off_is_not_kept(walk: Walker) -> None:
    clerk, path = program_of_the_clerk(), f"/api/v1/disclosures/{walk.draft().public_id}/attachments/"
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'
    sent = head + PDF + b'\r\n--x\r\nContent-Disposition: form-data; name="title"\r\n\r\n'
    kind = "multipart/form-data; boundary=x"
    with nothing_written():
        assert_problem(clerk.post(path, **broken_off(sent, len(sent) + 30, kind)), 400, "request.malformed")


def test_a_connection_that_is_lost_is_no_fault_of_ours(cast: Any) -> None:
    class Lost(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise ConnectionResetError

    sent = broken_off(b"", 10, "application/json") | {"wsgi.input": bodies.Body(Lost(), 10)}
    assert_problem(program_of_the_clerk().post("/api/v1/disclosures/", **sent), 400, "request.malformed")


@pytest.mark.parametrize(
    ("size", "pieces"), [(-1, [b"ab\ncd"]), (2, [b"ab", b"\nc", b"d", b""]), (9, [b"ab\ncd", b""])]
)
def test_a_whole_body_is_read_in_pieces(size: int, pieces: list[bytes]) -> None:
    body = bodies.Body(io.BytesIO(b"ab\ncd and what comes after"), 5)
    assert [body.read(size) for _piece in pieces] == pieces
    lines = bodies.Body(io.BytesIO(b"ab\ncd and what comes after"), 5)
    assert [lines.readline(), lines.readline(9), lines.readline()] == [b"ab\n", b"cd", b""]


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"file": [("a.pdf", PDF), ("b.png", PNG)]}, "file"),
        ({"file": [("a.pdf", PDF)], "title": ["甲", "乙"]}, "title"),
        ({"file": [("a.pdf", PDF), "text"]}, "file"),
    ],
    ids=["two files", "two titles", "file and text"],
)
def test_of_two_files_none_is_lost_in_silence(
    sent: dict[str, list[Any]],
    field: str,
    program: Programs,  # noqa: F811  (a fixture)
    walk: Walker,
) -> None:
    clerk, path = program("clerk"), f"disclosures/{walk.draft().public_id}/attachments/"
    fields = {
        name: [SimpleUploadedFile(*each) if isinstance(each, tuple) else each for each in values]
        for name, values in sent.items()
    }
    with nothing_written():
        assert_problem(clerk.upload(path, **fields), 422, f"{field}.repeated", field)


@pytest.mark.parametrize("kind", ["", "multipart/form-data; boundary=x"])
def test_no_file_at_all_is_told_of(kind: str, walk: Walker) -> None:
    clerk = program_of_the_clerk()
    for path in (f"disclosures/{walk.draft().public_id}/attachments/", "disclosures/import/", "catalogs/import/"):
        with nothing_written():
            assert_problem(
                clerk.generic("POST", f"/api/v1/{path}", b"", "", CONTENT_TYPE=kind), 422, "file.required", "file"
            )

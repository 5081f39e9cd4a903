"""The envelope in a request, whatever HTTP says of it: charsets, and messages with attachments."""

from __future__ import annotations

import base64
import quopri

import pytest

from gateway.errors import DecodeError, HostileInput
from gateway.wire.exchange import Limits, Request
from protocols.soap.content import content_of, is_related

RELATED = 'multipart/related; boundary=M; type="application/xop+xml"; start="<root>"; start-info="text/xml"'
LIMITS = Limits(form_fields=10)


def related(*written: tuple[str, bytes], content_type: str = RELATED) -> Request:
    body = b"".join(f"--M\r\n{headers}\r\n\r\n".encode() + content + b"\r\n" for headers, content in written) + b"--M--"
    return Request(content_type=content_type, body=body)


ROOT = 'Content-Type: application/xop+xml; charset=ISO-8859-1; type="text/xml"\r\nContent-ID: <root>'
OTHER = ("Content-Type: image/png\r\nContent-ID: <other>", b"\x89PNG")


@pytest.mark.parametrize("content_type", [RELATED, RELATED.replace("<root>", "root"), "Multipart/Related; boundary=M"])
def test_the_root_part_is_the_message(content_type: str) -> None:
    request = related((ROOT, b"<e/>"), OTHER, content_type=content_type)
    assert content_of(request, LIMITS) == (b"<e/>", "ISO-8859-1")


def test_the_root_part_need_not_be_the_first() -> None:
    assert content_of(related(OTHER, (ROOT, b"<e/>")), LIMITS).envelope == b"<e/>"


@pytest.mark.parametrize(
    ("coding", "sent"),
    [
        ("base64", base64.encodebytes("<é/>".encode())),
        ("Quoted-Printable", quopri.encodestring("<é/>".encode())),
        ("8bit", "<é/>".encode()),
    ],
)
def test_the_root_part_may_be_encoded(coding: str, sent: bytes) -> None:
    assert content_of(related((f"{ROOT}\r\nContent-Transfer-Encoding: {coding}", sent)), LIMITS).envelope.rstrip(b"\n") == "<é/>".encode()


@pytest.mark.parametrize(
    ("request_", "error"),
    [
        (related(OTHER), DecodeError),
        (related(), DecodeError),
        (related((f"{ROOT}\r\nContent-Transfer-Encoding: base64", b"a")), DecodeError),
        (Request(content_type="multipart/related", body=b"<e/>"), DecodeError),
        (Request(content_type=RELATED, body=b"--M\r\n\r\n<e/>"), DecodeError),
        (related(*[OTHER] * 11), HostileInput),
    ],
)
def test_what_has_no_root_part_is_refused(request_: Request, error: type[Exception]) -> None:
    assert is_related(request_.content_type)
    with pytest.raises(error):
        content_of(request_, LIMITS)


@pytest.mark.parametrize(
    ("content_type", "charset"),
    [
        ("text/xml", ""),
        ("", ""),
        ("text/xml; charset=utf-8", "utf-8"),
        ('application/soap+xml;action="a";Charset="windows-1252"', "windows-1252"),
    ],
)
def test_the_charset_is_that_of_http(content_type: str, charset: str) -> None:
    assert not is_related(content_type)
    assert content_of(Request(content_type=content_type, body=b"<e/>"), LIMITS) == (b"<e/>", charset)

"""Typed SOAP over HTTP, on a host that echoes."""

from __future__ import annotations

import asyncio
import gzip
import zlib
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any

import pytest
from lxml import etree
from starlette.applications import Starlette

from gateway.errors import InternalError
from gateway.wire.call import CallSettings, Credential, Failure, FunctionInfo, Peer, Token
from gateway.wire.exchange import HttpResponse
from gateway.wire.protocol import Protocol
from protocols.soap.names import SOAP_12
from protocols.soap.typed import TypedSoap
from protocols.soap.typed.packed import pack
from tests.unit.soap.test_asgi import BASE, ECHO, PEER, Answer, EchoHost
from tests.unit.soap.typed.typed_messages import typed_message

ADDRESS = "/webservice/soap/typed"
BODY = typed_message("<local_lab_f><a>1</a></local_lab_f>")
WSDL = b"<a href='urn:triglot:typed:location'/>"


class DocumentHost(EchoHost):
    """The host that echoes, with a document in the place of every WSDL."""

    broken = False
    offered: Sequence[FunctionInfo] = (ECHO,)

    async def functions(self, credential: Credential | None, *, protocol: str, peer: Peer) -> Sequence[FunctionInfo] | Failure:
        found = await super().functions(credential, protocol=protocol, peer=peer)
        return found if isinstance(found, Failure) else self.offered

    async def cached_document(self, key: str, build: Callable[[], Awaitable[str]]) -> str:
        if self.broken:
            raise InternalError("abc")
        return pack(WSDL)


async def ask(
    host: EchoHost,
    query: bytes = b"wstoken=abc",
    *,
    method: str = "POST",
    headers: Iterable[tuple[bytes, bytes]] = (),
    chunks: Iterable[bytes | None] = (BODY,),
) -> Answer | None:
    """Send a request in chunks, of which None is a disconnect; the answer is None where there is none."""
    messages: list[dict[str, Any]] = [
        {"type": "http.disconnect"} if chunk is None else {"type": "http.request", "body": chunk, "more_body": True} for chunk in chunks
    ]
    messages.append({"type": "http.request"})
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        await asyncio.sleep(0)
        return messages.pop(0)

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "method": method, "path": ADDRESS, "query_string": query, "headers": [*headers], "root_path": ""}
    await Starlette(routes=TypedSoap().routes(host))(scope, receive, send)
    return Answer(sent[0]["status"], sent[0]["headers"], sent[1]["body"]) if sent else None


async def answered(host: EchoHost, *args: Any, **kwargs: Any) -> Answer:
    answer = await ask(host, *args, **kwargs)
    assert answer is not None
    return answer


def test_the_protocol_is_one() -> None:
    protocol: Protocol = TypedSoap()
    assert (protocol.name, protocol.switched) == ("soaptyped", False)


async def test_an_answer() -> None:
    host = EchoHost()
    answer = await answered(host, b"wstoken=abc&moodlewssettingraw=1")
    assert (answer.status, answer.header(b"content-type")) == (200, b"text/xml; charset=utf-8")
    (response,) = etree.fromstring(answer.body)[0]
    assert response.tag == "{urn:triglot:typed}local_lab_fResponse"
    assert [each.text for each in response[0]] == ["local_lab_f", "1"]
    (call,) = host.calls
    assert (call.protocol, call.credential, call.peer) == ("soap", Token("abc"), PEER)
    assert call.settings == CallSettings(raw=True)


async def test_soap_12() -> None:
    answer = await answered(EchoHost(), chunks=[typed_message("<local_lab_f/>", version=SOAP_12)])
    assert answer.header(b"content-type") == b"application/soap+xml; charset=utf-8"


async def test_large_bodies_in_chunks() -> None:
    host = EchoHost()
    body = typed_message(f"<local_lab_f><a>{'x' * 500_000}</a></local_lab_f>")
    await ask(host, chunks=[body[:100], b"", body[100:]])
    assert host.calls[0].arguments == {"a": "x" * 500_000}


@pytest.mark.parametrize(
    ("headers", "chunks"),
    [
        ([(b"content-length", b"1000001")], []),
        ([], [b"x" * 1_000_000, b"y"]),
        ([(b"content-encoding", b"gzip")], [BODY]),
        ([], []),
        ([], [b"garbage"]),
    ],
)
async def test_what_is_no_call_is_answered_with_a_fault(headers: Any, chunks: list[bytes]) -> None:
    host = EchoHost()
    answer = await answered(host, headers=headers, chunks=chunks)
    assert answer.status == 500
    assert b"<faultcode>SOAP-ENV:Client</faultcode>" in answer.body
    assert (len(host.calls), len(host.refusals)) == (0, 1)


async def test_a_body_that_is_not_read_to_its_end_closes_the_connection() -> None:
    assert (await answered(EchoHost(), headers=[(b"content-length", b"1000001")], chunks=[])).header(b"connection") == b"close"


BAD = "<credentials><token>bad</token></credentials>"


@pytest.mark.parametrize(
    ("query", "method", "body"),
    [
        (b"wstoken=bad", "POST", b"garbage"),
        (b"wstoken=bad&wsdl", "GET", b""),
        (b"wstoken=abc", "POST", typed_message("", BAD)),
    ],
)
async def test_who_may_not_call_is_told_that_and_nothing_of_the_message(query: bytes, method: str, body: bytes) -> None:
    host = DocumentHost()
    answer = await answered(host, query, method=method, chunks=[body])
    assert (answer.status, answer.body.count(b"<errorcode>invalidtoken</errorcode>")) == (500, 1)
    assert len(host.refusals) == 1


async def test_a_setting_that_is_an_array() -> None:
    answer = await answered(EchoHost(), b"moodlewssettingraw[]=1")
    assert b"<errorcode>codingerror</errorcode>" in answer.body


async def test_a_client_that_goes_away_gets_nothing() -> None:
    host = EchoHost()
    assert await ask(host, chunks=[BODY[:10], None]) is None
    assert host.calls == []


@pytest.mark.parametrize(
    ("query", "headers", "location"),
    [
        (b"wsdl&wstoken=a%26b", [], f"{BASE}{ADDRESS}?wstoken=a%26b"),
        (b"wsdl=1", [(b"authorization", b"Bearer abc")], f"{BASE}{ADDRESS}"),
        (b"wsdl&wstoken=x", [(b"authorization", b"Bearer abc")], f"{BASE}{ADDRESS}"),
    ],
)
async def test_the_wsdl_has_the_token_in_the_address_only_where_it_came_from_there(query: bytes, headers: Any, location: str) -> None:
    host = DocumentHost()
    answer = await answered(host, query, method="GET", headers=headers, chunks=[])
    assert (answer.status, answer.header(b"content-type")) == (200, b"text/xml; charset=utf-8")
    assert etree.fromstring(answer.body).get("href") == location
    assert (host.calls, host.refusals) == ([], [])


async def test_a_wsdl_that_the_client_has_is_not_sent_again() -> None:
    tag = (await answered(DocumentHost(), b"wstoken=abc&wsdl", method="GET", chunks=[])).header(b"etag")
    known = [(b"if-none-match", tag)]
    answer = await answered(DocumentHost(), b"wstoken=abc&wsdl", method="GET", headers=known, chunks=[])
    assert (answer.status, answer.body, answer.header(b"etag")) == (304, b"", tag)
    assert (await answered(DocumentHost(), b"wstoken=abd&wsdl", method="GET", headers=known, chunks=[])).status == 200
    other = DocumentHost()
    other.offered = []
    assert (await answered(other, b"wstoken=abc&wsdl", method="GET", headers=known, chunks=[])).status == 200


async def test_a_wsdl_that_cannot_be_had() -> None:
    host = DocumentHost()
    host.broken = True
    answer = await answered(host, b"wstoken=abc&wsdl", method="GET", chunks=[])
    assert (answer.status, b"<errorcode>internalerror</errorcode>" in answer.body) == (500, True)
    assert len(host.refusals) == 1


async def test_disabled() -> None:
    host = EchoHost(enabled=False)
    for method in ("POST", "GET"):
        answer = await answered(host, b"wsdl", method=method)
        assert (answer.status, answer.header(b"content-type")) == (500, b"text/xml; charset=utf-8")
        assert b"<errorcode>enablewsdescription</errorcode>" in answer.body
    assert host.calls == []


async def test_both_halves_meet() -> None:
    protocol, host = TypedSoap(), EchoHost()
    sent = protocol.request(ECHO, {"a": "x"}, Token("abc"))
    headers = [(name.encode(), text.encode()) for name, text in sent.headers.items()]
    answer = await answered(host, b"", method=sent.method, headers=headers, chunks=[sent.body])
    response = HttpResponse(answer.status, {name.decode(): value.decode() for name, value in answer.headers}, answer.body)
    assert protocol.read(response, ECHO) == {"function": "local_lab_f", "count": 1}
    assert (host.calls[0].arguments, host.calls[0].credential) == ({"a": "x"}, Token("abc"))


@pytest.mark.parametrize("coded", [b"gzip", b"x-gzip", b"deflate", b"DEFLATE"])
async def test_compressed_messages_are_read(coded: bytes) -> None:
    host = EchoHost()
    body = gzip.compress(BODY) if b"gzip" in coded else zlib.compress(BODY)
    answer = await answered(host, headers=[(b"content-encoding", coded)], chunks=[body])
    assert (answer.status, host.calls[0].arguments) == (200, {"a": "1"})


async def test_what_compressed_messages_inflate_to_is_bounded() -> None:
    host = EchoHost()
    answer = await answered(host, headers=[(b"content-encoding", b"gzip")], chunks=[gzip.compress(BODY + b" " * 10_000_000)])
    assert (answer.status, answer.header(b"connection")) == (500, b"close")
    assert b"longer than" in answer.body
    assert not host.calls


async def test_a_browser_is_told_where_the_wsdl_is() -> None:
    host = EchoHost()
    answer = await answered(host, b"", method="GET", chunks=[])
    assert (answer.status, answer.header(b"content-type")) == (200, b"text/plain; charset=utf-8")
    assert b"?wsdl" in answer.body
    assert not host.calls


async def test_the_root_part_of_a_message_with_attachments_is_read() -> None:
    host = EchoHost()
    kind = b'multipart/related; boundary=M; type="application/xop+xml"; start="<a>"'
    body = b"--M\r\nContent-ID: <a>\r\n\r\n" + BODY + b"\r\n--M--\r\n"
    assert (await answered(host, headers=[(b"content-type", kind)], chunks=[body])).status == 200
    assert host.calls[0].arguments == {"a": "1"}

"""Upstreams that misbehave: each in its own way, and each time callers get a clear error, nothing is done twice, and nothing is told."""

from __future__ import annotations

import asyncio
import gzip
import re
import time
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TypeAlias

import msgspec
import pytest

from gateway.describe import INT, Struct, Value
from gateway.settings import Upstream
from gateway.upstream.errors import UpstreamAnswer, UpstreamAway, UpstreamError, UpstreamFault
from gateway.upstream.imported import Asked, Imported
from gateway.upstream.line import HttpLine
from gateway.upstream.moodle.kind import Moodle
from gateway.wire.call import FunctionType, Token, Written

SECRET = "5ec4e7" * 6
READ = Imported(
    name="local_shop_get", remote="shop_get", type=FunctionType.READ, text="Gets.", params=Struct({}), returns=Struct({"id": Value(INT)})
)
WRITE = msgspec.structs.replace(READ, name="local_shop_set", remote="shop_set", type=FunctionType.WRITE)
QUICK = Upstream(kind="moodle", url="http://placeholder", timeout=2, connect=1, retries=1, answer_bytes=2000, failures=50)

Reader: TypeAlias = asyncio.StreamReader
Writer: TypeAlias = asyncio.StreamWriter
Misbehave = Callable[[Writer], Awaitable[None]]


@dataclass
class Seen:
    """What a server has seen: its address, the requests as they came, and the most that it had at a time."""

    address: str = ""
    requests: list[bytes] = field(default_factory=list)
    most: int = 0
    now: int = 0


@asynccontextmanager
async def server(behave: Misbehave) -> AsyncIterator[Seen]:
    """A server that reads requests and then does as it likes."""
    seen = Seen()
    serving: list[asyncio.Task[None]] = []

    async def serve(reader: Reader, writer: Writer) -> None:
        task = asyncio.current_task()
        assert task is not None
        serving.append(task)
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = re.search(rb"content-length: (\d+)", head.lower())
                seen.requests.append(head + await reader.readexactly(int(length[1]) if length else 0))
                seen.now += 1
                seen.most = max(seen.most, seen.now)
                try:
                    await behave(writer)
                    await writer.drain()
                finally:
                    seen.now -= 1
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    listening = await asyncio.start_server(serve, "127.0.0.1", 0)
    seen.address = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
    async with listening:
        yield seen
        for task in serving:
            task.cancel()


@asynccontextmanager
async def line_to(address: str, settings: Upstream = QUICK) -> AsyncIterator[HttpLine]:
    """A line to a server."""
    line = HttpLine("shop", msgspec.structs.replace(settings, url=address))
    try:
        yield line
    finally:
        await line.close()


async def called(line: HttpLine, function: Imported = READ, asked: Asked | None = None) -> object:
    """What a function returns."""
    return await Moodle().call(line, function, {}, Token(SECRET), asked or Asked(request_id="r1"))


def said(*lines: str, body: bytes = b"", length: int | None = None) -> Misbehave:
    """Say an answer with these lines at its head."""

    async def behave(writer: Writer) -> None:
        head = [*lines, f"content-length: {len(body) if length is None else length}"] if length != -1 else [*lines]
        writer.write("\r\n".join([*head, "", ""]).encode() + body)
        if length is not None:
            writer.close()

    return behave


def json_of(body: bytes, *lines: str, status: str = "200 OK") -> Misbehave:
    return said(f"HTTP/1.1 {status}", "content-type: application/json", *lines, body=body)


async def closed(writer: Writer) -> None:
    writer.close()


async def silent(_writer: Writer) -> None:
    await asyncio.sleep(60)


async def trickling(writer: Writer) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n")
    while True:
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.3)


def chunked(*pieces: bytes, end: bool) -> Misbehave:
    async def behave(writer: Writer) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n")
        for piece in pieces:
            writer.write(b"%x\r\n%s\r\n" % (len(piece), piece))
        if end:
            writer.write(b"0\r\n\r\n")
        else:
            writer.close()

    return behave


ELSEWHERE = "location: http://127.0.0.1:9/steal?wstoken=x"
FAULT = b'{"exception":"moodle_exception","errorcode":"outofstock","message":"Nothing is left.","debuginfo":"shelf 7"}'
AWAY: dict[str, Misbehave] = {
    "closes without a word": closed,
    "half an answer": said("HTTP/1.1 200 OK", "content-type: application/json", body=b'{"id"', length=90),
    "chunks that are cut off": chunked(b'{"id"', end=False),
    "no HTTP": said("SSH-2.0-OpenSSH_9.6", body=b"", length=-1),
    "503": said("HTTP/1.1 503 Service Unavailable", "content-type: text/html", body=b"<h1>Later</h1>"),
    "504 of a proxy": said("HTTP/1.1 504 Gateway Timeout", body=b""),
}
UNREADABLE: dict[str, Misbehave] = {
    "HTML": said("HTTP/1.1 200 OK", "content-type: text/html", body=b"<h1>Welcome</h1>"),
    "500 with HTML": said("HTTP/1.1 500 Oh", "content-type: text/html", body=b"<b>Fatal error</b>"),
    "JSON that says it is text": said("HTTP/1.1 200 OK", "content-type: text/plain", body=b'{"id":1}'),
    "half of JSON": json_of(b'{"id":1'),
    "an empty body": json_of(b""),
    "redirects to another host": said("HTTP/1.1 302 Found", ELSEWHERE, body=b""),
    "redirects that keep the method": said("HTTP/1.1 307 Temporary Redirect", ELSEWHERE, body=b""),
    "too long": json_of(b'{"id":1}' + b" " * 3000),
    "inflates to too much": json_of(gzip.compress(b" " * 1_000_000), "content-encoding: gzip"),
    "damaged gzip": json_of(b"\x1f\x8b nothing", "content-encoding: gzip"),
    "cut gzip": json_of(gzip.compress(b'{"id":1}')[:-6], "content-encoding: gzip"),
    "an unknown coding": json_of(b"?", "content-encoding: br"),
}
READABLE: dict[str, Misbehave] = {
    "plain": json_of(b'{"id":1}'),
    "chunks": chunked(b'{"id"', b":1}", end=True),
    "gzip": json_of(gzip.compress(b'{"id":1}'), "content-encoding: gzip"),
    "deflate": json_of(zlib.compress(b'{"id":1}'), "content-encoding: deflate"),
    "more than is described": json_of(b'{"id":1,"new":{"in":"5.0"}}'),
}


@pytest.mark.parametrize("how", READABLE)
async def test_an_answer_is_read_whatever_its_clothes(how: str) -> None:
    async with server(READABLE[how]) as seen, line_to(seen.address) as line:
        assert await called(line) == {"id": 1}
    assert b"\r\nx-request-id: r1\r\n" in seen.requests[0].lower()


@pytest.mark.parametrize("how", AWAY)
async def test_a_call_without_an_answer_is_made_again_only_if_it_reads(how: str, capfd: pytest.CaptureFixture[str]) -> None:
    async with server(AWAY[how]) as seen, line_to(seen.address) as line:
        with pytest.raises(UpstreamAway) as read:
            await called(line)
        assert len(seen.requests) == 1 + QUICK.retries
        with pytest.raises(UpstreamAway):
            await called(line, WRITE)
        assert len(seen.requests) == 2 + QUICK.retries
    _require_discreet(read.value, seen, capfd)


@pytest.mark.parametrize("how", UNREADABLE)
async def test_an_answer_that_cannot_be_read_is_an_error_that_tells_nothing(how: str, capfd: pytest.CaptureFixture[str]) -> None:
    async with server(UNREADABLE[how]) as seen, line_to(seen.address) as line:
        for asked in (Asked(), Asked(takes="rest-json")):
            with pytest.raises(UpstreamAnswer) as caught:
                await called(line, WRITE, asked)
    assert len(seen.requests) == 2
    _require_discreet(caught.value, seen, capfd)


def _require_discreet(error: UpstreamError, seen: Seen, capfd: pytest.CaptureFixture[str]) -> None:
    """Neither the error nor what was printed has the credential, or the address of the server."""
    printed = capfd.readouterr()
    for text in (str(error), repr(error), error.debug or "", error.public_message, printed.out, printed.err):
        assert SECRET not in text
        assert seen.address not in text
    assert all(SECRET not in request.split(b"\r\n")[0].decode() for request in seen.requests)


@pytest.mark.parametrize("status", ["200 OK", "500 Oh", "403 Forbidden"])
async def test_a_fault_keeps_its_code_its_words_and_its_class(status: str) -> None:
    async with server(json_of(FAULT, status=status)) as seen, line_to(seen.address) as line:
        with pytest.raises(UpstreamFault) as caught:
            await called(line)
    error = caught.value
    assert (error.errorcode, error.public_message, error.wire_class) == ("outofstock", "Nothing is left.", "moodle_exception")
    assert len(seen.requests) == 1


@pytest.mark.parametrize("behave", [silent, trickling], ids=["silent", "trickling"])
async def test_a_slow_server_is_left_after_the_time_of_the_function(behave: Misbehave) -> None:
    slow = msgspec.structs.replace(READ, timeout=0.4)
    async with server(behave) as seen, line_to(seen.address) as line:
        began = time.monotonic()
        with pytest.raises(UpstreamAway, match="upstreamaway"):
            await called(line, slow)
        assert time.monotonic() - began < 1.5


async def test_a_server_that_is_not_there_is_away() -> None:
    async with server(closed) as seen:
        pass
    async with line_to(seen.address) as line:
        with pytest.raises(UpstreamAway):
            await called(line, WRITE)


async def test_a_server_that_fails_is_left_alone_and_then_tried_with_one_call() -> None:
    back = asyncio.Event()

    async def behave(writer: Writer) -> None:
        await (READABLE["plain"] if back.is_set() else closed)(writer)

    settings = msgspec.structs.replace(QUICK, retries=0, failures=3, pause=1)
    async with server(behave) as seen, line_to(seen.address, settings) as line:
        for _ in range(6):
            with pytest.raises(UpstreamAway):
                await called(line)
        assert len(seen.requests) == 3
        back.set()
        await asyncio.sleep(1.1)
        outcomes = await asyncio.gather(*(called(line) for _ in range(5)), return_exceptions=True)
        assert outcomes.count({"id": 1}) == 1
        assert len(seen.requests) == 4
        assert await called(line) == {"id": 1}


async def test_only_so_many_calls_are_made_at_a_time_and_only_so_many_wait() -> None:
    async def behave(writer: Writer) -> None:
        await asyncio.sleep(0.2)
        await READABLE["plain"](writer)

    settings = msgspec.structs.replace(QUICK, calls=2, waiting=2)
    async with server(behave) as seen, line_to(seen.address, settings) as line:
        outcomes = await asyncio.gather(*(called(line) for _ in range(6)), return_exceptions=True)
    assert seen.most == 2
    assert [type(outcome) for outcome in outcomes] == [dict] * 4 + [UpstreamAway] * 2


async def test_a_call_waits_only_so_long_for_its_turn() -> None:
    settings = msgspec.structs.replace(QUICK, calls=1, wait=1, timeout=4)
    async with server(silent) as seen, line_to(seen.address, settings) as line:
        first = asyncio.create_task(called(line))
        await asyncio.sleep(0.1)
        with pytest.raises(UpstreamAway) as caught:
            await called(line)
        first.cancel()
        await asyncio.gather(first, return_exceptions=True)
    assert caught.value.debug == "no turn within 1 seconds"
    assert len(seen.requests) == 1


async def test_documents_are_fetched_from_the_own_host_alone() -> None:
    async with server(said("HTTP/1.1 200 OK", body=b"<wsdl/>")) as seen, line_to(f"{seen.address}/shop") as line:
        assert await line.fetch("stock.wsdl") == b"<wsdl/>"
        assert await line.fetch(f"{seen.address}/other.xsd") == b"<wsdl/>"
        for address in ("http://127.0.0.1:9/stock.wsdl", "file:/no/such/file"):
            with pytest.raises(UpstreamAnswer):
                await line.fetch(address)
    assert [request.split()[1] for request in seen.requests] == [b"/shop/stock.wsdl", b"/other.xsd"]


async def test_a_server_is_asked_by_the_name_that_it_knows_itself_by() -> None:
    named = msgspec.structs.replace(QUICK, host="shop.example.org")
    async with server(READABLE["plain"]) as seen, line_to(seen.address, named) as line:
        assert await called(line) == {"id": 1}
        async with line.open("GET", "/file", [(b"accept", b"*/*")], None) as opened:
            assert opened.status == 200
    assert all(b"\r\nhost: shop.example.org\r\n" in request.lower() for request in seen.requests)


async def test_an_answer_of_the_same_protocol_is_handed_on_as_it_was_written() -> None:
    body = b'{ "id": 1,\n "odd": "\\u00e4" }'
    async with server(json_of(body)) as seen, line_to(seen.address) as line:
        written = await called(line, READ, Asked(takes="rest-json"))
    assert isinstance(written, Written)
    assert written.body == body
    assert written.read is not None
    assert written.read() == {"id": 1}

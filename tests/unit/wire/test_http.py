"""Reading requests within bounds."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterable
from typing import Any

import pytest

from gateway.errors import DecodeError, HostileInput
from gateway.wire.exchange import Request
from gateway.wire.http import content_type, inflated, read_body


class Client:
    """Sends a body in chunks, of which None is a disconnect, and counts how many were taken."""

    def __init__(self, *chunks: bytes | None) -> None:
        self.taken = 0
        self._messages: list[dict[str, Any]] = [
            {"type": "http.disconnect"} if chunk is None else {"type": "http.request", "body": chunk, "more_body": index < len(chunks)}
            for index, chunk in enumerate(chunks, start=1)
        ]

    async def receive(self) -> dict[str, Any]:
        self.taken += 1
        return self._messages.pop(0)


def scope(*headers: tuple[bytes, bytes]) -> dict[str, Any]:
    return {"type": "http", "headers": list(headers)}


async def body(client: Client, most: int, headers: Iterable[tuple[bytes, bytes]] = ()) -> bytes | None:
    return await read_body(scope(*headers), client.receive, most)


@pytest.mark.parametrize(
    ("sent", "token"),
    [(b"Bearer abc", "abc"), (b"bearer  abc ", "abc"), (b"Bearer", ""), (b"Basic abc", None), (b"", None), (b"Bearer \xe9", "é")],
)
def test_the_token_in_the_header(sent: bytes, token: str | None) -> None:
    assert Request(headers=[(b"accept", b"x"), (b"authorization", sent)]).bearer == token
    assert Request(headers=[(b"accept", b"x")]).bearer is None


def test_the_content_type_is_what_was_sent() -> None:
    assert content_type(scope((b"accept", b"x"), (b"content-type", b"text/\xe9; a=b"))) == "text/é; a=b"
    assert content_type(scope((b"accept", b"x"))) == ""


@pytest.mark.parametrize("chunks", [[b""], [b"abcd"], [b"ab", b"cd"], [b"", b"abcd", b""]])
async def test_a_body_up_to_the_limit_is_whole(chunks: list[bytes]) -> None:
    assert await body(Client(*chunks), 4) == b"".join(chunks)


async def test_a_message_without_a_body_is_an_empty_one() -> None:
    async def receive() -> dict[str, Any]:
        return {"type": "http.request"}

    assert await read_body(scope(), receive, 4) == b""


@pytest.mark.parametrize("chunks", [[None], [b"ab", None]])
async def test_a_client_that_goes_away_has_no_body(chunks: list[bytes | None]) -> None:
    assert await body(Client(*chunks), 4) is None


@pytest.mark.parametrize(("chunks", "taken"), [([b"abcde"], 1), ([b"abc", b"de", b"f"], 2)])
async def test_a_body_over_the_limit_is_refused_as_soon_as_it_is_seen(chunks: list[bytes], taken: int) -> None:
    client = Client(*chunks)
    with pytest.raises(HostileInput, match="longer than 4 bytes"):
        await body(client, 4)
    assert client.taken == taken


@pytest.mark.parametrize("length", [b"5", b"99999999999999999999999999999"])
async def test_a_body_that_is_announced_too_long_is_not_read_at_all(length: bytes) -> None:
    client = Client(b"abcde")
    with pytest.raises(HostileInput):
        await body(client, 4, [(b"content-length", length)])
    assert client.taken == 0


@pytest.mark.parametrize("length", [b"4", b"", b"many"])
async def test_what_is_announced_otherwise_does_not_matter(length: bytes) -> None:
    assert await body(Client(b"abcd"), 4, [(b"content-length", length)]) == b"abcd"


async def test_a_compressed_body_is_refused_unread() -> None:
    client = Client(b"abcd")
    with pytest.raises(HostileInput, match="compressed"):
        await body(client, 4, [(b"content-encoding", b"gzip")])
    assert client.taken == 0
    assert await body(client, 4, [(b"content-encoding", b"Identity")]) == b"abcd"


@pytest.mark.parametrize(
    ("coded", "body"),
    [
        (b"gzip", gzip.compress(b"abc" * 100, mtime=0)),
        (b"gzip", gzip.compress(b"abc" * 50, mtime=0) + gzip.compress(b"abc" * 50, mtime=0) + b"\0\0"),
        (b"x-gzip", gzip.compress(b"abc" * 100, mtime=0)),
        (b"deflate", zlib.compress(b"abc" * 100)),
        (b"deflate", zlib.compress(b"abc" * 100)[2:-4]),
    ],
)
def test_compressed_bodies_are_inflated(coded: bytes, body: bytes) -> None:
    assert inflated(body, coded, 300) == b"abc" * 100
    with pytest.raises(HostileInput):
        inflated(body, coded, 299)


@pytest.mark.parametrize(
    ("coded", "body"),
    [
        (b"gzip", b"abc"),
        (b"gzip", gzip.compress(b"abc", mtime=0)[:-9]),
        (b"deflate", b"abc"),
        (b"deflate", zlib.compress(b"abc")[:-5]),
        (b"gzip", gzip.compress(b"abc", mtime=0) + b"more"),
    ],
)
def test_damaged_bodies_are_refused(coded: bytes, body: bytes) -> None:
    with pytest.raises(DecodeError):
        inflated(body, coded, 300)


def test_members_of_compressed_bodies_are_bounded() -> None:
    with pytest.raises(HostileInput, match="members"):
        inflated(gzip.compress(b"") * 1000, b"gzip", 300)


@pytest.mark.parametrize("coded", [b"br", b"gzip, gzip", b"zstd"])
def test_other_codings_are_refused(coded: bytes) -> None:
    with pytest.raises(HostileInput):
        inflated(b"abc", coded, 300)

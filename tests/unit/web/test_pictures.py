"""The picture of people who have none."""

from __future__ import annotations

import struct
import zlib

import pytest

from gateway.server.host import Gateway
from tests.unit.app_fixtures import call, client, gateway, recorded_settings, registry, value

__all__ = ["gateway", "recorded_settings", "registry"]


async def test_the_addresses_that_answers_name_lead_to_a_picture(gateway: Gateway) -> None:
    asked: dict[str | int, object] = {"field": "username", "values": ["student"]}
    [person] = value(await call(gateway, "core_user_get_users_by_field", asked))
    async with client(gateway) as web:
        for name, size in (("profileimageurl", 100), ("profileimageurlsmall", 35)):
            answer = await web.get(person[name].removeprefix(gateway.base_address))
            assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png"), person[name]
            assert struct.unpack(">II", answer.content[16:24]) == (size, size)


@pytest.mark.parametrize(("name", "size"), [("f1", 100), ("f2", 35), ("f3", 512), ("f3.png", 512)])
async def test_the_picture_is_one_in_every_size(gateway: Gateway, name: str, size: int) -> None:
    async with client(gateway) as web:
        answer = await web.get(f"/theme/image.php/boost/core/-1/u/{name}")
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    chunks, rest = {}, answer.content[8:]
    while rest:
        (length,) = struct.unpack(">I", rest[:4])
        kind, data = rest[4:8], rest[8 : 8 + length]
        assert struct.unpack(">I", rest[8 + length : 12 + length])[0] == zlib.crc32(kind + data)
        chunks[kind], rest = data, rest[12 + length :]
    assert list(chunks) == [b"IHDR", b"IDAT", b"IEND"]
    assert struct.unpack(">II", chunks[b"IHDR"][:8]) == (size, size)
    rows = zlib.decompress(chunks[b"IDAT"])
    assert len(rows) == size * (size + 1)
    middle = rows[(size // 3) * (size + 1) :][1 : size + 1]
    assert middle[size // 2] != middle[0] == middle[-1]


@pytest.mark.parametrize("address", ["boost/core/1/u/f9", "boost/core/1/u/../f1", "boost/core/1/i/f1", "boost/mod_x/1/u/f1"])
async def test_there_is_no_other_picture(gateway: Gateway, address: str) -> None:
    async with client(gateway) as web:
        assert (await web.get(f"/theme/image.php/{address}")).status_code == 404

"""The WSDL of a service: built once, and at hand after that."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import msgspec
import pytest
from lxml import etree

from gateway.errors import InternalError
from protocols.soap.typed import documents
from protocols.soap.typed.documents import Documents
from protocols.soap.typed.packed import pack
from tests.unit.rest.strategies import function
from tests.unit.soap.test_asgi import EchoHost

FUNCTIONS = [function()]


class KeepingHost(EchoHost):
    """A host that keeps documents, and counts those that it is asked for."""

    def __init__(self, held: dict[str, str] | None = None) -> None:
        super().__init__()
        self.held = held or {}
        self.asked: list[str] = []

    async def cached_document(self, key: str, build: Callable[[], Awaitable[str]]) -> str:
        self.asked.append(key)
        if key not in self.held:
            self.held[key] = await build()
        return self.held[key]


async def test_the_address_of_the_caller_is_put_in() -> None:
    host = KeepingHost()
    known = Documents(host)
    for location in ("https://example.com/?a=1&b=ż", "https://other.example.com/"):
        root = etree.fromstring(await known.wsdl(FUNCTIONS, location))
        found = root.findall(".//{*}port/{*}address")
        assert [each.get("location") for each in found] == [location, location]
    assert len(host.asked) == 1


async def test_many_who_ask_at_once_have_it_built_once(monkeypatch: pytest.MonkeyPatch) -> None:
    built = 0

    async def build(_functions: object) -> str:
        nonlocal built
        built += 1
        await asyncio.sleep(0)
        return pack(b"urn:triglot:typed:location!")

    monkeypatch.setattr(documents, "_build", build)
    host = KeepingHost()
    known = Documents(host)
    assert await asyncio.gather(*(known.wsdl(FUNCTIONS, "urn:a") for _ in range(5))) == [b"urn:a!"] * 5
    assert (built, len(host.asked)) == (1, 1)
    # Another process has it from the host.
    assert await Documents(KeepingHost(host.held)).wsdl(FUNCTIONS, "urn:b") == b"urn:b!"
    assert built == 1


async def test_the_name_says_what_the_document_is_made_from(monkeypatch: pytest.MonkeyPatch) -> None:
    async def build(_functions: object) -> str:
        return pack(b"")

    monkeypatch.setattr(documents, "_build", build)
    host = KeepingHost()
    known = Documents(host)
    for number in range(20):
        await known.wsdl([msgspec.structs.replace(FUNCTIONS[0], text=str(number))], "urn:a")
    await known.wsdl([function()], "urn:a")
    await known.wsdl([function()], "urn:a")
    assert len({*host.asked}) == len(host.held) == 21


async def test_what_cannot_be_built(monkeypatch: pytest.MonkeyPatch) -> None:
    class FailingHost(KeepingHost):
        async def cached_document(self, key: str, build: Callable[[], Awaitable[str]]) -> str:
            try:
                return await build()
            except Exception as error:
                raise InternalError("abc") from error

    monkeypatch.setattr(documents, "_BUILD", (*documents._BUILD[:-1], "protocols.soap.nothing"))
    with pytest.raises(InternalError):
        await Documents(FailingHost()).wsdl(FUNCTIONS, "urn:a")

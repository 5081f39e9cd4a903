"""A network to PostgreSQL that falls silent, without a word to those who have connections over it."""

from __future__ import annotations

import asyncio
from contextlib import closing, suppress

from sqlalchemy import Connection
from sqlalchemy.engine import make_url

from gateway.store.store import Store
from tests import postgres


def answer(db: Connection) -> int:
    return int(db.exec_driver_sql("SELECT 42").scalar_one())


class Cable:
    """A way to the server that can fall silent: what is sent then is swallowed for ever, on the connections that are open."""

    def __init__(self, host: str, port: int) -> None:
        self._host, self._port = host, port
        self._swallowed = [False]
        self._server: asyncio.Server | None = None
        self._ways: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> int:
        self._server = await asyncio.start_server(self._take, "127.0.0.1", 0)
        return int(self._server.sockets[0].getsockname()[1])

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        for way in self._ways:
            way.cancel()
        await asyncio.gather(*self._ways, return_exceptions=True)

    def silence(self) -> None:
        """Swallow all on the connections that are open."""
        self._swallowed[0] = True
        self._swallowed = [False]

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection(self._host, self._port)
        self._ways += [asyncio.create_task(_pass(*way, self._swallowed)) for way in ((reader, back), (there, writer))]


async def _pass(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, swallowed: list[bool]) -> None:
    try:
        while piece := await reader.read(65536):
            if not swallowed[0]:
                writer.write(piece)
    finally:
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()


async def test_what_must_be_known_soon_does_not_wait_for_a_connection_that_has_fallen_silent() -> None:
    postgres.require()
    with postgres.database() as address:
        url = make_url(address)
        cable = Cable(url.host or "127.0.0.1", url.port or 5432)
        async with cable as port:
            far = url.set(host="127.0.0.1", port=port).render_as_string(hide_password=False)
            with closing(Store(far, pool=1)) as store:
                for _ in range(3):
                    assert await store.read_soon(answer) == 42
                    cable.silence()
                    assert await store.read_soon(answer) == 42

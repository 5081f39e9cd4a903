"""The door to a world: every request goes through it, meets its faults, and is written down."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Final, Protocol

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.double.callers import TokenNames, who
from gateway.double.exchange import Exchange
from gateway.double.faults.faults import Faults
from gateway.double.faults.kinds import InvalidResult, Result, WireFault
from gateway.double.faults.refusals import error_of, headers_of
from gateway.double.faults.rules import Active, Asked
from gateway.double.faults.wire import answered
from gateway.double.journal.journal import Journal
from gateway.double.scripts import Script, peeked, refuse, script_at
from gateway.double.strictness.report import judged
from gateway.pipeline.run import Pipeline
from gateway.wire.call import Token

__all__ = ["Watched", "Watching"]


class Watching(Protocol):
    """A world, as far as its door knows it."""

    @property
    def faults(self) -> Faults:
        """What goes wrong in it."""

    @property
    def journal(self) -> Journal:
        """What was called in it."""

    @property
    def token_names(self) -> TokenNames:
        """The names of its tokens."""

    @property
    def pipeline(self) -> Pipeline:
        """What runs its calls."""


class Watched:
    """The application of a world, around which requests are watched."""

    def __init__(self, world: Watching, app: ASGIApp) -> None:
        """``app`` answers."""
        self._world = world
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        exchange, world = Exchange(scope), self._world
        script = script_at(exchange.path)
        with exchange.entered():
            app, receive = self._app, exchange.kept(receive)
            if world.faults:
                exchange.faults += world.faults.of_request(Asked(path=exchange.path))
                if script is not None:
                    body, receive = await peeked(receive)
                    app = await self._faulty(exchange, script, script.asked(exchange, body))
            told = _Told(send, lambda errorcode: self._write_down(exchange, script, errorcode))
            try:
                await answered(exchange, app, receive, told, told.end)
            finally:
                await told.end()

    async def _faulty(self, exchange: Exchange, script: Script, asked: Asked) -> ASGIApp:
        """What answers a request to a script: the script, or the refusal that a fault says."""
        active = await self._met(exchange, script, asked)
        if active is None:
            return self._app
        site = self._world.pipeline.site
        error = error_of(active, site, asked.token)
        error.message = error.message or site.registry.error_text(error.errorcode, "")
        headers = headers_of(active)

        async def refused(scope: Scope, receive: Receive, send: Send) -> None:
            await refuse(script, error, headers, scope, receive, send)

        return refused

    async def _met(self, exchange: Exchange, script: Script, asked: Asked) -> Active | None:
        """The rule whose fault refuses a request to a script; the request gets those whose faults change its answer."""
        world = self._world

        async def caller() -> tuple[str, str]:
            user, name = await who(world.pipeline, Token(asked.token), world.token_names)
            return user or asked.user, name

        met = await world.faults.of_call(asked, caller, applies=lambda each: not isinstance(each.fault, (Result, InvalidResult)))
        exchange.faults += met
        return next((each for each in met if not isinstance(each.fault, WireFault)), None)

    async def _write_down(self, exchange: Exchange, script: Script | None, errorcode: str) -> None:
        """Tell the journal of a request that was answered, and judge it. Never raises: the client is still to get its answer."""
        world = self._world
        try:
            if script is None:
                world.journal.ended(exchange)
            else:
                asked = script.asked(exchange, bytes(exchange.body))
                user = (await who(world.pipeline, Token(asked.token), world.token_names))[0] if asked.token else asked.user
                world.journal.ended(exchange, protocol=script.protocol, function=script.address, user=user, errorcode=errorcode)
            world.journal.find(judged(exchange, world.pipeline.site.registry))
        except Exception as error:
            structlog.get_logger("gateway").error("a request could not be written down", path=exchange.path, exc_info=error)


# The beginning of a refusal in JSON, and its code (``gateway.web.scripts``).
_REFUSAL: Final = re.compile(rb'\A\{"error":.*?"errorcode":"([A-Za-z0-9_:\\/]+)"', re.DOTALL)
_BEGINNING: Final = 4096


class _Told:
    """Sends an answer, and has it written down before its last part is sent: who has the answer finds it in the journal."""

    def __init__(self, send: Send, write_down: Callable[[str], Awaitable[None]]) -> None:
        """``write_down`` is given the code with which a script refuses in JSON; empty for any other answer."""
        self._send = send
        self._write_down = write_down
        self._beginning = b""
        self._ended = False

    async def __call__(self, message: Message) -> None:
        """Send a message of ASGI."""
        if message["type"] == "http.response.body":
            if len(self._beginning) < _BEGINNING:
                self._beginning += message.get("body", b"")[:_BEGINNING]
            if not message.get("more_body", False):
                await self.end()
        await self._send(message)

    async def end(self) -> None:
        """Write the request down, once."""
        if not self._ended:
            self._ended = True
            found = _REFUSAL.match(self._beginning)
            await self._write_down(found[1].decode() if found else "")

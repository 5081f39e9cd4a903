"""The process of a double: its folder, its worlds and its server, from the start to the first answer and to the end."""

from __future__ import annotations

import asyncio
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Final

import msgspec
import structlog
import uvicorn
import uvloop

from gateway.double import answers
from gateway.double.answers import CatalogueError, FixtureError, Mode, Recordings, RecordingsError
from gateway.double.beginning import beginning
from gateway.double.control.face import ControlFace
from gateway.double.folders import own_folder
from gateway.double.line import CuttableConnection
from gateway.double.options import DoubleError, Options
from gateway.double.template import made
from gateway.double.worlds import Worlds
from gateway.registry.component import discover
from gateway.registry.registry import Registry
from gateway.server.garbage import gc_frozen
from gateway.server.workers import server
from gateway.settings import Log, Server, Settings
from gateway.telemetry import log

__all__ = ["Started", "run"]

_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)


class Started(msgspec.Struct, frozen=True):
    """A double that answers: its address, and what ends it, from whichever thread."""

    address: str
    stop: Callable[[], None]


def run(options: Options, ready: Callable[[Started], None]) -> None:
    """Serve until interrupted, terminated or stopped; ``ready`` is called once it answers.

    Raises ``DoubleError`` for options that cannot be, and ``SeedError``, ``StateError`` or ``ComponentError`` for a seed or a component
    that cannot be loaded.
    """
    options.check()
    if not structlog.is_configured():  # in a process that is not ours, whose standard output is not either
        log.configure(Log(level="warning"))
    with _told_to_end(), _listening(options) as listening, own_folder() as folder:
        with gc_frozen():
            registry = _answering(options)
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(_serve(options, registry, folder, listening, ready))


@cache
def _registry(components: tuple[str, ...]) -> Registry:
    """What the installed components declare, and these; once for all doubles of a process, as nothing of it changes."""
    return Registry(discover(components))


def _answering(options: Options) -> Registry:
    """What those components declare, as a site of the profile has it, with answers for all else. Raises ``DoubleError``."""
    folder = options.folder_of_answers
    try:
        if folder is None and options.replay is None:
            return _described(options.components, options.profile)
        replay = Recordings(options.replay, Mode(options.replay_mode)) if options.replay is not None else None
        return answers.registry(options.profile, _registry(options.components), folder, replay)
    except (CatalogueError, FixtureError, RecordingsError) as error:
        raise DoubleError(str(error)) from error


@cache
def _described(components: tuple[str, ...], profile: str) -> Registry:
    """A registry whose answers come from no file; once for all doubles of a process."""
    return answers.registry(profile, _registry(components))


async def _serve(options: Options, registry: Registry, folder: Path, listening: socket.socket, ready: Callable[[Started], None]) -> None:
    """Make the template, and serve its worlds."""
    host, port = listening.getsockname()[:2]
    site = Server(address=host, port=port, wwwroot=options.wwwroot)
    begun = beginning(options.seed, options.base, registry)
    template = await made(folder, registry, moment=options.moment(begun.moment), state=begun.state)
    worlds = Worlds(template, folder / "worlds", site, registry, most=options.worlds, seed=options.chance)
    worlds.control = ControlFace(worlds)
    serving = _Server(server(worlds, Settings(server=site), connection=CuttableConnection).config)
    loop = asyncio.get_running_loop()

    def stop() -> None:
        with suppress(RuntimeError):  # it has ended already
            loop.call_soon_threadsafe(serving.end)

    serving.ready = lambda: ready(Started(site.base_address, stop))
    await serving.serve(sockets=[listening])
    if not serving.started:
        raise DoubleError("the double could not be started: the log says why")


class _Server(uvicorn.Server):
    """A server that says when it answers, and returns when it has been told to stop."""

    ready: Callable[[], None]

    def end(self) -> None:
        """Stop once the requests on their way are answered."""
        self.should_exit = True

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and say so."""
        await super().startup(sockets)
        if self.started:
            self.ready()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Stop at a signal; it is not raised again afterwards, which would end the process before its folder is deleted."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {number: signal.signal(number, self.handle_exit) for number in _SIGNALS}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


@contextmanager
def _told_to_end() -> Iterator[None]:
    """Let SIGTERM end the main thread in good order, also before and after it serves."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def _listening(options: Options) -> Iterator[socket.socket]:
    """A socket that is bound to the address and port. Raises ``DoubleError``."""
    try:
        family, kind, protocol, _, where = socket.getaddrinfo(options.address, options.port, type=socket.SOCK_STREAM)[0]
    except OSError as error:
        raise DoubleError(f"cannot listen on {options.address}: {error.strerror}") from None
    with socket.socket(family, kind, protocol) as opened:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            opened.bind(where)
        except OSError as error:
            raise DoubleError(f"cannot listen on {options.address}:{options.port}: {error.strerror}") from None
        yield opened

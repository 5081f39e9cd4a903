"""The process of a double: its folder, its worlds and its server, from the start to the first answer and to the end."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import socket
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from pathlib import Path

import msgspec
import uvicorn
import uvloop

from gateway.admin import state as states
from gateway.admin.state import State
from gateway.double.clocks import DEFAULT_MOMENT
from gateway.double.control.face import ControlFace
from gateway.double.line import CuttableConnection
from gateway.double.template import made
from gateway.double.worlds import MOST, Worlds
from gateway.registry.component import discover
from gateway.registry.registry import Registry
from gateway.server.garbage import gc_frozen
from gateway.server.workers import server
from gateway.settings import Server, Settings

__all__ = ["DoubleError", "Options", "is_loopback", "run"]


_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class DoubleError(Exception):
    """A double cannot be started; the text is one line."""


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """How a double is started: what it is seeded with, where it listens, and what its clock shows.

    ``wwwroot`` is the address that its clients know it by, where that is not the one at which it listens.
    """

    seed: Path | None = None
    address: str = "127.0.0.1"
    port: int = 0
    wwwroot: str = ""
    clock: float | None = DEFAULT_MOMENT
    worlds: int = MOST
    chance: int = 0
    components: tuple[str, ...] = ()


def run(options: Options, ready: Callable[[str], None]) -> None:
    """Serve until interrupted or terminated; ``ready`` is given the address once it answers.

    Raises ``DoubleError`` if the address cannot be used, ``StateError`` or ``ComponentError`` for a seed or component that cannot.
    """
    with _listening(options) as listening, _own_folder() as folder, gc_frozen():
        registry = Registry(discover(options.components))
        state = states.read(options.seed) if options.seed else None
        host, port = listening.getsockname()[:2]
        site = Server(address=host, port=port, wwwroot=options.wwwroot)
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(_serve(options, registry, state, folder, site, listening, ready))


async def _serve(
    options: Options,
    registry: Registry,
    state: State | None,
    folder: Path,
    site: Server,
    listening: socket.socket,
    ready: Callable[[str], None],
) -> None:
    """Make the template, and serve its worlds."""
    template = await made(folder, registry, moment=options.clock, state=state)
    worlds = Worlds(template, folder / "worlds", site, registry, most=options.worlds, seed=options.chance)
    worlds.control = ControlFace(worlds)
    config = server(worlds, Settings(server=site), connection=CuttableConnection).config
    await _Ready(config, lambda: ready(site.base_address)).serve(sockets=[listening])


class _Ready(uvicorn.Server):
    """A server that says when it answers, and returns when it has been told to stop."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and say so."""
        await super().startup(sockets)
        if self.started:
            self._ready()

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


def is_loopback(address: str) -> bool:
    """Whether only this machine reaches an address."""
    try:
        return address == "localhost" or ip_address(address).is_loopback
    except ValueError:
        return False


@contextmanager
def _listening(options: Options) -> Iterator[socket.socket]:
    """A socket that is bound to the address and port. Raises ``DoubleError``."""
    family = socket.AF_INET6 if ":" in options.address else socket.AF_INET
    with socket.socket(family) as opened:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            opened.bind((options.address, options.port))
        except OSError as error:
            raise DoubleError(f"cannot listen on {options.address}:{options.port}: {error.strerror}") from None
        yield opened


@contextmanager
def _own_folder() -> Iterator[Path]:
    """A new folder for all that a process writes, which is deleted at the end, also where a signal is the end."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    folder = Path(tempfile.mkdtemp(prefix=f"triglot-double-{os.getpid()}-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)

"""The server process, or several of them: uvicorn around the application.

Several workers share one listening socket under a parent, which starts them, replaces those that die,
and on SIGHUP replaces all one after another: a new worker answers before an old one is asked to stop,
and a worker that is asked to stop finishes the requests it has begun. Before a site stops as a whole, its workers say for
a while that they are leaving, and answer on. Each worker reads the settings for itself,
from the file and the environment that the parent was started with.
"""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import time
from collections.abc import Callable
from contextlib import nullcontext, suppress
from functools import partial
from typing import Any

import uvicorn
from starlette.types import ASGIApp
from uvicorn.supervisors import Multiprocess

from gateway import settings
from gateway.registry.registry import Registry
from gateway.server.app import application
from gateway.server.bounds import Bounds
from gateway.server.connection import Connection
from gateway.server.garbage import gc_frozen
from gateway.server.gathering import SOCKET, Gathering, Teller
from gateway.server.host import Gateway
from gateway.settings import Settings
from gateway.telemetry import log
from gateway.upstream.upstreams import Upstreams

__all__ = ["serve", "server", "worker"]

# In seconds: how long a worker that is asked to stop may take to finish its requests, and how long a worker may take to start.
_GRACE, _START = 30, 30
# The signal by which a parent tells a worker that the site is about to stop, and how often one looks whether it shall stop at once.
_LEAVE, _STEP = signal.SIGUSR1, 0.1


def serve(chosen: Settings, registry: Registry, upstreams: Upstreams) -> bool:
    """Serve until interrupted or terminated; returns whether the server could start at all.

    The database must be ready. With several workers the address and port are those of ``chosen``, all
    other settings are those that the workers read.
    """
    log.configure(chosen.log)
    if chosen.server.workers == 1:
        gateway, app = _application(chosen, registry, upstreams)
        alone = _Alone(_config(app, chosen), gateway.leave, chosen.monitoring.leaving_seconds)
        with suppress(KeyboardInterrupt):  # by then the server has stopped in good order
            alone.run()
        return alone.started
    # A worker is a new process, which does not have the command-line options of this one.
    os.environ["TRIGLOT_SERVER_ADDRESS"], os.environ["TRIGLOT_SERVER_PORT"] = chosen.server.address, str(chosen.server.port)
    config = _config(f"{__name__}:worker", chosen)
    try:
        listening = config.bind_socket()
    except SystemExit:  # uvicorn has said why
        return False
    with Gathering() if chosen.monitoring.metrics else nullcontext():
        _Workers(config, sockets=[listening], leaving_seconds=chosen.monitoring.leaving_seconds).run()
    listening.close()
    return True


def server(app: ASGIApp, chosen: Settings, connection: type[Connection] = Connection) -> uvicorn.Server:
    """The server of one process, not yet started; ``connection`` is the kind of its connections."""
    return uvicorn.Server(_config(app, chosen, connection))


def worker() -> ASGIApp:
    """The application of one of several workers."""
    loaded = settings.load()
    log.configure(loaded.log)
    gateway, app = _application(loaded)
    signal.signal(_LEAVE, lambda _number, _frame: gateway.leave())
    if gateway.metrics.on and (path := os.environ.get(SOCKET)):
        teller = Teller(path, gateway.metrics.families)
        gateway.beside.append(teller.run)
        gateway.gathered = teller.all
    return app


def _application(chosen: Settings, registry: Registry | None = None, upstreams: Upstreams | None = None) -> tuple[Gateway, ASGIApp]:
    """The gateway and its application, built without garbage collection: the process serves nothing else."""
    with gc_frozen():
        gateway = Gateway(chosen, registry, upstreams)
        return gateway, application(gateway)


class _Alone(uvicorn.Server):
    """The server of the only process, which says that it is leaving, for a while, before it stops to listen."""

    def __init__(self, config: uvicorn.Config, leave: Callable[[], None], leaving_seconds: int) -> None:
        super().__init__(config)
        self._leave = leave
        self._leaving_seconds = leaving_seconds

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Leave, and then stop; at once when asked a second time."""
        self._leave()
        ends = time.monotonic() + self._leaving_seconds
        while time.monotonic() < ends and not self.force_exit:  # noqa: ASYNC110 - a handler of a signal sets it
            await asyncio.sleep(_STEP)
        await super().shutdown(sockets)


class _Workers(Multiprocess):
    """The parent of several workers."""

    def __init__(self, config: uvicorn.Config, sockets: list[socket.socket], leaving_seconds: int) -> None:
        super().__init__(config, sockets)
        self._leaving_seconds = leaving_seconds

    def terminate_all(self) -> None:
        """Have the workers say that they are leaving, for a while, and then stop; at once when asked a second time."""
        if self._leaving_seconds:
            for process in self.processes:
                if process.pid is not None and process.exitcode is None:
                    os.kill(process.pid, _LEAVE)
            ends = time.monotonic() + self._leaving_seconds
            while time.monotonic() < ends and not self.signal_queue:
                time.sleep(_STEP)
        super().terminate_all()

    def keep_subprocess_alive(self) -> None:
        """Replace the workers that have died.

        The parent first closes its copies of the workers' ends of the pipes: with them open, it would wait for an answer
        from a worker that is gone.
        """
        for process in self.processes:
            process.child_conn.close()
        super().keep_subprocess_alive()


def _config(app: ASGIApp | str, chosen: Settings, kind: type[Connection] = Connection) -> uvicorn.Config:
    """The configuration of uvicorn. Uvicorn must not rewrite client addresses: which proxies to trust is a setting of the site."""
    connection: Any = partial(kind, Bounds(chosen.server))  # uvicorn asks for a class, and calls it
    return uvicorn.Config(
        app,
        factory=isinstance(app, str),
        host=chosen.server.address,
        port=chosen.server.port,
        workers=chosen.server.workers,
        loop="uvloop",
        http=connection,
        ws="none",
        lifespan="on",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        log_level="warning",
        timeout_graceful_shutdown=_GRACE,
        timeout_worker_healthcheck=_START,
    )

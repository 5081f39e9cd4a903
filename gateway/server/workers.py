"""The server process, or several of them: uvicorn around the application.

Several workers share one listening socket under a parent, which starts them, replaces those that die,
and on SIGHUP replaces all one after another: a new worker answers before an old one is asked to stop,
and a worker that is asked to stop finishes the requests it has begun. Each worker reads the settings for itself,
from the file and the environment that the parent was started with.
"""

from __future__ import annotations

import os
from contextlib import suppress
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
from gateway.server.host import Gateway
from gateway.settings import Settings
from gateway.telemetry import log

__all__ = ["serve", "server", "worker"]

# In seconds: how long a worker that is asked to stop may take to finish its requests, and how long a worker may take to start.
_GRACE, _START = 30, 30


def serve(chosen: Settings, registry: Registry) -> bool:
    """Serve until interrupted or terminated; returns whether the server could start at all.

    The database must be ready. With several workers the address and port are those of ``chosen``, all
    other settings are those that the workers read.
    """
    log.configure(chosen.log)
    if chosen.server.workers == 1:
        alone = server(_application(chosen, registry), chosen)
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
    _Workers(config, sockets=[listening]).run()
    listening.close()
    return True


def server(app: ASGIApp, chosen: Settings) -> uvicorn.Server:
    """The server of one process, not yet started."""
    return uvicorn.Server(_config(app, chosen))


def worker() -> ASGIApp:
    """The application of one of several workers."""
    loaded = settings.load()
    log.configure(loaded.log)
    return _application(loaded)


def _application(chosen: Settings, registry: Registry | None = None) -> ASGIApp:
    """The application, built without garbage collection: the process serves nothing else."""
    with gc_frozen():
        return application(Gateway(chosen, registry))


class _Workers(Multiprocess):
    """The parent of several workers."""

    def keep_subprocess_alive(self) -> None:
        """Replace the workers that have died.

        The parent first closes its copies of the workers' ends of the pipes: with them open, it would wait for an answer
        from a worker that is gone.
        """
        for process in self.processes:
            process.child_conn.close()
        super().keep_subprocess_alive()


def _config(app: ASGIApp | str, chosen: Settings) -> uvicorn.Config:
    """The configuration of uvicorn. Uvicorn must not rewrite client addresses: which proxies to trust is a setting of the site."""
    connection: Any = partial(Connection, Bounds(chosen.server))  # uvicorn asks for a class, and calls it
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

"""A double in a process of its own, as authors of clients start it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import orjson

from gateway.compare.exchange import Server
from gateway.wire.exchange import HttpRequest
from tests.oracle.serve import ROOT

__all__ = ["COMMAND", "doubling", "token"]

COMMAND = [sys.executable, "-m", "gateway.cli"]


@contextmanager
def doubling(*options: str) -> Iterator[str]:
    """The address of a double, from the moment it answers."""
    process = subprocess.Popen([*COMMAND, "double", *options], cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        address = process.stdout.readline().strip()
        assert address, f"triglot double ended with {process.wait()}"
        yield address
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()


def token(world: str, name: str) -> str:
    """The value of a token of a world, by its name."""
    with Server(world) as server:
        tokens = orjson.loads(server.send(HttpRequest("GET", "/_triglot/tokens", {}, b"")).body)
    return str(next(each["token"] for each in tokens if each["name"] == name))

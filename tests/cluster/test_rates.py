"""Rates that several processes count together, on the Redis server of this machine."""

from __future__ import annotations

import socket
import time
from contextlib import suppress

import pytest

from gateway.errors import CodedError
from gateway.pipeline.rates import RateLimiter
from gateway.settings import Rates

SERVER = ("127.0.0.1", 6379)


@pytest.fixture
def storage() -> str:
    """The address of a Redis server; without one the test is skipped."""
    with suppress(OSError), socket.create_connection(SERVER, timeout=1):
        return "redis://{}:{}/9".format(*SERVER)
    pytest.skip("no Redis server listens on this machine")


async def test_two_processes_count_together(storage: str) -> None:
    chosen = Rates(address="2/minute", storage=storage)
    address = f"10.0.0.{time.time_ns()}"
    first, second = RateLimiter(chosen), RateLimiter(chosen)
    await first.require_address(address)
    await second.require_address(address)
    for counting in (first, second):
        with pytest.raises(CodedError, match="toomanyrequests") as refused:
            await counting.require_address(address)
        assert "Try again in" in refused.value.public_message
        await counting.close()


async def test_a_server_that_does_not_answer_stops_nobody() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        counting = RateLimiter(Rates(address="1/minute", storage=f"redis://127.0.0.1:{silent.getsockname()[1]}/0"))
        began = time.monotonic()
        for _ in range(3):
            await counting.require_address("10.0.0.1")
        assert time.monotonic() - began < 3
        await counting.close()

"""Rate limits: how often calls are admitted per address, per token and per function, off unless set; and wrong passwords per address.

A rate counts in fixed windows: with ``600/minute``, the 601st call of a minute is refused until the minute is
over. The counters are in the memory of the process, or, for several processes, on a Redis server. A server
that cannot be reached lets every call pass: a lost counter must not stop the site.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from ipaddress import AddressValueError, IPv6Network

import structlog
from limits import RateLimitItem, parse
from limits.aio.storage import Storage
from limits.aio.strategies import FixedWindowRateLimiter
from limits.errors import ConfigurationError, StorageError
from limits.storage import storage_from_string

from gateway.errors import CodedError
from gateway.pipeline.access_request import AccessRequest
from gateway.settings import Rates
from gateway.store.cache import Cache
from gateway.wire.call import Notes

__all__ = ["RateLimiter", "RatesError"]

# The number of counters that a process keeps at most; beyond it, the least recently used are dropped.
_COUNTERS = 100_000

# The length of the IPv6 network that a customer of a provider usually has.
_CUSTOMER = 64

# For how long a server that could not be reached is not asked again, and how long a server may take to answer, in seconds.
_LET_BE, _ANSWERS_WITHIN = 5.0, 0.5


class RatesError(Exception):
    """The counters cannot be kept on the server that the settings name; the text is one line."""


class RateLimiter:
    """Counts the calls that one process admits, and refuses those beyond the rates."""

    def __init__(self, chosen: Rates) -> None:
        """Start without any call counted, with these rates. Raises ``RatesError``."""
        self._address = _item(chosen.address)
        self._token = _item(chosen.token)
        self._function = _item(chosen.function)
        self._failures = _item(chosen.failures)
        self._limiter = FixedWindowRateLimiter(_storage(chosen.storage))
        self._down_until = 0.0
        self.refused: dict[str, float] = {}
        """How often each kind of rate has refused."""

    @property
    def any(self) -> bool:
        """Whether calls are counted at all."""
        return not (self._address is None and self._token is None and self._function is None)

    @property
    def down(self) -> bool:
        """Whether the server that counts could not be reached a moment ago."""
        return time.monotonic() < self._down_until

    async def require_address(self, address: str, notes: Notes | None = None) -> None:
        """Count a call from an address. Raises ``CodedError`` for one too many, as the other methods do.

        What is left is told in ``notes``, if there are any.
        """
        if self._address is not None:
            await self._require(self._address, "address", _network(address), notes)

    async def require_login(self, address: str) -> None:
        """Count a log-in from an address, and refuse it after too many that failed."""
        await self.require_address(address)
        await self.require_few_failures(address)

    async def require_few_failures(self, address: str) -> None:
        """Refuse a password from an address from which too many were wrong; nothing is counted."""
        if self._failures is not None:
            await self._require(self._failures, "failures", _network(address), counted=False)

    async def count_failure(self, address: str) -> None:
        """Count a wrong password from an address. Never raises."""
        if self._failures is not None:
            with suppress(CodedError):
                await self._require(self._failures, "failures", _network(address))

    async def require_caller(self, request: AccessRequest) -> None:
        """Count a call with a token, or with the password of an account."""
        if self._token is not None:
            if request.token is not None and request.token.id:
                who = f"token {request.token.id}"
            elif request.foreign is not None:
                who = f"foreign {request.foreign.key}"
            else:
                who = f"user {request.account.id if request.account else 0}"
            await self._require(self._token, "token", who, request.peer.notes)

    async def require_function(self, name: str, notes: Notes | None = None) -> None:
        """Count a call of a function by any caller."""
        if self._function is not None:
            await self._require(self._function, "function", name, notes)

    async def answers(self) -> bool:
        """Whether what keeps the counters answers."""
        try:
            async with asyncio.timeout(_ANSWERS_WITHIN):
                return await self._limiter.storage.check()
        except (StorageError, TimeoutError):
            return False

    async def close(self) -> None:
        """Close the connections to the server, if there is one."""
        bridge = getattr(self._limiter.storage, "bridge", None)  # the library has no word for it
        if bridge is not None:
            await bridge.storage.aclose()

    async def _require(self, rate: RateLimitItem, kind: str, key: str, notes: Notes | None = None, *, counted: bool = True) -> None:
        """Count one call, unless it is ``counted`` elsewhere. Raises ``CodedError`` where there were as many as may be."""
        if self.down:
            return
        try:
            async with asyncio.timeout(_ANSWERS_WITHIN):
                admitted = await (self._limiter.hit if counted else self._limiter.test)(rate, kind, key)
                if admitted and notes is None:
                    return
                ends, left = await self._limiter.get_window_stats(rate, kind, key)
        except (StorageError, TimeoutError) as error:
            self._down_until = time.monotonic() + _LET_BE
            structlog.get_logger("gateway").error("rates are not counted: the server cannot be reached", reason=str(error) or "no answer")
            return
        seconds = max(1, round(ends - time.time()))
        if notes is not None:
            _tell(notes, kind, rate, left, seconds)
        if admitted:
            return
        self.refused[kind] = self.refused.get(kind, 0) + 1
        if notes is not None:
            notes.headers[b"retry-after"] = b"%d" % seconds
        raise CodedError(
            "toomanyrequests", "triglot", message=f"Too many calls. Try again in {seconds} seconds.", debug=f"{kind} rate {rate.amount}"
        )


def _tell(notes: Notes, kind: str, rate: RateLimitItem, left: int, seconds: int) -> None:
    """Note a rate and what is left of it for the answer; several rates stand beside each other."""
    for name, text in ((b"ratelimit-policy", f"q={rate.amount};w={rate.get_expiry()}"), (b"ratelimit", f"r={left};t={seconds}")):
        item = f'"{kind}";{text}'.encode()
        others = [each for each in notes.headers.get(name, b"").split(b", ") if each and not each.startswith(f'"{kind}"'.encode())]
        notes.headers[name] = b", ".join([*others, item])


def _network(address: str) -> str:
    """The key under which an address is counted: for IPv6 its /64 network, which usually belongs to one customer."""
    if ":" not in address:
        return address
    try:
        return str(IPv6Network((address, _CUSTOMER), strict=False))
    except AddressValueError:
        return address


def _item(rate: str) -> RateLimitItem | None:
    """A rate as an object of the library; None for an empty rate."""
    return parse(rate) if rate else None


def _storage(url: str) -> Storage:
    """The storage of the counters. Raises ``RatesError``."""
    if url == "memory://":
        return _Memory()
    try:
        storage = storage_from_string(f"async+{url}", wrap_exceptions=True, implementation="redispy")
    except ConfigurationError:
        raise RatesError("rates on a Redis server need a client that is not installed: pip install 'triglot[redis]'") from None
    assert isinstance(storage, Storage)
    return storage


class _Memory(Storage):
    """A storage of counters in a bounded cache. The library's own memory storage goes through all its counters at every call."""

    STORAGE_SCHEME = None

    def __init__(self) -> None:
        super().__init__()
        self._counters: Cache[str, tuple[int, float]] = Cache(_COUNTERS)

    @property
    def base_exceptions(self) -> type[Exception]:
        return StorageError

    def _now(self, key: str) -> tuple[int, float]:
        """The count of a key and the end of its window; both are 0 in a new window."""
        count, ends = self._counters.get(key) or (0, 0.0)
        return (count, ends) if ends > time.monotonic() else (0, 0.0)

    async def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        count, ends = self._now(key)
        count += amount
        self._counters.put(key, (count, ends or time.monotonic() + expiry))
        return count

    async def get(self, key: str) -> int:
        return self._now(key)[0]

    async def get_expiry(self, key: str) -> float:
        """The moment at which the window of a key ends, by the clock of the library; windows end whatever becomes of that clock."""
        ends = self._now(key)[1]
        return time.time() + max(0.0, ends - time.monotonic() if ends else 0.0)

    async def check(self) -> bool:
        return True

    async def reset(self) -> int | None:
        self._counters.clear()
        return None

    async def clear(self, key: str) -> None:
        self._counters.drop(key)

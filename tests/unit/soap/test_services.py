"""What is remembered of callers, and for how long."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

import msgspec
import pytest
from starlette.types import Scope

from gateway.describe.model import Struct, Value
from gateway.describe.types import INT
from gateway.errors import CodedError, GatewayError
from gateway.wire.call import Call, Credential, Failure, FunctionInfo, Outcome, Peer, Result, Step, Token
from gateway.wire.exchange import Limits
from protocols.soap import services
from protocols.soap.services import Services
from tests.unit.rest.strategies import Site, function

STRUCT = Struct({"x": Value(INT)})
FIRST = msgspec.structs.replace(function(STRUCT), name="a")
SECOND = msgspec.structs.replace(function(STRUCT), name="b")
PLAIN = msgspec.structs.replace(function(Value(INT)), name="c")
ANN = Token("ann")
PEER = Peer("10.1.2.3", "an agent", request_id="r")


class CountingHost:
    """A host that counts how often it is asked."""

    def __init__(self, *offered: FunctionInfo) -> None:
        self.limits = Limits()
        self.base_address = "https://example.com"
        self.site = Site()
        self.asked: list[tuple[Credential | None, str, str]] = []
        self.offered: Sequence[FunctionInfo] | CodedError = offered

    def enabled(self, protocol: str) -> bool:
        return True

    @property
    def challenge(self) -> bytes:
        return b"Bearer"

    def admits_origin(self, origin: str) -> bool:
        return True

    def look_up(self, name: str) -> FunctionInfo | None:
        return None

    def peer(self, scope: Scope) -> Peer:
        return PEER

    async def run(self, call: Call) -> Outcome:
        raise NotImplementedError

    async def refusal(self, credential: Credential | None, *, protocol: str, peer: Peer) -> Failure | None:
        return None

    def unexpected(self, error: Exception, *, protocol: str, peer: Peer) -> GatewayError:
        raise error

    def report_failure(self, protocol: str, peer: Peer, failure: Failure) -> None:
        raise NotImplementedError

    async def cached_document(self, key: str, build: Callable[[], Awaitable[str]]) -> str:
        raise NotImplementedError

    async def functions(self, credential: Credential | None, *, protocol: str, peer: Peer) -> Sequence[FunctionInfo] | Failure:
        self.asked.append((credential, protocol, peer.address))
        if isinstance(self.offered, CodedError):
            return Failure(self.offered, Step.AUTHENTICATE)
        return self.offered


async def first(known: Services, info: FunctionInfo, credential: Credential = ANN, address: str = "10.0.0.1") -> int:
    return await known.first_class(Result({}, info), credential, Peer(address))


async def test_structs_are_numbered_by_what_the_caller_may_call() -> None:
    host = CountingHost(FIRST, SECOND)
    known = Services(host)
    assert [await first(known, FIRST), await first(known, SECOND)] == [0, 1]
    assert host.asked == [(ANN, "soap", "10.0.0.1")]


async def test_each_caller_is_asked_about() -> None:
    host = CountingHost(FIRST, SECOND)
    known = Services(host)
    await first(known, SECOND)
    host.offered = [SECOND]
    assert await first(known, SECOND, Token("ben")) == 0
    assert await first(known, SECOND, ANN, "10.0.0.2") == 0
    assert await first(known, SECOND) == 1
    assert len(host.asked) == 3


@pytest.mark.parametrize("outcome", [Failure(CodedError("x"), Step.INVOKE), Result(5, PLAIN)])
async def test_nothing_is_asked_where_there_is_no_struct(outcome: Outcome) -> None:
    host = CountingHost(FIRST)
    assert await Services(host).first_class(outcome, ANN, PEER) == 0
    assert host.asked == []


async def test_a_changed_site_is_noticed() -> None:
    host = CountingHost(FIRST, SECOND)
    known = Services(host)
    await first(known, SECOND)
    host.site, host.offered = Site(), [SECOND]
    assert await first(known, SECOND) == 0


async def test_what_is_known_is_forgotten_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    host = CountingHost(FIRST, SECOND)
    known = Services(host)
    monkeypatch.setattr(services, "monotonic", lambda: 100.0)
    await first(known, SECOND)
    monkeypatch.setattr(services, "monotonic", lambda: 109.0)
    await first(known, SECOND)
    assert len(host.asked) == 1
    monkeypatch.setattr(services, "monotonic", lambda: 111.0)
    await first(known, SECOND)
    assert len(host.asked) == 2


async def test_a_new_description_counts_at_once() -> None:
    host = CountingHost(FIRST, SECOND)
    known = Services(host)
    await first(known, SECOND)
    host.offered = [SECOND]
    assert await known.offered(ANN, Peer("10.0.0.1")) == [SECOND]
    assert await first(known, SECOND) == 0


async def test_who_may_call_nothing_is_refused() -> None:
    host = CountingHost()
    host.offered = error = CodedError("invalidtoken")
    known = Services(host)
    assert await known.offered(ANN, PEER) == Failure(error, Step.AUTHENTICATE)
    assert await first(known, FIRST) == 0


async def test_what_is_known_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "_MOST_CACHED", 3)
    known = Services(CountingHost(FIRST))
    for number in range(10):
        await first(known, FIRST, Token(str(number)))
    assert len(known._numberings) <= 3

"""Answers that call nothing and ask nobody: what the server half of a protocol makes of a sample result, and documents it makes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Final

from starlette.applications import Starlette
from starlette.types import Scope

from gateway.access.site import SiteData
from gateway.describe.samples import sample_of
from gateway.errors import GatewayError, InternalError, MissingRecord
from gateway.web.inside import send
from gateway.web.services import Services
from gateway.wire.call import UNKNOWN_PEER, Call, Credential, Failure, FunctionInfo, Outcome, Peer, Result, Step
from gateway.wire.exchange import HttpRequest, HttpResponse, Limits
from gateway.wire.protocol import Protocol

__all__ = ["SampleServer", "as_http", "document_answer"]

_NOWHERE: Final = "127.0.0.1"
_NO_OUTCOME: Final = Failure(MissingRecord(), Step.RESOLVE)


class SampleServer:
    """The server halves of protocols, put together once, for which every call of a function has the same outcome."""

    def __init__(self, protocols: Iterable[Protocol], gateway: Services, function: FunctionInfo, failure: Failure | None = None) -> None:
        """The outcome is a sample of the result of ``function``, or a failure."""
        returns = function.returns
        outcome = failure or Result(None if returns is None else sample_of(returns), function)
        self._host = _StandIn(gateway, [function], outcome)
        self._app = _application(protocols, self._host)

    async def answer(self, request: HttpRequest) -> HttpResponse:
        """The answer to a request that calls the function."""
        return await send(self._app, request, base_address=self._host.base_address, address=_NOWHERE)


async def document_answer(protocol: Protocol, gateway: Services, functions: Sequence[FunctionInfo], path: str) -> HttpResponse:
    """A document that a protocol serves at a path, as for a caller who may call these functions."""
    host = _StandIn(gateway, functions)
    request = HttpRequest("GET", path, {}, b"")
    return await send(_application([protocol], host), request, base_address=host.base_address, address=_NOWHERE)


def _application(protocols: Iterable[Protocol], host: _StandIn) -> Starlette:
    """The addresses of protocols as an application."""
    return Starlette(routes=[route for protocol in protocols for route in protocol.routes(host)])


def as_http(response: HttpResponse) -> str:
    """A response as it goes over the wire, with the headers that say what it is."""
    head = [f"HTTP/1.1 {response.status}"]
    head += [f"{name}: {value}" for name, value in response.headers.items() if name.startswith("content-")]
    return "\n".join([*head, "", response.body.decode("utf-8", "replace")])


class _StandIn:
    """A host with some functions, for which every call has the same outcome."""

    def __init__(self, gateway: Services, functions: Sequence[FunctionInfo], outcome: Outcome = _NO_OUTCOME) -> None:
        self._gateway, self._functions, self._outcome = gateway, functions, outcome

    @property
    def limits(self) -> Limits:
        return self._gateway.limits

    @property
    def base_address(self) -> str:
        return self._gateway.base_address

    @property
    def site(self) -> SiteData:
        return self._gateway.site

    def enabled(self, _protocol: str) -> bool:
        return True

    @property
    def challenge(self) -> bytes:
        return b"Bearer"

    def admits_origin(self, origin: str) -> bool:
        return True

    def look_up(self, name: str) -> FunctionInfo | None:
        return next((function for function in self._functions if function.name == name), None)

    def peer(self, _scope: Scope) -> Peer:
        return UNKNOWN_PEER

    async def run(self, _call: Call) -> Outcome:
        return self._outcome

    async def refusal(self, _credential: Credential | None, *, protocol: str, peer: Peer) -> Failure | None:
        return None

    def unexpected(self, error: Exception, *, protocol: str, peer: Peer) -> GatewayError:
        return InternalError(str(error))

    def report_failure(self, protocol: str, peer: Peer, failure: Failure) -> None:
        """Nobody is told."""

    async def functions(self, _credential: Credential | None, *, protocol: str, peer: Peer) -> Sequence[FunctionInfo] | Failure:
        return self._functions

    async def cached_document(self, _key: str, build: Callable[[], Awaitable[str]]) -> str:
        return await build()

"""The calls in recorded exchanges: what was asked, by whom, and what came back, whatever protocol they were made by."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final
from urllib.parse import parse_qsl

import msgspec
from starlette.applications import Starlette
from starlette.types import Scope

from gateway.compare.recording import BASE
from gateway.describe import Site
from gateway.double.answers.site import ANY_SITE
from gateway.errors import CodecError, GatewayError, InvalidState
from gateway.registry.protocols import protocols
from gateway.web.inside import send
from gateway.wire.call import Call, Credential, Failure, FunctionInfo, Notes, Outcome, Password, Peer, Step, Token
from gateway.wire.exchange import Fault, HttpRequest, HttpResponse, Limits
from gateway.wire.protocol import Protocol

__all__ = ["RecordedCall", "recorded_calls"]

_LOGIN: Final = "/login/token.php"
# Words of refusals stand as this in recordings.
_ANY_WORDS: Final = "*"


class RecordedCall(msgspec.Struct, frozen=True, kw_only=True):
    """A call of a recording: the arguments as they were sent, and the value or fault that came back.

    ``user`` is the name of the caller where the recording tells it: with the password, or by the log-in that gave the token.
    """

    id: str
    function: str
    arguments: dict[str, object]
    user: str = ""
    value: object = None
    fault: Fault | None = None


def recorded_calls(lines: Sequence[Mapping[str, Any]], functions: Mapping[str, FunctionInfo]) -> list[RecordedCall]:
    """The calls of known functions in the cases of a recording, in order. What is no call, or has no readable answer, is left out."""
    with ThreadPoolExecutor(1) as thread:  # there may be a loop in this one
        return thread.submit(lambda: asyncio.run(_read(lines, functions))).result()


async def _read(lines: Sequence[Mapping[str, Any]], functions: Mapping[str, FunctionInfo]) -> list[RecordedCall]:
    readers = [_Reader(protocol, functions) for protocol in protocols()]
    users: dict[str, str] = {}
    found: list[RecordedCall] = []
    for name, request, response in _exchanges(lines):
        path = request.path.partition("?")[0]
        if path == _LOGIN:
            users |= _signed_in(request, response)
            continue
        reader = next((each for each in readers if each.answers(path)), None)
        if reader is not None:
            found += [each async for each in reader.calls(name, request, response, users)]
    return found


def _exchanges(lines: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, HttpRequest, HttpResponse]]:
    """The exchanges of all cases, with what flows have captured put in its place. Raises ``KeyError`` or ``TypeError``."""
    for line in lines:
        captured: dict[str, str] = {}
        for step in line.get("steps", [line]):
            sent, received = step["req"], step["res"]
            query = _filled(str(sent.get("query") or ""), captured)
            body = _filled(str(sent.get("body") or ""), captured).encode("utf-8", "surrogateescape")
            path = f"{sent['path']}?{query}" if query else str(sent["path"])
            headers = {str(name): _filled(str(value), captured) for name, value in (sent.get("headers") or {}).items()}
            answer = (
                bytes.fromhex(received["hex"]) if "hex" in received else str(received.get("text") or "").encode("utf-8", "surrogateescape")
            )
            told = {str(name).lower(): str(value) for name, value in (received.get("headers") or {}).items()}
            yield str(line["id"]), HttpRequest(sent["method"], path, headers, body), HttpResponse(int(received["status"]), told, answer)
            captured |= {str(name): str(value) for name, value in (step.get("captured") or {}).items()}


def _filled(text: str, captured: Mapping[str, str]) -> str:
    for name, value in captured.items():
        text = text.replace(f"{{{{{name}}}}}", value).replace(f"%7B%7B{name}%7D%7D", value)
    return text


def _signed_in(request: HttpRequest, response: HttpResponse) -> dict[str, str]:
    """The user name by the token that a log-in gave; empty where it gave none."""
    fields = dict(parse_qsl(request.path.partition("?")[2]) + parse_qsl(request.body.decode("latin-1")))
    try:
        token = json.loads(response.body)["token"]
    except (ValueError, KeyError, TypeError):
        return {}
    return {str(token): fields.get("username", "").lower()}


class _Reader:
    """Reads the calls of requests to one protocol, with the server half, and the answers, with the client half."""

    def __init__(self, protocol: Protocol, functions: Mapping[str, FunctionInfo]) -> None:
        self._protocol = protocol
        self._functions = functions
        self._host = _Listener(functions)
        routes = protocol.routes(self._host)
        self._paths = {path for route in routes if isinstance(path := getattr(route, "path", None), str)}
        self._app = Starlette(routes=list(routes))
        self._app.router.redirect_slashes = False

    def answers(self, path: str) -> bool:
        return any(path == known or ("{" in known and path.startswith(known.partition("{")[0])) for known in self._paths)

    async def calls(self, name: str, request: HttpRequest, response: HttpResponse, users: Mapping[str, str]) -> Any:
        self._host.heard.clear()
        await send(self._app, request, base_address=BASE, address="127.0.0.1")
        heard = list(self._host.heard)
        for index, call in enumerate(heard):
            info = self._functions.get(call.function)
            if info is None or call.arguments is None:
                continue
            try:
                value = self._protocol.read(_part(response, index, len(heard), ajax=self._protocol.of_pages), info)
            except CodecError:
                continue
            fault = value if isinstance(value, Fault) else None
            if fault is not None and fault.message == _ANY_WORDS:
                fault = msgspec.structs.replace(fault, message="")
            arguments = call.arguments
            if isinstance(arguments, list):
                arguments = dict(zip(info.params.members, arguments, strict=False))
            yield RecordedCall(
                id=name,
                function=call.function,
                arguments={str(name): argument for name, argument in arguments.items()},
                user=_user(call.credential, users),
                value=None if fault else value,
                fault=fault,
            )


def _part(response: HttpResponse, index: int, calls: int, *, ajax: bool) -> HttpResponse:
    """The answer to one call of several in a request."""
    if calls == 1:
        return response
    try:
        answers = json.loads(response.body)
        part = answers[index]
    except (ValueError, LookupError, TypeError):
        return msgspec.structs.replace(response, body=b"")
    return msgspec.structs.replace(response, body=json.dumps([part] if ajax else part).encode())


def _user(credential: Credential | None, users: Mapping[str, str]) -> str:
    """The user name that a credential belongs to; empty where the recording does not tell."""
    if isinstance(credential, Password):
        return credential.username.lower()
    return users.get(credential.value, "") if isinstance(credential, Token) else ""


class _Listener:
    """A host that runs no call, but hears which are made (``gateway.wire.protocol.Host``)."""

    limits = Limits()
    base_address = BASE
    site: Site = ANY_SITE
    challenge = b"Bearer"

    def __init__(self, functions: Mapping[str, FunctionInfo]) -> None:
        self._functions = functions
        self.heard: list[Call] = []

    def enabled(self, protocol: str) -> bool:
        return True

    def admits_origin(self, origin: str) -> bool:
        return True

    def look_up(self, name: str) -> FunctionInfo | None:
        return self._functions.get(name)

    def peer(self, scope: Scope) -> Peer:
        return Peer(request_id="recorded", notes=Notes())

    async def run(self, call: Call) -> Outcome:
        self.heard.append(call)
        return Failure(InvalidState(), Step.INVOKE)

    async def refusal(self, credential: Credential | None, *, protocol: str, peer: Peer) -> Failure | None:
        return None

    def unexpected(self, error: Exception, *, protocol: str, peer: Peer) -> GatewayError:
        return InvalidState()

    def report_failure(self, protocol: str, peer: Peer, failure: Failure) -> None:
        return None

    async def functions(self, credential: Credential | None, *, protocol: str, peer: Peer) -> Sequence[FunctionInfo] | Failure:
        return list(self._functions.values())

    async def cached_document(self, key: str, build: Callable[[], Awaitable[str]]) -> str:
        return ""

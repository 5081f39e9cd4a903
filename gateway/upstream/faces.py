"""The faces of old servers: protocols as they are, at the addresses and under the names that callers know.

A face is no protocol: an installed one is given a host that knows the functions by their old names, and is reached at another path.
Who sends a user name and a password in the header ``Authorization``, as HTTP has it, is known by these.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, cast
from urllib.parse import quote_plus

import msgspec
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from gateway.describe.model import Description, List, Struct, Value
from gateway.settings import Face
from gateway.upstream.fitting import fitted, marked_paths, opened
from gateway.upstream.imported import Imported
from gateway.upstream.names_file import read_names
from gateway.upstream.observed import Observed
from gateway.upstream.xmlrpc.forms import Forms, as_texts, as_types
from gateway.wire.call import Call, Credential, Failure, FunctionInfo, Outcome, Peer, Result
from gateway.wire.protocol import Host, Protocol, Readers

__all__ = ["FaceError", "FacedHost", "aliases", "basic_credential", "routes"]

TOKEN_NAMES: Final = frozenset({"token", "wstoken"})
"""The user names with which a password is a token."""


class FaceError(Exception):
    """A face cannot be made; the text is one line that names the setting."""


def aliases(face: Face, functions: Sequence[Imported]) -> dict[str, str]:
    """The names of functions here by those that the callers of a face know. Raises ``NamesRefused``."""
    found = {function.remote: function.name for function in functions}
    return {**found, **read_names(Path(face.names))} if face.names else found


def routes(name: str, face: Face, protocol: Protocol, host: Host, names: Mapping[str, str], forms: Mapping[str, Forms]) -> list[BaseRoute]:
    """The routes of a face: the address of the protocol's own that takes tokens, and the one that takes passwords, at one path.

    Raises ``FaceError`` for a protocol without such addresses.
    """
    faced = FacedHost(host, names, forms)
    found = {route.name: route for route in protocol.routes(cast("Host", faced)) if isinstance(route, Route)}
    with_token = found.get(protocol.name)
    if with_token is None:
        raise FaceError(f"faces.{name}.protocol: {protocol.name} has no address that could be given another")
    with_password = found.get(f"{protocol.name}-simple", with_token)
    app = _Entrance(with_token.app, with_password.app, face.token, getattr(with_token.endpoint, "readers", Readers.NOBODY))
    return [Route(face.path, app, name=f"face-{name}")]


class _Entrance:
    """The address of a face: hands a request on to the address of the protocol that takes its kind of credential."""

    def __init__(self, with_token: ASGIApp, with_password: ASGIApp, token: str, readers: Readers) -> None:
        self._with_token, self._with_password, self._token = with_token, with_password, token
        self.readers = readers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        query: bytes = scope["query_string"]
        pair = basic_credential(scope["headers"])
        if pair is not None and pair[0] not in TOKEN_NAMES:
            said = f"wsusername={quote_plus(pair[0])}&wspassword={quote_plus(pair[1])}"
            await self._with_password({**scope, "query_string": _joined(query, said)}, receive, send)
            return
        token = pair[1] if pair is not None else self._token
        if token and (pair is not None or b"wstoken=" not in query):
            scope = {**scope, "query_string": _joined(query, f"wstoken={quote_plus(token)}")}
        await self._with_token(scope, receive, send)


def _joined(query: bytes, said: str) -> bytes:
    return b"&".join(part for part in (query, said.encode()) if part)


def basic_credential(headers: Sequence[tuple[bytes, bytes]]) -> tuple[str, str] | None:
    """The user name and the password in the header ``Authorization`` (RFC 7617); None without them."""
    for name, value in headers:
        if name == b"authorization":
            scheme, _, coded = value.partition(b" ")
            try:
                username, colon, password = base64.b64decode(coded.strip(), validate=True).decode().partition(":")
            except (binascii.Error, UnicodeDecodeError):
                return None
            return (username, password) if scheme.lower() == b"basic" and colon else None
    return None


class FacedHost:
    """A host whose functions have other names; all else is the host's own.

    Where a description says that a value is any, its callers have lists and members there, and no text of JSON.
    """

    def __init__(self, host: Host, names: Mapping[str, str], forms: Mapping[str, Forms] = MappingProxyType({})) -> None:
        """``names`` are the names of functions of the host by those of the face, ``forms`` the types of texts by names of functions."""
        self._host, self._forms = host, forms
        self._names = dict(names)
        self._known = {name: alias for alias, name in self._names.items()}

    def __getattr__(self, name: str) -> Any:
        """What the host has."""
        return getattr(self._host, name)

    def look_up(self, name: str) -> FunctionInfo | None:
        """The function of a name, under that name."""
        info = self._host.look_up(self._names.get(name, name))
        return None if info is None else self._renamed(info)

    async def run(self, call: Call) -> Outcome:
        """The outcome of a call under a name of the face."""
        name = self._names.get(call.function, call.function)
        info = self._host.look_up(name)
        forms = self._forms.get(name, Forms())
        arguments = call.arguments if info is None else _described(call.arguments, info.params, forms)
        outcome = await self._host.run(msgspec.structs.replace(call, function=name, arguments=arguments))
        if not isinstance(outcome, Result):
            return outcome
        shown = _opened(outcome)
        return Result(as_types(shown.value, forms.returned), shown.function) if forms.returned else shown

    async def functions(self, credential: Credential | None, *, protocol: str, peer: Peer) -> Sequence[FunctionInfo] | Failure:
        """The functions that a caller may call, under their names of the face, as far as the face has them."""
        found = await self._host.functions(credential, protocol=protocol, peer=peer)
        if isinstance(found, Failure):
            return found
        return sorted((self._renamed(info) for info in found if info.name in self._known), key=lambda info: info.name)

    def _renamed(self, info: FunctionInfo) -> FunctionInfo:
        alias = self._known.get(info.name)
        return info if alias is None else msgspec.structs.replace(info, name=alias)


def _described(
    arguments: dict[str | int, object] | list[object] | None, params: Struct, forms: Forms
) -> dict[str | int, object] | list[object] | None:
    """Arguments with texts of Base64 for octets, and with texts of JSON where a value is any."""
    members = params.members
    if isinstance(arguments, list):
        nodes = [*members.items(), *[("", None)] * len(arguments)]
        return [fitted(as_texts(value, forms.arguments, name), node) for value, (name, node) in zip(arguments, nodes, strict=False)]
    if isinstance(arguments, dict):
        return {name: fitted(as_texts(value, forms.arguments, str(name)), members.get(str(name))) for name, value in arguments.items()}
    return arguments


def _opened(outcome: Result) -> Result:
    """A result with lists and members where its description says any value."""
    returns = outcome.function.returns
    paths = marked_paths(returns) if returns is not None else []
    if returns is None or not paths:
        return outcome
    below = [f"value{'' if not path or path.startswith('[') else '.'}{path}" for path in paths]
    found = opened({"value": outcome.value}, below)
    whole = found["value"] if isinstance(found, dict) else outcome.value
    return Result(whole, msgspec.structs.replace(outcome.function, returns=_as_it_is(returns, whole)))


def _as_it_is(description: Description, value: object) -> Description:
    """A description of a value whose places for any value are described as what is there."""
    if isinstance(description, Value):
        if not isinstance(value, (dict, list)):
            return description
        seen = Observed()
        seen.add(value)
        return seen.description()
    if isinstance(description, Struct) and isinstance(value, Mapping):
        members = {name: _as_it_is(member, value.get(name)) for name, member in description.members.items()}
        return Struct(members, optional=description.optional, null=description.null)
    if isinstance(description, List) and isinstance(value, list) and marked_paths(description.of):
        seen = Observed()
        for item in value:
            seen.add(item)
        return List(seen.description() if value else description.of, null=description.null, optional=description.optional)
    return description

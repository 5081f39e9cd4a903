"""Calls to copy: the requests that the client halves of protocols make, as commands for a terminal."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator
from typing import Final

import msgspec

from gateway.errors import EncodeError
from gateway.wire.call import Credential, FunctionInfo
from gateway.wire.exchange import HttpRequest
from gateway.wire.protocol import Protocol, clients_of, title_of

__all__ = ["Example", "as_curl", "examples"]

_FORM: Final = "application/x-www-form-urlencoded"


class Example(msgspec.Struct, frozen=True, kw_only=True):
    """A call through one protocol: its name, what people call it, the address without the query, the request, and the command for it."""

    protocol: str
    title: str
    address: str
    request: HttpRequest
    command: str


def examples(
    protocols: Iterable[Protocol], base_address: str, function: FunctionInfo, arguments: dict[str, object], credential: Credential | None
) -> Iterator[Example]:
    """A call of ``function`` through each protocol and each way of speaking it, as far as they can carry it with this credential."""
    for protocol in protocols:
        for name, client in clients_of(protocol).items():
            try:
                request = client.request(function, arguments, credential)
            except EncodeError:
                continue
            address = base_address + request.path.partition("?")[0]
            yield Example(
                protocol=name, title=title_of(protocol, name), address=address, request=request, command=as_curl(request, base_address)
            )


def as_curl(request: HttpRequest, base_address: str) -> str:
    """The command of curl that sends a request: one option a line."""
    parts = ["curl"]
    headers = {name.lower(): value for name, value in request.headers.items()}
    form = headers.get("content-type") == _FORM
    if form:  # as curl says by itself
        del headers["content-type"]
    parts += [f"-H {shlex.quote(f'{name}: {value}')}" for name, value in headers.items()]
    body = request.body.decode("utf-8", "surrogateescape")
    if form:
        parts += [f"-d {shlex.quote(field)}" for field in body.split("&") if field]
    elif body:
        parts.append(f"--data-binary {shlex.quote(body)}")
    if request.method != ("POST" if body else "GET"):
        parts.append(f"-X {request.method}")
    parts.append(shlex.quote(base_address + request.path))
    return " \\\n  ".join(parts)

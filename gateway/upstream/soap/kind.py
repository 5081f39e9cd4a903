"""The kind of upstream ``soap``: its functions from a WSDL, and calling them.

zeep (the extra ``soap``) is needed to import, not to call.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from gateway.upstream.bindings import Bindings
from gateway.upstream.credentials import authorization, basic, refused
from gateway.upstream.errors import UpstreamAnswer
from gateway.upstream.fitting import fitted
from gateway.upstream.guessing import guessed_type
from gateway.upstream.imported import Asked, Imported, Learned
from gateway.upstream.kind import KindError, Line
from gateway.upstream.names import local_name
from gateway.upstream.soap.described import parameters, result
from gateway.upstream.soap.documents import DocumentsRefused, collect
from gateway.upstream.soap.reader import read_answer
from gateway.upstream.soap.shape import Operation, Security, read_operation, write_operation
from gateway.upstream.soap.writer import write_request
from gateway.wire.call import Credential, Password
from gateway.wire.exchange import HttpRequest, HttpResponse

__all__ = ["Soap"]

# From how many bytes on an answer is read beside the loop.
_LARGE: Final = 256 * 1024


class Soap:
    """Servers that speak SOAP 1.1 or 1.2."""

    name = "soap"

    def __init__(self) -> None:
        """Nothing is read yet."""
        self._bindings = Bindings(read_operation)

    async def learn(self, line: Line, credential: Credential | None) -> Learned:
        """The operations of the WSDL at the upstream's document, else at its address with ``?wsdl``.

        Raises ``GatewayError``, and ``KindError`` for a WSDL that cannot be read, which names the element, or without zeep.
        """
        try:
            from gateway.upstream.soap.wsdl import read_wsdl
        except ImportError as error:
            raise KindError("a WSDL is read with zeep, which is not installed: install triglot[soap]") from error

        async def fetch(address: str) -> bytes:
            return await _document(line, address, credential)

        try:
            documents = await collect(_location(line), fetch)
            read = await asyncio.to_thread(read_wsdl, documents)
        except DocumentsRefused as error:
            raise KindError(str(error)) from error
        names: dict[str, Imported] = {}
        left_out = dict(read.left_out)
        for found in read.operations:
            name = local_name(line.name, line.settings, found.name)
            if name in names:
                name = local_name(line.name, line.settings, f"{found.port}_{found.name}")
            if name in names:
                left_out[f"{found.port}.{found.name}"] = f"its name here, {name}, is taken by {names[name].remote}"
                continue
            names[name] = _imported(name, found.name, found.text, found.operation)
        return Learned(functions=tuple(names.values()), address=read.address, left_out=left_out)

    async def call(
        self, line: Line, function: Imported, arguments: dict[str, object], credential: Credential | None, asked: Asked
    ) -> object:
        """The value that an operation returns. Raises ``GatewayError``."""
        operation = self._bindings.of(line, function)
        body = write_request(operation, arguments, credential)
        request = HttpRequest("POST", _path(line.settings.url, operation.address), _headers(operation, credential), body)
        response = await line.send(request, function, asked)
        if len(response.body) > _LARGE:
            return await asyncio.to_thread(_read, response, operation, function)
        return _read(response, operation, function)

    def check(self, line: Line, function: Imported) -> None:
        """Raise ``KindError`` for a function whose binding cannot be used."""
        self._bindings.of(line, function)


def _imported(name: str, remote: str, text: str, operation: Operation) -> Imported:
    return Imported(
        name=name,
        remote=remote,
        type=guessed_type(remote),
        text=text or f"Calls {remote}.",
        params=parameters(operation),
        returns=result(operation),
        binding=write_operation(operation),
    )


def _location(line: Line) -> str:
    """The address of the WSDL; that of a file is whole, so that what it imports is found beside it."""
    document = line.settings.document or f"{line.settings.url.rstrip('/')}?wsdl"
    return Path(document.removeprefix("file:")).resolve().as_uri() if document.startswith("file:") else document


async def _document(line: Line, address: str, credential: Credential | None) -> bytes:
    """A document, asked for with the credential where it is below the address of the upstream. Raises ``GatewayError``."""
    base = line.settings.url.rstrip("/")
    if isinstance(credential, Password) and address.startswith(base) and address[len(base) :][:1] in ("", "/", "?"):
        response = await line.send(HttpRequest("GET", address[len(base) :], basic(credential), b""))
        if response.status != 200:
            raise refused(response)
        return response.body
    return await line.fetch(address)


def _path(url: str, address: str) -> str:
    """What follows the upstream's own address in that of a port; nothing if the port is elsewhere, since no other host is called."""
    base, parts = urlsplit(url.rstrip("/")).path, urlsplit(address)
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return path[len(base) :] if path.startswith(base) and path[len(base) :][:1] in ("/", "?") else ""


def _headers(operation: Operation, credential: Credential | None) -> dict[str, str]:
    action = operation.action.replace("\\", "").replace('"', "")
    kind = "text/xml; charset=utf-8"
    headers = {"content-type": kind, "soapaction": f'"{action}"', "accept": "text/xml"}
    if operation.version == "1.2":
        kind = "application/soap+xml; charset=utf-8"
        headers = {"content-type": f'{kind}; action="{action}"' if action else kind, "accept": "application/soap+xml"}
    in_message = isinstance(credential, Password) and operation.security is not Security.BASIC
    return headers if in_message else {**headers, **authorization(credential)}


def _read(response: HttpResponse, operation: Operation, function: Imported) -> object:
    """The value in an answer. Raises ``UpstreamFault`` and ``UpstreamAnswer``."""
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if response.status in (200, 202, 204) and not response.body and operation.answer is None:
        return None
    if response.status >= 400 and "xml" not in kind:
        raise refused(response) if response.status < 500 else UpstreamAnswer(f"the status {response.status}, and no fault of SOAP")
    if kind and "xml" not in kind:
        raise UpstreamAnswer("the answer is not said to be XML")
    value = read_answer(response.body, operation)
    if response.status >= 400:
        raise refused(response)
    return None if function.returns is None else fitted(value, function.returns)

"""Sending one call through one protocol to one server, and reading the response."""

from __future__ import annotations

import http.client
import ssl
import time
from collections.abc import Callable, Iterable, Mapping
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

import msgspec

from gateway.errors import CodecError, EncodeError
from gateway.wire.call import Credential, FunctionInfo, Session, Token
from gateway.wire.exchange import Client, Fault, HttpRequest, HttpResponse
from gateway.wire.protocol import Protocol, clients_of

__all__ = [
    "Asked",
    "Exchange",
    "Send",
    "Server",
    "answered",
    "ask",
    "begin",
    "carry",
    "clients",
    "secrets_of",
    "switched_off",
    "unanswered",
]

# The code with which protocols of our own say that they are switched off.
_OFF = "enablewsdescription"
# The time-out for a response, in seconds.
_ANSWERS_WITHIN = 120

Send = Callable[[HttpRequest], HttpResponse]
"""What hands a request to a server. Raises ``OSError`` or ``http.client.HTTPException`` where no answer comes."""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A call to make: the function, and its arguments by name."""

    function: FunctionInfo
    arguments: dict[str, object]


class Exchange(msgspec.Struct, frozen=True, kw_only=True):
    """A call through one protocol at one server: request, response, and the value or fault that was read.

    One of three fields is set: ``value`` with the result (``returned`` is True then, as the result may be None), ``fault`` with
    the error, ``trouble`` if there is no readable response. ``left_out`` says why there is nothing to compare: the protocol
    cannot carry the call, so nothing was sent, or is disabled at the server. ``seconds`` is the time from the request to the
    end of the response.
    """

    protocol: str
    server: str
    request: HttpRequest | None = None
    response: HttpResponse | None = None
    seconds: float = 0.0
    returned: bool = False
    value: object = None
    fault: Fault | None = None
    trouble: str | None = None
    left_out: str | None = None

    @property
    def name(self) -> str:
        """The name of the exchange in reports."""
        return f"{self.protocol} at {self.server}"


class Server:
    """A server with one connection that is kept open; a context manager that closes it."""

    def __init__(self, address: str) -> None:
        """``address`` begins with http:// or https://. Raises ``ValueError`` for any other."""
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"{address!r} is no address that begins with http:// or https://")
        self.address = address.rstrip("/")
        self._path = parts.path.rstrip("/")
        self._connection: http.client.HTTPConnection
        if parts.scheme == "https":
            context = ssl.create_default_context()
            self._connection = http.client.HTTPSConnection(parts.hostname, parts.port, timeout=_ANSWERS_WITHIN, context=context)
        else:
            self._connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=_ANSWERS_WITHIN)

    def __enter__(self) -> Self:
        """The server."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close the connection."""
        self.close()

    def close(self) -> None:
        """Close the connection; another request opens a new one."""
        self._connection.close()

    def send(self, request: HttpRequest) -> HttpResponse:
        """The response to a request. If the server has closed the connection meanwhile, it is opened once more.

        Raises ``OSError`` or ``http.client.HTTPException`` if no response comes.
        """
        kept = self._connection.sock is not None
        try:
            return self._send(request)
        except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
            self.close()
            if not kept:
                raise
            return self._send(request)
        except (OSError, http.client.HTTPException):
            self.close()
            raise

    def _send(self, request: HttpRequest) -> HttpResponse:
        self._connection.request(request.method, f"{self._path}{request.path}", body=request.body or None, headers=request.headers)
        response = self._connection.getresponse()
        body = response.read()
        headers = [(name.lower(), value) for name, value in response.getheaders()]
        return HttpResponse(response.status, dict(headers), body, _cookies(value for name, value in headers if name == "set-cookie"))


def _cookies(headers: Iterable[str]) -> dict[str, str]:
    """The cookies that an answer sets."""
    pairs = (header.partition(";")[0].partition("=") for header in headers)
    return {name.strip(): value.strip() for name, equals, value in pairs if equals}


def clients(protocols: Iterable[Protocol]) -> dict[str, Client]:
    """The client halves of the protocols, by name; a protocol may have several."""
    return {name: client for protocol in protocols for name, client in clients_of(protocol).items()}


def carry(client: Client, asked: Asked, credentials: Iterable[Credential | None]) -> HttpRequest:
    """The request with the first credential that the protocol supports. Raises ``EncodeError`` if it supports none."""
    refusal = EncodeError("There is no credential to call with.")
    for credential in credentials:
        try:
            return client.request(asked.function, asked.arguments, credential)
        except EncodeError as error:
            refusal = error
    raise refusal


def ask(name: str, client: Client, asked: Asked, credentials: Iterable[Credential | None], *, server: str, send: Send) -> Exchange:
    """Make a call through one protocol. Never raises for errors of the server."""
    begun = begin(name, client, asked, credentials, server=server)
    if begun.request is None:
        return begun
    began = time.perf_counter()
    try:
        response = send(begun.request)
    except (OSError, http.client.HTTPException) as error:
        return unanswered(begun, error)
    return answered(begun, client, asked.function, response, time.perf_counter() - began)


def begin(name: str, client: Client, asked: Asked, credentials: Iterable[Credential | None], *, server: str) -> Exchange:
    """The exchange with the request to send; without one if the protocol cannot carry the call."""
    blank = Exchange(protocol=name, server=server)
    try:
        return msgspec.structs.replace(blank, request=carry(client, asked, credentials))
    except EncodeError as error:
        return msgspec.structs.replace(blank, left_out=error.public_message)


def unanswered(begun: Exchange, error: Exception) -> Exchange:
    """The exchange whose request has got no answer."""
    return msgspec.structs.replace(begun, trouble=f"no answer: {str(error) or type(error).__name__}")


def answered(begun: Exchange, client: Client, function: FunctionInfo, response: HttpResponse, seconds: float) -> Exchange:
    """The exchange with the response, and what is read in it."""
    blank = msgspec.structs.replace(begun, response=response, seconds=seconds)
    if switched_off(response):
        return msgspec.structs.replace(blank, left_out=f"The protocol is switched off (status {response.status}).")
    try:
        value = client.read(response, function)
    except CodecError as error:
        return msgspec.structs.replace(blank, trouble=f"{error.public_message} (status {response.status})")
    if isinstance(value, Fault):
        if value.errorcode == _OFF:
            return msgspec.structs.replace(blank, left_out=f"The protocol is switched off (status {response.status}).")
        return msgspec.structs.replace(blank, fault=value)
    return msgspec.structs.replace(blank, returned=True, value=value)


def switched_off(response: HttpResponse) -> bool:
    """Whether a response is the empty one of a disabled protocol of the contract (``docs/contract/server.md 0.6``).

    SOAP sends an empty response, too, for a function without a result, but with the status 202.
    """
    return (
        not response.body
        and response.status != 202
        and (response.status == 403 or response.headers.get("content-type", "").startswith("text/html"))
    )


def secrets_of(credentials: Iterable[Credential | None]) -> Mapping[str, str]:
    """The secrets in credentials, each with its placeholder for reports."""
    hidden: dict[str, str] = {}
    for credential in credentials:
        if isinstance(credential, Token):
            hidden[credential.value] = "[token]"
        elif isinstance(credential, Session):
            hidden[credential.sid] = "[session]"
            hidden[credential.sesskey or ""] = "[sesskey]"
        elif credential is not None:
            hidden[credential.password] = "[password]"
    hidden.pop("", None)
    return hidden

"""The face of an old SOAP server over HTTP: its own address, its own WSDL, its own messages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs

import msgspec
from anyio import to_thread
from starlette.types import Receive, Scope, Send

from gateway.errors import CodecError, DecodeError, GatewayError
from gateway.settings import Face
from gateway.upstream.faces import TOKEN_NAMES, FaceError, basic_credential
from gateway.upstream.imported import Imported
from gateway.upstream.soap.documents import DocumentsRefused, collect, parsed, relocated
from gateway.upstream.soap.serving import Asked, Operations, answer, write_fault
from gateway.wire.call import Call, Credential, Failure, Password, Peer, Step, Token
from gateway.wire.http import read_body
from gateway.wire.protocol import Host, Readers

__all__ = ["SoapFace"]

PROTOCOL: Final = "soap"
_LARGE: Final = 64 * 1024
_MEDIA: Final = {"1.1": b"text/xml; charset=utf-8", "1.2": b"application/soap+xml; charset=utf-8"}


class SoapFace:
    """The address of an old SOAP server, as an ASGI application."""

    readers = Readers.NOBODY

    def __init__(self, name: str, face: Face, host: Host, functions: Sequence[Imported]) -> None:
        """Raises ``FaceError`` for a binding or a WSDL that cannot be used."""
        self._host, self._token, self._path = host, face.token, face.path
        try:
            self._operations = Operations(functions)
        except msgspec.ValidationError as error:
            raise FaceError(f"faces.{name}.upstream: its import file has a binding that is none: {error}") from error
        self._wsdl = Path(face.wsdl).resolve() if face.wsdl else None
        self._documents: list[tuple[str, bytes]] | None = None
        if self._wsdl is not None:
            try:
                parsed(self._wsdl.read_bytes(), str(self._wsdl))
            except (OSError, DocumentsRefused) as error:
                raise FaceError(f"faces.{name}.wsdl: {error}") from error

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        host = self._host
        peer = host.peer(scope)
        if scope["method"] in ("GET", "HEAD"):
            await self._describe(scope, send, peer)
            return
        version = "1.2" if b"application/soap+xml" in _header(scope, b"content-type") else "1.1"
        try:
            if not host.enabled(PROTOCOL):
                raise DecodeError("SOAP is switched off on this site.")
            body = await read_body(scope, receive, host.limits.body_bytes, admit=lambda: self._admit(scope, peer))
            if body is None:
                return
            asked = await self._read(body, _action(scope))
        except (CodecError, _Refused) as error:
            failure = error.failure if isinstance(error, _Refused) else Failure(error, Step.DECODE)
            if not isinstance(error, _Refused):
                host.report_failure(PROTOCOL, peer, failure)
            await self._send(scope, send, 500, version, write_fault(failure.error, version), peer)
            return
        await self._run(scope, send, asked, peer)

    async def _read(self, body: bytes, action: str) -> Asked:
        if len(body) < _LARGE:
            return self._operations.read(body, action)
        return await to_thread.run_sync(self._operations.read, body, action)

    async def _run(self, scope: Scope, send: Send, asked: Asked, peer: Peer) -> None:
        """Run the call of a request, and send its answer."""
        credential = asked.credential or self._outside(scope) or Token("")
        call = Call(protocol=PROTOCOL, function=asked.function, arguments=asked.arguments, credential=credential, peer=peer)
        outcome = await self._host.run(call)
        if isinstance(outcome, Failure):
            await self._send(scope, send, 500, asked.version, write_fault(outcome.error, asked.version), peer)
            return
        if asked.operation.answer is None:
            await self._send(scope, send, 202, asked.version, b"", peer)
            return
        try:
            written = answer(asked, outcome.value)
        except GatewayError as error:
            failure = Failure(error, Step.CLEAN)
            self._host.report_failure(PROTOCOL, peer, failure)
            await self._send(scope, send, 500, asked.version, write_fault(error, asked.version), peer)
            return
        await self._send(scope, send, 200, asked.version, written, peer)

    async def _admit(self, scope: Scope, peer: Peer) -> int:
        """How many bytes the body may have: many for a caller who is known without it. Raises ``_Refused``."""
        credential = self._outside(scope)
        if credential is None:
            return self._host.limits.visitor_bytes
        failure = await self._host.refusal(credential, protocol=PROTOCOL, peer=peer)
        if failure is not None:
            self._host.report_failure(PROTOCOL, peer, failure)
            raise _Refused(failure)
        return self._host.limits.body_bytes

    def _outside(self, scope: Scope) -> Credential | None:
        """The credential that is not in the message: in the header ``Authorization``, in the query, or the face's own."""
        pair = basic_credential(scope["headers"])
        if pair is not None:
            return Token(pair[1]) if pair[0] in TOKEN_NAMES else Password(*pair)
        named = _query(scope).get("wstoken", self._token)
        return Token(named) if named else None

    async def _describe(self, scope: Scope, send: Send, peer: Peer) -> None:
        """Send the WSDL, or a document that it refers to; 404 where there is none."""
        query = {name.lower(): value for name, value in _query(scope).items()}
        documents = await self._served() if self._wsdl is not None and self._host.enabled(PROTOCOL) else []
        number = query.get("doc", "0" if "wsdl" in query or not query else "")
        if not number.isdecimal() or int(number[:6]) >= len(documents):
            await self._send(scope, send, 404, "1.1", b"", peer)
            return
        await self._send(scope, send, 200, "1.1", documents[int(number)][1], peer)

    async def _served(self) -> list[tuple[str, bytes]]:
        """The documents of the WSDL, with the addresses of this site."""
        if self._documents is None and self._wsdl is not None:
            raw: dict[str, bytes] = {}

            async def fetch(location: str) -> bytes:
                raw[location] = await to_thread.run_sync(Path(location.removeprefix("file://")).read_bytes)
                return raw[location]

            try:
                await collect(self._wsdl.as_uri(), fetch)
            except (OSError, DocumentsRefused):
                raw = {self._wsdl.as_uri(): self._wsdl.read_bytes()}
            address = f"{self._host.base_address}{self._path}"
            others = {location: f"{address}?doc={number}" for number, location in enumerate(raw)}
            self._documents = [(location, relocated(octets, location, address, others)) for location, octets in raw.items()]
        return self._documents or []

    async def _send(self, scope: Scope, send: Send, status: int, version: str, body: bytes, peer: Peer) -> None:
        headers = [(b"content-type", _MEDIA[version]), (b"content-length", b"%d" % len(body))]
        if peer.request_id:
            headers.append((b"x-request-id", peer.request_id.encode("latin-1")))
        if peer.notes is not None:
            headers.extend(peer.notes.headers.items())
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})


class _Refused(Exception):
    """A caller is refused before the message is read."""

    def __init__(self, failure: Failure) -> None:
        super().__init__()
        self.failure = failure


def _query(scope: Scope) -> Mapping[str, str]:
    try:
        found = parse_qs(scope["query_string"].decode("latin-1"), keep_blank_values=True, max_num_fields=50)
    except ValueError:  # too many fields
        found = {}
    return {name: values[0] for name, values in found.items()}


def _header(scope: Scope, name: bytes) -> bytes:
    return next((value for each, value in scope["headers"] if each == name), b"")


def _action(scope: Scope) -> str:
    """What the client says it calls, in the header ``SOAPAction`` or in the media type of SOAP 1.2."""
    said = _header(scope, b"soapaction").decode("latin-1").strip().strip('"')
    kind = _header(scope, b"content-type").decode("latin-1")
    return said or kind.partition("action=")[2].strip().partition(";")[0].strip('"')

"""The addresses at which the JSON face describes itself: ``/api/openapi.json``, and ``/api/FUNCTION/schema``."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from hashlib import sha256
from importlib.metadata import version
from typing import Final
from urllib.parse import unquote

from anyio import to_thread

from gateway.errors import GatewayError, MissingRecord
from gateway.wire.bearer import read_token
from gateway.wire.call import Failure, FunctionInfo, Step, Token
from gateway.wire.exchange import Answer, Headers, Request
from gateway.wire.protocol import Host
from protocols.api import codec, openapi
from protocols.endpoint import Endpoint, has_tag

__all__ = ["Documents", "answered"]

_HEADERS: Final[Headers] = ((b"content-type", b"application/json"), (b"cache-control", b"private, no-cache"))
_SETS_CACHED: Final = 16


class Documents(Endpoint[Token | Failure]):
    """The OpenAPI document of what the caller may call, or the schema of one function; without a token, of what is public."""

    visitors = True

    def __init__(self, host: Host, off: Answer, *, whole: bool) -> None:
        """``whole`` says whether the document is that of all functions."""
        super().__init__(host, codec.PROTOCOL, off)
        self._whole = whole

    def early_answer(self, method: str) -> Answer | None:
        """The answer to methods that read no document, and to all while the face is off."""
        return super().early_answer(method) if method in ("GET", "HEAD") else Answer(405, ((b"allow", b"GET, HEAD"),), b"")

    def has_body(self, method: str, content_type: str) -> bool:
        """Nothing is asked for in a body."""
        return False

    def decode(self, request: Request) -> Token | Failure:
        """The token."""
        try:
            return read_token(request, self.host.limits)
        except GatewayError as error:
            return Failure(error, Step.DECODE)

    def refuse(self, request: Request, failure: Failure) -> Failure:
        """The failure."""
        return failure

    async def answer(self, request: Request, decoded: Token | Failure) -> Answer:
        """The document; no content (304) if the client has it already."""
        base = self.host.base_address
        if isinstance(decoded, Failure):
            return answered(codec.write(self.report_failure(decoded, request.peer), base), self.host)
        offered = await self.host.functions(decoded if decoded.value else None, protocol=self.protocol, peer=request.peer)
        if isinstance(offered, Failure):
            return answered(codec.write(offered, base), self.host)
        if not self._whole:
            name = unquote(request.path.decode("latin-1").split("/")[-2])
            offered = [info for info in offered if info.name == name]
            if not offered:
                error = MissingRecord("external_functions", message="There is no such function, or you may not call it.")
                return answered(codec.write(self.report_failure(Failure(error, Step.RESOLVE), request.peer), base), self.host)
        body, tag = await to_thread.run_sync(_built, tuple(offered), base, self._whole)
        headers = (*_HEADERS, (b"etag", tag))
        return Answer(304, headers, b"") if has_tag(request.headers, tag) else Answer(200, headers, body)


@lru_cache(maxsize=_SETS_CACHED)
def _built(functions: Sequence[FunctionInfo], base: str, whole: bool) -> tuple[bytes, bytes]:
    """A document and its entity tag, kept for the sets of functions that were asked for last."""
    body = openapi.document(functions, base, version("triglot")) if whole else openapi.function_schema(functions[0])
    return body, b'"%s"' % sha256(body).hexdigest()[:32].encode()


def answered(written: codec.Written, host: Host) -> Answer:
    """What is written, as an answer for its caller only."""
    headers: Headers = ((b"content-type", written.media_type.encode()), (b"cache-control", b"no-store"))
    if written.status == 401:
        headers = (*headers, (b"www-authenticate", host.challenge))
    return Answer(written.status, headers, written.body)

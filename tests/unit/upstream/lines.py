"""Lines to upstreams without a network: an answer is what a function makes of the request."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from gateway.settings import Upstream
from gateway.upstream.errors import UpstreamAnswer
from gateway.upstream.imported import Asked, Imported
from gateway.wire.exchange import HttpRequest, HttpResponse

__all__ = ["FakeLine", "answered"]


def answered(body: bytes | str, kind: str = "text/xml; charset=utf-8", status: int = 200) -> HttpResponse:
    """An answer of a server."""
    return HttpResponse(status, {"content-type": kind}, body.encode() if isinstance(body, str) else body)


class FakeLine:
    """A line whose server is a function; it keeps the requests that it has sent."""

    def __init__(
        self,
        server: Callable[[HttpRequest], HttpResponse],
        *,
        url: str = "http://127.0.0.1/service",
        document: str = "",
        documents: Mapping[str, str | bytes] | None = None,
    ) -> None:
        self.name = "shop"
        self.settings = Upstream(kind="any", url=url, document=document)
        self.address = url
        self.requests: list[HttpRequest] = []
        self._server = server
        self._documents = documents or {}

    async def send(self, request: HttpRequest, function: Imported | None = None, asked: Asked | None = None) -> HttpResponse:
        self.requests.append(request)
        return self._server(request)

    async def fetch(self, address: str) -> bytes:
        found = self._documents.get(address)
        if found is None:
            raise UpstreamAnswer("a document cannot be had (status 404)")
        return found if isinstance(found, bytes) else found.encode()

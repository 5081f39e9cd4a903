"""Requests that a page makes of the site itself: they go through the whole application, as those from outside do, but over no network."""

from __future__ import annotations

from typing import Final
from urllib.parse import unquote, urlsplit

from starlette.types import ASGIApp, Message, Scope

from gateway.pipeline.trial import MARK, Trial
from gateway.wire.exchange import HttpRequest, HttpResponse

__all__ = ["AGENT", "send"]

AGENT: Final = "Triglot lab"
"""What the site calls itself where it asks itself, so that the audit and the numbers of calls tell."""
_VERSIONS: Final = {"version": "3.0", "spec_version": "2.4"}


async def send(app: ASGIApp, request: HttpRequest, trial: Trial | None = None, *, base_address: str, address: str) -> HttpResponse:
    """The response of an application to a request by a client at ``address``, which may belong to a trial."""
    answer = _Answer()
    body = [request.body]

    async def receive() -> Message:
        return {"type": "http.request", "body": body.pop(), "more_body": False} if body else {"type": "http.disconnect"}

    await app(_scope(request, trial, base_address, address), receive, answer.take)
    return HttpResponse(answer.status, answer.headers, bytes(answer.body))


class _Answer:
    """An answer, as it comes piece by piece."""

    def __init__(self) -> None:
        self.status = 0
        self.headers: dict[str, str] = {}
        self.body = bytearray()

    async def take(self, message: Message) -> None:
        """Take a piece."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in message.get("headers", ())}
        elif message["type"] == "http.response.body":
            self.body += message.get("body", b"")


def _scope(request: HttpRequest, trial: Trial | None, base_address: str, address: str) -> Scope:
    """The ASGI scope of a request."""
    site = urlsplit(base_address)
    path, _, query = request.path.partition("?")
    headers = {"host": site.netloc, "user-agent": AGENT, "content-length": str(len(request.body)), **request.headers}
    return {
        "type": "http",
        "asgi": _VERSIONS,
        "http_version": "1.1",
        "method": request.method,
        "scheme": site.scheme,
        "path": unquote(path),
        "raw_path": path.encode("latin-1"),
        "query_string": query.encode("latin-1"),
        "root_path": "",
        "headers": [(name.lower().encode("latin-1"), value.encode("latin-1", "surrogateescape")) for name, value in headers.items()],
        "client": (address, 0),
        "server": (site.hostname or "", site.port),
        **({MARK: trial} if trial else {}),
    }

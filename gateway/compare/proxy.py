"""A recording proxy: it forwards requests to the server and hands every exchange to a recorder.

In responses the server's address is replaced with the proxy's, so that clients that follow addresses (of a WSDL, of files) stay
at the proxy; in requests it is the other way round. The proxy is for local use: it listens on the loopback interface only, and
authenticates nobody.
"""

from __future__ import annotations

import http.client
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock
from typing import Final

from gateway.compare.exchange import Server
from gateway.wire.exchange import HttpRequest, HttpResponse

__all__ = ["Proxy"]

Recorder = Callable[[HttpRequest, HttpResponse], None]

# Headers of the connection, and those that each side computes itself: they are not forwarded.
_OF_THE_HOP: Final = frozenset(
    {
        "connection",
        "keep-alive",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "host",
        "content-length",
        "accept-encoding",
        "date",
        "server",
    }
)
_TEXTS: Final = ("text/", "application/json", "application/xml", "application/wsdl+xml", "application/soap+xml")
_LONGEST: Final = 64 * 1024 * 1024


class Proxy(ThreadingHTTPServer):
    """Forwards requests to the server at ``address``, one at a time, and passes each exchange to ``record``."""

    daemon_threads = True

    def __init__(self, port: int, address: str, record: Recorder) -> None:
        """Listen on a port of the loopback interface, a free one for 0. Raises ``OSError`` if it is taken."""
        self._server = Server(address)
        self._record = record
        self._one_at_a_time = Lock()
        super().__init__(("127.0.0.1", port), _Handler)

    @property
    def address(self) -> str:
        """The address for clients."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def server_close(self) -> None:
        """Stop listening, and close the connection to the server."""
        super().server_close()
        self._server.close()

    def hand_on(self, request: HttpRequest) -> HttpResponse:
        """The server's response, with addresses replaced in request and response. Raises as ``Server.send``."""
        here, there = self.address.encode(), self._server.address.encode()
        path = request.path.replace(self.address, self._server.address)
        asked = HttpRequest(request.method, path, request.headers, request.body.replace(here, there))
        with self._one_at_a_time:  # recordings have an order
            answer = self._server.send(asked)
            self._record(asked, answer)
        if not answer.headers.get("content-type", "").startswith(_TEXTS):
            return answer
        body = answer.body.replace(there, here).replace(there.replace(b"/", b"\\/"), here.replace(b"/", b"\\/"))
        return HttpResponse(answer.status, answer.headers, body)


class _Handler(BaseHTTPRequestHandler):
    """One connection of a client."""

    protocol_version = "HTTP/1.1"
    server: Proxy

    def _answer(self) -> None:
        length = self.headers.get("content-length", "0")
        if "transfer-encoding" in self.headers or not length.isdecimal() or int(length) > _LONGEST:
            self.close_connection = True
            self.send_error(413 if length.isdecimal() and "transfer-encoding" not in self.headers else 411)
            return
        headers = {name.lower(): value for name, value in self.headers.items() if name.lower() not in _OF_THE_HOP}
        try:
            answer = self.server.hand_on(HttpRequest(self.command, self.path, headers, self.rfile.read(int(length))))
        except (OSError, http.client.HTTPException) as error:
            self.send_error(502, explain=str(error))
            return
        self.send_response_only(answer.status)
        for name, value in answer.headers.items():
            if name not in _OF_THE_HOP:
                self.send_header(name, value)
        self.send_header("content-length", str(len(answer.body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)

    do_GET = do_POST = do_HEAD = do_OPTIONS = do_PUT = do_DELETE = _answer

    def log_message(self, format: str, *args: object) -> None:
        """Print nothing: requests hold credentials."""

"""The standard library's XML-RPC server: as it is, or with keep-alive and a thread for each connection.

As it is it answers one request after the other, each on a connection of its own (HTTP/1.0); only its queue is made longer,
so that connections wait there and are not refused.
"""

from __future__ import annotations

import sys
from socketserver import ThreadingMixIn
from xmlrpc.server import SimpleXMLRPCRequestHandler, SimpleXMLRPCServer


class Plain(SimpleXMLRPCServer):
    """As it is."""

    request_queue_size = 512


class Threads(ThreadingMixIn, Plain):
    """Serves each connection in a thread."""

    daemon_threads = True


class KeepAlive(SimpleXMLRPCRequestHandler):
    """Keeps connections open."""

    protocol_version = "HTTP/1.1"


def main(kind: str, port: int) -> None:
    """Serve until killed; ``kind`` is ``plain`` or ``threads``."""
    chosen, handler = (Threads, KeepAlive) if kind == "threads" else (Plain, SimpleXMLRPCRequestHandler)
    with chosen(("127.0.0.1", port), requestHandler=handler, logRequests=False) as server:
        server.register_function(lambda: "pong", "nothing")
        server.register_function(lambda items: items, "items")
        server.serve_forever()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))

"""The standard library's XML-RPC server, with keep-alive and a thread for each connection, so that it can serve several."""

from __future__ import annotations

import sys
from socketserver import ThreadingMixIn
from xmlrpc.server import SimpleXMLRPCRequestHandler, SimpleXMLRPCServer


class Handler(SimpleXMLRPCRequestHandler):
    """Keeps connections open."""

    protocol_version = "HTTP/1.1"


class Server(ThreadingMixIn, SimpleXMLRPCServer):
    """Serves each connection in a thread."""

    daemon_threads = True
    request_queue_size = 256


def main(port: int) -> None:
    """Serve until killed."""
    with Server(("127.0.0.1", port), requestHandler=Handler, logRequests=False) as server:
        server.register_function(lambda: "pong", "nothing")
        server.register_function(lambda items: items, "items")
        server.serve_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]))

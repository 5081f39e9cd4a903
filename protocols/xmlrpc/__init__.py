"""XML-RPC: positional arguments in, one value or a fault out (``docs/contract/encodings.md 4``)."""

from __future__ import annotations

from protocols.xmlrpc.asgi import XmlRpc

__all__ = ["XmlRpc"]

"""JSON-RPC 2.0: the shortest of the protocols, and the one that ``docs/protocols.md`` walks through."""

from __future__ import annotations

from protocols.jsonrpc.asgi import JsonRpc

__all__ = ["JsonRpc"]

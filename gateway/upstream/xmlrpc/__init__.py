"""Upstreams that speak XML-RPC, described by introspection."""

from __future__ import annotations

from gateway.upstream.xmlrpc.kind import XmlRpc

__all__ = ["XmlRpc"]

"""MCP: the functions of a token's service as tools for agents, at ``/mcp``."""

from __future__ import annotations

from protocols.mcp.asgi import Mcp

__all__ = ["Mcp"]

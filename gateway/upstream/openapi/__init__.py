"""Upstreams that are described by OpenAPI: operations with bodies in JSON, and parameters in paths, queries and headers."""

from __future__ import annotations

from gateway.upstream.openapi.kind import OpenApi

__all__ = ["OpenApi"]

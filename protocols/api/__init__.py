"""JSON for callers of today: real statuses, problem details, and an OpenAPI document of all that the caller may call."""

from __future__ import annotations

from protocols.api.asgi import Api

__all__ = ["Api"]

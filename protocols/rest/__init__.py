"""REST: form data in, JSON or XML out (``docs/contract/encodings.md 3``)."""

from __future__ import annotations

from protocols.rest.asgi import Rest

__all__ = ["Rest"]

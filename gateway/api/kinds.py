"""The column types that revisions of tables use."""

from __future__ import annotations

from gateway.store.kinds import KEY, TEXT

__all__ = ["KEY", "TEXT"]

"""The types of columns that revisions of tables name."""

from __future__ import annotations

from gateway.store.kinds import KEY, TEXT

__all__ = ["KEY", "TEXT"]

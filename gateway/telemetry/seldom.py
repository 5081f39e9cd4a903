"""Saying in the log once a second what may happen thousands of times a second."""

from __future__ import annotations

import time
from typing import Any, Final

import structlog

__all__ = ["Seldom"]

# Seconds between two entries of a kind, and the number of kinds of which is known when they were last logged.
_BETWEEN: Final = 1.0
_KINDS: Final = 256


class Seldom:
    """Writes at most one entry of each kind a second to the log, which says how many were left out since the last one."""

    def __init__(self, logger: str = "gateway") -> None:
        """``logger`` is the name of the structured log."""
        self._logger = logger
        # When an entry of each kind was last written, and how many were left out since.
        self._kinds: dict[str, tuple[float, int]] = {}

    def warn(self, event: str, *, kind: str | None = None, **fields: Any) -> None:
        """Write a warning, unless one of its kind, by default those with the same text, was written within this second."""
        self._say("warning", event, kind or event, fields)

    def error(self, event: str, *, kind: str | None = None, **fields: Any) -> None:
        """Write an error, as ``warn`` does a warning."""
        self._say("error", event, kind or event, fields)

    def _say(self, level: str, event: str, kind: str, fields: dict[str, Any]) -> None:
        now = time.monotonic()
        last, left_out = self._kinds.get(kind, (now - _BETWEEN, 0))
        if now - last < _BETWEEN:
            self._kinds[kind] = (last, left_out + 1)
            return
        if kind not in self._kinds and len(self._kinds) >= _KINDS:
            self._kinds.clear()
        self._kinds[kind] = (now, 0)
        if left_out:
            fields["left_out"] = left_out
        getattr(structlog.get_logger(self._logger), level)(event, **fields)

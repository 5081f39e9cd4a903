"""A circuit breaker: whether a server is asked at all, after it has failed several times in a row.

The states are those of ``purgatory``. Its half-open state lets every call through, of which a busy gateway has many at once; here one
call at a time finds out whether the server is back.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from gateway.upstream.errors import UpstreamAway

__all__ = ["Breaker"]

_OPENED: Final = "opened"
_HALF_OPENED: Final = "half-opened"


class Breaker:
    """The breaker of one upstream in one process."""

    def __init__(self, name: str, failures: int, pause: float) -> None:
        """After ``failures`` in a row nothing is asked for ``pause`` seconds."""
        from purgatory.domain.model import Context  # with all that its library can store states in

        self._context = Context(name, failures, pause)
        self._probing = False

    @property
    def state(self) -> str:
        """``closed``, ``opened`` or ``half-opened``."""
        return self._context.state

    @property
    def closed(self) -> bool:
        """Whether every call is let through."""
        return self.state == "closed"

    @contextmanager
    def passing(self) -> Iterator[None]:
        """Let a call through, which fails if it raises ``UpstreamAway``. Raises ``UpstreamAway`` where the server is left alone."""
        context = self._context
        if context.state == _OPENED and time.time() <= (context.opened_at or 0) + context.ttl:
            raise UpstreamAway("left alone after it has failed several times in a row")
        probe = context.state in (_OPENED, _HALF_OPENED)
        if probe and self._probing:
            raise UpstreamAway("left alone until another call has found out whether it is back")
        self._probing = self._probing or probe
        try:
            context.handle_new_request()
            try:
                yield
            except UpstreamAway as error:
                context.handle_exception(error)
                raise
            except Exception:
                context.handle_end_request()  # it has answered, if with an error
                raise
            else:
                context.handle_end_request()
        finally:
            context.messages.clear()
            if probe:
                self._probing = False

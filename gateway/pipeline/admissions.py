"""A cache of admitted calls: an equal call in the same second is not checked again.

The result of the checks follows from the site, the caller and the access request, and of an access request only the time
changes by itself. So an equal call by the same caller would pass again in the same second, unless the site or a caller has
changed.
"""

from __future__ import annotations

from typing import Generic, TypeVar

from gateway import clock
from gateway.access.callers import Callers
from gateway.access.site import SiteData
from gateway.pipeline.access_request import AccessRequest
from gateway.wire.call import Call, Token

__all__ = ["Admissions"]

T = TypeVar("T")

_MOST = 10_000


class Admissions(Generic[T]):
    """A cache with one value of type ``T`` for each call that was admitted in the current second."""

    __slots__ = ("_callers", "_changes", "_passed", "_second", "_site")

    def __init__(self, callers: Callers) -> None:
        """``callers`` counts the changes of callers (``Callers.changes``)."""
        self._callers = callers
        self._passed: dict[tuple[str, str, str, str], T] = {}
        # All entries are of this second, of this site and of callers after this many changes.
        self._second, self._changes = 0, 0
        self._site: SiteData | None = None

    def find(self, call: Call, site: SiteData) -> T | None:
        """The value stored for an equal call in this second; None without one, or if the site or a caller has changed since."""
        second = clock.seconds()
        if second != self._second or site is not self._site or self._callers.changes != self._changes:
            self._second, self._site, self._changes = second, site, self._callers.changes
            self._passed.clear()
            return None
        credential = call.credential
        if not isinstance(credential, Token):
            return None
        return self._passed.get((credential.value, call.protocol, call.peer.address, call.function))

    def store(self, call: Call, request: AccessRequest, value: T) -> None:
        """Store a value for a call by token that has passed every check, unless the checks may be out of date by now.

        Nothing is stored for a caller that the cache of callers does not hold, because its session may end at any moment.
        """
        credential = call.credential
        if not isinstance(credential, Token) or len(self._passed) >= _MOST:
            return
        current = request.now == self._second and request.site is self._site and self._callers.changes == self._changes
        if current and self._callers.known(credential.value) is request.caller:
            self._passed[credential.value, call.protocol, call.peer.address, call.function] = value

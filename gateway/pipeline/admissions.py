"""Calls that have passed every check within the running second, and so pass them again.

What the checks say follows from the site, the caller and the attempt, and of an attempt only the moment changes by
itself. So the same call by the same caller needs no second walk in the same second, unless something has changed.
"""

from __future__ import annotations

import time
from typing import Generic, TypeVar

from gateway.access.callers import Callers
from gateway.access.site import SiteData
from gateway.pipeline.attempt import Attempt
from gateway.wire.call import Call, Token

__all__ = ["Admissions"]

T = TypeVar("T")

_MOST = 10_000


class Admissions(Generic[T]):
    """What is known of the calls that passed."""

    __slots__ = ("_callers", "_changes", "_passed", "_second", "_site")

    def __init__(self, callers: Callers) -> None:
        """``callers`` know when one of them has changed."""
        self._callers = callers
        self._passed: dict[tuple[str, str, str, str], T] = {}
        # What holds for all that is kept.
        self._second, self._changes = 0, 0
        self._site: SiteData | None = None

    def find(self, call: Call, site: SiteData) -> T | None:
        """What was kept of such a call in this second, on this site, with these callers."""
        second = int(time.time())
        if second != self._second or site is not self._site or self._callers.changes != self._changes:
            self._second, self._site, self._changes = second, site, self._callers.changes
            self._passed.clear()
            return None
        credential = call.credential
        if not isinstance(credential, Token):
            return None
        return self._passed.get((credential.value, call.protocol, call.peer.address, call.function))

    def keep(self, call: Call, attempt: Attempt, known: T) -> None:
        """Keep something of a call by token that has passed every check, unless it may be out of date by now.

        A caller that the caches do not keep, because its session may end at any moment, is none of these.
        """
        credential = call.credential
        if not isinstance(credential, Token) or len(self._passed) >= _MOST:
            return
        current = attempt.now == self._second and attempt.site is self._site and self._callers.changes == self._changes
        if current and self._callers.known(credential.value) is attempt.caller:
            self._passed[credential.value, call.protocol, call.peer.address, call.function] = known

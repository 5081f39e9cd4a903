"""The journal of a world: its entries, as many as it keeps, and what was found in what was sent."""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Iterator
from typing import Final

from gateway import clock
from gateway.double.exchange import Exchange, current
from gateway.double.faults.kinds import WireFault, is_instead
from gateway.double.faults.rules import Active
from gateway.double.journal.entries import CALL, REFUSED, REQUEST, UNREACHED, Entry, shortened
from gateway.double.strictness.findings import Finding
from gateway.pipeline.call_trace import CallTrace
from gateway.wire.call import Call, Failure, Outcome, Password

__all__ = ["MOST_ENTRIES", "MOST_FINDINGS", "Journal"]

MOST_ENTRIES: Final = 10_000
"""How many entries a world keeps; of older ones only the number is known."""
MOST_FINDINGS: Final = 5_000
"""How many findings of the strictness report a world keeps."""

# From how long a body on the arguments in it are shortened, and how long a text of an entry may be.
_LARGE, _LINE = 16 * 1024, 500
# What the names begin with under which scripts of the site report what they refuse.
_SCRIPT: Final = "/"
_ANSWER: Final = b"x-triglot-answer"


class Journal:
    """What was called in a world, in order."""

    def __init__(self, most: int = MOST_ENTRIES) -> None:
        """Nothing was called yet; at most ``most`` entries are kept."""
        self._entries: deque[Entry] = deque(maxlen=most)
        self._findings: deque[Finding] = deque(maxlen=MOST_FINDINGS)
        self._numbers = itertools.count(1)
        self.count = 0
        """How many entries there were."""
        self.found = 0
        """How many findings there were."""

    def __iter__(self) -> Iterator[Entry]:
        """The entries that are kept, the oldest first."""
        return iter(list(self._entries))

    @property
    def findings(self) -> list[Finding]:
        """The findings that are kept, the oldest first."""
        return list(self._findings)

    def clear(self) -> None:
        """Forget all entries and findings, and begin to number anew."""
        self._entries.clear()
        self._findings.clear()
        self._numbers = itertools.count(1)
        self.count = self.found = 0

    def note(self, call: Call, trace: CallTrace, outcome: Outcome, seconds: float, met: tuple[Active, ...] = ()) -> None:
        """Write down a call that has ended, with the rules whose faults it met; without a function, a request that became no call."""
        exchange, caller = current(), trace.caller
        large = exchange is not None and exchange.length > _LARGE
        failure = outcome if isinstance(outcome, Failure) else None
        unreached = any(is_instead(each.fault) for each in met)
        entry = Entry(
            number=next(self._numbers),
            time=clock.now(),
            kind=CALL if call.function and not call.function.startswith(_SCRIPT) else REQUEST,
            protocol=call.protocol,
            function=call.function[:_LINE],
            arguments=shortened(call.arguments) if large else call.arguments,
            user=caller.account.username if caller and caller.account else _named(call),
            tokenid=caller.token.id if caller and caller.token else 0,
            milliseconds=round(seconds * 1000, 3),
            faults=tuple(each.name for each in met),
        )
        if call.peer.notes is not None:
            entry.answer = call.peer.notes.headers.get(_ANSWER, b"").decode("latin-1")
        if unreached:
            entry.outcome = UNREACHED
        elif failure is not None:
            entry.outcome, entry.errorcode, entry.step = REFUSED, failure.error.errorcode, failure.step.value
            entry.message, entry.debug = failure.error.public_message[:_LINE], (failure.error.debug or "")[:_LINE]
        if exchange is not None:
            entry.method, entry.path = exchange.method, exchange.path[:_LINE]
            exchange.entries.append(entry)
            exchange.arguments[entry.number] = call.arguments
        self._add(entry)

    def ended(self, exchange: Exchange, *, protocol: str = "", function: str = "", user: str = "", errorcode: str = "") -> None:
        """Write down that a request was answered; its calls, if it had any, learn the status of the answer.

        A request without calls gets an entry of its own, in which a script of the site stands as ``protocol`` and ``function``.
        """
        wire = tuple(each.name for each in exchange.faults)
        for entry in exchange.entries:
            entry.status = exchange.status
            entry.faults = tuple(dict.fromkeys((*entry.faults, *wire)))
        if exchange.entries:
            return
        entry = Entry(
            number=next(self._numbers),
            time=clock.now(),
            kind=REQUEST,
            protocol=protocol,
            function=function,
            user=user[:_LINE],
            method=exchange.method,
            path=exchange.path[:_LINE],
            status=exchange.status,
            errorcode=errorcode,
            milliseconds=round(exchange.seconds * 1000, 3),
            faults=wire,
        )
        if any(is_instead(each.fault) for each in exchange.faults if isinstance(each.fault, WireFault)):
            entry.outcome = UNREACHED
        elif exchange.status >= 400 or errorcode:
            entry.outcome = REFUSED
        exchange.entries.append(entry)
        self._add(entry)

    def find(self, findings: list[Finding]) -> None:
        """Keep what was found in a request."""
        self.found += len(findings)
        self._findings.extend(findings)

    def _add(self, entry: Entry) -> None:
        self.count += 1
        self._entries.append(entry)


def _named(call: Call) -> str:
    """The user name in a call of somebody who is not known."""
    return call.credential.username[:_LINE] if isinstance(call.credential, Password) else ""

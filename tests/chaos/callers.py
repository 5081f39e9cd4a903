"""People who call while something breaks, and what became of their calls: answered, refused, unanswered, lost."""

from __future__ import annotations

import http.client
import itertools
import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

import orjson

from tests.cluster.cluster import ADMIN, PROBE

__all__ = ["Callers", "Reckoning", "Sent", "eventually", "reckoned", "rest"]

NO_ANSWER = "no answer"
# The number of calls in a row that must be answered before all is well again.
_IN_A_ROW = 20
# Seconds that a caller waits for an answer, and from an answer to the next call.
_PATIENCE, _PAUSE = 20.0, 0.01


@dataclass(frozen=True)
class Sent:
    """A call: the groups that it was to make, if any, when it began and ended, and the code of its failure, empty for none."""

    groups: tuple[str, ...]
    began: float
    ended: float
    code: str


@dataclass
class Reckoning:
    """What became of all calls of a scenario, by what those who called and the database know.

    ``lost`` were answered and are not stored, ``halves`` are stored in part, ``twice`` more than once; ``kept`` are stored though the
    caller was told of a failure or of nothing, which is what happens when a commit goes well and its answer does not.
    """

    scenario: str
    sent: int
    answered: int
    failed: dict[str, int]
    lost: int
    halves: int
    twice: int
    kept: int
    failing: float
    """Seconds from the first call that failed to the end of the last."""
    well: float
    """Seconds from the end of the cause to the end of the last call that failed; 0 where none failed after it."""
    slowest: float
    """Seconds that the slowest call took that was answered."""
    told: list[str] = field(default_factory=list)
    """What else was seen, in words."""

    @property
    def sound(self) -> bool:
        """Whether nothing is lost, half there or there twice."""
        return not (self.lost or self.halves or self.twice)


def rest(address: str, token: str, function: str, *, patience: float = _PATIENCE, **fields: object) -> Any:
    """What a call over REST returns, on a connection of its own. Raises what ``http.client`` raises."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=patience)
    try:
        body = urlencode({"wstoken": token, "wsfunction": function, "moodlewsrestformat": "json", **fields})
        connection.request("POST", "/webservice/rest/server.php", body, {"Content-Type": "application/x-www-form-urlencoded"})
        return orjson.loads(connection.getresponse().read())
    finally:
        connection.close()


def eventually(holds: Callable[[], bool], seconds: float = 30.0) -> bool:
    """Whether something becomes true in a time far longer than it should take."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(0.02)
    return False


class Callers:
    """Threads that call, each at one of the addresses: writers make two groups with every call, readers ask for nothing."""

    def __init__(self, addresses: Sequence[str], *, writers: int = 3, readers: int = 1, patience: float = _PATIENCE) -> None:
        """Nobody calls yet."""
        self.sent: list[Sent] = []
        self._addresses = {address: address for address in addresses}
        self._numbers = itertools.count()
        self._prefix = f"chaos-{secrets.token_hex(4)}-"
        self._kinds = [True] * writers + [False] * readers
        self._patience = patience
        self._done = threading.Event()

    @contextmanager
    def calling(self) -> Iterator[None]:
        """Call as long as the context lasts."""
        threads = [
            threading.Thread(target=self._call, args=(list(self._addresses)[number % len(self._addresses)], writes))
            for number, writes in enumerate(self._kinds)
        ]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._done.set()
            for thread in threads:
                thread.join()

    def move(self, address: str, to: str) -> None:
        """Call at another address from now on."""
        self._addresses[address] = to

    def await_answers(self, since: float) -> None:
        """Wait until all is well again: the latest calls, begun since then, were all answered. Asserts that this comes to pass."""
        assert eventually(lambda: self._well(since), 90), f"not well again: {Counter(each.code for each in self.sent[-_IN_A_ROW:])}"

    def _well(self, since: float) -> bool:
        latest = self.sent[-_IN_A_ROW:]
        return len(latest) == _IN_A_ROW and all(each.began >= since and not each.code for each in latest)

    def _call(self, address: str, writes: bool) -> None:
        while not self._done.is_set():
            number = next(self._numbers)
            groups = tuple(f"{self._prefix}{number}-{half}" for half in "ab") if writes else ()
            began = time.monotonic()
            code = self._outcome(self._addresses[address], groups)
            self.sent.append(Sent(groups, began, time.monotonic(), code))
            time.sleep(_PAUSE)

    def _outcome(self, address: str, groups: tuple[str, ...]) -> str:
        """The code of the failure of a call, empty for none."""
        try:
            if not groups:
                answer = rest(address, PROBE, "local_probe_private_ping", patience=self._patience)
                return "" if answer == "pong" else str(answer.get("errorcode", answer))
            fields: dict[str, object] = {}
            for index, name in enumerate(groups):
                fields |= {f"groups[{index}][courseid]": 2, f"groups[{index}][name]": name, f"groups[{index}][description]": ""}
            answer = rest(address, ADMIN, "core_group_create_groups", patience=self._patience, **fields)
            return str(answer.get("errorcode", answer)) if isinstance(answer, dict) else ""
        except (OSError, http.client.HTTPException, orjson.JSONDecodeError):
            return NO_ANSWER


def reckoned(scenario: str, sent: Sequence[Sent], stored: Iterable[str], *, healed: float, told: Sequence[str] = ()) -> Reckoning:
    """The reckoning of a scenario, whose cause ended at ``healed``; ``stored`` are the names of the groups that are there in the end."""
    wanted = {name for each in sent for name in each.groups}
    counts = Counter(name for name in stored if name in wanted)
    failures = [each for each in sent if each.code]
    return Reckoning(
        scenario=scenario,
        sent=len(sent),
        answered=len(sent) - len(failures),
        failed=dict(Counter(each.code for each in failures)),
        lost=sum(any(name not in counts for name in each.groups) for each in sent if not each.code),
        halves=sum(len({name in counts for name in each.groups}) > 1 for each in sent),
        twice=sum(count > 1 for count in counts.values()),
        kept=sum(all(name in counts for name in each.groups) for each in failures if each.groups),
        failing=max(each.ended for each in failures) - min(each.began for each in failures) if failures else 0.0,
        well=max([0.0, *(each.ended - healed for each in failures)]),
        slowest=max((each.ended - each.began for each in sent if not each.code), default=0.0),
        told=list(told),
    )

"""Playing recorded cases against a server: requests with what earlier answers gave, and how the answers differ."""

from __future__ import annotations

import http.client
import json
import re
import threading
from collections.abc import Callable, Iterator, Mapping
from types import TracebackType
from typing import Any, Final, Self

import msgspec

from gateway.compare.conformance.answers import differences, likeness
from gateway.compare.conformance.cases import Case, Expected, Sent, Step
from gateway.compare.exchange import Server
from gateway.compare.recording import BASE, readdressed
from gateway.wire.exchange import HttpRequest, HttpResponse

__all__ = ["NotGiven", "Player", "Setter", "Unanswered", "at", "filled"]

_NAMED: Final = re.compile(r"\{\{(\w+)\}\}|%7B%7B(\w+)%7D%7D")
# The header of answers that a double gives in the place of a function that it does not have.
_MADE_UP: Final = "x-triglot-answer"
# What stands in recorded answers for the name of a run, which all that it makes is called after.
_RUN: Final = "{{run}}"
_FILLING: Final = "fill_"
# A recorded request never asks for more than this many characters of filling.
_FILLED_WITH_AT_MOST: Final = 10_000_000
_SHOWN: Final = 160

Setter = Callable[[str, str | None], None]
"""Changes a setting of the site, or puts it back where there is no value."""


class Unanswered(Exception):
    """The server gave no answer; the text says why."""


class NotGiven(Exception):
    """A case needs what the server does not have, or an earlier case did not make; the text says what."""


class Player:
    """Plays cases against one server; a context manager that closes its connections. Threads may share it."""

    def __init__(
        self, address: str, *, fixed: frozenset[str] = frozenset(), setter: Setter | None = None, given: Mapping[str, object] | None = None
    ) -> None:
        """``fixed`` are the tokens of the state. With ``given``, cases rely on these values, and on what earlier ones have made.

        Raises ``ValueError`` for what is no address.
        """
        self.address = address.rstrip("/")
        self._fixed = fixed
        self._setter = setter
        self._servers: dict[int, Server] = {threading.get_ident(): Server(address)}
        self._learning = given is not None
        self._given = dict(given or {})
        self._swaps: dict[str, object] = {}

    def __enter__(self) -> Self:
        """The player."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close the connections."""
        for server in self._servers.values():
            server.close()

    def can_play(self, case: Case) -> bool:
        """Whether the case can be played: one of other settings needs what sets them."""
        return not case.config or self._setter is not None

    def play(self, case: Case) -> list[str]:
        """How the answers differ from the recorded ones; empty if they are the same. Raises ``Unanswered`` or ``NotGiven``."""
        if self._setter is None or not case.config:
            return self._steps(case)
        for name, value in case.config.items():
            self._setter(name, str(value))
        try:
            return self._steps(case)
        finally:
            for name in case.config:
                self._setter(name, None)

    def send(self, sent: Sent, given: Mapping[str, object] = {}) -> HttpResponse:
        """The answer to a recorded request, with these values in the place of their names. Raises ``Unanswered``."""
        request = self._request(sent, given)
        server = self._servers.setdefault(threading.get_ident(), Server(self.address))
        try:
            return server.send(request)
        except (OSError, http.client.HTTPException) as error:
            raise Unanswered(f"no answer: {str(error) or type(error).__name__}") from error

    def _steps(self, case: Case) -> list[str]:
        # What a case makes is there for later ones only where they tell one story.
        given, swaps = (self._given, self._swaps) if self._learning else (dict(self._given), dict(self._swaps))
        like = likeness(swaps, self._fixed, learning=self._learning)
        found: list[str] = []
        for index, step in enumerate(case.steps):
            place = f"step {index}: " if case.flow else ""
            answer = self.send(step.req, given)
            if made_by := answer.headers.get(_MADE_UP):
                raise NotGiven(f"nothing is built in here: the answer is made up ({made_by})")
            try:
                for name, value in _captured(step, answer):
                    given[name] = value
                    swaps[str(step.captured[name])] = value
            except (ValueError, LookupError, TypeError):
                body = answer.body[:_SHOWN].decode("utf-8", "replace")
                return [*found, f"{place}nothing to capture in {body!r}; the rest was not run"]
            found += [f"{place}{difference}" for difference in differences(self._expected(step), answer, self.address, like)]
        return found

    def _expected(self, step: Step) -> Expected:
        """The recorded answer, with the name of this run where it is that of a story."""
        text = step.res.text
        if not self._learning or text is None:
            return step.res
        return msgspec.structs.replace(step.res, text=text.replace(_RUN, str(self._given.get("run", ""))))

    def _request(self, sent: Sent, given: Mapping[str, object]) -> HttpRequest:
        def there(text: str) -> str:
            return readdressed(filled(text, given), BASE, self.address)

        path = filled(sent.path, given) + (f"?{there(sent.query)}" if sent.query else "")
        headers = {name: there(value) for name, value in sent.headers.items()}
        body = b"" if sent.body is None else there(sent.body).encode("utf-8", "surrogateescape")
        return HttpRequest(sent.method, path, headers, body)


def filled(text: str, given: Mapping[str, object]) -> str:
    """A text with values in the place of their names; ``{{fill_9}}`` is nine times x. Raises ``NotGiven``."""

    def value(found: re.Match[str]) -> str:
        name = found[1] or found[2]
        if name.startswith(_FILLING):
            return "x" * min(int(name.removeprefix(_FILLING)), _FILLED_WITH_AT_MOST)
        if name not in given:
            raise NotGiven(f"it needs {name!r}, which an earlier case did not make")
        return str(given[name])

    return _NAMED.sub(value, text)


def _captured(step: Step, answer: HttpResponse) -> Iterator[tuple[str, Any]]:
    """What a step keeps of its answer. Raises ``LookupError``, ``TypeError`` or ``ValueError`` where it is not there."""
    for name, where in step.capture.items():
        kind, _, rest = where.partition(":")
        if kind == "cookie":
            yield name, answer.cookies[rest]
        elif kind == "re":
            yield name, _found(rest, answer.body.decode("utf-8", "replace"))
        elif kind == "location":
            yield name, _found(rest, answer.headers["location"])
        else:
            yield name, at(json.loads(answer.body), where)


def _found(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    if found is None:
        raise LookupError(pattern)
    return found[1]


def at(value: Any, path: str) -> Any:
    """The value at a path into JSON: ``users.0.id``. Raises ``LookupError``, ``TypeError`` or ``ValueError`` where there is none."""
    for part in path.split("."):
        value = value[int(part)] if part.isdigit() else value[part]
    return value

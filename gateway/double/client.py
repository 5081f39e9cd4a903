"""A double in the hand of a test: its worlds, and what its control face does, as methods.

With a double that is running somewhere::

    moodle = Double("http://127.0.0.1:8080")

or with one that is started in a thread of this process::

    with Double.start() as moodle:
        world = moodle.world("test-1")
        world.clock.advance("7d")

Only the standard library is needed for the first.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPSConnection
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import quote, urlencode, urlsplit

if TYPE_CHECKING:
    from gateway.double.process import Started

__all__ = ["Calls", "Clock", "ControlError", "Double", "Faults", "World"]

_SECONDS = 60.0
"""How long an answer may take: a seed may be large."""


class ControlError(Exception):
    """The control face refused: ``code`` and ``path`` say what, and where in the document."""

    def __init__(self, code: str, message: str, path: str = "", status: int = 0) -> None:
        """``status`` is that of the answer; 0 without one."""
        super().__init__(f"{path}: {message}" if path else message)
        self.code = code
        self.message = message
        self.path = path
        self.status = status


class Clock:
    """The clock of a world."""

    def __init__(self, world: World) -> None:
        """Of ``world``."""
        self._world = world

    @property
    def now(self) -> float:
        """The time in Unix seconds."""
        return float(self._world.ask("clock")["now"])

    def set(self, now: float | str) -> float:
        """Show a time, in Unix seconds or as in ``2026-09-07T08:00:00Z``; returns it."""
        return self._change(now=now)

    def advance(self, span: float | str) -> float:
        """Go forward by seconds, or as in ``7d`` or ``1h30m``; returns the time."""
        return self._change(advance=span)

    def freeze(self) -> float:
        """Stand still; returns the time."""
        return self._change(freeze=True)

    def run(self) -> float:
        """Go on by itself; returns the time."""
        return self._change(run=True)

    def _change(self, **document: object) -> float:
        return float(self._world.tell("clock", document)["now"])


class Faults:
    """What goes wrong in a world, by rules (``docs/faults.md``)."""

    def __init__(self, world: World) -> None:
        """Of ``world``."""
        self._world = world

    def add(self, fault: Mapping[str, Any] | str, /, **members: Any) -> str:
        """Let a fault happen, which is a preset, a fault spelled out, or a whole rule; ``members`` are those of the rule.

        Returns the name of the rule.
        """
        rule = {**fault, **members} if isinstance(fault, Mapping) and "kind" not in fault else {"fault": fault, **members}
        return str(self._world.tell("faults", rule)["added"][0])

    def replace(self, *rules: Mapping[str, Any]) -> None:
        """Let these rules hold, and no others."""
        self._world.send("PUT", "faults", json.dumps({"rules": rules}).encode())

    def remove(self, name: str) -> None:
        """Forget the rule of that name."""
        self._world.send("DELETE", f"faults?{urlencode({'name': name})}")

    def __iter__(self) -> Iterator[Any]:
        """The rules that there are, with how many calls they matched (``seen``) and met (``applied``)."""
        return iter(self._world.ask("faults")["rules"])

    def clear(self) -> None:
        """Let nothing go wrong any more."""
        self._world.send("DELETE", "faults")


class Calls:
    """What was called in a world, and what was meant to be."""

    def __init__(self, world: World) -> None:
        """Of ``world``."""
        self._world = world

    def __call__(self, **query: object) -> list[Any]:
        """The calls so far, in their order; ``query`` chooses some, as by ``function`` or ``since``."""
        return list(self._world.ask("calls", **query)["calls"])

    def verify(self, **document: Any) -> Any:
        """Whether calls were made as ``document`` says, and if not, what comes near."""
        return self._world.tell("calls/verify", document)

    def clear(self) -> None:
        """Forget them."""
        self._world.send("DELETE", "calls")


class World:
    """One world of a double."""

    def __init__(self, address: str) -> None:
        """``address`` is that of its site."""
        self.address = address.rstrip("/")
        self.clock = Clock(self)
        self.faults = Faults(self)
        self.calls = Calls(self)

    def reset(self) -> None:
        """Begin anew: data, clock, chance, faults and calls are as they were at first."""
        self.tell("reset", {})

    def seed(self, state: Mapping[str, Any] | str) -> None:
        """Add to the site: a seed as text, or the rows of a state."""
        self.send("POST", "seed", state.encode() if isinstance(state, str) else json.dumps(state).encode())

    def export(self) -> dict[str, Any]:
        """The state of the site, as the rows of its tables."""
        state: dict[str, Any] = self.ask("export")
        return state

    def told(self) -> str:
        """The text of a seed that tells of the site."""
        return str(self.ask("export", form="seed")["seed"])

    @property
    def tokens(self) -> dict[str, str]:
        """The tokens of the site that have a name, by it."""
        return {each["name"]: each["token"] for each in self.ask("tokens") if each["name"]}

    @property
    def strict(self) -> list[Any]:
        """What was sent that a real site would refuse or ignore, that is unsafe, or deprecated."""
        return list(self.ask("strict")["findings"])

    def ask(self, verb: str, **query: object) -> Any:
        """What the control face tells. Raises ``ControlError``."""
        return self.send("GET", f"{verb}?{urlencode(query)}" if query else verb)

    def tell(self, verb: str, document: Any) -> Any:
        """What the control face answers to a document. Raises ``ControlError``."""
        return self.send("POST", verb, json.dumps(document).encode())

    def send(self, method: str, target: str, body: bytes | None = None) -> Any:
        """The answer of the control face. Raises ``ControlError``, or ``OSError`` where there is none."""
        place = urlsplit(self.address)
        kind = HTTPSConnection if place.scheme == "https" else HTTPConnection
        connection = kind(place.hostname or "", place.port, timeout=_SECONDS)
        try:
            headers = {"connection": "close", "content-type": "application/json"} if body is not None else {"connection": "close"}
            connection.request(method, f"{place.path}/_triglot/{target}", body, headers)
            answer = connection.getresponse()
            text = answer.read()
        finally:
            connection.close()
        try:
            told = json.loads(text)
        except ValueError:
            raise ControlError("nodouble", f"There is no double at {self.address}.", status=answer.status) from None
        if answer.status >= 400:
            error = told.get("error", {}) if isinstance(told, dict) else {}
            raise ControlError(error.get("code", "failed"), error.get("message", answer.reason), error.get("path", ""), answer.status)
        return told


class Double(World):
    """A double, whose default world it is."""

    def world(self, name: str) -> World:
        """The world of that name, which is made when it is first used."""
        return World(f"{self.address}/t/{quote(name, safe='')}")

    @property
    def worlds(self) -> list[str]:
        """The names of the worlds that were used."""
        return [str(name) for name in self.ask("worlds")]

    def reset_all(self) -> None:
        """Let all worlds begin anew."""
        self.tell("reset", {"all": True})

    @classmethod
    @contextmanager
    def start(cls, **options: Any) -> Iterator[Self]:
        """A double in a thread of this process, for as long as the context lasts; ``options`` are those of ``gateway.double.options``.

        Raises what ``gateway.double.process.run`` raises.
        """
        from gateway.double.options import Options
        from gateway.double.process import run

        told: SimpleQueue[Started | BaseException] = SimpleQueue()

        def work() -> None:
            try:
                run(Options(**options), told.put)
            except BaseException as error:  # whatever it is, somebody waits for it
                told.put(error)

        thread = threading.Thread(target=work, name="triglot double", daemon=True)
        thread.start()
        started = told.get()
        if isinstance(started, BaseException):
            thread.join()
            raise started
        try:
            yield cls(started.address)
        finally:
            started.stop()
            thread.join()
